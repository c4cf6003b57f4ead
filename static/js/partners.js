// Partners are found while their names are typed. Without script they are written into the field itself.
"use strict";
document.querySelectorAll("[data-find]").forEach((box) => {
  const names = document.getElementById(box.dataset.into);
  const [input, list, button, said] = box.querySelectorAll("input, datalist, button, [role=status]");
  let waits;

  const look = async () => {
    const answer = await fetch(box.dataset.find + encodeURIComponent(input.value));
    if (answer.ok && !answer.redirected) list.innerHTML = await answer.text();
    said.textContent = box.dataset.many.replace("{count}", list.children.length);
  };

  const add = () => {
    if (![...list.children].some((one) => one.value === input.value)) return look();
    names.value = [...names.value.split("\n").filter((line) => line.trim() && line !== input.value), input.value].join("\n");
    names.dispatchEvent(new Event("input", { bubbles: true }));
    said.textContent = box.dataset.added.replace("{name}", input.value);
    input.value = "";
  };

  input.addEventListener("input", () => {
    clearTimeout(waits);
    waits = setTimeout(look, 250);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  });
  button.addEventListener("click", add);
  box.hidden = false;
});
