"""What the one message shows: how far the work is, then the result."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from api.slack.blocks import (
    BLOCK_TEXT,
    FALLBACK_TEXT,
    Block,
    Handle,
    Message,
    actions,
    cancel_button,
    context,
    counted,
    fix_button,
    message,
    page_url,
    plain_text,
    read_buttons,
    retry_button,
    section,
    sections,
    thread_button,
)
from api.slack.lines import Line, shown_author
from api.slack.texts import FSI, PDI, clean, escaped, isolated, pieces, shortened, size
from dragoman.client import Document, JobView
from dragoman.flags import plain
from dragoman.job import JobState, Stage

HEADER = 150
"""Slack's limit of characters in a header."""

FLAGS = 10
"""Flagged lines shown in the message itself, and corrected ones."""

STAGES = {Stage.PREPARE: "Cutting into sentences", Stage.TRANSLATE: "Translating", Stage.SUMMARISE: "Summarising"}


def waiting(handle: Handle) -> Message:
    """The API is away."""
    sentence = "The translator does not answer just now. Your text is safe with me, and I keep trying by myself."
    return Message(sentence, (section(sentence), actions(cancel_button(handle))))


def given_up() -> Message:
    sentence = "The translator did not answer for a whole day, so I stopped trying. Please send the text again."
    return Message(sentence, (section(sentence),))


def refused(reason: str) -> Message:
    """A text that was promised an answer before the API could say no."""
    reason = clean(reason) or "The translator could not take this text."
    return Message(escaped(shortened(reason, FALLBACK_TEXT)), (section(shortened(reason, BLOCK_TEXT)),))


def short(handle: Handle, public_url: str | None) -> Message:
    """Instead of a message that Slack did not take as it was."""
    sentence = "There is news about this article, and Slack could not show it in one message."
    buttons = [*read_buttons(handle, public_url), *([thread_button(handle)] if handle.article_id else [])]
    return Message(sentence, (section(sentence), *([actions(*buttons)] if buttons else [])))


def dropped() -> Message:
    sentence = "Cancelled before it was sent to the translator."
    return Message(sentence, (section(sentence),))


def progress(job: JobView, handle: Handle, public_url: str | None) -> Message:
    """Stage and count while the work is going on."""
    sentence = "Waiting for a free translator" if job.state is JobState.QUEUED and not job.done else STAGES[job.stage]
    if job.total:
        sentence = f"{sentence} · {job.done} of {job.total} sentences"
    if job.attempts > 1:
        sentence = f"{sentence} · try {job.attempts}"
    blocks = [section(f"{sentence} …"), actions(*read_buttons(handle, public_url), cancel_button(handle))]
    return Message(f"{sentence} …", tuple(blocks))


def cancelled(article: Document, handle: Handle, public_url: str | None) -> Message:
    done = sum(1 for segment in article["segments"] if segment["target"]["text"])
    sentence = f"Cancelled. {counted(done, 'sentence')} had been translated."
    buttons = [
        *read_buttons(handle, public_url),
        *([thread_button(handle)] if done else []),
        retry_button(handle, "Go on"),
    ]
    return Message(sentence, (section(sentence), actions(*buttons)))


def failed(article: Document, handle: Handle, public_url: str | None) -> Message:
    failure: Mapping[str, str] = article.get("failure") or {}
    reason = clean(failure.get("message") or "no reason was given")
    sentence = f"This could not be translated: {reason}."
    blocks = [
        section(shortened(sentence, BLOCK_TEXT)),
        actions(*read_buttons(handle, public_url), retry_button(handle)),
    ]
    return Message(escaped(shortened(sentence, FALLBACK_TEXT)), tuple(blocks))


def result(article: Document, handle: Handle, public_url: str | None) -> Message:
    """Headline in both languages, outlet and date, the cited summary, what was flagged, and where to read it all."""
    source, target = article["source"], article["target"]
    english, arabic = clean(target.get("title") or ""), clean(source.get("title") or "")
    head = [*_headline(english, arabic), context(_about(article))]
    middle = [*_summary(article, public_url), *_flags(article), *_corrections(article)]
    buttons = [*read_buttons(handle, public_url), thread_button(handle), fix_button(handle)]
    notification = english or next((clean(s["text"]) for s in article["summary"]), "") or "An article in English"
    return message(f"Translated: {notification}", [*head, *middle], [actions(*buttons)])


