/* Menus (details with data-menu) open and close without script; with it, one alone is open, and a press elsewhere or
   Escape closes it. */
"use strict";
(() => {
  const closeOthers = (kept) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (menu !== kept && !menu.contains(kept)) menu.open = false;
    }
  };

  document.addEventListener("click", (event) => closeOthers(event.target.closest("details[data-menu]")));
  document.addEventListener("focusin", (event) => closeOthers(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
