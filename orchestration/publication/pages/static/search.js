// The search of the first page: places, indicators and documents, without a server.
// Whatever is found is shown as text, never as markup.
"use strict";
(() => {
  const box = document.querySelector(".search");
  const input = document.getElementById("search");
  const results = document.getElementById("results");
  const status = document.getElementById("n-found");
  const entries = globalThis.minzhengSearch;
  if (!box || !input || !entries) return;
  box.hidden = false;
  const isChinese = document.documentElement.lang.startsWith("zh");
  const MOST = 30;
  const fold = (text) => (text || "").normalize("NFKC").toLowerCase();
  const known = entries.map(([kind, page, zh, en, beside, words]) => ({
    kind, page, zh, en, beside, names: fold(`${zh} ${en}`), all: fold(`${zh} ${en} ${beside} ${words}`),
  }));

  // Names that begin with what was typed come first, then names that hold it, then the rest.
  const rank = (it, typed) => {
    if (!typed.every((word) => it.all.includes(word))) return -1;
    const first = typed[0];
    if (fold(it.zh).startsWith(first) || fold(it.en).startsWith(first)) return 0;
    return it.names.includes(first) ? 1 : 2;
  };

  const show = () => {
    const typed = fold(input.value).split(/\s+/).filter(Boolean);
    results.replaceChildren();
    status.textContent = "";
    if (!typed.length) return;
    const found = known
      .map((it) => ({ it, at: rank(it, typed) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at || a.it.zh.length - b.it.zh.length);
    for (const { it } of found.slice(0, MOST)) {
      const link = document.createElement("a");
      link.href = it.page.split("/").map(encodeURIComponent).join("/");
      link.textContent = (isChinese ? it.zh : it.en || it.zh) || it.page;
      if (!isChinese && !it.en) link.lang = "zh-CN";
      const beside = document.createElement("span");
      beside.className = "beside";
      beside.textContent = ` ${results.dataset[it.kind]} ${it.beside || ""}`;
      const line = document.createElement("li");
      line.append(link, beside);
      results.append(line);
    }
    status.textContent = `${found.length} ${status.dataset.found}`;
  };
  input.addEventListener("input", show);
  show();
})();
