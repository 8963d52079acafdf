// Prints the label of the page once: by its print agent, which gets ZPL, or by the browser, which gets the PDF. One that
// prints no PDF prints the picture (the print style shows nothing else). A label counts as printed when the agent or
// the browser has taken it: what a person then does in the browser's dialog is not known to any page.
import { printFile } from "./file-printing.js";

const fileDelay = 10_000; // the carrier makes the PDF when it is first asked for; the picture is there

// `begin` is called when the label is there, right before it is printed.
export async function printLabel(element, begin) {
  const print = element.dataset.agent ? printByAgent : printByBrowser;
  if (await print(element, begin)) await noteAsPrinted(element.dataset);
}

// docs/packing.md, The print agent. Plain text needs no question of the browser to the agent beforehand.
export async function sendToAgent(url, zpl) {
  const request = { method: "POST", headers: { "Content-Type": "text/plain; charset=utf-8" }, body: zpl };
  const response = await fetch(url, request).catch(() => null);
  return Boolean(response?.ok);
}

async function printByAgent({ dataset: { agent, label } }, begin) {
  const response = await fetch(`/console/labels/${label}/files/zpl`).catch(() => null);
  if (!response?.ok) return false;
  const zpl = await response.text();
  begin();
  return sendToAgent(agent, zpl);
}

async function printByBrowser(element, begin) {
  if (await printFile(element.dataset.file, { begin, signal: AbortSignal.timeout(fileDelay) })) return true;
  const image = element.querySelector("img");
  image.loading = "eager";
  const isLoaded = await image.decode().then(() => true, () => false);
  if (!isLoaded) return false; // rather than a blank page
  begin();
  window.print();
  return true;
}

async function noteAsPrinted({ printedUrl, csrf, label }) {
  if (!printedUrl) return;
  const body = new URLSearchParams({ csrf, label });
  await fetch(printedUrl, { method: "POST", body, redirect: "manual" }).catch(() => null);
}
