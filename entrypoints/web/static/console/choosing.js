// Rows are chosen for an action by their checkboxes: "x" chooses the selected row, Shift+X all rows from the last chosen
// one to it. A refresh keeps what is chosen.
import { announce } from "./announcements.js";
import { getSelectedRow } from "./rows.js";

const listBoxes = () => [...document.querySelectorAll("[data-row] .row-select input[type=checkbox]")];
let lastChosen = null;

function showCount(form) {
  const count = listBoxes().filter((box) => box.checked).length;
  const text = form?.querySelector("[data-chosen-count]");
  if (text) text.textContent = `${count} chosen`;
  const all = document.querySelector("[data-choose-all]");
  if (all) {
    all.checked = count > 0 && count === listBoxes().length;
    all.indeterminate = count > 0 && !all.checked;
  }
  return count;
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

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-choose-all]")) for (const box of listBoxes()) box.checked = event.target.checked;
  else if (!event.target.matches(".row-select input")) return;
  else lastChosen = event.target;
  changed(listBoxes()[0]?.form);
});

document.addEventListener("htmx:afterSettle", () => showCount(listBoxes()[0]?.form));
