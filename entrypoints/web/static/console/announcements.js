// Screen readers read a message aloud only if it changes after the page has loaded.
const announcement = document.querySelector("#announcement");

export function announce(text) {
  if (announcement) announcement.textContent = text;
}

document.addEventListener("htmx:afterSettle", (event) => {
  const messages = event.target.matches("[data-announce]")
    ? [event.target]
    : [...event.target.querySelectorAll("[data-announce]")];
  const text = messages.map((message) => message.textContent.trim()).join(" ");
  if (text && text !== announcement?.textContent) announce(text);
});

// A refused action of a row leaves the row as it is; the reason is said above the page.
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.elt.matches("[data-live]") || detail.xhr.status === 401) return;
  const page = new DOMParser().parseFromString(detail.xhr.responseText, "text/html");
  const error = document.querySelector("#request-error");
  error.textContent = page.querySelector("main [role=alert] p")?.textContent ?? "The server could not do this. Try again.";
  error.hidden = false;
  error.scrollIntoView({ block: "nearest" });
});

document.querySelector("[aria-invalid=true]")?.focus();
