// Correcting a line in place: saved with who and which version was seen, undone at will, conflicts told.
import { element, say } from "./dom.js";
import { call, freshPage, renew, sentence } from "./server.js";

const article = document.querySelector("article[data-article]")?.dataset.article;
const NAME = "dragoman.author";

/** Whether a line is open: then nothing may be renewed under the editor's hands. */
export const editing = () => document.querySelector("form.editor") !== null;

function remembered() {
  try {
    return localStorage.getItem(NAME) ?? "";
  } catch {
    return "";
  }
}

function remember(name) {
  try {
    localStorage.setItem(NAME, name);
  } catch {
    // private browsing: it is asked for again
  }
}

const nameOf = (line) => (line.dataset.n === "0" ? "the title" : `line ${line.dataset.n}`);
const said = (line) => nameOf(line).replace(/^./, (first) => first.toUpperCase());

// The tools of each line.

function decorate() {
  for (const line of document.querySelectorAll(".line[data-version]")) {
    if (line.querySelector(".tools")) continue;
    const tools = element("div", { class: "tools" });
    tools.append(element("button", { type: "button", class: "edit-line", "aria-label": `Edit ${nameOf(line)}` }, "Edit"));
    if ("corrected" in line.dataset) {
      const label = `Undo the correction of ${nameOf(line)}`;
      tools.append(element("button", { type: "button", class: "undo-line", "aria-label": label }, "Undo"));
    }
    line.querySelector(".margin").append(tools);
  }
}

if (article) {
  decorate();
  // Lines come and are renewed while the article is worked on.
  new MutationObserver(decorate).observe(document.querySelector("article"), { childList: true, subtree: true });
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".edit-line, .undo-line");
    if (!button) return;
    const line = button.closest(".line");
    if (button.matches(".edit-line")) openEditor(line);
    else openUndo(line);
  });
  addEventListener("beforeunload", (event) => {
    const open = [...document.querySelectorAll("form.editor textarea")];
    if (open.some((area) => area.value !== area.defaultValue)) event.preventDefault();
  });
}

// What a line says, on the page and on the server.

const CONTROLS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function textOf(paragraph) {
  const copy = paragraph.cloneNode(true);
  for (const sign of copy.querySelectorAll(".control")) sign.remove();
  return copy.textContent.trim();
}

const plain = (text) => text.replace(CONTROLS, "").replace(/\s+/g, " ").trim();

/** The line as the server has it now; null where the article was cut anew and the number means another line. */
async function present(line) {
  const answer = await call("GET", `/v1/articles/${article}`);
  if (!answer.ok) return { problem: sentence(answer.data) };
  const n = Number(line.dataset.n);
  const segment = n === 0 ? await title(answer.data) : answer.data.segments.find((s) => s.n === n);
  if (!segment || plain(segment.source.text) !== plain(textOf(line.querySelector(".source")))) {
    return { problem: "The article was cut anew since you opened it. Copy your text and reload the page." };
  }
  return { segment };
}

/** A title that was sent beside the text, as if it were a segment. */
async function title({ source, target }) {
  const history = await call("GET", `/v1/articles/${article}/segments/0/corrections`);
  if (!history.ok || history.data.length === 0) return { source: { text: source.title }, target: { text: target.title } };
  const last = history.data.at(-1);
  return {
    source: { text: source.title },
    target: { text: target.title },
    correction: { ...last, undone: last.text === null },
  };
}

async function renewLine(line) {
  const fresh = await freshPage();
  if (!fresh) {
    location.reload();
    return;
  }
  renew(fresh, `#${line.id}`, "section.summary", ".heading");
  decorate();
  document.querySelector(`#${line.id} .edit-line`)?.focus();
}

// The editor.

function nameField(id) {
  const input = element("input", { id, name: "author", required: true, maxlength: 200, autocomplete: "name", dir: "auto" });
  input.value = remembered();
  return [element("label", { for: id }, "Your name"), input];
}

