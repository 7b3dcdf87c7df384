// Pointing at a summary sentence, or focusing one of its citations, lights the lines it rests on; pointing at a line
// lights the summary sentences that rest on it. A click on a summary sentence keeps its lines lit.

document.documentElement.classList.add("scripted");

const lineOf = (n) => document.getElementById(`s${n}`);
const evidenceOf = (sentence) => sentence.dataset.evidence.split(" ").map(lineOf).filter(Boolean);

function partners(target) {
  const sentence = target.closest?.("[data-evidence]");
  if (sentence) return evidenceOf(sentence);
  const line = target.closest?.(".line[data-n]");
  if (!line) return [];
  const cites = `[data-evidence~="${line.dataset.n}"]`;
  return [...document.querySelectorAll(cites)];
}

let lit = [];
function light(elements) {
  for (const each of lit) each.classList.remove("lit");
  lit = elements;
  for (const each of lit) each.classList.add("lit");
}

document.addEventListener("pointerover", (event) => light(partners(event.target)));
document.addEventListener("focusin", (event) => light(partners(event.target)));
document.addEventListener("focusout", () => light([]));

let kept = null;
document.addEventListener("click", (event) => {
  const sentence = event.target.closest("[data-evidence]");
  if (!sentence || event.target.closest("a, button") || String(getSelection())) return;
  for (const each of document.querySelectorAll(".kept")) each.classList.remove("kept");
  kept = kept === sentence ? null : sentence;
  if (!kept) return;
  const lines = evidenceOf(kept);
  for (const each of [kept, ...lines]) each.classList.add("kept");
  lines[0]?.scrollIntoView({ block: "nearest" });
});
