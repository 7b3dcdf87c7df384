"""Text between Slack and people: what was typed, what may be shown, and how much of it fits."""

import re

RLI, FSI, PDI = "\u2067", "\u2068", "\u2069"

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MARKUP = re.compile(r"<((?:[@#!]|https?:|mailto:|tel:)[^<>\n]+)>")
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3]")
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


def typed(text: str) -> str:
    """What the author of a Slack message wrote: links, mentions and entities as people see them."""
    plain = _MARKUP.sub(lambda found: _seen(found[1]), text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _seen(inside: str) -> str:
    target, _, label = inside.partition("|")
    match target[:1]:
        case "@" | "#":
            return f"{target[0]}{label or target[1:]}"
        case "!":
            return label or f"@{target[1:].split('^')[0]}"
        case _:
            # Slack labels an address typed without its scheme with that very text.
            return label if " " in label or has_arabic(label) else target.removeprefix("mailto:")


def has_arabic(text: str) -> bool:
    return _ARABIC.search(text) is not None


def only_links(text: str) -> bool:
    """Whether nothing but web addresses is left to read."""
    return _LINK.search(text) is not None and not re.search(r"\w", _LINK.sub("", text))


def clean(text: str) -> str:
    """``text`` without control characters and without direction marks that reach beyond their own line."""
    return _CONTROLS.sub("", text).replace("\t", " ").strip()


def one_line(text: str) -> str:
    return " ".join(text.split())


def isolated(text: str, mark: str = RLI) -> str:
    """Right-to-left text that keeps its full stops and numbers on its own side. A line's end also ends an isolate."""
    return "\n".join(f"{mark}{line}{PDI}" if line.strip() else "" for line in clean(text).split("\n"))


def escaped(text: str) -> str:
    """Text that Slack's markup cannot read anything into: no mention, no link, no command."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def size(text: str) -> int:
    """In UTF-16 units: Slack does not say what it counts, and no other way of counting finds more."""
    return len(text) + sum(c > "\uffff" for c in text)


def shortened(text: str, limit: int) -> str:
    """At most ``limit`` long, with an ellipsis where something is left out."""
    return text if size(text) <= limit else pieces(text, limit - 1)[0].rstrip() + "…"


def pieces(text: str, limit: int) -> list[str]:
    """Parts of at most ``limit`` (2 or more), cut at white space where there is some. Joined, they are the text."""
    parts: list[str] = []
    while size(text) > limit:
        end, used = 0, 0
        while used + size(text[end]) <= limit:
            used += size(text[end])
            end += 1
        spaces = [found.end() for found in re.finditer(r"\s", text[:end])]
        if spaces and spaces[-1] > end // 2:
            end = spaces[-1]
        parts.append(text[:end])
        text = text[end:]
    return [*parts, text] if text or not parts else parts
