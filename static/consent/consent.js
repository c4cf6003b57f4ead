/* What a page does about consent in the browser. The page is the same for everyone; this script looks at the one
   readable cookie. It stores nothing itself. Without it the banner is a plain form at the end of the page. */
"use strict";
(() => {
  const ORDER = ["preferences", "statistics", "marketing"];
  const EVERY_YES = 7;
  const MARKETING = 4;
  const UNDER_GPC = 8;

  const jar = (name) =>
    document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

  /* 1.notice.own.account.time.receipt.signature; the server alone checks the signature. */
  const read = (name) => {
    const parts = jar(name).split(".");
    if (parts.length !== 7 || parts[0] !== "1") return null;
    const digit = parseInt(parts[2], 16);
    const quiet = navigator.globalPrivacyControl === true && !(digit & UNDER_GPC);
    const own = digit & EVERY_YES & ~(quiet ? MARKETING : 0);
    const limit = parts[3] === "-" ? EVERY_YES : parts[3] === "x" ? 0 : parseInt(parts[3], 16);
    const notice = parseInt(parts[1], 36);
    return Number.isNaN(own + limit + notice) ? null : { notice, own, limit, undecided: parts[3] === "x" };
  };

  const { cookie: name, since: lowest, beacon, preferences: keeper, declaration } = document.currentScript.dataset;
  const since = lowest.split(".").map(Number);
  const banner = document.querySelector("[data-consent-banner]");

  const mask = () => {
    const choice = read(name);
    if (!choice) return 0;
    return ORDER.reduce((sum, _key, place) => {
      const bit = 1 << place;
      return choice.own & choice.limit & bit && choice.notice >= since[place] ? sum | bit : sum;
    }, 0);
  };
  const mustAsk = () => {
    const choice = read(name);
    if (!choice || choice.undecided || choice.notice < since[3]) return true;
    return ORDER.some((_key, place) => choice.own & (1 << place) && choice.notice < since[place]);
  };
  const allows = (category) =>
    category === "functional" || (mask() & (1 << ORDER.indexOf(category))) !== 0;

  const post = (address, fields) =>
    fetch(address, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(fields),
      credentials: "same-origin",
    });

  /* The server writes a value with "=" in quotes, as cookies want it. */
  const preference = (key) =>
    allows("preferences")
      ? jar("preferences").replaceAll('"', "").split(".").map((pair) => pair.split("=")).find(([field]) => field === key)?.[1] ?? ""
      : "";
  /* Resolves to true when it was stored; without a yes nothing is, and the page goes on with it all the same. */
  const keep = async (key, value) => {
    if (!allows("preferences")) return false;
    const answer = await post(keeper, { [key]: value });
    return answer.ok && (await answer.json()).stored;
  };

  const runScripts = () => {
    for (const wanted of document.querySelectorAll("template[data-consent-script]")) {
      if (!allows(wanted.dataset.consentScript)) continue;
      const script = document.createElement("script");
      script.src = wanted.dataset.src;
      wanted.replaceWith(script);
    }
  };

  /* Items of a category that is no longer agreed to leave the browser's own stores too. */
  const clean = async () => {
    const answer = await fetch(declaration, { credentials: "omit" });
    if (!answer.ok) return;
    const remove = {
      local: (key) => localStorage.removeItem(key),
      session: (key) => sessionStorage.removeItem(key),
      idb: (key) => indexedDB.deleteDatabase(key),
    };
    const held = {
      local: Object.keys(localStorage),
      session: Object.keys(sessionStorage),
      idb: (await indexedDB.databases?.() ?? []).map((database) => database.name),
    };
    for (const item of (await answer.json()).items) {
      if (!(item.kind in remove) || allows(item.category)) continue;
      const shape = new RegExp(`^${item.name.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`);
      held[item.kind].filter((key) => shape.test(key)).forEach(remove[item.kind]);
    }
  };

  const announce = () => document.dispatchEvent(new CustomEvent("consent:changed", { detail: { allows } }));

  const show = () => {
    if (!banner) return;
    const ask = mustAsk();
    banner.hidden = !ask;
    banner.classList.toggle("is-asking", ask);
  };

  const fillForms = () => {
    const granted = mask();
    for (const form of document.querySelectorAll("[data-consent-form]")) {
      ORDER.forEach((key, place) => {
        const box = form.elements[key];
        if (box && granted & (1 << place)) box.checked = true;
      });
    }
  };

  const newKey = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  const confirm = () => {
    const form = banner.querySelector("form");
    const done = banner.querySelector("[data-consent-done]");
    form.hidden = true;
    done.hidden = false;
    banner.hidden = false;
    banner.classList.add("is-asking", "is-done");
    done.focus({ preventScroll: true });
  };

  const enhance = (form) => {
    const key = newKey();
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const decision = event.submitter?.value ?? "save";
      const fields = Object.fromEntries(new FormData(form, event.submitter));
      let answer;
      try {
        answer = await post(form.action, { ...fields, decision, idempotency_key: `${key}-${decision}` });
      } catch {
        answer = null;
      }
      if (!answer?.ok) {
        /* The server explains itself best as a page: the new notice, the reason, the form again. */
        const field = Object.assign(document.createElement("input"), { type: "hidden", name: "decision", value: decision });
        form.append(field);
        form.submit();
        return;
      }
      confirm();
      runScripts();
      announce();
      await clean();
    });
  };

  window.trackerConsent = Object.freeze({ allows, preference, keep });
  show();
  fillForms();
  if (banner) enhance(banner.querySelector("form"));
  runScripts();
  /* A page shown again from memory may be older than the choice. */
  window.addEventListener("pageshow", (event) => event.persisted && show());
  /* A yes that has ended takes the cookie that rested on it along; the server removes it only where it is answered. */
  if (jar("preferences") && !allows("preferences")) document.cookie = "preferences=; Max-Age=0; Path=/";
  document.getElementById("consent-problem-summary")?.focus();
  const confirmation = document.getElementById("consent-confirmation");
  if (confirmation) {
    /* Where a form that was sent as a whole page leads to. */
    if (document.referrer.startsWith(`${location.origin}/`)) confirmation.focus();
    clean();
  }
  if (beacon && allows("statistics")) {
    const visit = new FormData();
    visit.append("path", location.pathname);
    visit.append("referrer", document.referrer);
    navigator.sendBeacon(beacon, visit);
  }
})();
