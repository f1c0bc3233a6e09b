// The queue by keyboard and without reloading. Every form works without this, too.

const queue = document.querySelector(".newsroom-queue");
const said = queue.querySelector("[data-said]");
const dialog = document.querySelector(".newsroom-keys");
const undone = []; // the decisions of this visit that U takes back, the last one last

const comments = () => [...queue.querySelectorAll("[data-comment]")];
const here = () => document.activeElement?.closest?.(".newsroom-comment");

function say(words) {
  said.textContent = "";
  setTimeout(() => (said.textContent = words), 50); // the same words again are read again
}

function go(to) {
  const target = to ?? queue.querySelector("[data-again]");
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest" });
}

// What stands after (or before) where one is, among what still waits for a decision.
function beside(step) {
  const all = [...queue.querySelectorAll(".newsroom-comment")];
  const at = all.indexOf(here());
  const waiting = (comment) => comment.matches("[data-comment]");
  if (at < 0) return all.find(waiting);
  const rest = step > 0 ? all.slice(at + 1) : all.slice(0, at).reverse();
  return rest.find(waiting);
}

function put(id, html) {
  const made = document.createElement("template");
  made.innerHTML = html.trim();
  const fresh = made.content.firstElementChild;
  document.getElementById(id)?.replaceWith(fresh);
  return fresh;
}

async function send(form, submitter) {
  // form.action would be the buttons of that name.
  const answer = await fetch(form.getAttribute("action"), {
    method: "POST",
    body: new FormData(form, submitter),
    headers: { Accept: "application/json" },
  });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
    location.reload(); // logged out, or no longer allowed
    return new Promise(() => {});
  }
  return { ok: answer.ok, ...(await answer.json()) };
}

async function decide(form, submitter) {
  const comment = form.closest(".newsroom-comment");
  if (comment.ariaBusy === "true") return; // a key held down decides once
  comment.ariaBusy = "true";
  const answer = await send(form, submitter);
  if (answer.decision) undone.push(answer.decision);
  queue.querySelector("[data-last]")?.remove();
  const wasHere = comment.contains(document.activeElement) || document.activeElement === document.body;
  const fresh = put(comment.id, answer.html);
  if (wasHere) {
    fresh.focus({ preventScroll: true });
    go(answer.gone ? beside(1) : fresh);
  }
  const left = comments().length;
  say(answer.gone ? `${answer.said} ${queue.dataset.left.replace("%s", left)}` : answer.said);
}

async function undo(form) {
  const answer = await send(form);
  if (!answer.ok) return say(answer.said);
  const taken = Number(form.elements.first.value);
  undone.splice(0, undone.length, ...undone.filter((decision) => decision !== taken));
  if (!answer.items.length || !document.getElementById(answer.items[0].id)) return location.reload();
  for (const item of answer.items) go(put(item.id, item.html));
  return say(answer.said);
}

queue.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-decide], [data-undo]")) return;
  event.preventDefault();
  if (form.matches("[data-decide]")) decide(form, event.submitter);
  else undo(form);
});

// The thread around a comment, fetched when it is unfolded.
queue.addEventListener(
  "toggle",
  async ({ target }) => {
    if (!target.open || !target.dataset.around) return;
    const answer = await fetch(target.dataset.around);
    delete target.dataset.around;
    if (!answer.ok || answer.redirected) return;
    const part = document.createElement("div");
    part.innerHTML = await answer.text();
    target.querySelector("p").replaceWith(part);
  },
  true,
);

// Tick the page.
const tickAll = queue.querySelector("[data-tick-all]");
if (tickAll) {
  tickAll.hidden = false;
  tickAll.addEventListener("change", ({ target }) => {
    for (const box of queue.querySelectorAll("[name=pick]")) box.checked = target.checked;
  });
}

const keys = {
  j: () => go(beside(1)),
  k: () => go(beside(-1)),
  x: (comment) => comment?.querySelector("[name=pick]")?.click(),
  t: (comment) => comment?.querySelector("[data-around], .newsroom-fold")?.querySelector("summary").click(),
  u: () => {
    const last = undone.at(-1);
    const form = last
      ? queue.querySelector(`[data-undo]:has([name=first][value="${last}"])`)
      : queue.querySelector("[data-last]");
    form?.requestSubmit();
  },
  "?": () => dialog.showModal(),
};

function press(event) {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
  const key = event.key.toLowerCase();
  const comment = here() ?? (document.activeElement === document.body ? comments()[0] : null);
  const why = comment?.querySelector("details[open][data-key=r]");
  const target = why && /^[1-9]$/.test(key) ? why.querySelector(`[data-digit="${key}"]`) : null;
  const button = comment?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (target) target.click();
  else if (key === "escape" && why) {
    why.open = false;
    go(comment); // the focus was on a button that is hidden now
  }
  else if (keys[key]) keys[key](comment);
  else if (button?.matches("details")) {
    button.open = true;
    button.querySelector("[data-digit]").focus();
  } else if (button) button.click();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation(); // before the admin's own keys
}

if ("keys" in queue.dataset) {
  document.addEventListener("keydown", press, true);
  // Wagtail listens for some of them on keypress.
  document.addEventListener(
    "keypress",
    (event) => {
      if (event.key === "?" && !event.target.closest("input, textarea, select")) event.stopImmediatePropagation();
    },
    true,
  );
  const show = queue.querySelector("[data-show-keys]");
  show.hidden = false;
  show.addEventListener("click", () => dialog.showModal());
  const named = document.getElementById(location.hash.slice(1));
  go(named?.matches(".newsroom-comment") ? named : comments()[0]);
}
