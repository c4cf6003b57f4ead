// Review from the keyboard: p moves to "Publish" (Enter then publishes), r to the reason for a return.
// Keys typed into a field, or together with a modifier, are left alone.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select")) return;
  const target = {
    p: document.querySelector("[data-review=publish] button"),
    r: document.querySelector("[data-review=return] textarea"),
  }[event.key];
  if (!target) return;
  event.preventDefault();
  target.focus();
});
