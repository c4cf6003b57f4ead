// Charts over time, read month by month. All numbers are in the page: in the table below the chart. Here the reader
// moves through them with the pointer or the slider, takes series out, and lets the months pass.
"use strict";
(() => {
  const PITCH = 18; // pixels between two names at the ends of areas, as the server draws them

  // A drawing's own numbers: where the months are across, where no commitment is, and how tall one is.
  const read = (svg) => {
    const plot = svg.querySelector("[data-role=plot]");
    const { zero, one, top } = Object.fromEntries(Object.entries(plot.dataset).map(([key, value]) => [key, +value]));
    const areas = [...plot.querySelectorAll("[data-role=area]")].map((group) => ({ group, paths: group.children }));
    const labels = [...svg.querySelectorAll("[data-role=label]")].map((group) => ({ group, y: +group.dataset.y }));
    const numbers = areas[0].paths[1].getAttribute("d").match(/-?[\d.]+/g);
    const cursor = document.createElementNS(svg.namespaceURI, "path");
    cursor.setAttribute("class", "chart-cursor");
    plot.append(cursor);
    return { svg, zero, one, top, areas, labels, cursor, across: numbers.filter((_, place) => place % 2 === 0).map(Number) };
  };

  const start = (figure) => {
    const slider = figure.querySelector(".chart-month input");
    const said = figure.querySelector(".chart-month output");
    const play = figure.querySelector(".chart-month button");
    const boxes = [...figure.querySelectorAll(".chart-key input")];
    boxes.forEach((box) => (box.checked = true)); // a browser may remember which were taken out before
    const marks = [...figure.querySelectorAll(".chart-key b")];
    const months = [...figure.querySelectorAll("tbody tr")].map((row) => ({
      day: row.querySelector("th"),
      texts: [...row.querySelectorAll("td")].map((cell) => cell.textContent.trim()),
    }));
    // Counts are whole numbers: whatever the language groups them with, their digits are their value.
    const counts = months.map((month) => month.texts.map((text) => +text.replace(/\D/g, "")));
    const drawings = [...figure.querySelectorAll("svg[role=img]")].map(read);
    const inWords = new Intl.ListFormat(document.documentElement.lang, { type: "unit" });
    let timer;

    const show = (month, first = false) => {
      slider.value = month;
      const { day, texts } = months[month];
      said.replaceChildren(...day.cloneNode(true).childNodes);
      marks.forEach((mark, place) => (mark.textContent = texts[place]));
      const shown = boxes.map((box, place) => box.checked && `${box.dataset.name} ${texts[place]}`).filter(Boolean);
      slider.setAttribute("aria-valuetext", inWords.format([day.textContent.trim(), ...shown]));
      if (first) return; // nobody has chosen it yet
      for (const { cursor, across, top, zero } of drawings) {
        cursor.setAttribute("d", `M${across[month]} ${top}V${zero}`);
      }
    };

    const draw = ({ zero, one, areas, labels, across }) => {
      const line = (row) => row.map((value, month) => `${across[month]} ${(zero - value * one).toFixed(2)}`);
      let below = months.map(() => 0);
      const ends = boxes.map((box, place) => {
        const above = below.map((value, month) => value + (box.checked ? counts[month][place] : 0));
        const [area, edge] = areas[place].paths;
        area.setAttribute("d", `M${[...line(above), ...line(below).reverse()].join("L")}Z`);
        edge.setAttribute("d", `M${line(above).join("L")}`);
        areas[place].group.classList.toggle("out", !box.checked);
        labels[place]?.group.classList.toggle("out", !box.checked);
        const middle = zero - ((below.at(-1) + above.at(-1)) / 2) * one;
        below = above;
        return middle;
      });
      let ceiling = zero - 4;
      labels.forEach(({ group, y }, place) => {
        if (!boxes[place].checked) return;
        const free = Math.min(ends[place], ceiling);
        group.setAttribute("transform", `translate(0 ${(free - y).toFixed(2)})`);
        ceiling = free - PITCH;
      });
    };

    const stop = () => {
      clearInterval(timer);
      timer = undefined;
      play.setAttribute("aria-pressed", "false");
    };
    play.addEventListener("click", () => {
      if (timer) return stop();
      if (slider.value === slider.max) show(0);
      play.setAttribute("aria-pressed", "true");
      timer = setInterval(() => (slider.value === slider.max ? stop() : show(+slider.value + 1)), 250);
    });
    slider.addEventListener("input", () => {
      stop();
      show(+slider.value);
    });
    for (const box of boxes) {
      box.addEventListener("change", () => {
        drawings.forEach(draw);
        show(+slider.value);
      });
    }
    for (const { svg, across } of drawings) {
      const point = (event) => {
        const box = svg.getBoundingClientRect();
        const x = ((event.clientX - box.left) * svg.viewBox.baseVal.width) / box.width;
        const far = across.map((place) => Math.abs(place - x));
        stop();
        show(far.indexOf(Math.min(...far)));
      };
      svg.addEventListener("pointermove", point);
      svg.addEventListener("pointerdown", point);
    }
    show(months.length - 1, true);
  };

  const startAll = () => {
    for (const figure of document.querySelectorAll(".chart[data-months]")) {
      figure.removeAttribute("data-months");
      start(figure);
    }
  };
  startAll();
  document.addEventListener("htmx:afterSwap", startAll);
})();
