// Comments on a page from the cache: the form opens in place, likes count at once, what is new is named.
// What a cached page cannot hold comes once, when it is first wanted. Without scripts every link leads to a page.
const thread = document.querySelector("[data-comments]");
let fetched;

function fragment() {
  fetched ??= fetch(thread.dataset.comments, { headers: { Accept: "application/json" } }).then(async (response) => {
    if (!response.ok) throw new Error(response.status);
    const given = await response.json();
    given.form = element(given.form);
    arm(given.form);
    thread.querySelector("[data-mine]")?.replaceChildren(...fromHtml(given.mine));
    for (const link of thread.querySelectorAll("[data-like]")) {
      const id = link.closest(".cm").id.slice(2);
      showLike(link, given.likes[id], given.liked.includes(id));
    }
    return given;
  });
  return fetched;
}

function fromHtml(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.children;
}

const element = (html) => fromHtml(html)[0];

// The proof of work is paid while the reader writes; the form leaves when it is.
function arm(form) {
  const proof = form.elements?.proof;
  if (!proof) return;
  let paying;
  const pay = () => (paying ??= import(form.dataset.solver).then((solver) => solver.payFor(proof), () => {}));
  form.addEventListener("focusin", pay, { once: true });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.querySelector("button.btn").disabled = true;
    await pay();
    form.submit();
  });
}

async function write(link, after, comment) {
  let given;
  try {
    given = await fragment();
  } catch {
    location.href = link.href;
    return;
  }
  const { form } = given;
  after.append(form);
  if (!form.elements) return; // closed meanwhile; it says so
  form.elements.reply.value = comment ? link.dataset.reply : "";
  const answering = form.querySelector("[data-answering]");
  answering.hidden = !comment;
  answering.querySelector("[data-whom]").textContent = comment?.querySelector("[data-name]").textContent ?? "";
  [form.elements.name, form.elements.email, form.elements.text].find((field) => field && !field.value)?.focus();
}

function showLike(link, number, pressed) {
  if (number !== undefined) link.querySelector(".num").textContent = number;
  link.setAttribute("aria-pressed", pressed);
}

async function like(link) {
  try {
    const { token } = await fragment();
    const on = link.getAttribute("aria-pressed") !== "true";
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, like: on ? "1" : "0" });
    const response = await fetch(link.href, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(response.status);
    const { likes } = await response.json();
    showLike(link, likes, on);
  } catch {
    location.href = link.href; // the page there says what is wrong
  }
}

// Counted from what this browser saw last; nobody else knows.
function nameTheNew(bar) {
  const key = `comments ${thread.dataset.comments}`;
  const times = [...thread.querySelectorAll(".cm[id]")].map((cm) => [Date.parse(cm.querySelector("time")?.dateTime), cm]);
  const newest = Math.max(...times.map(([at]) => at || 0));
  try {
    const seen = Number(localStorage.getItem(key));
    const fresh = times.filter(([at]) => at > seen);
    if (seen && fresh.length) {
      bar.textContent = fresh.length === 1 ? bar.dataset.one : bar.dataset.many.replace("#", fresh.length);
      bar.href = `#${fresh[0][1].id}`;
      bar.hidden = false;
      fresh.forEach(([, cm]) => cm.classList.add("fresh"));
    }
    localStorage.setItem(key, Math.max(seen, newest));
  } catch {
    // no storage, no number
  }
}

document.querySelectorAll("form.cform").forEach(arm);
if (thread) {
  thread.querySelectorAll("[data-like]").forEach((link) => link.setAttribute("role", "button"));
  const bar = thread.querySelector("[data-new]");
  if (bar) nameTheNew(bar);
  thread.addEventListener("click", (event) => {
    const link = event.target.closest("[data-write], [data-reply], [data-like]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if ("like" in link.dataset) like(link);
    else if ("reply" in link.dataset) write(link, link.closest(".cm"), link.closest(".cm"));
    else write(link, thread.querySelector("[data-form]"));
  });
  thread.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches("[data-like]")) return;
    event.preventDefault();
    event.target.click();
  });
}
