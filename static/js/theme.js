/* Light, dark, or what the device says. Works for the page without storing anything; the choice is kept in a
   cookie only where the reader has opted into preferences. */
"use strict";
(() => {
  const root = document.documentElement;
  const YEAR = 31536000;

  const cookie = (name) =>
    document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  const secure = location.protocol === "https:" ? "; Secure" : "";

  const mayKeep = () => window.trackerConsent?.allows("preferences") === true;
  const show = (choice) => {
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (root.dataset.theme ?? "auto")));
    }
  };
  const keep = (choice) => {
    if (!mayKeep()) return;
    const age = choice === "auto" ? 0 : YEAR;
    document.cookie = `theme=${choice}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  };

  if (mayKeep()) show(cookie("theme"));
  for (const group of document.querySelectorAll("[data-theme-switch]")) {
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-theme-choice]")?.dataset.themeChoice;
      if (!choice) return;
      show(choice);
      keep(choice);
    });
  }
})();
