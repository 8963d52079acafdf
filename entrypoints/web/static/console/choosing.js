// Rows are chosen for an action by their checkboxes: "x" chooses the selected row, Shift+X all rows from the last chosen
// one to it, Ctrl+A all that match, also on other pages. A refresh keeps what is chosen.
import { announce } from "./announcements.js";
import { getSelectedRow } from "./rows.js";

const listBoxes = () => [...document.querySelectorAll("[data-row] .row-select input[type=checkbox]")];
const getMatchingBox = () => document.querySelector("[data-choose-matching]");
let lastChosen = null;

function showCount(form) {
  const count = listBoxes().filter((box) => box.checked).length;
  const matching = getMatchingBox();
  if (matching && count < listBoxes().length) matching.checked = false;
  const shown = matching?.checked ? matching.dataset.matchingCount : count;
  const text = form?.querySelector("[data-chosen-count]");
  if (text) text.textContent = `${shown} chosen`;
  const all = document.querySelector("[data-choose-all]");
  if (all) {
    all.checked = count > 0 && count === listBoxes().length;
    all.indeterminate = count > 0 && !all.checked;
  }
  return shown;
}

function changed(form) {
  announce(`${showCount(form)} chosen`);
}

export function chooseRow(withRange) {
  const boxes = listBoxes();
  const box = getSelectedRow()?.querySelector(".row-select input[type=checkbox]");
  if (!box) return;
  const [from, to] = [boxes.indexOf(lastChosen), boxes.indexOf(box)];
  if (withRange && from >= 0) for (const each of boxes.slice(Math.min(from, to), Math.max(from, to) + 1)) each.checked = true;
  else box.checked = !box.checked;
  lastChosen = box;
  changed(box.form);
}

// Whether there is a list with rows to choose.
export function chooseAll() {
  if (!listBoxes().length) return false;
  for (const box of listBoxes()) box.checked = true;
  if (getMatchingBox()) getMatchingBox().checked = true;
  changed(listBoxes()[0].form);
  return true;
}

// Whether a row is chosen: the selected one, if none was.
export function ensureChosen() {
  if (!listBoxes().some((box) => box.checked)) chooseRow(false);
  return listBoxes().some((box) => box.checked);
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-choose-all]")) for (const box of listBoxes()) box.checked = event.target.checked;
  else if (event.target.matches("[data-choose-matching]")) for (const box of listBoxes()) box.checked ||= event.target.checked;
  else if (!event.target.matches(".row-select input")) return;
  else lastChosen = event.target;
  changed(listBoxes()[0]?.form);
});

document.addEventListener("htmx:afterSettle", () => showCount(listBoxes()[0]?.form));
