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
  document.addEventListener("submit", (event) => {
    sending = [...changed].every((form) => form === event.target);
  });
  addEventListener("pageshow", () => {
    sending = false;
  });
  addEventListener("beforeunload", (event) => {
    if (changed.size && !sending) event.preventDefault();
  });
})();
