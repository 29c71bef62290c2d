"use strict";
/* What a page gains by --interactive: tables that can be sorted, and a chart's values one by one. The page is
   complete without it: nothing here fetches, stores or sends anything. */
(() => {
  const SHORTHAND = /^\[[a-z]\]$/;
  const FIGURE = /^[+-]?\d+(\.\d+)?%?( \[[a-z]\])?( \(.*\))?$/;
  const words = new Intl.Collator("en-GB", { numeric: true });
  const plain = (text) => text.trim().replace(/[,£]/g, "").replace(/\u2212/g, "-");
  const make = (name, attributes, text) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  };

  const said = make("p", { role: "status", class: "csp-hidden" });

  function sortable(table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    if (rows.length < 5 || table.closest(".csp-prose")) return;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, place) => {
      const texts = rows.map((row) => plain(row.cells[place].textContent));
      const figures = head.classList.contains("csp-figures");
      // A column that sets percentages beside "3 fewer" has no order.
      if (figures && !texts.every((text) => SHORTHAND.test(text) || FIGURE.test(text))) return;
      const button = make("button", { type: "button", class: "csp-sort" }, head.textContent);
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const way = { none: "ascending", ascending: "descending", descending: "none" }[head.ariaSort || "none"];
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        if (way !== "none") head.setAttribute("aria-sort", way);
        body.append(...(way === "none" ? rows : sorted(rows, place, figures, way === "ascending" ? 1 : -1)));
        const caption = table.querySelector(".csp-label") || table.caption;
        const named = caption.textContent.replace(":", "").trim();
        said.textContent = way === "none"
          ? `${named} in its first order`
          : `${named} sorted by ${button.textContent}, ${way}`;
      });
    });
  }

  /* A total stays last, and so does what is missing or withheld, whichever way. */
  function sorted(rows, place, figures, way) {
    const key = (row) => plain(row.cells[place].textContent);
    const rank = (row) => (/^total\b/i.test(row.cells[0].textContent) ? 2 : SHORTHAND.test(key(row)) ? 1 : 0);
    const compare = figures ? (a, b) => parseFloat(a) - parseFloat(b) : words.compare;
    return [...rows].sort((a, b) => rank(a) - rank(b) || (rank(a) ? 0 : way * compare(key(a), key(b))));
  }

  function readable(figure, number) {
    const svg = figure.querySelector(".csp-picture svg");
    const found = [...figure.querySelectorAll("[data-say]")];
    if (!svg || found.length < 2) return;
    const points = found.map((mark) => ({ say: mark.dataset.say, ...centre(svg, mark) })).sort((a, b) => a.x - b.x || a.y - b.y);
    const ring = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    ring.setAttribute("class", "csp-ring");
    ring.setAttribute("r", "9");
    const label = figure.querySelector(".csp-label");
    const name = `csp-values-${number}`;
    const slider = make("input", { type: "range", id: name, min: 0, max: points.length - 1, step: 1 });
    const shown = make("span", { class: "csp-value", "aria-hidden": "true" });
    const box = make("p", { class: "csp-values" });
    const title = label ? label.textContent.replace(":", "").trim().toLowerCase() : "the figure";
    box.append(make("label", { for: name }, `Values of ${title}, one by one`), slider, shown);
    const show = (place) => {
      slider.value = place;
      slider.setAttribute("aria-valuetext", points[place].say);
      shown.textContent = points[place].say;
      ring.setAttribute("cx", points[place].x);
      ring.setAttribute("cy", points[place].y);
    };
    show(points.length - 1);
    slider.addEventListener("input", () => { svg.append(ring); show(Number(slider.value)); });
    svg.addEventListener("pointermove", (event) => {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      const away = (point) => Math.hypot(point.x - at.x, point.y - at.y);
      const nearest = points.reduce((best, point, place) => (away(point) < away(points[best]) ? place : best), 0);
      if (away(points[nearest]) < 30) { svg.append(ring); show(nearest); }
    });
    figure.querySelector(".csp-picture").after(box);
  }

  /* A browser shows a title as a tip over the values told here; as a description it names the picture the same. */
  function withoutTip(title) {
    const words = document.createElementNS(title.namespaceURI, "desc");
    words.id = title.id;
    words.textContent = title.textContent;
    title.replaceWith(words);
  }

  function centre(svg, mark) {
    const box = mark.getBBox();
    const matrix = svg.getScreenCTM().inverse().multiply(mark.getScreenCTM());
    const { x, y } = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2).matrixTransform(matrix);
    return { x, y };
  }

  document.querySelectorAll("main table").forEach(sortable);
  document.querySelectorAll("main figure svg > title").forEach(withoutTip);
  document.querySelectorAll("main figure").forEach(readable);
  document.querySelector("main").append(said);
})();
