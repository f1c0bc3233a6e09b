// Keeps what was written when its writer was logged out: asks before a form is sent, and once a minute.
// And lets an automatic save end before a save by hand begins: the two would look like two people's.

const MINUTE = 60_000;
const WAITING = 4_000; // milliseconds between questions while the bar is shown
const PATIENCE = 10_000; // milliseconds that an automatic save may take before we no longer wait for it
const script = document.querySelector("script[data-session]");
const forms = "main form[method=post i]";

let writer = null; // whoever was logged in when the page came
let passed = null; // the form that may be sent now
let timer = 0;
let saving = Promise.resolve(); // until the automatic save that is under way has ended
let sent = ""; // what the last automatic save sent
let leaving = false; // with a save by hand; no automatic one may begin

// Whether the same person is still logged in. If the question itself fails the form is sent: the browser then says why.
async function loggedIn() {
  let answer;
  try {
    answer = await (await fetch(script.dataset.session, { credentials: "same-origin", cache: "no-store" })).json();
  } catch {
    return true;
  }
  writer ??= answer.user;
  if (!answer.user || answer.user !== writer) return false;
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = answer.token;
  return true;
}

async function look() {
  clearTimeout(timer);
  const well = await loggedIn();
  const bar = document.querySelector(".newsroom-signed-out");
  if (!well) show();
  else if (bar) bar.remove();
  timer = setTimeout(look, well ? MINUTE : WAITING);
  return well;
}

function show() {
  if (document.querySelector(".newsroom-signed-out")) return;
  const bar = document.createElement("div");
  bar.className = "newsroom-signed-out";
  bar.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent =
    "You have been logged out. Log in in another window, then save again; your text is still here.";
  const link = document.createElement("a");
  link.href = script.dataset.logIn;
  link.target = "_blank";
  link.textContent = "Log in";
  bar.append(words, link);
  document.body.append(bar);
}

// A button that Wagtail has set to “Saving…” is no longer pressed.
function release(button) {
  if (!button) return;
  button.disabled = false;
  if (button.hasAttribute("data-w-progress-loading-value")) button.setAttribute("data-w-progress-loading-value", "false");
}

function noteSaving(event) {
  if (leaving) return event.preventDefault();
  sent = written(event.detail.formData);
  saving = new Promise((end) => {
    for (const way of ["success", "error"]) document.addEventListener(`w-autosave:${way}`, end, { once: true });
    setTimeout(end, PATIENCE);
  });
}

// What a form holds of its writer's, as one text.
function written(data) {
  const ours = ([name, value]) => typeof value === "string" && !/^(csrf|next$|(loaded|overwrite)_revision)/.test(name);
  return JSON.stringify([...data].filter(ours));
}

// Wagtail takes what was typed during an automatic save for saved. It begins the next one instead.
function lookAgain({ target: form }) {
  const type = written(new FormData(form)) === sent ? "clear" : "add";
  form.dispatchEvent(new CustomEvent(`w-unsaved:${type}`, { bubbles: true, cancelable: true, detail: { type: "edits" } }));
}

async function saved() {
  let waitedFor;
  do {
    waitedFor = saving;
    await waitedFor;
    await new Promise((later) => setTimeout(later));
  } while (waitedFor !== saving);
}

async function askFirst(event) {
  const form = event.target;
  if (!form.matches(forms) || passed === form) {
    passed = null;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  const well = await look();
  if (well) await saved();
  release(button); // a disabled button would not be part of what is sent
  if (!well || leaving) return;
  passed = form;
  leaving = form.matches("[data-edit-form]");
  form.requestSubmit(button);
}

if (!document.body.classList.contains("login") && document.querySelector(forms)) {
  addEventListener("submit", askFirst, { capture: true });
  document.addEventListener("w-autosave:save", noteSaving);
  document.addEventListener("w-autosave:success", lookAgain);
  document.addEventListener("w-autosave:error", look);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  addEventListener("focus", look);
  look();
}
