// Live progress: of the article on its own page, of the newest unfinished ones in the list.
import { editing } from "./edit.js";
import { say } from "./dom.js";
import { freshPage, renew } from "./server.js";

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

// Lines appear as they are translated, at most once in two seconds and never under somebody's hands.
let filling = null;
function fillSoon() {
  filling ??= setTimeout(async () => {
    await fill();
    filling = null;
  }, 2000);
}

async function fill() {
  const fresh = await freshPage();
  if (!fresh || editing()) return;
  if (!document.querySelector(".lines .line[data-n]")) {
    renew(fresh, 'section[aria-labelledby="lines"]');
    return;
  }
  for (const empty of document.querySelectorAll(".lines .line[data-n]:has(.none):not(:focus-within)")) {
    if (!fresh.querySelector(`#${empty.id} .none`)) renew(fresh, `#${empty.id}`);
  }
}

const progress = document.querySelector(".progress[data-job]");
if (progress) {
  follow(progress.dataset.job, (data) => {
    if (FINAL.has(data.state)) {
      if (!editing()) location.reload();
      else {
        progress.remove();
        say("The article is finished. Reload the page when you have saved your line.");
      }
      return;
    }
    progress.querySelector("label").textContent = STAGES[data.stage];
    if (data.total) {
      const bar = progress.querySelector("progress");
      bar.max = data.total;
      bar.value = data.done;
      progress.querySelector(".count").textContent = `${data.done} of ${data.total} sentences`;
      if (data.stage === "translate") fillSoon();
    }
  });
}

// A browser keeps six connections to a server: follow the four newest.
for (const state of [...document.querySelectorAll(".state[data-job]")].slice(0, 4)) {
  const item = state.closest(".item");
  follow(state.dataset.job, async (data) => {
    const count = data.state === "running" && data.total ? ` ${data.done}/${data.total}` : "";
    state.className = `state ${data.state}`;
    state.textContent = data.state + count;
    // The English title and what was flagged are there by now.
    if (FINAL.has(data.state) && !item.contains(document.activeElement)) {
      const fresh = await freshPage();
      if (fresh) renew(fresh, `#${item.id}`);
    }
  });
}
