// The review desk from the keyboard, and what is typed is kept while it is typed. Without this everything works, too.
// Keys go to a place and never decide by themselves; one without Alt counts only for who has switched that on, and never
// while something is typed: who speaks to a computer must not be carried away.
"use strict";
(() => {
  const desk = document.querySelector(".review");
  const form = desk.querySelector("form[data-review]");
  const reason = form?.querySelector("textarea");
  const single = desk.dataset.keys === "single";
  const post = (address, data) => fetch(address, { method: "POST", body: new FormData(data), redirect: "manual", keepalive: true });

  const move = (step) => {
    const links = [...desk.querySelectorAll(".queue ol a")];
    const here = links.indexOf(document.activeElement);
    const from = here < 0 ? links.findIndex((link) => link.ariaCurrent || link.hasAttribute("aria-current")) : here;
    links[Math.min(links.length - 1, Math.max(0, from + step))]?.focus();
  };
  const keys = {
    p: () => form?.querySelector("[data-key=p]")?.focus(),
    r: () => reason?.focus(),
    n: () => form?.querySelector("[data-key=n]")?.click(),
    j: () => move(1),
    k: () => move(-1),
    "?": () => document.getElementById("keys").togglePopover(),
  };
  // With Alt a key may write another sign, so its place on the keyboard counts.
  const pressed = (event) => {
    if (single) return event.altKey ? "" : event.key.toLowerCase();
    if (!event.altKey) return "";
    return event.code === "Slash" ? "?" : event.code.replace(/^Key/, "").toLowerCase();
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    const act = keys[pressed(event)];
    if (!act || event.ctrlKey || event.metaKey || (typing && single)) return;
    event.preventDefault();
    act();
  });

  // Opened is opened: the others see it at once.
  const take = desk.querySelector("form[data-take]");
  if (take) {
    post(take.action, take).then((answer) => {
      if (answer.type === "opaqueredirect") take.querySelector("p").textContent = take.dataset.take;
    }, () => {});
  }

  if (!form) return;
  let later;
  const keep = () => {
    clearTimeout(later);
    later = undefined;
    post(form.dataset.keep, form).then((answer) => {
      if (answer.type === "opaqueredirect" && !later) form.dispatchEvent(new Event("saved", { bubbles: true }));
    }, () => {});
  };
  form.addEventListener("input", () => {
    clearTimeout(later);
    later = setTimeout(keep, 600);
  });
  addEventListener("pagehide", () => later && keep());
  form.addEventListener("submit", () => {
    clearTimeout(later);
    later = undefined;
  });
  form.addEventListener("click", (event) => {
    const text = event.target.closest("[data-text]")?.dataset.text;
    if (!text) return;
    event.preventDefault();
    reason.value = [reason.value.trim(), text].filter(Boolean).join("\n\n");
    reason.dispatchEvent(new Event("input", { bubbles: true }));
    reason.focus();
  });
})();
