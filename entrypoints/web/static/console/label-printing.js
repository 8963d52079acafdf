// Prints the label of the page once, by the browser (the print style shows nothing else).

export async function printLabel(element, refresh) {
  const image = element.querySelector("img");
  image.loading = "eager";
  await image.decode().catch(() => null);
  window.print();
  await noteAsPrinted(element);
  refresh();
}

async function noteAsPrinted({ dataset }) {
  if (!dataset.printedUrl) return;
  const body = new URLSearchParams({ csrf: dataset.csrf, label: dataset.label });
  await fetch(dataset.printedUrl, { method: "POST", body, redirect: "manual" }).catch(() => null);
}
