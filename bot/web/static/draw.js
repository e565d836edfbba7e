// Drawing the conversation. Text from people or the bot only ever becomes text nodes, never markup.

export const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

export function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

// `onTap(choice, label, byKey)` is called when a person taps a button that is still open.
export function drawing({ log, words, hosts, ours, onTap }) {
  let typing = null;

  function scroll() {
    const mine = [...log.querySelectorAll(".turn.you")].pop();
    const bottom = log.scrollHeight - log.clientHeight;
    const top = mine ? Math.min(bottom, mine.offsetTop - log.offsetTop - 12) : bottom;
    log.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
  }

  function turn(who) {
    const previous = log.lastElementChild === typing ? typing && typing.previousElementSibling : log.lastElementChild;
    const row = make("div", `turn ${who}`);
    if (who === "bot" && !(previous && previous.classList.contains("bot"))) {
      row.append(document.querySelector(".brand .mark").cloneNode(true));
      row.classList.add("first");
    }
    row.append(make("div", "stack"));
    log.insertBefore(row, typing);
    return row;
  }

  function trusted(address) {
    try {
      const url = new URL(address, location.href);
      // Our own links open under the name that this page is open under: the session's cookie belongs to it.
      if (url.origin === ours) return new URL(url.pathname + url.search, location.origin).href;
      const known = url.origin === location.origin || hosts.includes(url.hostname);
      return known && /^https?:$/.test(url.protocol) ? url.href : null;
    } catch {
      return null;
    }
  }

  function anchor(href, className, text) {
    const link = make("a", className, text);
    link.href = href;
    link.target = "_blank";
    link.rel = "noopener";
    link.append(make("span", "unseen", ` (${words.new_tab})`));
    return link;
  }

  function plain(node, text) { // a name such as lan-anh.id.vn is never broken at its hyphen
    for (const part of text.split(/([\w-]+\.(?:id|biz)\.vn)/))
      node.append(/\.(?:id|biz)\.vn$/.test(part) ? make("span", "whole", part) : part);
  }

  function write(node, text) {
    let at = 0;
    for (const found of text.matchAll(/https?:\/\/[^\s<>"'“”]+/g)) {
      const shown = found[0].replace(/[.,;:!?)\]]+$/, "");
      const href = trusted(shown);
      if (!href) continue;
      plain(node, text.slice(at, found.index));
      node.append(anchor(href, "", shown));
      at = found.index + shown.length;
    }
    plain(node, text.slice(at));
  }

  function bubble(row, who, text) {
    const box = make("div", "bubble");
    box.append(make("span", "unseen", `${words[who]}: `));
    const body = make("p", "text");
    if (who === "bot") write(body, text); else body.textContent = text;
    box.append(body);
    row.lastElementChild.append(box);
    return box;
  }

  function drawBot(said) {
    const row = turn("bot");
    const box = bubble(row, "bot", said.text);
    const href = said.link && trusted(said.link);
    if (href) {
      const own = new URL(href).pathname.startsWith("/r/");
      box.append(anchor(href, "go", own ? words.open_link : words.open_other));
    }
    if (said.buttons.length) row.lastElementChild.append(drawChoices(said.buttons));
  }

  function drawChoices(buttons) {
    const group = make("div", "choices");
    group.setAttribute("role", "group");
    for (const { label, id, offer } of buttons) {
      const button = make("button", "choice", label);
      button.type = "button";
      button.dataset.tap = `${offer}/${id}`;
      button.addEventListener("click", (event) => {
        mark(button);
        onTap({ offer, choice: id }, label, event.detail === 0);
      });
      group.append(button);
    }
    return group;
  }

  function mark(button) {
    button.classList.add("chosen");
    button.append(make("span", "unseen", ` (${words.chosen})`));
    for (const each of button.parentElement.children) each.disabled = true;
  }

  function drawYou(text) {
    const row = turn("you");
    bubble(row, "you", text);
    return row;
  }

  function closeOldChoices() { // what was offered before the person's last word is answered
    const mine = [...log.querySelectorAll(".turn.you")].pop();
    if (!mine) return;
    for (const button of log.querySelectorAll(".choice:not(:disabled)"))
      if (button.compareDocumentPosition(mine) & Node.DOCUMENT_POSITION_FOLLOWING) button.disabled = true;
  }

  function setTyping(on) {
    if (!on) { typing?.remove(); typing = null; return; }
    if (typing) return;
    typing = turn("bot");
    typing.classList.add("typing");
    typing.setAttribute("aria-hidden", "true");
    const dots = make("div", "bubble dots");
    dots.append(make("i"), make("i"), make("i"));
    typing.lastElementChild.append(dots);
    scroll();
  }

  function restore(items) { // buttons that were answered come back closed, the tapped one marked
    for (const item of items) {
      if (item.from === "bot") { closeOldChoices(); drawBot(item.bubble); continue; }
      const tapped = item.tap && log.querySelector(`[data-tap="${CSS.escape(item.tap)}"]:not(:disabled)`);
      if (tapped) mark(tapped);
      drawYou(item.text);
    }
  }

  return { scroll, drawBot, drawYou, closeOldChoices, setTyping, restore };
}
