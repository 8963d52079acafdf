// An action may remove the control that had the focus. The focus then goes to what comes next, or to the page's heading.
let hadFocus = false;

document.addEventListener("htmx:beforeSwap", () => {
  hadFocus = document.activeElement !== document.body;
});

document.addEventListener("htmx:afterSettle", () => {
  if (!hadFocus || document.activeElement !== document.body) return;
  const next = document.querySelector("#main [data-focus-next] :is(a[href], button)") ?? document.querySelector("#main h1");
  if (next?.matches("h1")) next.tabIndex = -1;
  next?.focus({ preventScroll: true });
});
