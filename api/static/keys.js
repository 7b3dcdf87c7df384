// On a focused line: j and k to the next and the one before, e to edit. Nowhere else, so nothing else is in the way.
import { element } from "./dom.js";

const HINT = "Keys on a focused line: j next, k previous, e edit.";
if (document.querySelector(".lines .line[data-n]")) {
  document.getElementById("lines").after(element("p", { class: "hint" }, HINT));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const line = event.target.closest?.(".line[data-n]");
  if (!line) return;
  if (event.key === "j" || event.key === "k") {
    const next = event.key === "j" ? line.nextElementSibling : line.previousElementSibling;
    next?.querySelector(".n")?.focus();
  } else if (event.key === "e") {
    line.querySelector(".edit-line")?.click();
  } else return;
  event.preventDefault();
});
