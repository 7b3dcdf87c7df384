"""Markdown and a page of its own: for notes, mail and archives."""

import base64
import hashlib
import re
from html import escape

from api.formats.lines import facts_of, lines_of, titles_of
from api.reading import reading
from api.templating import templates
from dragoman.aligned import AlignedArticle
from dragoman.flags import plain

# What Markdown would act on: these signs anywhere, and a block's sign where a paragraph begins.
_SIGNS = re.compile(r"[\\`*_\[\]<>&~|$]")
_BLOCK = re.compile(r"^(?:[#+=-]|\d+(?=[.)]))")


def markdown(aligned: AlignedArticle) -> bytes:
    """CommonMark. The Arabic is in HTML paragraphs, because Markdown has no word for a direction."""
    source_title, target_title = titles_of(aligned)
    parts = [f"# {_plain(target_title or source_title or 'Article without a title')}"]
    if source_title and target_title:
        parts.append(_arabic(source_title))
    parts.append(_plain(facts_of(aligned)))
    if aligned.summary:
        parts.append("## Summary")
        for target, source in zip(aligned.summary.target, aligned.summary.source, strict=True):
            cites = "".join(f"[\\[{n}\\]](#s{n})" for n in target.evidence)
            parts += [f"{_plain(target.text)} {cites}", _arabic(source.text)]
            parts += [f"> ⚑ {_plain(plain(flag.to_dict()))}" for flag in target.flags]
    parts.append("## Line by line")
    for line in lines_of(aligned):
        if line.n == 0:
            continue  # it is the heading
        english = _plain(line.target) if line.target else "*not translated*"
        parts += [f'<a id="s{line.n}"></a>**{line.n}** {english}', _arabic(line.source)]
        parts += [f"> ⚑ {_plain(remark)}" for remark in line.remarks]
        parts += [f"> ✎ {_plain(line.editor)}"] if line.editor else []
    return ("\n\n".join(filter(None, parts)) + "\n").encode()


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    signs = _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
    return _BLOCK.sub(lambda m: f"{m[0]}\\" if m[0].isdigit() else f"\\{m[0]}", signs)


def _arabic(text: str) -> str:
    return f'<p lang="ar" dir="rtl">{escape(" ".join(text.split()))}</p>'


_STYLE = templates.get_template("download.css").render()

STYLE_HASH = f"sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}"
"""What a content security policy calls the page's own style."""


def html(aligned: AlignedArticle) -> bytes:
    """A page in one file, without scripts, that needs nothing else."""
    return templates.get_template("download.html").render(reading(aligned)).encode()
