// One row of a list is selected: the one that has the focus, or had it last.
export const getSelectedRow = () => document.querySelector("[data-row].selected");
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
  (next.querySelector(".row-title a") ?? next.querySelector(focusable))?.focus();
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (row) select(row);
});

// The server does not know which row is selected or has the focus, so both are restored after each swap.
let selectedId = null;
let hadFocus = false;
document.addEventListener("htmx:beforeSwap", () => {
  const row = getSelectedRow();
  selectedId = row?.id ?? null;
  hadFocus = row?.contains(document.activeElement) ?? false;
});
document.addEventListener("htmx:afterSettle", () => {
  const row = selectedId && document.getElementById(selectedId);
  if (!row) return;
  select(row);
  if (hadFocus && !row.contains(document.activeElement)) row.querySelector(focusable)?.focus();
});
