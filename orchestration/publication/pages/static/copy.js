// Copies the row beside a button; without a clipboard the row is selected, to be copied by hand.
"use strict";
(() => {
  const status = document.getElementById("copied");
  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const row = button.parentElement.querySelector("code.row");
      getSelection().selectAllChildren(row);
      try {
        await navigator.clipboard.writeText(row.textContent);
        status.textContent = status.dataset.copied;
        button.textContent = status.dataset.copied;
      } catch {
        status.textContent = "";
      }
    });
  }
})();
