// Ctrl and / (on a Mac: ⌘ and /) lead to the search field. Never a letter or sign by itself: who speaks to a computer, or
// hits a key by mistake, must not be carried away.
"use strict";
document.addEventListener("keydown", (event) => {
  // The code is of the key that has the / in the layout of the United States, where a layout has no / of its own.
  const isSlash = event.key === "/" || event.code === "Slash";
  if (!isSlash || !(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
  const field = document.querySelector(".search-form input") ?? document.querySelector(".site-search input");
  if (!field) return;
  event.preventDefault();
  // On a phone the field of the header is in the sheet of places.
  if (!field.checkVisibility()) field.closest("[popover]")?.showPopover();
  field.focus();
  field.select();
});
