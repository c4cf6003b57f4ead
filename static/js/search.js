// The key / leads to the search field, but not while something is typed into a field or together with a modifier.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = document.querySelector(".search-form input") ?? document.querySelector(".site-search input");
  if (!field) return;
  event.preventDefault();
  // On a phone the field of the header is in the sheet of places.
  if (!field.checkVisibility()) field.closest("[popover]")?.showPopover();
  field.focus();
  field.select();
});
