// Keyboard shortcuts. They are off in text fields, and with Ctrl, Alt or Meta.
"use strict";

(() => {
  const typing = (element) =>
    element.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName);

  const cases = () => [...document.querySelectorAll(".case")];

  function step(by) {
    const all = cases();
    if (!all.length) return;
    const now = all.findIndex((one) => one.contains(document.activeElement));
    const next = Math.min(Math.max(now + by, 0), all.length - 1);
    all[next].querySelector("a").focus();
    all[next].scrollIntoView({ block: "nearest" });
  }

  // What a page does not have is simply not done.
  const press = (selector) => document.querySelector(selector)?.click();
  const write = (selector) => document.querySelector(selector)?.focus();

  function help() {
    const dialog = document.getElementById("keys");
    if (dialog && !dialog.open) dialog.showModal();
  }

  function find() {
    const box = document.getElementById("q");
    if (box) box.focus();
    else press("#to-search");
  }

  // The same keys while the keyboard is on Thai (Kedmanee).
  const THAI = { "่": "j", "า": "k", "ฝ": "/", "ฦ": "?", "เ": "g", "ท": "m", "แ": "c", "พ": "r", "ื": "n" };

  const DEEDS = {
    j: () => step(1),
    k: () => step(-1),
    "/": find,
    "?": help,
    g: () => press("#to-desk"),
    m: () => press("a[rel=next]"),
    c: () => write("#claim button"),
    r: () => write("#words"),
    n: () => write("#note"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    const deed = DEEDS[event.key] || DEEDS[THAI[event.key]];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  document.getElementById("show-keys")?.addEventListener("click", help);
})();
