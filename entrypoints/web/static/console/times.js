// Keeps "24 Nov, 14:05 (3 min ago)" current. Until the server knows this browser's time zone, also puts times into it.
const durationUnits = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
const zone = document.documentElement.dataset.zone;

export function formatDuration(seconds) {
  const [size, unit] = durationUnits.find(([size]) => seconds >= size) ?? [1, "s"];
  return `${Math.max(0, Math.floor(seconds / size))} ${unit}`;
}

// Such as 14:05, or with `second: "2-digit"` 14:05:09, in the reader's zone.
export function formatClock(date, options = {}) {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone, ...options }).format(date);
}

function formatExact(date) {
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year }).format(date);
  return `${day.replace("Sept", "Sep")}, ${formatClock(date)}`;
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function updateTimes() {
  for (const time of document.querySelectorAll("time:has(> span)")) {
    const [exact, relative] = time.children;
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    setText(relative, seconds >= 0 ? `(${formatDuration(seconds)} ago)` : `(in ${formatDuration(-seconds)})`);
    if (!zone) setText(exact, formatExact(new Date(time.dateTime)));
  }
}

setInterval(updateTimes, 1000);
document.addEventListener("htmx:afterSettle", updateTimes);
updateTimes();
