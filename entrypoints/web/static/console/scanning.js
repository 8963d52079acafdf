// Scanners type like keyboards. A field with data-scan gets what is scanned while no other field has the focus, and the
// separator of GS1 codes, which many scanners send as Ctrl+] and browsers do not type.
const separator = "\u001d";
const startsScan = /^[0-9(\]]$/;

function insert(field, text) {
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
}

document.addEventListener("keydown", (event) => {
  const field = document.querySelector("[data-scan]");
  if (!field || document.querySelector("dialog[open]")) return;
  const isSeparator = event.key === separator || (event.ctrlKey && event.code === "BracketRight");
  if (event.target.matches("input, select, textarea") ? !(isSeparator && event.target === field) : !startsScan.test(event.key)) return;
  if (!isSeparator && (event.ctrlKey || event.metaKey || event.altKey)) return;
  field.focus();
  insert(field, isSeparator ? separator : event.key);
  event.preventDefault();
  event.stopPropagation(); // these keys are no shortcuts here
}, { capture: true });
