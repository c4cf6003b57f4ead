// Review from the keyboard: Alt and P move to "Publish" (Enter then publishes), Alt and R to the reason for a return.
// Never a letter by itself: who speaks to a computer, or hits a key by mistake, must not be carried away.
"use strict";
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
  const target = {
    KeyP: document.querySelector("[data-review=publish] button"),
    KeyR: document.querySelector("[data-review=return] textarea"),
  }[event.code];
  if (!target) return;
  event.preventDefault();
  target.focus();
});
