// The packing station: every key goes to the scan field, forms are sent one after the other without a new page, and
// each answer has a tone. Without this script the forms work as they are.
import { printLabel } from "./label-printing.js";

const station = () => document.querySelector("#station");
const scanField = () => document.querySelector("#scan");
const digitDelay = 180; // a scanner types its next character sooner, a person later
const pollDelay = 1000;
let audio = null;
let waiting = [];
let isSending = false;
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

function show(page, url) {
  const [before, next] = [station(), page.querySelector("#station")];
  if (!next) return location.assign(url); // signed out, or another page
  const wasBuying = before.dataset.stage === "buying";
  const typed = document.activeElement?.id === "reason" ? document.activeElement.value : null;
  document.title = page.title;
  before.replaceWith(next);
  if (url) history.replaceState(null, "", url.replace(/[?&]print=1/, ""));
  if (typed === null || !document.querySelector("#reason")) scanField()?.focus();
  else Object.assign(document.querySelector("#reason"), { value: typed }).focus();
  const label = document.querySelector("[data-label]");
  const isNew = wasBuying && next.dataset.stage === "done" && !("isPrinted" in next.dataset);
  if (label && (isNew || "printNow" in label.dataset)) printLabel(label, refresh);
  poll();
}

async function load(request, url) {
  const response = await fetch(url, request).catch(() => null);
  if (!response) return false; // connection.js says so; nothing is lost, as the server has what it has answered
  show(new DOMParser().parseFromString(await response.text(), "text/html"), response.url);
  return true;
}

const refresh = () => load({}, location.href);

async function sendNext() {
  if (isSending || !waiting.length) return;
  isSending = true;
  const { action, fields } = waiting.shift();
  // What was scanned meanwhile belongs to the packing as it is now.
  const current = station().dataset.version;
  const body = new URLSearchParams(fields);
  if (current && body.has("version")) body.set("version", current);
  const wasRefused = isWrong();
  const isKnown = await load({ method: "POST", body }, action);
  if (!isKnown) await refresh(); // the answer was lost: the page shows whether it was counted
  isSending = false;
  const isRefused = !isKnown || isWrong();
  if (isRefused && !wasRefused) waiting = []; // what was scanned behind a wrong one is scanned again
  sound(isRefused ? 220 : 880, isRefused ? 0.6 : 0.09);
  sendNext();
}

function send(form, submitter) {
  const fields = [...new FormData(form, submitter)];
  const isEmpty = fields.some(([name, value]) => name === "text" && !value);
  if (isSending && isEmpty) return; // Enter answers what a person sees, not what comes next
  waiting.push({ action: form.action, fields });
  const field = form.querySelector("#scan");
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
  if (/^[1-9]$/.test(event.key) && !field.value && document.querySelector("[data-digits]")) {
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

poll();
const label = document.querySelector("[data-print-now]");
if (label) printLabel(label, refresh);
