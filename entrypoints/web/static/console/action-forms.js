// A form that a person unfolds is filled in next.
document.addEventListener("click", (event) => {
  const form = event.target.closest(".action-form > summary")?.parentElement;
  if (form && !form.open) setTimeout(() => form.querySelector("input:not([type=hidden]), select")?.focus());
});
