// Filters that are empty ask nothing, so the address leaves them out: it is what people quote and pass on.
document.addEventListener("htmx:configRequest", (event) => {
  const data = event.detail.formData;
  if (!data || !event.target.matches("form.filters")) return;
  for (const name of new Set(data.keys())) {
    const given = data.getAll(name).filter((value) => value !== "");
    data.delete(name);
    given.forEach((value) => data.append(name, value));
  }
});

// What a page says of itself and where it leads outside its results follows the filters too: the head that is read by
// machines, the links to other languages, the address that the cookie question comes back to.
const FOLLOWS = [
  "head meta[name=description], head meta[name=robots], head meta[property^='og:'], head meta[name^='twitter:'], " +
    "head link[rel=canonical], head link[rel=alternate], head script[type='application/ld+json']",
  "nav[data-follows-filters]",
  "form.filters [data-said], form.filters .count",
  "[data-consent-banner] input[name=next]",
];
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "results") return;
  const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  for (const selector of FOLLOWS) {
    const before = [...document.querySelectorAll(selector)];
    const after = [...answer.querySelectorAll(selector)];
    const shared = Math.min(before.length, after.length);
    after.slice(0, shared).forEach((node, place) => before[place].replaceWith(node));
    before.slice(shared).forEach((node) => node.remove());
    if (selector.startsWith("head")) document.head.append(...after.slice(shared));
  }
});

// A refused filter is explained by the page of that address.
document.addEventListener("htmx:responseError", (event) => {
  if (event.target.matches("form.filters")) window.location.assign(event.detail.pathInfo.finalRequestPath);
});
