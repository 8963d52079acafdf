// Whether the printer of this browser is ready, and its test page. A print agent says so by its answer to GET.
import { sendToAgent } from "./label-printing.js";

const interval = 15_000;
const words = { ready: "ready", missing: "not reachable" };
const testPage = "^XA^CI28^FO60,60^A0N,60,60^FDNovex Shopify^FS^FO60,160^A0N,40,40^FDTest page, 4 x 6 in^FS^FO60,240^GB690,0,4^FS^XZ";

export async function showLight() {
  const light = document.querySelector("[data-agent-light]");
  if (!light) return;
  const response = await fetch(light.dataset.agentLight, { cache: "no-store" }).catch(() => null);
  const state = response?.ok ? "ready" : "missing";
  if (light.dataset.state === state) return;
  light.dataset.state = state;
  light.querySelector("span").textContent = words[state];
}

document.addEventListener("click", async (event) => {
  if (!event.target.closest("[data-test-page]")) return;
  const light = document.querySelector("[data-agent-light]");
  if (!light) window.print();
  else {
    await sendToAgent(light.dataset.agentLight, testPage);
    showLight();
  }
});

showLight();
setInterval(() => document.hidden || showLight(), interval);
