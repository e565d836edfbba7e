// The pages work without this script; it only spares a tap here and there.
const days = document.querySelectorAll(".days");
const period = document.querySelector("#period");
if (period !== null) {
  const fit = () => days.forEach((each) => { each.hidden = period.value !== "days"; });
  period.addEventListener("change", fit);
  fit();
}

// One open explanation at a time; Escape and a tap elsewhere close it.
const means = document.querySelectorAll(".means");
const close = (but) => means.forEach((each) => { if (each !== but) each.open = false; });
means.forEach((each) => each.addEventListener("toggle", () => { if (each.open) close(each); }));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
document.addEventListener("click", (event) => { if (!event.target.closest(".means")) close(); });

// A file that takes long shows how far it is.
async function follow(form, button) {
  const bar = form.querySelector("progress");
  const job = crypto.randomUUID();
  const body = new URLSearchParams(new FormData(form));
  body.set("format", button.value);
  body.set("job", job);
  let over = false;
  bar.hidden = false;
  bar.removeAttribute("value");
  const look = async () => {
    if (over) return;
    const found = await fetch(`/staff/progress/${job}`).then((answer) => answer.json()).catch(() => null);
    if (found !== null && found.of > 0) { bar.max = found.of; bar.value = found.written; }
    setTimeout(look, 400);
  };
  setTimeout(look, 400);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) { location.reload(); return; }
    const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "chaovn";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  } finally {
    over = true;
    bar.hidden = true;
  }
}
if (globalThis.crypto?.randomUUID !== undefined) {
  document.querySelectorAll(".files").forEach((form) => form.addEventListener("submit", (event) => {
    if (event.submitter === null) return;
    event.preventDefault();
    follow(form, event.submitter);
  }));
}
