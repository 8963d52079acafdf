// A bar for what takes longer than a second: a report, or its file. Without scripts, links and forms do the same.
const DELAY = 1000;
let timer;
const show = (isShown) => document.querySelectorAll("[data-progress]").forEach((bar) => { bar.hidden = !isShown; });
const begin = () => { clearTimeout(timer); timer = setTimeout(show, DELAY, true); };
const end = () => { clearTimeout(timer); show(false); };

async function save(link) {
  const answer = await fetch(link.href).catch(() => null);
  const name = /filename="([^"]+)"/.exec(answer?.headers.get("Content-Disposition") ?? "")?.[1];
  if (!answer?.ok || !name) return location.assign(link.href);  // the page that says why
  const file = Object.assign(document.createElement("a"), { href: URL.createObjectURL(await answer.blob()), download: name });
  file.click();
  setTimeout(() => URL.revokeObjectURL(file.href), DELAY);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-slow]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  begin();
  if (!link.hasAttribute("download")) return;
  event.preventDefault();
  save(link).finally(end);
});
document.addEventListener("submit", (event) => { if (event.target.matches("[data-slow]")) begin(); });
document.addEventListener("htmx:beforeRequest", (event) => { if (event.target.matches("[data-slow]")) begin(); });
document.addEventListener("htmx:afterRequest", (event) => { if (event.target.matches("[data-slow]")) end(); });
addEventListener("pageshow", end);  // also of a page that the browser has kept
