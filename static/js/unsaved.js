// A form with typed text that is not saved yet: leaving the page asks first, by whichever way (a link, another language,
// a reload, another form's button). Sending the form itself does not.
"use strict";
(() => {
  const changed = new Set();
  let sending = false;

  const formOf = (event) => {
    const form = event.target.form;
    return form?.matches("main form[method=post]:not([data-nothing-typed])") ? form : null;
  };

  // What the page shows again, after a refusal or a sign-in, is not saved either.
  if (document.querySelector("main [data-unsaved], main .error-summary")) {
    document.querySelectorAll("main form[method=post]:has(textarea, input:not([type=hidden]))").forEach((form) => {
      changed.add(form);
    });
  }

  document.addEventListener("input", (event) => {
    const form = formOf(event);
    if (form) changed.add(form);
  });
  // A report saves itself. What it keeps on this device until then goes when its writer signs out.
  document.addEventListener("saved", (event) => changed.delete(event.target));
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[action$='/logout/']")) {
      for (const key of Object.keys(localStorage)) if (key.startsWith("report-")) localStorage.removeItem(key);
    }
    sending = [...changed].every((form) => form === event.target);
  });
  addEventListener("pageshow", () => {
    sending = false;
  });
  addEventListener("beforeunload", (event) => {
    if (changed.size && !sending) event.preventDefault();
  });
})();
