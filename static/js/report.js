/* A report that is written saves itself: to the server soon after each change and on leaving, and at once on this device,
   where it stays until the server has it. Without script the form's own buttons save. */
"use strict";
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  form.elements.version.autocomplete = "off"; // or the browser brings back, with the page, a version that is past
  const { autosave, changes, keep, owner } = form.dataset;
  const said = document.getElementById("saved");
  const words = document.getElementById("report-words").content.querySelector("p").dataset;
  const dialog = document.querySelector("dialog[data-sign-in]");
  const OURS = ["csrfmiddlewaretoken", "form_owner"];
  const MOST_LOST = 5;
  let waits, flight, changed, ahead, stopped, leaves;
  let lost = []; // what was sent and never answered: the server may have it
  let tries = 0;

  const tell = (text, urgent) => {
    said.textContent = text;
    said.classList.toggle("urgent", Boolean(urgent));
  };

  const fields = () => {
    const typed = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value !== "string" || OURS.includes(name)) continue;
      typed[name] = name in typed ? [typed[name], value].flat() : value; // several boxes of one name
    }
    return typed;
  };
  // Evidence and milestones are saved by the buttons alone: they would be public, or there twice.
  const byButton = (name) => /^(evidence|link|piece|reached)-/.test(name);

  const store = (typed) => {
    try {
      if (typed) localStorage.setItem(keep, JSON.stringify({ typed, lost }));
      else localStorage.removeItem(keep);
      return true;
    } catch {
      return false; // no room, or not allowed: the server has to do
    }
  };

  const goOn = (answer) => {
    form.elements.version.value = answer.version;
    form.elements.opened_with.value = answer.opened_with;
  };

  const stop = (text) => {
    stopped = true;
    tell(text, true);
    document.querySelector("[data-compare]").hidden = false;
  };

  const show = async () => {
    const answer = await fetch(changes, { redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return;
    const { texts, ...html } = await answer.json();
    for (const [id, text] of Object.entries(texts)) document.getElementById(id).textContent = text;
    for (const [id, inner] of Object.entries(html)) document.getElementById(id).innerHTML = inner;
  };

  // An answer that was lost on the way leaves our own text there under a newer version: that is no other hand.
  const OURSELVES = ["version", "opened_with"];
  const plain = (text) => [text ?? ""].flat().sort().join("").replaceAll("\r\n", "\n").trim();
  const same = (one, other) =>
    Object.entries(one).every(
      ([name, text]) => byButton(name) || OURSELVES.includes(name) || plain(text) === plain(other[name]),
    );

  const take = async (answer) => {
    if (answer.type === "opaqueredirect" || answer.status === 403) return signIn();
    if (answer.status >= 500) throw new Error(answer.status);
    const body = await answer.json().catch(() => ({ said: words.gone }));
    const ours = body.values && lost.some((sent) => same(body.values, sent));
    if (!answer.ok && !ours) return stop(body.said);
    lost = [];
    tries = 0;
    goOn(body);
    if (ours) {
      changed = true;
      return;
    }
    tell(body.said, !body.complete);
    if (body.complete && !ahead && !changed) {
      store(null);
      form.dispatchEvent(new Event("saved", { bubbles: true }));
    } else store(fields());
    show();
  };

  const post = async (typed, leaving) => {
    const ours = Object.entries(typed).filter(([name]) => !byButton(name));
    const data = new URLSearchParams(ours.flatMap(([name, said]) => [said].flat().map((value) => [name, value])));
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    // What is sent on leaving may be 64 KB at most; what is more is on the device.
    const keepalive = Boolean(leaving) && data.toString().length < 60000;
    const signal = AbortSignal.timeout(20000);
    try {
      await take(await fetch(autosave, { method: "POST", body: data, redirect: "manual", keepalive, signal }));
    } catch {
      lost = [...lost.filter((sent) => !same(sent, typed)), typed].slice(-MOST_LOST);
      changed = true;
      tell(store(fields()) ? words.kept : words.notKept, true);
      waits = setTimeout(send, 5000);
      return;
    }
    if (changed) waits = setTimeout(send, 500);
  };

  const send = (leaving) => {
    clearTimeout(waits);
    if (!changed || !autosave || stopped || leaves || dialog.open || flight) return;
    changed = false;
    flight = post(fields(), leaving === true).finally(() => (flight = null));
  };

  const typing = (event) => {
    if (event.target.type === "file" || event.target.closest("dialog")) return;
    if (byButton(event.target.name ?? "")) ahead = true;
    else changed = true;
    store(fields());
    clearTimeout(waits);
    if (!autosave) tell(words.device);
    else if (changed && !stopped) waits = setTimeout(send, 1500);
  };

  /* --- The password in place --------------------------------------------------------------------------- */
  const page = async (address, options) => {
    const answer = await fetch(address, options);
    return { address: answer.url, html: new DOMParser().parseFromString(await answer.text(), "text/html") };
  };

  // The session is there again when the form comes with its tokens; they are taken over.
  const isBack = async () => {
    const { html } = await page(location.pathname);
    const fresh = html.querySelector("form[data-autosave]");
    if (fresh?.dataset.owner !== owner) return false;
    for (const name of OURS) {
      const value = fresh.elements[name]?.value;
      for (const field of document.getElementsByName(name)) field.value = value;
    }
    dialog.close();
    changed = true;
    send();
    return true;
  };

  const signIn = async () => {
    changed = true;
    store(fields());
    tell(words.signedOut, true);
    if (++tries > 3) return stop(words.gone);
    if (!(await isBack().catch(() => false)) && !dialog.open) dialog.showModal();
  };

  const problem = (text) => {
    dialog.querySelector("[role=alert]").textContent = text;
  };

  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const login = await page(dialog.dataset.signIn);
      const blank = login.html.querySelector("form:has([name=login])");
      if (blank) {
        const data = new URLSearchParams(new FormData(blank));
        for (const name of ["login", "password"]) data.set(name, event.target.elements[name].value);
        const { html } = await page(blank.getAttribute("action"), { method: "POST", body: data });
        const wrong = html.querySelector("form:has([name=login]) :is(.field-error, .errorlist), .error-summary li");
        if (wrong) return problem(wrong.textContent.trim());
      }
      event.target.elements.password.value = "";
      if (!(await isBack())) problem(words.elsewhere);
    } catch {
      problem(words.away);
    }
  });
  dialog.querySelector("[data-go-on]").addEventListener("click", async () => {
    if (!(await isBack().catch(() => false))) problem(words.elsewhere);
  });

  /* --- What an earlier visit left on this device -------------------------------------------------------- */
  const restore = () => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith("report-") && !key.startsWith(`report-${owner}-`)) localStorage.removeItem(key);
    }
    const kept = JSON.parse(localStorage.getItem(keep));
    if (!kept) return;
    // This page shows again what was typed: it is the newer copy.
    if (document.querySelector("main .error-summary, main [data-unsaved]")) return store(fields());
    const { typed } = kept;
    const now = fields();
    const stale = typed.version !== now.version && !kept.lost.some((sent) => same(now, sent));
    ahead = Object.entries(typed).some(([name, value]) => byButton(name) && value && value !== now[name]);
    if (same(now, typed) && (stale || !ahead)) return store(null);
    for (const [name, value] of Object.entries(typed)) {
      const field = form.elements[name];
      if (!field || OURSELVES.includes(name)) continue;
      const boxes = form.querySelectorAll(`[type=checkbox][name="${name}"]`);
      for (const box of boxes) box.checked = [value].flat().includes(box.value);
      if (!boxes.length) field.value = value;
    }
    changed = true;
    if (stale) {
      goOn(typed);
      stop(words.stale);
    } else if (autosave) send();
    else tell(words.device);
  };

  const count = (line) => {
    const field = document.getElementById(line.dataset.count);
    const number = (value) => value.toLocaleString(`${document.documentElement.lang}-u-nu-latn`);
    const { pattern } = line.dataset;
    line.textContent = pattern.replace("{count}", number(field.value.length)).replace("{most}", number(field.maxLength));
  };
  const countAll = () => document.querySelectorAll("[data-count]").forEach(count);

  form.addEventListener("input", typing);
  form.addEventListener("input", countAll);
  form.addEventListener("submit", (event) => {
    if (flight) {
      event.preventDefault(); // its answer brings the version that the form is sent with
      flight.finally(() => form.requestSubmit(event.submitter));
      return;
    }
    leaves = true;
    store(fields());
  });
  addEventListener("pageshow", () => (leaves = false));
  document.addEventListener("visibilitychange", () => document.hidden && send(true));
  addEventListener("pagehide", () => send(true));
  addEventListener("online", () => send());
  try {
    restore();
  } catch {
    /* the device keeps nothing, or what it kept cannot be read */
  }
  countAll();
})();
