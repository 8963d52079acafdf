// What pages cannot do without scripts: running clocks, keyboard shortcuts and charts. Everything else works without it.
"use strict";

const durationUnits = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];

function formatDuration(seconds) {
  const [size, unit] = durationUnits.find(([size]) => seconds >= size) ?? [1, "s"];
  return `${Math.floor(seconds / size)} ${unit}`;
}

function updateTimes() {
  for (const time of document.querySelectorAll("time[data-relative-time]")) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    const text = seconds >= 0 ? `${formatDuration(seconds)} ago` : `in ${formatDuration(-seconds)}`;
    if (time.textContent !== text) time.textContent = text;
  }
}

// "g" and a letter open a page. Other keys activate the element with that data-shortcut, in the selected row first.
const getRows = () => [...document.querySelectorAll("[data-row]")];
const getSelectedRow = () => document.querySelector("[data-row].selected");
let awaitsPageKey = false;

function moveSelection(step) {
  const rows = getRows();
  if (!rows.length) return;
  const index = rows.indexOf(getSelectedRow());
  const next = rows[Math.min(Math.max(index + step, 0), rows.length - 1)];
  rows.forEach((row) => row.classList.toggle("selected", row === next));
  next.scrollIntoView({ block: "nearest" });
}

function activateShortcut(key) {
  const selector = `[data-shortcut="${CSS.escape(key)}"]`;
  const target = getSelectedRow()?.querySelector(selector) ?? document.querySelector(`${selector}:not([data-row] *)`);
  if (!target) return false;
  if (target.matches("input, select")) target.focus();
  else target.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    if (event.key === event.target.dataset.shortcut && !event.target.value) event.preventDefault();
    return;
  }
  if (awaitsPageKey) {
    awaitsPageKey = false;
    document.querySelector(`nav [data-page-key="${CSS.escape(event.key)}"]`)?.click();
    return;
  }
  const steps = { j: 1, k: -1 };
  const selectedRow = getSelectedRow();
  if (event.key === "g") awaitsPageKey = true;
  else if (event.key === "?") document.querySelector("#shortcuts").showModal();
  else if (event.key in steps) moveSelection(steps[event.key]);
  else if (event.key === "Enter" && selectedRow && event.target === document.body) selectedRow.querySelector("a")?.click();
  else if (!activateShortcut(event.key)) return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-shortcuts]")) document.querySelector("#shortcuts").showModal();
});

document.addEventListener("change", (event) => {
  if (event.target.closest("form[data-auto-submit]")) event.target.form.requestSubmit();
});

// The server does not know which row is selected, so the selection is restored after each swap.
let selectedRowId = null;
document.addEventListener("htmx:beforeSwap", () => { selectedRowId = getSelectedRow()?.id ?? null; });
document.addEventListener("htmx:afterSettle", () => {
  updateTimes();
  if (selectedRowId) document.getElementById(selectedRowId)?.classList.add("selected");
});

// Charts: bars in each element with data-chart, which holds the URL of its data.
function createChart(element, series) {
  const probe = element.appendChild(document.createElement("span"));
  const [text, border, accent] = ["--text-muted", "--border", "--accent"].map((name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  const font = `12px ${getComputedStyle(element).fontFamily}`;
  const axis = { stroke: text, font, ticks: { show: false } };
  const formatTime = (at) => new Date(at * 1000).toTimeString().slice(0, 5);
  return new uPlot({
    width: element.clientWidth,
    height: element.clientHeight,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, max) => [0, Math.max(max * 1.1, 5)] } },
    axes: [
      { ...axis, size: 28, grid: { show: false }, values: (_, times) => times.map(formatTime) },
      { ...axis, size: 40, grid: { stroke: border, width: 1 } },
    ],
    series: [{}, { stroke: accent, fill: accent, width: 0, paths: uPlot.paths.bars({ size: [0.7, 40] }), points: { show: false } }],
  }, series, element);
}

function startChart(element) {
  let chart = null;
  async function refresh() {
    const response = await fetch(element.dataset.chart, { headers: { "HX-Request": "true" } });
    if (!response.ok) return;
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
  setInterval(() => document.hidden || refresh(), 5000);
  new ResizeObserver(redraw).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}

setInterval(updateTimes, 1000);
document.querySelectorAll("[data-chart]").forEach(startChart);
