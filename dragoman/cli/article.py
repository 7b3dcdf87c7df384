"""An aligned article for people: Arabic beside English with the checks' flags, and the summary with its evidence."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from dragoman.cli.display import arabic, printable
from dragoman.client import Document
from dragoman.flags import plain

SIDE_BY_SIDE = 72
"""Below this many columns the English goes under the Arabic."""

_NUMBER = 3


def show(document: Document, console: Console) -> None:
    """Print an article as ``GET /v1/articles/{id}`` gives it, finished or not."""
    if console.is_terminal:
        _show(document, console)
        return
    # Columns are padded with spaces, which a file or a pipe has no use for.
    with console.capture() as captured:
        _show(document, console)
    print("\n".join(line.rstrip() for line in captured.get().splitlines()))


def _show(document: Document, console: Console) -> None:
    width = console.width
    title = document["target"].get("title")
    if title:
        console.print(Text(printable(title), style="bold"))
    if document["source"].get("title"):
        console.print(arabic(document["source"]["title"], width, console, "bold"))
    console.print(Text(about(document), style="dim"))
    console.print()
    if document["segments"]:
        console.print(_side_by_side(document, console) if width >= SIDE_BY_SIDE else _stacked(document, console))
    for line in _summary(document):
        console.print(line)
    state = state_sentence(document)
    if state:
        console.print(Text(state, style="yellow"))


def about(document: Document) -> str:
    """One line: where it is from, how long it is, how to find it again."""
    source, counts = document["source"], document["counts"]
    parts = [
        source.get("outlet"),
        (source.get("published_at") or "")[:10],
        f"{counts['segments']} sentences" if counts["segments"] else None,
        f"{counts['flagged']} flagged" if counts["flagged"] else None,
        document["id"],
    ]
    return " · ".join(printable(str(part)) for part in parts if part)


def state_sentence(document: Document) -> str:
    """What a reader must know when the article is not finished; empty when it is."""
    done = sum(1 for segment in document["segments"] if segment["target"]["text"])
    total = document["counts"]["segments"]
    so_far = f"{done} of {total} sentences are translated" if total else "nothing is translated yet"
    match document["status"]:
        case "succeeded":
            return ""
        case "failed":
            failure: Mapping[str, str] = document.get("failure") or {}
            reason = printable(failure.get("message", "no reason was given"))
            return f"This article failed ({reason}); {so_far}. Try again with: dragoman retry {document['job_id']}"
        case "cancelled":
            return f"This article was cancelled; {so_far}. Go on with: dragoman retry {document['job_id']}"
        case _:
            return f"This article is not finished; {so_far}. Follow it with: dragoman watch {document['job_id']}"


def flag_text(flag: Mapping[str, Any]) -> str:
    """A flag in words, on one line."""
    return printable(plain(flag))


def _english(segment: Mapping[str, Any]) -> Text:
    text = printable(segment["target"]["text"])
    english = Text(text) if text else Text("(not translated)", style="dim")
    for flag in segment["flags"]:
        english.append(f"\n⚑ {flag_text(flag)}", style="yellow")
    return english


def _side_by_side(document: Document, console: Console) -> RenderableType:
    columns = (console.width - _NUMBER - 6) // 2
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False, collapse_padding=True)
    table.add_column(justify="right", width=_NUMBER, style="dim", no_wrap=True)
    table.add_column(justify="right", width=columns)
    table.add_column(width=columns)
    for segment in document["segments"]:
        style = "bold" if segment["kind"] in ("title", "heading") else ""
        source = arabic(segment["source"]["text"], columns, console, style)
        english = _english(segment)
        if style:
            english.stylize(style)
        table.add_row(str(segment["n"]), source, english)
        table.add_row()
    return table


def _stacked(document: Document, console: Console) -> RenderableType:
    columns = max(console.width - _NUMBER - 2, 10)
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False, collapse_padding=True)
    table.add_column(justify="right", width=_NUMBER, style="dim", no_wrap=True)
    table.add_column(width=columns)
    for segment in document["segments"]:
        table.add_row(str(segment["n"]), arabic(segment["source"]["text"], columns, console))
        table.add_row("", _english(segment))
        table.add_row()
    return table


def cited(evidence: Iterable[int]) -> str:
    return f"[{', '.join(map(str, evidence))}]"


def _summary(document: Document) -> Iterator[RenderableType]:
    sentences = document["summary"]
    if not sentences:
        return
    yield Text("Summary (sentence numbers in brackets)", style="bold")
    for sentence in sentences:
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=1)
        grid.add_column()
        text = Text(printable(sentence["text"]))
        text.append(f" {cited(sentence['evidence'])}", style="cyan")
        for flag in sentence["flags"]:
            text.append(f"\n⚑ {flag_text(flag)}", style="yellow")
        grid.add_row("•", text)
        yield grid


def markdown(document: Document) -> str:
    """The same as a Markdown document, with the Arabic marked as right-to-left for whoever renders it."""
    source = document["source"]
    lines = [f"# {_escaped(document['target'].get('title') or source.get('title') or document['id'])}", ""]
    if source.get("title"):
        lines += [_rtl(source["title"]), ""]
    lines += [_escaped(about(document)), ""]
    if source.get("url"):
        lines += [f"<{printable(source['url'])}>", ""]
    if document["summary"]:
        lines += ["## Summary", ""]
        lines += [f"- {_escaped(s['text'])} \\{cited(s['evidence'])[:-1]}\\]" for s in document["summary"]]
        lines += [""]
    if document["segments"]:
        lines += ["## Text", "", "| | Arabic | English |", "|--:|--:|:--|"]
        for segment in document["segments"]:
            english = _escaped(segment["target"]["text"]) or "*(not translated)*"
            flags = "".join(f"<br>⚑ {_escaped(flag_text(flag))}" for flag in segment["flags"])
            lines.append(f"| {segment['n']} | {_rtl(segment['source']['text'])} | {english}{flags} |")
        lines += [""]
    state = state_sentence(document)
    return "\n".join([*lines, *([f"*{_escaped(state)}*", ""] if state else [])])


def _rtl(text: str) -> str:
    return f'<span dir="rtl" lang="ar">{_escaped(text)}</span>'


def _escaped(text: str) -> str:
    text = printable(text)
    for sign in "\\`*_[]<>|#~":
        text = text.replace(sign, f"\\{sign}" if sign not in "<>" else {"<": "&lt;", ">": "&gt;"}[sign])
    return text