function openForm(line, ...fields) {
  const form = element("form", { class: "editor" }, ...fields);
  const problem = element("div", { class: "problem", role: "alert" });
  const cancel = element("button", { type: "button" }, "Cancel");
  form.append(problem, element("div", { class: "buttons" }, cancel));
  const close = () => {
    form.remove();
    line.classList.remove("open");
    line.querySelector(".edit-line")?.focus();
    if (form.dataset.stale) renewLine(line);
  };
  cancel.addEventListener("click", close);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  line.classList.add("open");
  line.querySelector(".target").after(form);
  return { form, problem, close };
}

function openEditor(line) {
  if (line.querySelector("form.editor")) return;
  const n = line.dataset.n;
  const text = textOf(line.querySelector(".target"));
  const area = element("textarea", { id: `edit-${n}`, lang: "en", dir: "ltr", maxlength: 10000, required: true, rows: 3 }, text);
  const { form, problem, close } = openForm(
    line,
    element("label", { for: `edit-${n}` }, `English of ${nameOf(line)}`),
    area,
    ...nameField(`author-${n}`),
  );
  form.querySelector(".buttons").prepend(element("button", { type: "submit", class: "main" }, "Save"));
  area.focus();
  let version = Number(line.dataset.version);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const author = form.elements.author.value.trim();
    if (form.dataset.busy) return; // a disabled button would lose the focus
    form.dataset.busy = "true";
    problem.replaceChildren();
    const now = await present(line);
    if (now.problem) problem.replaceChildren(now.problem);
    else {
      // The Arabic goes along: should the article be cut anew between looking and saving, the server refuses.
      const body = { text: area.value, author, version, source: now.segment.source.text };
      const answer = await call("PUT", `/v1/articles/${article}/segments/${n}/target`, body);
      if (answer.ok) {
        remember(author);
        form.remove();
        await renewLine(line);
        say(`${said(line)} is saved.`);
        return;
      }
      if (answer.status === 409) await tellConflict();
      else problem.replaceChildren(sentence(answer.data));
    }
    delete form.dataset.busy;
  });

  async function tellConflict() {
    const { segment, problem: wrong } = await present(line);
    if (wrong) {
      problem.replaceChildren(wrong);
      return;
    }
    form.dataset.stale = "true"; // what the line shows is not what stands any more
    version = segment.correction.version;
    const { author, at, undone } = segment.correction;
    const did = undone ? "took the correction back" : "changed this line";
    const when = new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const theirs = element("button", { type: "button" }, "Keep theirs");
    theirs.addEventListener("click", close);
    problem.replaceChildren(
      element("p", {}, element("bdi", {}, author), ` ${did} after you had opened it (${when}). It now says:`),
      element("blockquote", { lang: "en", dir: "ltr" }, segment.target.text),
      element("p", {}, "Your text is still above. Save it again to put it in the place of theirs, or "),
      theirs,
    );
    form.querySelector("button[type=submit]").textContent = "Save mine all the same";
  }
}

function openUndo(line) {
  if (line.querySelector("form.editor")) return;
  const n = line.dataset.n;
  const { form, problem, close } = openForm(
    line,
    element("p", {}, "The machine’s version will stand again, and the correction is forgotten for later articles."),
    ...nameField(`author-${n}`),
  );
  form.querySelector(".buttons").prepend(element("button", { type: "submit", class: "main" }, "Undo the correction"));
  (form.elements.author.value ? form.querySelector("button[type=submit]") : form.elements.author).focus();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const author = form.elements.author.value.trim();
    const query = new URLSearchParams({ version: line.dataset.version, author });
    const answer = await call("DELETE", `/v1/articles/${article}/segments/${n}/target?${query}`);
    if (answer.ok) remember(author);
    else if (answer.status !== 409) {
      problem.replaceChildren(sentence(answer.data));
      return;
    }
    close();
    await renewLine(line);
    const stands = `${said(line)} was changed by somebody else meanwhile; this is how it stands.`;
    say(answer.ok ? `${said(line)} is the machine’s again.` : stands);
  });
}
