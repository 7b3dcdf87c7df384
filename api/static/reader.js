// Comfort only: every page reads without this file.
"use strict";

// Pointing at a summary sentence, or focusing one of its citations, lights the lines it rests on.
for (const sentence of document.querySelectorAll("[data-evidence]")) {
  const lines = sentence.dataset.evidence
    .split(" ")
    .map((n) => document.getElementById(`s${n}`))
    .filter(Boolean);
  const light = (on) => lines.forEach((line) => line.classList.toggle("lit", on));
  for (const on of ["mouseenter", "focusin"]) sentence.addEventListener(on, () => light(true));
  for (const off of ["mouseleave", "focusout"]) sentence.addEventListener(off, () => light(false));
}

const KINDS = ["queued", "started", "progress", "retrying", "succeeded", "failed", "cancelled"];
const FINAL = new Set(["succeeded", "failed", "cancelled"]);
const STAGES = { prepare: "Cutting into sentences", translate: "Translating", summarise: "Summarising" };

function follow(job, show) {
  const source = new EventSource(`/v1/jobs/${job}/events`);
  const hear = (event) => {
    const data = JSON.parse(event.data);
    if (FINAL.has(data.state)) source.close();
    show(data);
  };
  for (const kind of KINDS) source.addEventListener(kind, hear);
}

const progress = document.querySelector(".progress[data-job]");
if (progress) {
  follow(progress.dataset.job, (data) => {
    if (FINAL.has(data.state)) {
      location.reload();
      return;
    }
    progress.querySelector("label").textContent = STAGES[data.stage];
    if (data.total) {
      const bar = progress.querySelector("progress");
      bar.max = data.total;
      bar.value = data.done;
      progress.querySelector(".count").textContent = `${data.done} of ${data.total} sentences`;
    }
  });
}

// A browser keeps six connections to a server: follow the four newest.
for (const state of [...document.querySelectorAll(".state[data-job]")].slice(0, 4)) {
  follow(state.dataset.job, (data) => {
    const count = data.state === "running" && data.total ? ` ${data.done}/${data.total}` : "";
    state.className = `state ${data.state}`;
    state.textContent = data.state + count;
  });
}
