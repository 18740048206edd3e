// Loaded before the page is drawn, so that a chosen theme does not flash. Without a choice the system's preference holds.
(() => {
  "use strict";
  const key = "lazai-theme";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const read = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };

  const chosen = read();
  if (chosen === "light" || chosen === "dark") {
    root.dataset.theme = chosen;
  }

  const current = () => root.dataset.theme ?? (dark.matches ? "dark" : "light");

  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const show = () => {
      button.textContent = current() === "dark" ? "Light theme" : "Dark theme";
    };
    button.addEventListener("click", () => {
      root.dataset.theme = current() === "dark" ? "light" : "dark";
      try {
        localStorage.setItem(key, root.dataset.theme);
      } catch {
        // A browser that keeps nothing still switches for this page.
      }
      show();
    });
    dark.addEventListener("change", show);
    show();
  });
})();
