// The chat page: sends one message at a time, hears the answers as they come, and survives a lost connection.
import { calm, drawing, make } from "./draw.js";

const $ = (id) => document.getElementById(id);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const asked = new URLSearchParams(location.search);
const { lang, words, hosts, public: ours } = JSON.parse(document.querySelector("[data-config]").dataset.config);
const log = $("log"), say = $("say"), status = $("status");
const page = drawing({ log, words, hosts, ours, onTap: (choice, label, byKey) => {
  send({ kind: "tap", ...choice }, label);
  // The tapped button is closed now and lets go of the keyboard; on a phone this would open the screen keyboard.
  if (byKey || matchMedia("(pointer: fine)").matches) say.focus({ preventScroll: true });
} });
const queue = [];
const arriving = [];
let last = 0, pumping = false, showing = false, waitTimer = 0, source = null;

function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

function tell(text) { status.textContent = text; }

function setTyping(on) {
  clearTimeout(waitTimer);
  page.setTyping(on);
  if (on) waitTimer = setTimeout(() => tell(words.waiting), 15000);
}

// -- sending: one at a time, in order; the server drops a repeat by its id
function send(message, shown) {
  const item = { body: JSON.stringify({ id: randomId(), lang, ...message }), row: shown ? page.drawYou(shown) : null };
  queue.push(item);
  setTyping(true);
  page.scroll();
  pump();
}

async function attempt(item) {
  const answer = await fetch("/chat/messages", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: item.body, credentials: "same-origin",
  });
  if (answer.ok) return "sent";
  if (answer.status === 429 || answer.status === 503) {
    tell(words.slow_down);
    await pause(1000 * Math.min(30, Number(answer.headers.get("Retry-After")) || 3));
    tell("");
    return "again";
  }
  return answer.status < 500 ? "refused" : "failed";
}

async function pump() {
  if (pumping) return;
  pumping = true;
  let tries = 0;
  while (queue.length) {
    const item = queue[0];
    const result = await attempt(item).catch(() => "failed");
    if (result === "again") continue;
    if (result === "failed" && ++tries < 2) { await pause(1500); continue; }
    if (result === "failed") { fail(item); break; }
    tries = 0;
    queue.shift();
    item.row?.querySelector(".retry")?.remove();
    if (result === "refused") { setTyping(false); item.row?.classList.add("refused"); tell(words.refused); }
  }
  pumping = false;
}

function fail(item) {
  setTyping(false);
  if (!item.row) { tell(words.offline); return; }
  if (item.row.querySelector(".retry")) return;
  const note = make("p", "retry", `${words.failed} `);
  const again = make("button", "again", words.resend);
  again.type = "button";
  again.addEventListener("click", resume);
  note.append(again);
  note.setAttribute("role", "alert");
  item.row.lastElementChild.append(note);
  page.scroll();
}

function resume() {
  if (!queue.length || pumping) return;
  for (const { row } of queue) row?.querySelector(".retry")?.remove();
  setTyping(true);
  pump();
}

// -- receiving
async function show() {
  if (showing) return;
  showing = true;
  while (arriving.length) {
    const said = arriving.shift();
    setTyping(false);
    tell("");
    page.closeOldChoices();
    page.drawBot(said);
    page.scroll();
    if (arriving.length && !calm) await pause(350);
  }
  showing = false;
}

function listen() {
  source?.close();
  source = new EventSource(`/chat/events?after=${last}`);
  let offline = 0;
  const mine = source;
  source.onopen = () => { clearTimeout(offline); connected(); };
  source.addEventListener("bubble", (event) => hear(Number(event.lastEventId), JSON.parse(event.data)));
  source.onerror = () => {
    clearTimeout(offline);
    if (mine.readyState === EventSource.CLOSED) ask(mine);
    else offline = setTimeout(() => { if (source.readyState !== EventSource.OPEN) tell(words.offline); }, 1500);
  };
}

function connected() {
  if (status.textContent === words.offline) { tell(words.online); setTimeout(() => tell(""), 2500); }
  resume();
}

function hear(id, said) {
  if (id <= last) return;
  last = id;
  arriving.push(said);
  show();
}

// Where no stream is left the page asks for the news every few seconds, and now and then for a stream again.
async function ask(refused) {
  for (let round = 0; round < 8; round++) {
    const answer = await fetch(`/chat/history?after=${last}`, { credentials: "same-origin" }).catch(() => null);
    const news = answer?.ok ? (await answer.json().catch(() => null))?.news : null;
    if (source !== refused) return;
    if (news) {
      connected();
      for (const { id, bubble } of news) hear(id, bubble);
    } else if (answer?.status !== 429 && answer?.status !== 503) tell(words.offline);
    await pause(document.hidden ? 15000 : Math.max(3000, 1000 * (Number(answer?.headers.get("Retry-After")) || 0)));
    if (source !== refused) return;
  }
  listen();
}

async function open() {
  for (let wait = 1; ; wait = Math.min(wait * 2, 15)) {
    const answer = await fetch("/chat/history", { credentials: "same-origin" }).catch(() => null);
    if (answer?.ok) {
      const past = await answer.json();
      $("loading")?.remove();
      page.restore(past.items);
      last = past.last;
      tell("");
      log.setAttribute("aria-live", "polite");
      listen();
      if (!past.items.length) send({ kind: "start", ref: asked.get("ref") || undefined });
      else if (past.waiting) setTyping(true);
      page.scroll();
      return;
    }
    tell(words.offline);
    await pause(1000 * wait);
  }
}

// -- what lies below the screen
function watchEnd() {
  $("down").hidden = log.scrollHeight - log.clientHeight - log.scrollTop < 60;
}

log.addEventListener("scroll", watchEnd, { passive: true });
new ResizeObserver(watchEnd).observe(log);
new MutationObserver(watchEnd).observe(log, { childList: true, subtree: true });
$("down").addEventListener("click", () => log.scrollTo({ top: log.scrollHeight, behavior: calm ? "auto" : "smooth" }));

// -- the composer
function fit() {
  say.style.height = "auto";
  say.style.height = `${Math.min(say.scrollHeight + 2, 160)}px`;
}

function submit(event) {
  event?.preventDefault();
  const text = say.value.trim();
  if (!text) { say.focus(); return; }
  say.value = "";
  fit();
  send({ kind: "text", text }, text);
}

$("composer").addEventListener("submit", submit);
say.addEventListener("input", fit);
say.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
});
for (const button of document.querySelectorAll("[data-says]"))
  button.addEventListener("click", () => {
    const { says, sure } = button.dataset;
    if (!sure || confirm(sure)) send({ kind: "text", text: says }, says);
  });
addEventListener("online", resume);
addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && source?.readyState === EventSource.CLOSED) listen();
});
if (asked.get("ask") === "link") { say.value = words.fresh_says; fit(); }
document.documentElement.classList.add("js");
open();
