// The key / leads to the search field, but not while something is typed into a field or together with a modifier.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = document.querySelector(".search-form input, .site-search input");
  if (!field) return;
  event.preventDefault();
  // On a phone the field of the header is in a menu.
  const menu = field.closest("details");
  if (menu && !field.checkVisibility()) menu.open = true;
  field.focus();
  field.select();
});
