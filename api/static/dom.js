// Making elements, and saying things to whoever listens to the page.

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const status = element("p", { class: "said", role: "status" });
document.querySelector("main").append(status);

/** Shown for a while at the page's foot, and read out by screen readers. */
export function say(text) {
  status.textContent = text;
  clearTimeout(say.later);
  say.later = setTimeout(() => (status.textContent = ""), 8000);
}
