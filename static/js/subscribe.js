// Pays for the form while it is filled in (proof-of-work.js). Without scripts it can be sent all the same.
for (const form of document.querySelectorAll("form.subs[data-solver]")) {
  const { proof } = form.elements;
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
