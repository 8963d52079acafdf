// A button that works only after a delay counts down to it. Without scripts, the page says how long to wait.
for (const button of document.querySelectorAll("[data-seconds-left]")) {
  const label = button.textContent;
  const enabledAt = Date.now() + Number(button.dataset.secondsLeft) * 1000;
  const update = () => {
    const seconds = Math.ceil((enabledAt - Date.now()) / 1000);
    button.disabled = seconds > 0;
    const minutes = Math.floor(seconds / 60);
    const left = minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
    button.textContent = seconds > 0 ? `${label} (in ${left})` : label;
    if (seconds > 0) return;
    clearInterval(timer);
    const alert = document.querySelector("main [role=alert]");
    if (alert) alert.textContent = "You can try again now.";
  };
  const timer = setInterval(update, 250);
  update();
}
