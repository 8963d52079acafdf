// Charts: bars in each element with data-chart, which holds the URL of its data.
import { isOn } from "./storage.js";
import { formatClock } from "./times.js";

function createChart(element, series) {
  const probe = element.appendChild(document.createElement("span"));
  const [text, border, accent] = ["--text-muted", "--border", "--accent"].map((name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  const font = `12px ${getComputedStyle(element).fontFamily}`;
  const axis = { stroke: text, font, ticks: { show: false } };
  return new uPlot({
    width: element.clientWidth,
    height: element.clientHeight,
    padding: [8, 24, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, max) => [0, Math.max(max * 1.1, 5)] } },
    axes: [
      { ...axis, size: 28, grid: { show: false }, values: (_, times) => times.map((at) => formatClock(at * 1000)) },
      { ...axis, size: 40, grid: { stroke: border, width: 1 } },
    ],
    series: [{}, { stroke: accent, fill: accent, width: 0, paths: uPlot.paths.bars({ size: [0.7, 40] }), points: { show: false } }],
  }, series, element);
}

function startChart(element) {
  let chart = null;
  async function refresh() {
    const response = await fetch(element.dataset.chart, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!response?.ok) return; // connection.js says so
    const { times, counts } = await response.json();
    if (chart) chart.setData([times, counts]);
    else chart = createChart(element, [times, counts]);
  }
  function redraw() {
    const series = chart?.data;
    if (!series) return;
    chart.destroy();
    chart = createChart(element, series);
  }
  refresh();
  setInterval(() => document.hidden || !isOn("live") || refresh(), 5000);
  new ResizeObserver(redraw).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

document.querySelectorAll("[data-chart]").forEach(startChart);
