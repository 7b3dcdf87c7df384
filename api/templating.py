"""The pages' templates: escaped always, and with direction marks that cannot reach beyond their own element."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from dragoman.flags import plain
from dragoman.text import Span

# Overrides turn letters round, and an unclosed embedding runs on: both are named instead of obeyed. The marks that
# Arabic typists use (LRM, RLM, ALM) only nudge punctuation and stay.
_CONTROLS = {
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
}
_OVERRIDES = ("\u202d", "\u202e")


def shown(text: str | None, marks: Sequence[Span] = ()) -> Markup:
    """Text for a page: overrides become a visible sign, other direction controls are left out, ``marks`` (sorted,
    apart from each other) become ``<mark>``."""
    if not text or not marks:
        return _shown(text or "")
    parts: list[Markup] = []
    at = 0
    for span in marks:
        parts += [_shown(text[at : span.start]), Markup("<mark>{}</mark>").format(_shown(span.of(text)))]
        at = span.end
    return Markup("").join([*parts, _shown(text[at:])])


def _shown(text: str) -> Markup:
    safe = str(escape(text))
    for control, name in _CONTROLS.items():
        if control in safe:
            sign = f'<span class="control" title="direction override in the source">{name}</span>'
            safe = safe.replace(control, sign if control in _OVERRIDES else "")
    return Markup(safe)  # noqa: S704  # escaped above; only the signs are markup


def moment(value: datetime | str | None) -> Markup:
    """A ``<time>`` in UTC."""
    if value is None:
        return Markup("")
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    at = at.astimezone(UTC)
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), f"{at.day} {at:%B %Y, %H:%M} UTC")


def sentence(detail: str) -> str:
    """A problem's detail as people expect to read it."""
    return f"{detail[:1].upper()}{detail[1:].rstrip('.')}."


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"shown": shown, "moment": moment, "plain": plain, "sentence": sentence}
    return environment


templates = Jinja2Templates(env=_environment())
