// Draws the preview when the page opens, and again a moment after each change of its form.
const DELAY = 600;
const form = document.querySelector("form[data-preview]");
const button = form?.querySelector("[data-preview-button]");
let waiting;
const draw = () => form.checkValidity() && form.requestSubmit(button);
form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(draw, DELAY);
});
if (form) draw();
