// Prints the label of the page once: by its print agent, which gets ZPL, or by the browser (the print style shows
// nothing else). A label counts as printed when the agent has taken it, or the browser's dialog was closed.

export async function printLabel(element, refresh) {
  const isPrinted = element.dataset.agent ? await printByAgent(element.dataset) : await printByBrowser(element);
  if (isPrinted) await noteAsPrinted(element.dataset);
  await refresh();
}

// docs/packing.md, The print agent. Plain text needs no question of the browser to the agent beforehand.
export async function sendToAgent(url, zpl) {
  const request = { method: "POST", headers: { "Content-Type": "text/plain; charset=utf-8" }, body: zpl };
  const response = await fetch(url, request).catch(() => null);
  return Boolean(response?.ok);
}

async function printByAgent({ agent, label }) {
  const response = await fetch(`/console/labels/${label}/files/zpl`).catch(() => null);
  return Boolean(response?.ok) && sendToAgent(agent, await response.text());
}

async function printByBrowser(element) {
  const image = element.querySelector("img");
  image.loading = "eager";
  const isLoaded = await image.decode().then(() => true, () => false);
  if (isLoaded) window.print(); // and never a blank page
  return isLoaded;
}

async function noteAsPrinted({ printedUrl, csrf, label }) {
  if (!printedUrl) return;
  const body = new URLSearchParams({ csrf, label });
  await fetch(printedUrl, { method: "POST", body, redirect: "manual" }).catch(() => null);
}
