// Files of evidence, dropped or chosen: each is sent at once and shows how far it is. Without script the form sends them.
"use strict";
(() => {
  const box = document.querySelector("[data-upload]");
  if (!box) return;
  const form = box.closest("form");
  const field = box.querySelector("input[type=file]");
  const said = box.querySelector("[data-said]");
  const pattern = box.querySelector("template").content.firstElementChild;
  let last = Promise.resolve();

  const send = (file) => {
    const row = pattern.cloneNode(true);
    const [name, bar, words] = row.children;
    name.textContent = file.name;
    box.querySelector("[data-uploads]").append(row);
    const tell = (text) => {
      words.textContent = text;
      said.textContent = `${file.name} ${text}`;
      bar.remove();
    };
    const data = new FormData();
    for (const [key, value] of new FormData(form)) {
      if (key === "csrfmiddlewaretoken" || /^evidence-(dated|language|audience)/.test(key)) data.append(key, value);
    }
    data.append(field.name, file);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", box.dataset.upload);
      request.upload.onprogress = (event) => (bar.value = event.loaded / event.total);
      request.onloadend = () => {
        if (request.status === 200) {
          document.getElementById("attached").insertAdjacentHTML("beforeend", request.responseText);
          tell(words.dataset.attached);
        } else {
          const ours = request.getResponseHeader("Content-Type")?.startsWith("text/plain");
          tell(ours ? request.responseText : words.dataset.lost);
        }
        done();
      };
      request.send(data);
    });
  };

  // One after the other: a slow line is not shared among them, and they come in their order.
  const sendAll = (files) => [...files].forEach((file) => (last = last.then(() => send(file))));

  box.classList.add("drop");
  box.querySelector("[data-drop-hint]").hidden = false;
  field.addEventListener("input", (event) => event.stopPropagation()); // nothing is left unsaved by it
  field.addEventListener("change", () => {
    sendAll(field.files);
    field.value = "";
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    box.addEventListener(kind, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      box.classList.toggle("over", kind === "dragover");
      if (kind === "drop") sendAll(event.dataTransfer.files);
    });
  }
})();
