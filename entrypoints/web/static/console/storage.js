// What a person chose in this browser. Without storage, the choice lasts until the page is left.
const chosen = {};

export function isOn(name) {
  try {
    return localStorage.getItem(`novex-${name}`) !== "off";
  } catch {
    return chosen[name] ?? true;
  }
}

export function choose(name, on) {
  chosen[name] = on;
  try {
    localStorage.setItem(`novex-${name}`, on ? "on" : "off");
  } catch {
    // Kept in `chosen`.
  }
}
