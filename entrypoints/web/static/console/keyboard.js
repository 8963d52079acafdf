// Keyboard shortcuts. "g" and a letter open a page. Other keys activate the element with that data-shortcut, in the
// selected row first. Outside a row, no key sends a form: it moves the focus to the form's button.
import { choose, isOn } from "./storage.js";
import { getSelectedRow, moveSelection, openSelectedRow } from "./rows.js";

const pageKeyTimeout = 1500;
let pageKeyUntil = 0;

const sendsForm = (element) => element.matches("button") && element.form?.method === "post";

function activateShortcut(key) {
  const selector = `[data-shortcut="${CSS.escape(key)}"]`;
  const inRow = getSelectedRow()?.querySelector(selector);
  const target = inRow ?? document.querySelector(`${selector}:not([data-row] *)`);
  if (!target) return false;
  if (target.matches("input, select") || (!inRow && sendsForm(target))) target.focus();
  else target.click();
  return true;
}

function openShortcuts() {
  if (!document.querySelector("#shortcuts")) return;
  document.querySelector("#single-keys").checked = isOn("single-keys");
  document.querySelector("#shortcuts").showModal();
}

function handleKey(event) {
  if (Date.now() < pageKeyUntil) {
    pageKeyUntil = 0;
    document.querySelector(`nav [data-page-key="${CSS.escape(event.key)}"]`)?.click();
    return true;
  }
  const steps = { j: 1, k: -1 };
  if (event.key === "g") pageKeyUntil = Date.now() + pageKeyTimeout;
  else if (event.key === "?") openShortcuts();
  else if (event.key in steps) moveSelection(steps[event.key]);
  else if (event.key === "Enter") {
    if (event.target.matches("a, button, summary") || !getSelectedRow()) return false;
    openSelectedRow();
  } else return activateShortcut(event.key);
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches("input:not([type=checkbox]), select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    if (event.key === event.target.dataset.shortcut && !event.target.value) event.preventDefault();
    return;
  }
  if (isOn("single-keys") && handleKey(event)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-shortcuts]")) openShortcuts();
});

document.addEventListener("change", (event) => {
  if (event.target.id === "single-keys") choose("single-keys", event.target.checked);
});
