// Menus are <details>, which open without scripts. They close at Esc, and at a click or the focus elsewhere. Dialogs open here too.
document.documentElement.classList.add("scripted");

const listOpen = () => [...document.querySelectorAll("details.menu[open]")];

function closeAllBut(target) {
  for (const menu of listOpen()) if (!menu.contains(target)) menu.open = false;
}

document.addEventListener("click", (event) => {
  closeAllBut(event.target);
  const opener = event.target.closest("[data-open-dialog]");
  if (!opener) return;
  closeAllBut(null);
  document.getElementById(opener.dataset.openDialog).showModal();
});
document.addEventListener("focusin", (event) => closeAllBut(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of listOpen()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
