// The prepared page: copy buttons and printing. Without this script the values can be selected by hand.
"use strict";

async function copyText(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  try {
    await navigator.clipboard.writeText(node.textContent);
  } catch {
    document.execCommand("copy"); // pages over plain http have no clipboard interface
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await copyText(document.getElementById(button.dataset.copy));
    button.textContent = button.closest("[data-copied]").dataset.copied;
    button.classList.add("done");
    setTimeout(() => { button.textContent = label; button.classList.remove("done"); }, 2500);
  });
}
const printer = document.getElementById("print");
if (printer) {
  printer.hidden = false;
  printer.addEventListener("click", () => print());
}
