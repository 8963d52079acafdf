// Charts: bars in each element with data-chart, which holds the URL of its data. Failed events are drawn over received.
import { isOn } from "./storage.js";
import { formatClock } from "./times.js";

const refreshSeconds = { 60: 5, 900: 60, 7200: 300 }; // by the seconds of an interval
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", timeZone: document.documentElement.dataset.zone });

const formatDay = (at) => day.format(at * 1000);
const formatTime = (at) => formatClock(at * 1000);

function readColors(element, names) {
  const probe = element.appendChild(document.createElement("span"));
  const colors = names.map((name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return colors;
}

// What the bar under the pointer counts.
function buildTip(element, interval) {
  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.hidden = true;
  element.append(tip);
  const describe = (at) => {
    const end = formatTime(at + interval);
    return interval < 7200 ? `${interval === 60 ? "" : `${formatDay(at)}, `}${formatTime(at)} to ${end}` : `${formatDay(at)}, ${formatTime(at)} to ${end}`;
  };
  return {
    hooks: {
      setCursor: (plot) => {
        const index = plot.cursor.idx;
        tip.hidden = index == null || plot.cursor.left < 0;
        if (tip.hidden) return;
        const [times, received, failed] = plot.data;
        tip.textContent = `${describe(times[index])}: ${received[index]} received, ${failed[index]} failed`;
        const left = plot.bbox.left / devicePixelRatio + plot.cursor.left + 12;
        tip.style.left = `${Math.max(0, Math.min(left, element.clientWidth - tip.offsetWidth))}px`;
        tip.style.top = "0";
      },
    },
  };
}

function createChart(element, data, interval) {
  const [text, border, accent, bad] = readColors(element, ["--text-muted", "--border", "--accent", "--bad"]);
  const axis = { stroke: text, font: `12px ${getComputedStyle(element).fontFamily}`, ticks: { show: false } };
  const bars = (color) => ({ stroke: color, fill: color, width: 0, paths: uPlot.paths.bars({ size: [0.7, 40] }), points: { show: false } });
  const formatTick = interval < 7200 ? formatTime : formatDay;
  const plot = new uPlot({
    width: element.clientWidth,
    height: element.clientHeight,
    padding: [8, 32, 0, 0],
    legend: { show: false },
    cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: { y: { range: (_, __, max) => [0, Math.max(max * 1.1, 5)] } },
    axes: [
      { ...axis, size: 28, space: 64, grid: { show: false }, values: (_, times) => times.map(formatTick) },
      { ...axis, size: 44, grid: { stroke: border, width: 1 } },
    ],
    series: [{}, bars(accent), bars(bad)],
    plugins: [buildTip(element, interval)],
  }, data, element);
  return plot;
}

function startChart(element) {
  let [chart, interval] = [null, 60];
  async function refresh() {
    const response = await fetch(element.dataset.chart, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!response?.ok) return; // connection.js says so
    const series = await response.json();
    const data = [series.times, series.received, series.failed];
    interval = series.interval;
    if (chart) chart.setData(data);
    else chart = createChart(element, data, interval);
    element.setAttribute("aria-label", `${sum(data[1])} events received, ${sum(data[2])} of them failed`);
  }
  function redraw() {
    const data = chart?.data;
    if (!data) return;
    chart.destroy();
    element.replaceChildren();
    chart = createChart(element, data, interval);
  }
  async function keepCurrent() {
    if (!document.hidden && isOn("live")) await refresh();
    setTimeout(keepCurrent, 1000 * (refreshSeconds[interval] ?? 60));
  }
  refresh().then(() => setTimeout(keepCurrent, 1000 * (refreshSeconds[interval] ?? 60)));
  new ResizeObserver(redraw).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

const sum = (counts) => counts.reduce((total, count) => total + count, 0);

document.querySelectorAll("[data-chart]").forEach(startChart);
