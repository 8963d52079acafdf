// Keeps relative times such as "3 min ago" current.
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

setInterval(updateTimes, 1000);
document.addEventListener("htmx:afterSettle", updateTimes);
