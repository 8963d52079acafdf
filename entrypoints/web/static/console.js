// What pages cannot do by themselves: clocks that go on, keys, and charts. Everything works without it, but by mouse.
"use strict";

const units = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];

function spoken(seconds) {
  const [size, unit] = units.find(([size]) => seconds >= size) ?? [1, "s"];
  return `${Math.floor(seconds / size)} ${unit}`;
}

function tellTimes() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    time.textContent = seconds >= 0 ? `${spoken(seconds)} ago` : `in ${spoken(-seconds)}`;
  }
}

// Keys: "g" and a letter goes to a page; others press what carries their letter in data-key, in the chosen row first.
const rows = () => [...document.querySelectorAll("[data-row]")];
const chosen = () => document.querySelector("[data-row].here");
let going = false;

function choose(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(chosen());
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  all.forEach((row) => row.classList.toggle("here", row === next));
  next.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const within = chosen()?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const target = within ?? document.querySelector(`[data-key="${CSS.escape(key)}"]:not([data-row] *)`);
  if (!target) return false;
  if (target.matches("input, select")) target.focus();
  else target.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    if (event.key === event.target.dataset.key && !event.target.value) event.preventDefault();
    return;
  }
  if (going) {
    going = false;
    document.querySelector(`nav [data-go="${CSS.escape(event.key)}"]`)?.click();
    return;
  }
  const moves = { j: 1, k: -1 };
  if (event.key === "g") going = true;
  else if (event.key === "?") document.querySelector("#keys").showModal();
  else if (event.key in moves) choose(moves[event.key]);
  else if (event.key === "Enter" && chosen() && event.target === document.body) chosen().querySelector("a")?.click();
  else if (!press(event.key)) return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-keys]")) document.querySelector("#keys").showModal();
});

document.addEventListener("change", (event) => {
  if (event.target.closest("form[data-at-once]")) event.target.form.requestSubmit();
});

// Which row is chosen belongs to the reader, not to the server.
let chosenId = null;
document.addEventListener("htmx:beforeSwap", () => { chosenId = chosen()?.id ?? null; });
document.addEventListener("htmx:afterSettle", () => {
  tellTimes();
  if (chosenId) document.getElementById(chosenId)?.classList.add("here");
});

// Charts: bars in each element with data-chart, which names the address of their figures.
function plot(element, figures) {
  const probe = element.appendChild(document.createElement("span"));
  const [ink, line, accent] = ["--quiet", "--line", "--accent"].map((name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  const font = `12px ${getComputedStyle(element).fontFamily}`;
  const axis = { stroke: ink, font, ticks: { show: false } };
  const clock = (at) => new Date(at * 1000).toTimeString().slice(0, 5);
  return new uPlot({
    width: element.clientWidth,
    height: element.clientHeight,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, most) => [0, Math.max(most * 1.1, 5)] } },
    axes: [
      { ...axis, size: 28, grid: { show: false }, values: (_, times) => times.map(clock) },
      { ...axis, size: 40, grid: { stroke: line, width: 1 } },
    ],
    series: [{}, { stroke: accent, fill: accent, width: 0, paths: uPlot.paths.bars({ size: [0.7, 40] }), points: { show: false } }],
  }, figures, element);
}

function keepDrawn(element) {
  let drawn = null;
  async function draw() {
    const answer = await fetch(element.dataset.chart, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const { times, counts } = await answer.json();
    if (drawn) drawn.setData([times, counts]);
    else drawn = plot(element, [times, counts]);
  }
  function redraw() {
    const figures = drawn?.data;
    if (!figures) return;
    drawn.destroy();
    drawn = plot(element, figures);
  }
  draw();
  setInterval(() => document.hidden || draw(), 5000);
  new ResizeObserver(redraw).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}

setInterval(tellTimes, 10000);
document.querySelectorAll("[data-chart]").forEach(keepDrawn);
