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


def broken_view(view: dict[str, Any]) -> list[str]:
    """Every documented rule that a modal breaks (docs.slack.dev/reference/views/modal-views)."""
    found: list[str] = []
    known = {"type", "callback_id", "title", "submit", "close", "private_metadata", "blocks"}
    if view.get("type") != "modal" or set(view) - known:
        found.append(f"not a modal, or with fields that are none: {set(view) - known}")
    for name in ("title", "submit", "close"):
        if name in view or name == "title":
            found += [f"{name}: {problem}" for problem in _text(view.get(name), 24, (PLAIN,))]
    if units(view.get("private_metadata", "")) > 3000:
        found.append("private_metadata")
    if units(view.get("callback_id", "")) > 255:
        found.append("callback_id")
    blocks = view.get("blocks", [])
    if not 1 <= len(blocks) <= 100:
        found.append(f"{len(blocks)} blocks")
    for block in blocks:
        problems = _input(block) if block["type"] == "input" else _block(block)
        found += [f"{block['type']}: {problem}" for problem in problems]
    names = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(names)) != len(names) or not all(0 < units(name) <= 255 for name in names):
        found.append("block_ids")
    if any(block["type"] == "input" for block in blocks) and "submit" not in view:
        found.append("an input and nothing to submit it")
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
            yield from _button(block["accessory"]) if "accessory" in block else ()
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


def _input(block: dict[str, Any]) -> Iterator[str]:
    yield from _text(block["label"], 2000, (PLAIN,))
    if "hint" in block:
        yield from _text(block["hint"], 2000, (PLAIN,))
    yield from _field(block["element"])


def _field(field: dict[str, Any]) -> Iterator[str]:
    more = {
        "plain_text_input": {"multiline", "min_length", "max_length"},
        "number_input": {"is_decimal_allowed", "min_value", "max_value"},
    }
    unknown = set(field) - {"type", "action_id", "initial_value"} - more.get(field["type"], set())
    if field["type"] not in more or unknown:
        yield f"not a field, or with unknown fields {unknown}"
    if units(field["action_id"]) > 255:
        yield "action_id"
    if not 1 <= field.get("max_length", 1) <= 3000:
        yield "max_length"
    if "initial_value" in field and not 1 <= units(field["initial_value"]) <= field.get("max_length", 3000):
        yield "initial_value"
    if field["type"] == "number_input" and not isinstance(field.get("is_decimal_allowed"), bool):
        yield "is_decimal_allowed"
    if any(not isinstance(field.get(name, ""), str) for name in ("initial_value", "min_value", "max_value")):
        yield "numbers are sent as text"


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
