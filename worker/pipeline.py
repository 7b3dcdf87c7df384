"""The straight line as pure functions: prepare, translate, summarise. No store, no queue, no clock.

Article ─► prepare ─► SegmentedText ─► translate ─► Translations ─► summarise ─► Summary
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from dragoman.article import Article
from dragoman.memory import Remembered, memory_key
from dragoman.summary import Summary
from dragoman.text import SegmentedText
from dragoman.translation import TITLE_N, Translation
from worker.engines.translator import Translator
from worker.prepare import Prepared, prepare_html, prepare_text
from worker.summarise.extractive import extract
from worker.translate.sentences import Source, translate_sentences

Memory: TypeAlias = Mapping[str, Remembered]


def prepare(article: Article) -> Prepared:
    """Cut the article into segments and furniture. Raises InvalidInputError when there is no sentence in it."""
    submission = article.submission
    published = submission.published_at.date() if submission.published_at else None
    if submission.html is not None:
        return prepare_html(submission.html, submission.url, published=published)
    return prepare_text(submission.body, published=published)


def recall(
    segmented: SegmentedText, title: str | None, done: Collection[int], remember: Callable[[list[str]], Memory]
) -> list[Translation]:
    """What people corrected before is used again for the same sentence, before any engine is asked."""
    keys = {s.n: memory_key(s.text) for s in _sources(segmented, title, done)}
    if not keys:
        return []
    found = remember(list(keys.values()))
    return [
        Translation(n, found[key].text, None, f"memory|author:{found[key].author}|at:{found[key].at:%Y-%m-%d}")
        for n, key in keys.items()
        if key in found
    ]


def translate(
    segmented: SegmentedText, title: str | None, done: Collection[int], engine: Translator
) -> Iterator[list[Translation]]:
    """Yield what is not ``done`` yet, a batch at a time. ``title`` is one that stands beside the text, not in it."""
    return translate_sentences(_sources(segmented, title, done), engine)


def _sources(segmented: SegmentedText, title: str | None, done: Collection[int]) -> list[Source]:
    sources = [Source(s.n, segmented.source_of(s)) for s in segmented.segments]
    if title:
        sources.insert(0, Source(TITLE_N, title))
    return [s for s in sources if s.n not in done]


def summarise(article: Article, segmented: SegmentedText, translations: Sequence[Translation]) -> Summary:
    """The summary, in both languages, with its evidence."""
    return extract(segmented, translations, article.title, article.submission.options.summary_sentences)
