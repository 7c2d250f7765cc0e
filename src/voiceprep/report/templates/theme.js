"use strict";
// Before anything is painted: the theme that was chosen last time.
try {
  const theme = localStorage.getItem("voiceprep-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* a browser that keeps nothing for files */ }
document.documentElement.classList.add("scripted");
addEventListener("DOMContentLoaded", () => {
  const root = document.documentElement;
  for (const radio of document.querySelectorAll("input[name=theme]")) {
    radio.checked = radio.value === (root.dataset.theme || "auto");
    radio.addEventListener("change", () => {
      if (radio.value === "auto") delete root.dataset.theme;
      else root.dataset.theme = radio.value;
      try { localStorage.setItem("voiceprep-theme", radio.value); } catch { /* not remembered */ }
    });
  }
});
