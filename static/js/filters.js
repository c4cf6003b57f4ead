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
