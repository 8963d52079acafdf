// Warns five minutes before the session ends. Doing something in another tab keeps the session open too, so the server
// is asked before the warning and again during it. These questions do not count as use; the button's does.
import { showExpired } from "./connection.js";

const warnBefore = 5 * 60;
const recheckAfter = 30;
const notice = document.querySelector("#session-end");
const [text, button] = notice ? notice.children : [];
let timer = null;

function describe({ seconds_left: left, can_be_deferred: deferrable }) {
  const minutes = Math.ceil(left / 60);
  const when = minutes > 1 ? `in ${minutes} minutes` : "in less than a minute";
  return deferrable
    ? `You have not used the console for a while. Your session ends ${when}.`
    : `Your session ends ${when}, at its time limit. What you enter is kept: you are asked to sign in when you send it.`;
}

function update(end) {
  const warns = end.seconds_left <= warnBefore;
  notice.hidden = !warns;
  if (warns && text.textContent !== describe(end)) text.textContent = describe(end);
  button.hidden = !end.can_be_deferred;
  clearTimeout(timer);
  timer = setTimeout(check, (warns ? Math.min(recheckAfter, end.seconds_left + 1) : end.seconds_left - warnBefore) * 1000);
}

async function check(headers = { "HX-Request": "true" }) {
  const response = await fetch("/console/session", { cache: "no-store", headers }).catch(() => null);
  if (response?.status === 401) {
    notice.hidden = true;
    showExpired();
  } else if (response?.ok) update(await response.json());
  else timer = setTimeout(check, recheckAfter * 1000); // connection.js says that the server does not answer
}

if (notice) {
  button.addEventListener("click", () => check({}));
  document.addEventListener("visibilitychange", () => document.hidden || check());
  check();
}
