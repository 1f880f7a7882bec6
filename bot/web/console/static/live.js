// Pieces of a page that follow what happens. While the server tells of changes they are fetched when
// there is one; otherwise they ask every few seconds, as their hx-trigger says.
"use strict";

(() => {
  const place = document.querySelector("[data-live]");
  if (!place || !window.EventSource) return;

  const TRY_AGAIN_MS = 60_000;
  let source = null;
  let told = false;

  const look = () =>
    document.querySelectorAll("[data-piece]").forEach((piece) => htmx.trigger(piece, "live"));

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
