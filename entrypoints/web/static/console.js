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

// Charts: one line per page element with data-chart, which names the address of its figures.
async function draw(element) {
  const colour = (name) => getComputedStyle(element).getPropertyValue(name).trim();
  const answer = await fetch(element.dataset.chart, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  const { times, counts } = await answer.json();
  if (element.plot) {
    element.plot.setData([times, counts]);
    return;
  }
  const probe = document.createElement("span");
  element.append(probe);
  const resolved = (name) => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };
  const [ink, line, accent, soft] = ["--quiet", "--line", "--accent", "--accent-soft"].map(resolved);
  probe.remove();
  const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: `12px ${colour("font-family") || "sans-serif"}` };
  const options = {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    cursor: { y: false },
    scales: { y: { range: (_, __, most) => [0, Math.max(most, 5)] } },
    axes: [{ ...axis, grid: { show: false }, values: (_, all) => all.map((at) => new Date(at * 1000).toTimeString().slice(0, 5)) }, { ...axis, size: 40 }],
    series: [{}, { stroke: accent, fill: soft, width: 2, paths: uPlot.paths.stepped({ align: 1 }), points: { show: false } }],
  };
  element.plot = new uPlot(options, [times, counts], element);
  new ResizeObserver(() => element.plot.setSize({ width: element.clientWidth, height: element.clientHeight })).observe(element);
}

function drawAll() {
  for (const element of document.querySelectorAll("[data-chart]")) {
    draw(element);
    setInterval(() => document.hidden || draw(element), 5000);
  }
}

setInterval(tellTimes, 10000);
drawAll();
