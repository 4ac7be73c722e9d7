/* 不重新加载页面就能勾掉任务。没有这个脚本，或者出了什么错，
   同样的按钮也能用：每个按钮都在自己的表单里。 */

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form.mark");
  if (!form) return;
  event.preventDefault();
  const done = form.elements.done.value === "yes";
  const button = form.querySelector("button");
  button.disabled = true; // 直到回答到达：再按一次会数两遍
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
    form.submit(); // 没有脚本时的走法；它不会再回到这里
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
