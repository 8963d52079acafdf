// A filter applies as soon as a value is chosen, in place: the select keeps the focus.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto-submit]");
  if (form && event.target.matches("select")) htmx.trigger(form, "filter");
});
