/* Marks tasks as done without loading the page again. Without this script, or when something goes
   wrong, the same buttons work by themselves: each stands in a form of its own. */

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form.mark");
  if (!form) return;
  event.preventDefault();
  const done = form.elements.done.value === "yes";
  const button = form.querySelector("button");
  button.disabled = true; // until the answer is here: a second press would count twice
  try {
    const answer = await fetch(form.dataset.api, {
      method: "PATCH",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
      },
      body: JSON.stringify({ done }),
    });
    if (!answer.ok) throw new Error(answer.statusText);
  } catch {
    form.submit(); // the way without a script; this does not come here again
    return;
  }
  const row = form.closest(".task");
  row.classList.toggle("done", done);
  form.elements.done.value = done ? "no" : "yes";
  button.setAttribute("aria-pressed", String(done));
  button.disabled = false;
  button.focus();
  const steps = { open: -1, due: "due" in row.dataset ? -1 : 0, done: 1 };
  for (const count of document.querySelectorAll("[data-count]")) {
    const step = steps[count.dataset.count];
    count.textContent = Number(count.textContent) + (done ? step : -step);
  }
});
