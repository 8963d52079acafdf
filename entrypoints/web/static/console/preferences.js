// Preferences are cookies that the server reads (console/preferences.py). Here they apply without a new page.
const maxAge = 365 * 24 * 3600;

function save(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `novex-${name}=${encodeURIComponent(value)}; path=/console; samesite=lax; max-age=${value ? maxAge : 0}${secure}`;
}

const apply = {
  theme(value) {
    if (value) document.documentElement.dataset.theme = value;
    else delete document.documentElement.dataset.theme;
    document.querySelector("meta[name=color-scheme]").content = value || "light dark";
  },
  keys(value) {
    document.documentElement.dataset.singleKeys = value;
  },
};

document.addEventListener("submit", (event) => {
  const { name, value } = event.submitter ?? {};
  if (!event.target.matches("[data-preferences]") || !(name in apply)) return;
  event.preventDefault();
  save(name, value);
  apply[name](value);
  for (const button of event.target.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === event.submitter));
});

// The server writes times in this zone from the next page on, unless a person has chosen another one.
save("browser-zone", Intl.DateTimeFormat().resolvedOptions().timeZone ?? "");
