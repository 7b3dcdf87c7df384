"""Which submissions become articles: everything that can be known to be wrong is said before anything is stored."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

from api.schemas import ArticleIn
from dragoman.article import MAX_BYTES, ArticleOptions, Submission
from dragoman.errors import EmptyTextError, NotArabicError, TooLargeError
from dragoman.language import language_of

_LETTER = re.compile(r"[^\W\d_\u0640]")  # the tatweel only lengthens letters
_BEYOND = r"\u066E\u066F\u0671-\u06D3\u06EE\u06EF\u06FA-\u06FF\u0750-\u077F\u08A0-\u08C7\uFB50-\uFDFD\uFE70-\uFEFC"
_ARABIC_LETTER = re.compile(rf"[\u0620-\u063F\u0641-\u064A{_BEYOND}]")
_ARABIC_WORD = re.compile(rf"[\u0620-\u065F\u0670{_BEYOND}]+")

_MARK = re.compile(r"[\u0640\u064B-\u065F\u0670]")
"""Vowel signs, and the stroke that lengthens letters: with them, no word of a vocalised text is in a word list."""

_FOREIGN_LETTER = re.compile(r"[پچژگکیٹڈڑںےہھۀښځڅړډټېۍګەێۆڵڕ]")
_DEFINITE = re.compile(r"[وفبك]?ال\w|ل?لل\w")

_SHARE_OF_TEXT = 0.4
"""How much of a text's letters must be of the Arabic script; the rest may be names and quotations."""

_SHARE_OF_PAGE = 0.2
"""The same for a page, whose menus and notices are often in English."""

_SAMPLE = 8_000
"""Code points that are enough to tell a language by."""

_UNSEEN = re.compile(r"<(script|style|template|noscript|svg)\b", re.IGNORECASE)
_UNSEEN_END = {
    name: re.compile(f"</{name}\\b[^>]*>", re.IGNORECASE) for name in ("script", "style", "template", "noscript", "svg")
}

_NAMES = {
    "ckb": "Central Kurdish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "ja": "Japanese",
    "ko": "Korean",
    "ps": "Pashto",
    "ru": "Russian",
    "tr": "Turkish",
    "ur": "Urdu",
    "zh": "Chinese",
}


def admit(article: ArticleIn) -> Submission:
    """The submission to store.

    Raises:
        InvalidInputError: or one of its kinds, whose message says what to do.
    """
    submission = Submission(
        text=article.text,
        html=article.html,
        title=article.title,
        outlet=article.outlet,
        url=article.url,
        published_at=article.published_at,
        external_id=article.external_id,
        options=ArticleOptions(
            summary_sentences=article.options.summary_sentences,
            engine=article.options.engine,
            priority=article.options.priority,
        ),
    )
    size = len(submission.body.encode())
    if size > MAX_BYTES:
        raise TooLargeError(
            f"the article has {size:,} bytes in UTF-8 and the limit is {MAX_BYTES:,}: split it", size, MAX_BYTES
        )
    if submission.html is not None:
        require_arabic(visible_text(submission.html), _SHARE_OF_PAGE)
    else:
        require_arabic(submission.body, _SHARE_OF_TEXT)
    return submission


def require_arabic(text: str, share: float = _SHARE_OF_TEXT) -> None:
    """Raises EmptyTextError when there is no letter in it, NotArabicError when it is in another language."""
    letters = len(_LETTER.findall(text))
    if letters == 0:
        said = "there is no word in the text, only signs or numbers" if text.strip() else "the text is empty"
        raise EmptyTextError(f"{said}: send the article's body")
    if len(_ARABIC_LETTER.findall(text)) < share * letters:
        language = language_of(text[:_SAMPLE])
        # Too little Arabic to be an Arabic article, whatever stands at its beginning.
        raise _not_arabic(language if language != "ar" else None)
    # From here on only what is in the Arabic script counts, so that Latin names cannot outvote it.
    sample = unicodedata.normalize("NFKC", " ".join(_ARABIC_WORD.findall(text[: 4 * _SAMPLE]))[:_SAMPLE])
    sample = _MARK.sub("", sample)
    if _looks_foreign(sample) and (language := language_of(sample)) != "ar":
        raise _not_arabic(language)


def _looks_foreign(sample: str) -> bool:
    """Has letters that Arabic does not have, more than a name or two of them, and next to no article al-.

    The word lists of ``language_of`` alone would turn some Arabic away: a few short words make it look like Pashto.
    Letters alone would too: some Arabic newsrooms type the Persian ya and kaf. But al- begins every fourth word of
    Arabic news, and elsewhere stands in names only.
    """
    letters = len(_LETTER.findall(sample))
    foreign = len(_FOREIGN_LETTER.findall(sample))
    words = sample.split()
    definite = sum(1 for word in words if _DEFINITE.match(word))
    return foreign >= 0.01 * letters and definite < 0.1 * len(words)


def _not_arabic(language: str | None) -> NotArabicError:
    seems = f"the text seems to be {_NAMES.get(language, language)}" if language else "the text does not seem Arabic"
    return NotArabicError(f"{seems}: send the Arabic original", language)


def visible_text(html: str) -> str:
    """Roughly what a reader of the page sees: enough to tell its language, not to read it.

    It looks at every character once, whatever the page: the extraction proper happens in a worker, with limits.
    """
    return unescape(" ".join(_between_tags(html)))


def _between_tags(html: str) -> Iterator[str]:
    at = 0
    while (tag := html.find("<", at)) >= 0:
        yield html[at:tag]
        end = _end_of_tag(html, tag)
        if end is None:
            return
        at = end
    yield html[at:]


def _end_of_tag(html: str, tag: int) -> int | None:
    """Where reading goes on after the tag, comment or unseen element that begins at ``tag``."""
    if html.startswith("<!--", tag):
        end = html.find("-->", tag + 4)
        return end + 3 if end >= 0 else None
    unseen = _UNSEEN.match(html, tag)
    if unseen:
        closing = _UNSEEN_END[unseen[1].lower()].search(html, tag)
        return closing.end() if closing else None
    end = html.find(">", tag)
    return end + 1 if end >= 0 else None
