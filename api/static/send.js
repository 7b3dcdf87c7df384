// Sending a text or a file without leaving the page when something is wrong with it.
import { element, say } from "./dom.js";
import { call, sentence } from "./server.js";

const MOST_BYTES = 4_000_000;
const HTML = /\.x?html?$/i;
const TEXT = /\.(txt|text|md)$/i;

const form = document.querySelector("form.send");
if (form) prepare(form);

function prepare(form) {
  const text = form.elements.text;
  const problem = form.querySelector(".problem");
  const shown = form.querySelector(".chosen");
  const button = form.querySelector("button[type=submit]");
  let page = null; // an HTML file: sent as it is

  const file = element("input", { type: "file", id: "file", accept: ".txt,.html,.htm,text/plain,text/html" });
  const label = element("label", { for: "file" }, "or choose a .txt or .html file, or drop one here");
  shown.before(element("div", { class: "file" }, label, file));

  function refuse(said) {
    problem.textContent = said;
    say("");
  }

  function setPage(found) {
    page = found;
    text.required = !page;
    text.disabled = Boolean(page);
    shown.hidden = !page;
    if (!page) return;
    const back = element("button", { type: "button" }, "Take it away");
    back.addEventListener("click", () => {
      setPage(null);
      file.value = "";
      text.focus();
    });
    shown.replaceChildren(`The page ${page.name} will be sent. `, back);
  }

  async function take(found) {
    problem.textContent = "";
    const isPage = HTML.test(found.name) || found.type === "text/html";
    if (!isPage && !TEXT.test(found.name) && found.type !== "text/plain") {
      refuse(`${found.name} is neither a text nor a web page: save it as .txt or .html first.`);
      return;
    }
    if (found.size > MOST_BYTES) {
      refuse(`${found.name} is too large: an article may have about a million bytes.`);
      return;
    }
    const content = decode(await found.arrayBuffer(), isPage);
    if (isPage) setPage({ name: found.name, html: content });
    else {
      setPage(null);
      text.value = content;
      text.focus();
    }
  }

  file.addEventListener("change", () => file.files[0] && take(file.files[0]));
  form.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    form.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    button.disabled = true;
    const article = page ? { html: page.html } : { text: text.value };
    for (const name of ["title", "outlet", "url"]) {
      const value = form.elements[name].value.trim();
      if (value) article[name] = value;
    }
    const answer = await call("POST", "/v1/articles", article);
    button.disabled = false;
    if (answer.ok) location.assign(answer.data.links.page);
    else {
      refuse(sentence(answer.data));
      (page ? file : text).focus();
    }
  });
}

/** What the file says its letters are, else UTF-8, else the old Windows letters of Arabic. */
function decode(buffer, isPage) {
  const bytes = new Uint8Array(buffer);
  const named = isPage && /charset\s*=\s*["']?([\w-]+)/i.exec(String.fromCharCode(...bytes.subarray(0, 2048)));
  const mark = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
  for (const name of [mark, "utf-8", named?.[1]]) {
    try {
      if (name) return new TextDecoder(name, { fatal: true }).decode(bytes);
    } catch {
      // the next one
    }
  }
  return new TextDecoder("windows-1256").decode(bytes);
}
