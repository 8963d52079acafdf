// Says at the top whether the page is current: "Live · updated 3 s ago". Only pages with parts that refresh have it.
import { formatDuration } from "./times.js";

const state = document.querySelector("#live-state");
const isLive = () => Boolean(document.querySelector("[data-live]"));
let updatedAt = Date.now();

function describe() {
  const updated = `updated ${formatDuration((Date.now() - updatedAt) / 1000)} ago`;
  if (document.body.classList.contains("stale")) return `Not connected · ${updated}`;
  return `${document.body.classList.contains("paused") ? "Paused" : "Live"} · ${updated}`;
}

function show() {
  state.hidden = !isLive();
  const text = state.querySelector(".live-text");
  if (text.textContent !== describe()) text.textContent = describe();
}

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && detail.elt.matches("[data-live]")) updatedAt = Date.now();
});

if (state) {
  show();
  setInterval(show, 1000);
}
