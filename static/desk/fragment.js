// <newsroom-fragment src every>: a part of a page that fetches itself. Once when it is first seen; with `every`, again
// after so many seconds for as long as it is seen and says in its answer that something still moves.

const STILL = "newsroom-still"; // header of an answer that will not change any more

class Fragment extends HTMLElement {
  connectedCallback() {
    this.seen = new IntersectionObserver((entries) => {
      this.shown = entries.at(-1).isIntersecting;
      if (this.shown && !this.waiting && !this.over) this.wait(this.hasAttribute("every") ? this.pause : 0);
    });
    this.seen.observe(this);
  }

  disconnectedCallback() {
    this.seen.disconnect();
    clearTimeout(this.waiting);
  }

  get pause() {
    return Math.max(1, Number(this.getAttribute("every"))) * 1000;
  }

  wait(milliseconds) {
    this.waiting = setTimeout(() => this.look(), milliseconds);
  }

  async look() {
    this.waiting = 0;
    if (!this.shown || document.hidden) return document.hidden && this.wait(this.pause);
    try {
      const answer = await fetch(this.getAttribute("src"), { credentials: "same-origin", cache: "no-store" });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      this.innerHTML = await answer.text();
      this.over = !this.hasAttribute("every") || answer.headers.has(STILL);
    } catch {
      // What is shown stays; where there is a next time, it tries again.
      this.over = !this.hasAttribute("every");
    }
    if (!this.over && this.isConnected) this.wait(this.pause);
  }
}

customElements.define("newsroom-fragment", Fragment);
