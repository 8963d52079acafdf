// Keyboard shortcuts. "g" and a letter open a page. Other keys activate the element with that data-shortcut, in the
// selected row first. Outside a row, no key sends a form: it moves the focus to the form's button.
import { chooseAll, chooseRow, ensureChosen } from "./choosing.js";
import { openPalette } from "./palette.js";
import { getSelectedRow, moveSelection, openSelectedRow } from "./rows.js";

const pageKeyTimeout = 1500;
let pageKeyUntil = 0;

const areSingleKeysOn = () => document.documentElement.dataset.singleKeys !== "off";
const sendsForm = (element) => element.matches("button") && element.form?.method === "post";

function activateShortcut(key) {
  const selector = `[data-shortcut="${CSS.escape(key)}"]`;
  const inRow = getSelectedRow()?.querySelector(selector);
  const target = inRow ?? document.querySelector(`main ${selector}:not([data-row] *)`) ?? document.querySelector(`:is(header, .toasts) ${selector}`);
  if (!target) return false;
  if ("opensPalette" in target.dataset) return openPalette();
  if (target.closest(".bulk-bar") && !ensureChosen()) return false;
  if (target.matches("input, select, textarea") || (!inRow && sendsForm(target))) target.focus();
  else target.click();
  return true;
}

function handleKey(event) {
  if (Date.now() < pageKeyUntil) {
    pageKeyUntil = 0;
    document.querySelector(`nav [data-page-key="${CSS.escape(event.key)}"]`)?.click();
    return true;
  }
  const steps = { j: 1, k: -1 };
  if (event.key === "g") pageKeyUntil = Date.now() + pageKeyTimeout;
  else if (event.key === "?") document.querySelector("#shortcuts")?.showModal();
  else if (event.key in steps) moveSelection(steps[event.key]);
  else if (event.key === "x" || event.key === "X") chooseRow(event.key === "X");
  else if (event.key === "Enter") {
    if (event.target.matches("a, button, summary") || !getSelectedRow()) return false;
    openSelectedRow();
  } else return activateShortcut(event.key);
  return true;
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "k" && openPalette()) {
    event.preventDefault();
    return;
  }
  const isTyping = event.target.matches("input:not([type=checkbox]), select, textarea");
  if ((event.ctrlKey || event.metaKey) && event.key === "a" && !isTyping && areSingleKeysOn()) {
    if (!document.querySelector("dialog[open]") && chooseAll()) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (isTyping) {
    if (event.key === "Escape") event.target.blur();
    if (event.key === event.target.dataset.shortcut && !event.target.value) event.preventDefault();
    return;
  }
  if (areSingleKeysOn() && handleKey(event)) event.preventDefault();
});
