// Pieces of a page that follow what happens. While the server tells of changes they are fetched when
// there is one; otherwise they ask every few seconds, as their hx-trigger says.
"use strict";

(() => {
  const place = document.querySelector("[data-live]");
  if (!place || !window.EventSource) return;

  const TRY_AGAIN_MS = 60_000;
  const SETTLED_MS = 50;
  let source = null;
  let told = false;
  let missed = false;

  // A piece that is being fetched is replaced before it could fetch itself again: then once more.
  function look() {
    for (const piece of document.querySelectorAll("[data-piece]")) {
      if (piece.classList.contains("htmx-request")) missed = true;
      else htmx.trigger(piece, "live");
    }
  }

  document.body.addEventListener("htmx:afterRequest", () => {
    if (!missed) return;
    missed = false;
    setTimeout(look, SETTLED_MS);
  });

  function follow() {
    if (source || document.hidden) return;
    source = new EventSource(place.dataset.live);
    source.onopen = () => {
      told = true;
      look();
    };
    source.addEventListener("changed", look);
    source.onerror = () => {
      told = false;
      if (source.readyState !== EventSource.CLOSED) return; // the browser opens it again
      source = null;
      setTimeout(follow, TRY_AGAIN_MS);
    };
  }

  function leave() {
    source?.close();
    source = null;
    told = false;
  }

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const piece = event.target;
    const asksByItself = piece.hasAttribute("data-piece") && !event.detail.requestConfig.triggeringEvent;
    if (asksByItself && (document.hidden || (told && piece.dataset.piece !== "hurried"))) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : follow()));
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", follow);
  follow();
})();
