"use strict";
// Hides and sorts the rows that are there. It makes none of them, and asks nobody for anything.
(() => {
  const list = document.getElementById("list");
  if (!list) return;
  const form = document.getElementById("tools");
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const body = list.tBodies[0];
  const rows = Array.from(body.rows);
  const filters = ["severity", "verdict", "app"].map((name) => [name, document.getElementById("by-" + name)]);

  // fold makes what is typed and what is shown comparable: without case and accents
  const fold = (s) => s.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new Map();
  const text = (row) => {
    if (!texts.has(row)) texts.set(row, fold(row.textContent));
    return texts.get(row);
  };

  const filter = () => {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    let n = 0;
    for (const row of rows) {
      const fits = filters.every(([name, select]) => select.value === "" || row.dataset[name] === select.value) &&
        words.every((word) => text(row).includes(word));
      row.hidden = !fits;
      if (fits) n++;
    }
    const all = rows.length.toLocaleString("en");
    shown.textContent = n === rows.length ? "All " + all + " rows are shown." : n.toLocaleString("en") + " of " + all + " rows are shown.";
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));

  const heads = Array.from(list.tHead.rows[0].cells);
  const order = new Map(rows.map((row, i) => [row, i]));
  const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;
  const sort = (head) => {
    const was = head.getAttribute("aria-sort");
    const way = was ? (was === "ascending" ? "descending" : "ascending") : head.dataset.first || "ascending";
    for (const h of heads) h.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", way);
    const numbers = head.dataset.sort === "number";
    const keys = new Map(rows.map((row) => {
      const cell = row.cells[head.cellIndex];
      return [row, numbers ? Number(cell.dataset.key) : cell.textContent];
    }));
    const sign = way === "ascending" ? 1 : -1;
    rows.sort((a, b) => {
      const x = keys.get(a), y = keys.get(b);
      return sign * (numbers ? x - y : compare(x, y)) || order.get(a) - order.get(b);
    });
    body.replaceChildren(); // all at once: to move thousands of rows one by one takes a browser half a minute
    body.append(...rows);
  };
  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sort(head));
    head.dataset.title = head.textContent; // on paper, where a button is none
    head.replaceChildren(button);
  }

  form.hidden = false;
  filter();
})();
