// A toast is announced, stays while a person points at it or has the focus in it, and leaves after 8 seconds, unless it
// offers something to do.
import { announce } from "./announcements.js";

const duration = 8000;

function leaveLater(toast) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? leaveLater(toast) : toast.remove()), duration);
}

export function start(toast) {
  setTimeout(() => announce(toast.querySelector("[role=status]").textContent), 500);
  if (!toast.querySelector("form")) leaveLater(toast);
}

document.addEventListener("click", (event) => event.target.closest("[data-close-toast]")?.closest("[data-toast]").remove());
document.querySelectorAll("[data-toast]").forEach(start);
document.addEventListener("htmx:oobAfterSwap", ({ detail }) => detail.target.querySelectorAll?.("[data-toast]").forEach(start));
