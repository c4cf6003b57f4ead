/* Light, dark, or what the device says. It works for the page without storing anything; the choice is kept, by the
   consent script, only for readers who have agreed to preferences. */
"use strict";
(() => {
  const root = document.documentElement;

  const show = (choice) => {
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (root.dataset.theme ?? "auto")));
    }
  };

  show(window.trackerConsent?.preference("theme"));
  for (const group of document.querySelectorAll("[data-theme-switch]")) {
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-theme-choice]")?.dataset.themeChoice;
      if (!choice) return;
      show(choice);
      window.trackerConsent?.keep("theme", choice);
    });
  }
})();
