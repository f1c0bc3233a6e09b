// Tells the paper, once, that this page is being looked at: its path and a random number, nothing about the reader.
// Not while it is only fetched ahead; not again when somebody returns to it with the back button.
const bytes = crypto.getRandomValues(new Uint8Array(16));
const view = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function tell() {
  if (document.prerendering || document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", tell);
  navigator.sendBeacon("/reads/", new URLSearchParams({ path: location.pathname, view }));
}

document.addEventListener("visibilitychange", tell);
tell();
