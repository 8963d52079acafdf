// Says within 5 seconds that the server does not answer, or that the session has expired, and greys the figures.
import { formatClock } from "./times.js";

const interval = 2000;
const timeout = 2000;
const banner = document.querySelector("#connection");
let connectedAt = new Date();
let expired = false;
let pollFailed = false;

function show(text, signIn = false) {
  if (banner.dataset.text === text) return;
  banner.dataset.text = text;
  const link = document.createElement("a");
  link.href = `/console/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = "Sign in";
  banner.replaceChildren(text, ...(signIn ? [" ", link] : []));
  banner.hidden = false;
  document.body.classList.add("stale");
}

export function showExpired() {
  expired = true;
  show("Your session has expired. What you enter here is kept: you are asked to sign in when you send it.", true);
}

function hide() {
  if (banner.hidden || expired) return;
  banner.hidden = true;
  banner.dataset.text = "";
  document.body.classList.remove("stale");
}

function showLost() {
  if (!expired) show(`Connection lost. This page shows data of ${formatClock(connectedAt, { second: "2-digit" })}. Retrying…`);
}

async function check() {
  if (document.hidden) return;
  try {
    const response = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(timeout) });
    if (!response.ok) throw new Error(`status ${response.status}`);
  } catch {
    showLost();
    return;
  }
  if (!pollFailed) {
    connectedAt = new Date();
    hide();
  }
}

// The process may answer while its pages cannot be read, such as without its database.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const status = detail.xhr?.status;
  if (status === 401) showExpired();
  else if (status && detail.elt.matches("[data-live]")) {
    pollFailed = status >= 500;
    if (pollFailed) showLost();
  }
});

if (banner) {
  setInterval(check, interval);
  document.addEventListener("visibilitychange", check);
}
