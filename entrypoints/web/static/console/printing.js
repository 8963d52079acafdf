// Buttons with data-print print the page, links with data-print-file the PDF that they lead to.
import { printFile } from "./file-printing.js";

async function print(link) {
  link.ariaBusy = "true";
  const isPrinted = await printFile(link.href);
  link.ariaBusy = null;
  if (!isPrinted) location.assign(link.href); // the page that says why
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const link = event.target.closest("a[data-print-file]");
  if (!link || !navigator.pdfViewerEnabled || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!link.ariaBusy) print(link);
});
