// Prints a PDF file of the console in one press: in a frame that is not seen, by the browser's own viewer.
// What browsers do was measured: docs/packing.md, Printing.

const printingTime = 5000; // a browser drops a second file while it prints the first, and says neither
let isFree = Promise.resolve();

// False if the browser shows no PDF files, or the file is not to be had: then nothing was printed.
// `begin` is called when the file is there, right before it is printed.
export function printFile(url, { signal, begin } = {}) {
  const isPrinted = isFree.then(() => printNow(url, signal, begin));
  isFree = isPrinted.then((was) => was && new Promise((resolve) => setTimeout(resolve, printingTime)));
  return isPrinted;
}

async function printNow(url, signal, begin) {
  if (!navigator.pdfViewerEnabled) return false;
  const response = await fetch(url, { method: "HEAD", signal }).catch(() => null);
  if (!response?.ok || response.headers.get("Content-Type") !== "application/pdf") return false;
  const frame = await load(url);
  begin?.();
  try {
    frame.contentWindow.print();
    return true;
  } catch {
    return false; // the second answer was no file, and a page may not touch the browser's own error page
  }
}

async function load(url) {
  document.querySelector(".print-frame")?.remove();
  const frame = Object.assign(document.createElement("iframe"), { className: "print-frame", src: url, title: "Printing", tabIndex: -1 });
  frame.setAttribute("aria-hidden", "true");
  const isLoaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  document.body.append(frame);
  await isLoaded;
  return frame;
}
