// Parts of a page with data-live are refreshed by htmx. They can be paused. One with data-live="hold" does not move
// while a person points at it, has the focus in it or has scrolled: its parts are updated where they are, and a button
// offers what came or went. Parts are rows, and other elements with data-live-part; each has an id.
import { choose, isOn } from "./storage.js";

const partSelector = "[data-row][id], [data-live-part][id]";
const heldResponses = new Map();

const hasChosenRow = (element) => Boolean(element.querySelector(".row-select :checked"));
const hasOpenForm = (element) => Boolean(element.querySelector("details[open] form"));

function isHeld(element) {
  const reads = element.matches(":hover") || element.contains(document.activeElement) || hasOpenForm(element) || hasChosenRow(element);
  return element.dataset.live === "hold" && (reads || element.getBoundingClientRect().top < 0);
}

const listParts = (element) => new Map([...element.querySelectorAll(partSelector)].map((part) => [part.id, part]));

function offer(element, count) {
  const button = document.querySelector("#show-new");
  button.textContent = count ? `${count} new: show` : "List changed – show";
  button.hidden = false;
  button.onclick = () => {
    const response = heldResponses.get(element.id);
    button.hidden = true;
    heldResponses.delete(element.id);
    Idiomorph.morph(document.getElementById(element.id), response, { morphStyle: "outerHTML" });
    htmx.process(document.getElementById(element.id));
    document.getElementById(element.id).scrollIntoView({ block: "nearest" });
  };
}

function updateInPlace(element, response) {
  const [shown, received] = [listParts(element), listParts(response)];
  for (const [id, part] of shown) {
    const update = received.get(id);
    if (!update || hasOpenForm(part)) continue;
    update.classList.toggle("selected", part.classList.contains("selected"));
    const [box, updatedBox] = [part, update].map((row) => row.querySelector(".row-select input"));
    if (box && updatedBox) updatedBox.checked = box.checked;
    Idiomorph.morph(part, update.cloneNode(true), { morphStyle: "outerHTML" });
  }
  const isNew = [...received.keys()].filter((id) => !shown.has(id));
  const changed = isNew.length || [...shown.keys()].some((id) => !received.has(id));
  if (!changed) return;
  heldResponses.set(element.id, response);
  offer(element, isNew.length);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("[data-live]") && !isOn("live")) event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const element = event.target;
  if (!element.matches("[data-live]")) return;
  const button = document.querySelector("#show-new");
  if (!isHeld(element)) {
    button.hidden = true;
    return;
  }
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const response = page.getElementById(element.id);
  if (!response) return;
  event.detail.shouldSwap = false;
  updateInPlace(element, response);
});

function showSwitches() {
  for (const button of document.querySelectorAll("[data-live-switch]")) {
    button.hidden = false;
    button.textContent = isOn("live") ? "Pause updates" : "Resume updates";
  }
  document.body.classList.toggle("paused", !isOn("live"));
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-live-switch]")) return;
  choose("live", !isOn("live"));
  showSwitches();
});
document.addEventListener("htmx:afterSettle", showSwitches);
showSwitches();
