// The packing station: every key goes to the scan field, forms are sent one after the other without a new page, and
// each answer has a tone. Without this script the forms work as they are.
import { printLabel } from "./label-printing.js";

const station = () => document.querySelector("#station");
const scanField = () => document.querySelector("#scan");
const digitDelay = 180; // a scanner types its next character sooner, a person later
const pollDelay = 400;
const awaitedLabel = "awaited-label";
let audio = null;
let waiting = [];
let isSending = false;
let sent = 0; // how many forms
let printing = null;
let prepared = null; // the page whose new label is got from the server now; it is awaited until it is printed
let digitTimer = null;

function sound(frequency, seconds) {
  audio ??= new AudioContext();
  const [oscillator, volume] = [audio.createOscillator(), audio.createGain()];
  oscillator.frequency.value = frequency;
  volume.gain.value = 0.2;
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start();
  oscillator.stop(audio.currentTime + seconds);
}

const isWrong = () => Boolean(document.querySelector("[data-alarm], [data-refused]"));
// Which page is shown. A poll that finds nothing new shows the same one.
const nameView = () => ["page", "version", "stage"].map((name) => station().dataset[name]).join(" ");

function show(page, url) {
  const [before, next] = [station(), page.querySelector("#station")];
  if (!next) return location.assign(url); // signed out, or another page
  const isGivingReason = document.activeElement?.id === "reason";
  const field = isGivingReason ? "#reason" : "#scan";
  const typed = document.querySelector(field)?.value; // a scanner may be in the middle of a code
  document.title = page.title;
  before.replaceWith(next);
  history.replaceState(null, "", next.dataset.page); // what a reload shows: no form, and nothing printed again
  const nextField = document.querySelector(field) ?? scanField();
  if (typed && nextField?.matches(field)) nextField.value = typed;
  nextField?.focus();
  printWhatIsDue();
  poll();
}

// A label is printed where it was bought, once, also after a reload. Another page of the same person only shows it.
function printWhatIsDue() {
  const label = document.querySelector("[data-label]");
  const { page, stage, isPrinted } = station().dataset;
  const isAwaited = stage === "done" && sessionStorage.getItem(awaitedLabel) === page && prepared !== page;
  const isNew = isAwaited && isPrinted === undefined;
  if (isAwaited && !isNew) forget(page);
  if (!label || !(isNew || "printNow" in label.dataset)) return;
  if (isNew) prepared = page;
  const isPrinting = printLabel(label, () => forget(page)).then(() => forget(page)).then(refresh);
  if (!label.dataset.agent) printing = isPrinting; // the browser prints what is on the page: that must stay until then
}

function forget(page) {
  if (sessionStorage.getItem(awaitedLabel) === page) sessionStorage.removeItem(awaitedLabel);
  if (prepared === page) prepared = null;
}

async function load(request, url) {
  const before = sent;
  const response = await fetch(url, request).catch(() => null);
  if (!response) return false; // connection.js says so; nothing is lost, as the server has what it has answered
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (sent === before) show(page, response.url); // what was sent since then shows a later one
  return true;
}

const refresh = () => load({}, station().dataset.page);

// The form that is sent for what was entered; null if it means nothing on the page as it is now.
function findForm({ form, submitter, text, view }) {
  if (text) {
    // A scan means what it would mean if no answer took time: it goes to the scan field that is there now.
    const field = scanField();
    if (!field) return null;
    const fields = new FormData(field.form);
    fields.set("text", text);
    return { action: field.form.action, fields };
  }
  // Enter alone and buttons answer what a person has read: pressed twice, they count once.
  return view === nameView() ? { action: form.action, fields: new FormData(form, submitter) } : null;
}

async function sendNext() {
  if (isSending || !waiting.length) return;
  isSending = true;
  await printing;
  const entered = waiting.shift();
  const found = findForm(entered);
  if (!found) {
    isSending = false;
    if (entered.text) sound(220, 0.6);
    return sendNext();
  }
  sent += 1;
  if (station().dataset.stage === "rates" && /^(buy)?$/i.test(entered.text ?? "")) sessionStorage.setItem(awaitedLabel, station().dataset.page);
  const wasAlarmed = Boolean(document.querySelector("[data-alarm]"));
  const isKnown = await load({ method: "POST", body: new URLSearchParams(found.fields) }, found.action);
  if (!isKnown) await refresh(); // the answer was lost: the page shows whether it was counted
  isSending = false;
  const isRefused = !isKnown || isWrong();
  if (isRefused && !wasAlarmed) waiting = []; // what was scanned behind a wrong one is scanned again
  sound(isRefused ? 220 : 880, isRefused ? 0.6 : 0.09);
  sendNext();
}

function send(form, submitter) {
  const field = form.querySelector("#scan");
  waiting.push({ form, submitter, text: field?.value.trim(), view: nameView() });
  if (field) field.value = "";
  sendNext();
}

function sendText(text) {
  const field = scanField();
  if (!field) return;
  field.value = text;
  send(field.form, null);
}

function poll() {
  const url = station().dataset.poll;
  if (url) setTimeout(() => station().dataset.poll === url && !isSending && refresh(), pollDelay);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-scan-form]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = scanField();
  const isElsewhere = event.target.matches("input, select, textarea") && event.target !== field;
  if (!field || isElsewhere) return;
  clearTimeout(digitTimer);
  if (/^F[1-8]$/.test(event.key)) {
    event.preventDefault();
    sendText(event.key);
    return;
  }
  const types = event.key.length === 1 && event.key !== " ";
  if (types && event.target !== field) field.focus(); // the key is typed there
  if (event.key === "Enter" && !event.target.matches("a, button, input, summary")) {
    event.preventDefault();
    sendText(field.value);
  }
  const choices = document.querySelectorAll("[data-digits] button").length;
  const isWhole = Number(event.key) * 10 > choices; // otherwise another digit may follow
  if (choices && isWhole && /^[1-9]$/.test(event.key) && !field.value) {
    digitTimer = setTimeout(() => scanField().value === event.key && sendText(event.key), digitDelay);
  }
  if (types) event.stopPropagation(); // these keys are no shortcuts here
}, { capture: true });

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-full-screen]")) return;
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
  scanField()?.focus();
});

history.replaceState(null, "", station().dataset.page);
printWhatIsDue();
poll();
