// Talking to the API, and to the page's own server for a fresh copy of what is shown.

const AWAY = "The server cannot be reached. Check the connection and try again.";

/** {ok, status, data}; data is the document, or a problem with a `detail` in any case. Never throws. */
export async function call(method, address, body) {
  const options = { method, headers: { Accept: "application/json" } };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  try {
    const answer = await fetch(address, options);
    const data = await answer.json().catch(() => ({}));
    return { ok: answer.ok, status: answer.status, data };
  } catch {
    return { ok: false, status: 0, data: { detail: AWAY } };
  }
}

/** A problem as one sentence for people. */
export function sentence(problem) {
  const said = problem.detail || problem.title || "That did not work; try again";
  return `${said[0].toUpperCase()}${said.slice(1).replace(/\.$/, "")}.`;
}

/** This page as the server would send it now, or null. */
export async function freshPage() {
  try {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

/** Puts the fresh copies of these elements in the place of the present ones. */
export function renew(fresh, ...selectors) {
  for (const selector of selectors) {
    const present = document.querySelector(selector);
    const next = fresh.querySelector(selector);
    if (present && next) present.replaceWith(document.importNode(next, true));
  }
}
