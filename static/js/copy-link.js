// “Link” becomes “Copy link”: a click puts the address on the clipboard and says so. The words are the page's.
// Without scripts it stays a plain link to the story.
const SAID_FOR = 2500;

function offerCopying(link) {
  const label = link.querySelector("span");
  const { offer, done } = label.dataset;
  label.textContent = offer;
  label.setAttribute("aria-live", "polite");
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.dataset.copy);
    } catch {
      location.href = link.href; // the browser refused; the address bar has it
      return;
    }
    label.textContent = done;
    setTimeout(() => (label.textContent = offer), SAID_FOR);
  });
}

if (navigator.clipboard) document.querySelectorAll("a[data-copy]").forEach(offerCopying);
