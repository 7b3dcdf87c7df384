// What was left out of the article can be put back: it is translated, and the summary made anew.
import { element } from "./dom.js";
import { editing } from "./edit.js";
import { call, sentence } from "./server.js";

const article = document.querySelector("article[data-article]")?.dataset.article;
const working = document.querySelector(".progress[data-job]");

for (const piece of document.querySelectorAll(".furniture li[data-start]")) {
  const text = piece.querySelector(".source").textContent.trim();
  const label = `Put back “${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;
  const button = element("button", { type: "button", class: "put-back", "aria-label": label }, "Put back");
  const problem = element("span", { class: "problem", role: "alert" });
  button.disabled = Boolean(working);
  piece.querySelector(".why").append(" ", button, problem);
  button.addEventListener("click", async () => {
    if (editing()) {
      problem.textContent = "Save or cancel the line you are editing first.";
      return;
    }
    button.disabled = true;
    const span = { start: Number(piece.dataset.start), end: Number(piece.dataset.end) };
    const answer = await call("POST", `/v1/articles/${article}/furniture:restore`, span);
    if (answer.ok) {
      location.reload();
      return;
    }
    button.disabled = false;
    problem.textContent = sentence(answer.data);
  });
}
