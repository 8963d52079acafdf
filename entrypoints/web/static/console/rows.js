// One row of a list is selected: the one that has the focus, or had it last.
export const getSelectedRow = () => document.querySelector("[data-row].selected");
const titleLink = ".row-title a[href]";
const focusable = "a[href], button, input:not([type=hidden]), select, textarea";

function select(row) {
  for (const each of document.querySelectorAll("[data-row].selected")) each.classList.toggle("selected", each === row);
  row.classList.add("selected");
}

export function moveSelection(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const next = rows[Math.min(Math.max(rows.indexOf(getSelectedRow()) + step, 0), rows.length - 1)];
  select(next);
  focusIn(next, titleLink);
}

function focusIn(row, selector) {
  (row.querySelector(selector) ?? row.querySelector(titleLink) ?? row.querySelector(focusable))?.focus();
}

export function openSelectedRow() {
  getSelectedRow()?.querySelector(`${titleLink}, a[href]`)?.click();
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (row) select(row);
});

// The server does not know which row is selected or has the focus, so both are restored after each swap. Whoever
// pressed a button of the row finds the one that the server names as the next.
let selectedId = null;
let focusSelector = null;
document.addEventListener("htmx:beforeSwap", () => {
  const row = getSelectedRow();
  selectedId = row?.id ?? null;
  if (!row?.contains(document.activeElement)) focusSelector = null;
  else focusSelector = document.activeElement.matches("button") ? "[data-next-focus]" : titleLink;
});
document.addEventListener("htmx:afterSettle", () => {
  const row = selectedId && document.getElementById(selectedId);
  if (!row) return;
  const focused = document.activeElement.closest("[data-row]");
  select(focused ?? row);
  if (focused) return;
  if (focusSelector) focusIn(row, focusSelector);
});
