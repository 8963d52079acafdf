// The command palette: a combobox whose listbox shows what matches while a person types. The focus stays in the field.
const delay = 120;
const palette = document.querySelector("#palette");
const field = document.querySelector("#palette-text");
const list = document.querySelector("#palette-options");
const state = document.querySelector("#palette-status");
let timer = 0;
let request = null;
let selected = -1;
let shownText = null; // what the options are for: Enter may come before they do

const listOptions = () => [...list.querySelectorAll('[role="option"]')];

export function openPalette(text = "") {
  if (!palette || palette.open) return Boolean(palette);
  field.value = text;
  list.replaceChildren();
  shownText = null;
  state.textContent = "";
  palette.showModal();
  field.focus();
  search();
  return true;
}

function select(index) {
  const options = listOptions();
  selected = options.length ? (index + options.length) % options.length : -1;
  options.forEach((option, position) => option.setAttribute("aria-selected", String(position === selected)));
  const option = options[selected];
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function buildOption(found, id) {
  const option = Object.assign(document.createElement("div"), { className: "palette-option", id });
  option.setAttribute("role", "option");
  option.dataset.url = found.url;
  option.append(found.title);
  if (found.detail) option.append(" ", Object.assign(document.createElement("small"), { textContent: found.detail }));
  return option;
}

function buildGroup(group, number) {
  const element = document.createElement("div");
  const label = Object.assign(document.createElement("span"), { id: `palette-group-${number}`, textContent: group.label });
  label.setAttribute("role", "presentation");
  element.setAttribute("role", "group");
  element.setAttribute("aria-labelledby", label.id);
  element.append(label, ...group.options.map((found, position) => buildOption(found, `palette-option-${number}-${position}`)));
  return element;
}

function show(groups) {
  list.replaceChildren(...groups.map(buildGroup));
  const count = listOptions().length;
  field.setAttribute("aria-expanded", String(count > 0));
  if (!field.value.trim()) state.textContent = "";
  else state.textContent = count ? `${count} ${count === 1 ? "result" : "results"}` : "Nothing matches. Press Enter for the search page.";
  select(field.value.trim() ? 0 : -1);
}

async function search() {
  request?.abort();
  request = new AbortController();
  const { signal } = request;
  const text = field.value.trim();
  const headers = { "X-Search-Text": encodeURIComponent(text) };
  const query = palette.dataset.shop ? `?shop=${encodeURIComponent(palette.dataset.shop)}` : "";
  try {
    const response = await fetch(`/console/search/suggestions${query}`, { headers, signal });
    if (response.redirected || !response.ok) throw new Error(String(response.status));
    const { groups } = await response.json();
    shownText = text;
    show(groups);
  } catch (error) {
    if (error.name !== "AbortError") state.textContent = "The search did not answer. Press Enter for the search page.";
  }
}

/** The form of the top bar leads to the page with all results. */
function openSearchPage() {
  const input = document.querySelector("#search-everything");
  input.value = field.value;
  input.form.submit();
}

function open(option) {
  palette.close();
  location.assign(option.dataset.url);
}

function handleKey(event) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) select(selected === -1 && event.key === "ArrowUp" ? -1 : selected + steps[event.key]);
  else if (event.key === "Enter" && !event.isComposing) {
    const option = shownText === field.value.trim() ? listOptions()[selected] : null;
    if (option) open(option);
    else if (field.value.trim()) openSearchPage();
  } else return;
  event.preventDefault();
}

if (palette) {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, delay);
  });
  field.addEventListener("keydown", handleKey);
  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) open(option);
  });
  palette.addEventListener("click", (event) => {
    if (event.target === palette) palette.close();
  });
  palette.addEventListener("close", () => {
    clearTimeout(timer);
    request?.abort();
    field.setAttribute("aria-expanded", "false");
  });
}
