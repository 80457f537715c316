// Leaves of a long list what holds the words that were typed.
"use strict";
(() => {
  const input = document.getElementById("filter");
  if (!input) return;
  input.closest(".filter").hidden = false;
  const status = document.getElementById("found");
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const entries = [...document.querySelectorAll(input.dataset.filter)].map((element) => ({
    element, group: element.closest("[data-group]"), text: "",
  }));
  const show = () => {
    const typed = fold(input.value).split(/\s+/).filter(Boolean);
    let count = 0;
    const shown = new Set();
    for (const it of entries) {
      it.text = it.text || fold(it.element.textContent);
      it.element.hidden = !typed.every((word) => it.text.includes(word));
      if (!it.element.hidden) {
        count += 1;
        shown.add(it.group);
      }
    }
    for (const group of new Set(entries.map((it) => it.group))) if (group) group.hidden = !shown.has(group);
    status.textContent = typed.length ? `${count} ${status.dataset.found}` : "";
  };
  input.addEventListener("input", show);
})();