def _headline(english: str, arabic: str) -> Iterator[Block]:
    if english and size(english) <= HEADER and "\n" not in english:
        yield {"type": "header", "text": plain_text(english)}
    elif english:
        yield from sections(english)
    if arabic:
        yield from sections(arabic, rtl=True)


def _about(article: Document) -> str:
    """Outlet, date and length; from the submission, else as the article itself says."""
    source = article["source"]
    found: Mapping[str, Mapping[str, Any]] = source.get("metadata") or {}
    outlet = source.get("outlet") or _found(found, "outlet", "agency")
    published = source.get("published_at") or _found(found, "published_at", "dateline")
    parts = [isolated(shortened(outlet, 200), FSI) if outlet else "", _date(published), _length(article)]
    return " · ".join(part for part in parts if part)


def _found(metadata: Mapping[str, Mapping[str, Any]], *names: str) -> str:
    return next((str(metadata[name].get("value", "")) for name in names if name in metadata), "")


def _date(published: str) -> str:
    if not published:
        return ""
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return f"{FSI}{shortened(clean(published), 40)}{PDI}"
    return f"{moment.day} {moment:%B %Y}"


def _length(article: Document) -> str:
    return counted(article["counts"]["segments"], "sentence")


def _summary(article: Document, public_url: str | None) -> Iterator[Block]:
    """Each sentence with the numbers of the lines that support it: ``[3][9]``, linked where the page is known."""
    items: list[Block] = []
    used = 0
    for sentence in article["summary"]:
        parts = pieces(clean(sentence["text"]), BLOCK_TEXT - 300)
        for part in parts[:-1]:
            yield _bullets([_item([{"type": "text", "text": part}])])
        cites = [_cite(n, article["id"], public_url) for n in sentence["evidence"]]
        length = size(parts[-1]) + sum(size(cite["text"]) for cite in cites)
        if items and used + length > BLOCK_TEXT - 300:
            yield _bullets(items)
            items, used = [], 0
        items.append(_item([{"type": "text", "text": f"{parts[-1]} "}, *cites]))
        used += length
    if items:
        yield _bullets(items)


def _cite(n: int, article_id: str, public_url: str | None) -> Block:
    if public_url is None:
        return {"type": "text", "text": f"[{n}]"}
    return {"type": "link", "url": f"{page_url(public_url, article_id)}#s{n}", "text": f"[{n}]"}


def _item(elements: list[Block]) -> Block:
    return {"type": "rich_text_section", "elements": elements}


def _bullets(items: list[Block]) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": items}]}


def _flags(article: Document) -> Iterator[Block]:
    """What the checks found, in plain words; the rest is on the page and in the thread."""
    found = [f"[{s['n']}] {' '.join(map(plain, s['flags']))}" for s in article["segments"] if s["flags"]]
    found += [f"Summary: {' '.join(map(plain, s['flags']))}" for s in article["summary"] if s["flags"]]
    title_flags = article["target"].get("title_flags") or ()
    # A headline that stands in the text is one of its segments, and named there.
    if title_flags and not any(s["kind"] == "title" for s in article["segments"]):
        found.insert(0, f"Headline: {' '.join(map(plain, title_flags))}")
    if not found:
        return
    yield section(f"Please check {counted(len(found), 'line')} against the Arabic:")
    lines = [isolated(shortened(line, 280), FSI) for line in found[:FLAGS]]
    if len(found) > FLAGS:
        lines.append(f"and {len(found) - FLAGS} more, each marked in the thread and side by side.")
    yield context("\n".join(lines))


def _corrections(article: Document) -> Iterator[Block]:
    """Which lines people have corrected, and who."""
    lines = [line for line in map(Line.of, article["segments"]) if line.author]
    if lines:
        found = [f"[{line.n}] by {isolated(shown_author(line.author), FSI)}" for line in lines[:FLAGS]]
        found += [f"and {len(lines) - FLAGS} more"] if len(lines) > FLAGS else []
        yield context(f"Corrected: {', '.join(found)}")
