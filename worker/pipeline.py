"""The straight line as pure functions: prepare, translate, summarise. No store, no queue, no clock.

Article ─► prepare ─► SegmentedText ─► translate ─► Translations ─► summarise ─► Summary
"""

from collections.abc import Collection, Iterator, Sequence

from dragoman.article import Article
from dragoman.summary import Summary
from dragoman.text import SegmentedText
from dragoman.translation import TITLE_N, Translation
from worker.engines.translator import Translator
from worker.prepare import Prepared, prepare_html, prepare_text
from worker.summarise.extractive import extract
from worker.translate.sentences import Source, translate_sentences


def prepare(article: Article) -> Prepared:
    """Cut the article into segments and furniture. Raises InvalidInputError when there is no sentence in it."""
    submission = article.submission
    if submission.html is not None:
        return prepare_html(submission.html, submission.url)
    return prepare_text(submission.body)


def translate(
    segmented: SegmentedText, title: str | None, done: Collection[int], engine: Translator
) -> Iterator[list[Translation]]:
    """Yield what is not ``done`` yet, a batch at a time. ``title`` is one that stands beside the text, not in it."""
    sources = [Source(s.n, segmented.source_of(s)) for s in segmented.segments]
    if title:
        sources.insert(0, Source(TITLE_N, title))
    return translate_sentences([s for s in sources if s.n not in done], engine)


def summarise(article: Article, segmented: SegmentedText, translations: Sequence[Translation]) -> Summary:
    """The summary, in both languages, with its evidence."""
    return extract(segmented, translations, article.title, article.submission.options.summary_sentences)
