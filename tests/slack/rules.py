"""What Slack refuses, as its Block Kit reference documents it (docs.slack.dev/reference/block-kit)."""

from collections.abc import Iterator
from typing import Any

PLAIN, MARKUP = "plain_text", "mrkdwn"
STYLES = {"primary", "danger"}


def units(text: str) -> int:
    """The strictest way to count characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def broken(body: dict[str, Any]) -> list[str]:
    """Every documented rule that the arguments of chat.postMessage or chat.update break."""
    found: list[str] = []
    if not body.get("text"):
        found.append("no text for notifications")
    if units(body.get("text", "")) > 40_000:
        found.append("msg_too_long")
    blocks = body.get("blocks", [])
    if len(blocks) > 50:
        found.append("more than 50 blocks")
    for block in blocks:
        found += [f"{block.get('type')}: {problem}" for problem in _block(block)]
    actions = [e["action_id"] for b in blocks if b["type"] == "actions" for e in b["elements"]]
    if len(set(actions)) != len(actions):
        found.append("an action_id twice")
    total = sum(units(text) for text in texts(blocks))
    if total > 40_000:
        found.append("msg_blocks_too_long")
    return found


def texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "text" and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(part, list | tuple):
        for item in part:
            yield from texts(item)


def _text(text: Any, limit: int, kinds: tuple[str, ...] = (PLAIN, MARKUP)) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in kinds:
        yield "not a text object"
        return
    allowed = {"type", "text", "emoji"} if text["type"] == PLAIN else {"type", "text", "verbatim"}
    if set(text) - allowed:
        yield f"unknown fields {set(text) - allowed}"
    if not 1 <= units(text["text"]) <= limit:
        yield f"{units(text['text'])} characters, limit {limit}"


def _block(block: dict[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "section":
            yield from _text(block["text"], 3000)
        case "header":
            yield from _text(block["text"], 150, (PLAIN,))
        case "context":
            if not 1 <= len(block["elements"]) <= 10:
                yield "elements"
            for element in block["elements"]:
                yield from _text(element, 3000)
        case "actions":
            if not 1 <= len(block["elements"]) <= 25:
                yield "elements"
            for button in block["elements"]:
                yield from _button(button)
        case "rich_text":
            if not block["elements"]:
                yield "no elements"
            for element in block["elements"]:
                yield from _rich(element)
        case other:
            yield f"unknown block {other}"


def _button(button: dict[str, Any]) -> Iterator[str]:
    if set(button) - {"type", "action_id", "text", "value", "style", "url"}:
        yield "unknown fields"
    yield from _text(button["text"], 75, (PLAIN,))
    if len(button["action_id"]) > 255 or len(button["value"]) > 2000 or len(button.get("url", "")) > 3000:
        yield "too long"
    if button.get("style", "danger") not in STYLES:
        yield "style"


def _rich(element: dict[str, Any]) -> Iterator[str]:
    match element["type"]:
        case "rich_text_list":
            if element["style"] not in ("bullet", "ordered"):
                yield "style"
            for item in element["elements"]:
                if item["type"] != "rich_text_section":
                    yield "a list holds sections"
                yield from _rich(item)
        case "rich_text_section":
            for inner in element["elements"]:
                if inner["type"] not in ("text", "link") or not inner["text"]:
                    yield f"unexpected {inner}"
                if inner["type"] == "link" and not inner["url"].startswith("http"):
                    yield "link"
        case other:
            yield f"unknown element {other}"
