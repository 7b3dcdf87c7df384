"""Find sentence ends where no stop marks them, by the words around each gap.

A linear model (logistic regression over hashed word features, as in Gillick 2009, "Sentence Boundary Detection and
the Problem with the U.S.") scores every gap between two words; a search over the whole run then picks the ends that
fit both the scores and the usual length of a sentence. The weights are one signed byte a bucket, so no text can be
read out of them; ``bench/prepare_weights.py`` says how they were made.
"""

import math
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from dragoman.text import Span
from worker.prepare.letters import fold

BUCKETS = 1 << 18
SCALE = 16.0
"""A weight's byte is the weight times this."""

WEIGHTS = Path(__file__).with_name("unstopped.weights")
TOKEN = re.compile(r"\S+")
OUTER = re.compile(r"^([^\w]*)(.*?)([^\w]*)$", re.DOTALL)

HOPELESS = -11.0
HOPELESS_WHERE_STOPPED = -6.0
"""A next word with less than this for it, by itself, is no sentence's first (log odds)."""

COMMAS = ("،", ",", "؛")

SHORTEST = 4
"""A sentence has at least so many words, unless the run itself is shorter."""

CLOSING_QUOTES = tuple('"”»’›“')
OPENING_QUOTES = tuple('"“«‘‹„”')
SPEECH_WORDS = 6
SPEECH_BONUS = 3.5
"""Many writers let the mark that closes a speech of so many words stand for the stop (log odds)."""

CLEARLY_NOT = 4.0
"""A gap this far under the threshold is not looked at."""

LONGEST = 90
"""The search looks at no sentence of more words than this."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its place, its folded letters, the marks stuck to it, and whether a comma is the last of them."""

    span: Span
    word: str
    before: str
    after: str
    comma: bool = False


def tokens_of(text: str, run: Span) -> list[Token]:
    """The words of a run, cut at white space."""
    return [Token(Span(*found.span()), *_parts(found[0])) for found in TOKEN.finditer(text, run.start, run.end)]


@lru_cache(maxsize=1 << 16)
def _parts(shown: str) -> tuple[str, str, str, bool]:
    """A token's folded letters, the marks nearest to their outside before and after, and whether it ends in a comma."""
    outer = OUTER.match(fold(shown))
    before, word, after = outer.groups() if outer else ("", shown, "")
    return "0" if word[:1].isdigit() else word, before[-1:], after[:1], shown[-1] in COMMAS


def features_of(tokens: Sequence[Token], at: int) -> Iterator[str]:
    """What the model sees of the gap before ``tokens[at]``."""
    return _features(_gap(tokens, at))


def _gap(tokens: Sequence[Token], at: int) -> tuple[str, str, str, str, str, str]:
    """Two words before the gap, three after it, and the marks that touch it."""
    here, last = tokens[at], tokens[at - 1]
    second = tokens[at + 1].word if at + 1 < len(tokens) else "</s>"
    third = tokens[at + 2].word if at + 2 < len(tokens) else "</s>"
    earlier = tokens[at - 2].word if at >= 2 else "<s>"
    return earlier, last.word, here.word, second, third, f"{last.after}{here.before}"


def _features(gap: tuple[str, str, str, str, str, str]) -> Iterator[str]:
    earlier, last, here, second, third, marks = gap
    yield "bias"
    yield f"n {here}"
    yield f"nn {here} {second}"
    yield f"nnn {here} {second} {third}"
    yield f"s {second}"
    yield f"p {last}"
    yield f"pp {earlier} {last}"
    yield f"pn {last} {here}"
    yield f"3 {here[:3]}"
    yield f"2 {here[:2]} {last[:2]}"
    yield f"4 {here[:4]}"
    yield f"e {last[-2:]} {here[:2]}"
    yield f"x {last[-3:]}"
    yield f"y {here[:2]} {here[-2:]}"
    yield f"m {marks}"
    yield f"mn {marks} {here}"
    yield f"m2 {marks} {here[:2]}"


def bucket(feature: str) -> int:
    return zlib.crc32(feature.encode("utf-8", "surrogatepass")) % BUCKETS


@cache
def _weights() -> memoryview:
    return memoryview(WEIGHTS.read_bytes()).cast("b")


@lru_cache(maxsize=1 << 16)
def _opening_weight(word: str) -> int:
    """What ``word`` alone says for a sentence that begins with it."""
    weights = _weights()
    alone = ("bias", f"n {word}", f"3 {word[:3]}", f"4 {word[:4]}", f"y {word[:2]} {word[-2:]}")
    return sum(weights[bucket(feature)] for feature in alone)


@lru_cache(maxsize=1 << 14)
def _score(gap: tuple[str, str, str, str, str, str]) -> float:
    weights = _weights()
    return sum(weights[bucket(feature)] for feature in _features(gap)) / SCALE


def scores_of(tokens: Sequence[Token], hopeless: float = HOPELESS) -> list[float]:
    """For each token the log odds that a sentence ends before it; the first has none and gets minus infinity.

    So does a gap whose next word alone has less than ``hopeless`` for it; few true ends are lost by that, and much
    time is won.
    """
    floor = hopeless * SCALE
    return [
        _score(_gap(tokens, at)) if at and _opening_weight(tokens[at].word) >= floor else -math.inf
        for at in range(len(tokens))
    ]


def end_score(text: str, at: int, reach: int = 60) -> float:
    """The log odds that a sentence ends right before ``text[at]``, seen from ``reach`` code points on either side."""
    tokens = tokens_of(text, Span(max(0, at - reach), min(len(text), at + reach)))
    here = next((n for n, token in enumerate(tokens) if token.span.start >= at), 0)
    return _score(_gap(tokens, here)) if here else -math.inf


@cache
def length_score(words: int) -> float:
    """How much likelier a sentence of so many words is than gaps alone would have it, as a log ratio.

    Lengths of news sentences are close to log-normal (fitted on the training text: median 29 words).
    """
    spread, median, mean = 0.62, 29.0, 34.6
    normal = -((math.log(words / median) / spread) ** 2) / 2 - math.log(words * spread * math.sqrt(2 * math.pi))
    return normal - (words - 1) * math.log(1 - 1 / mean) - math.log(1 / mean)


def _closes_speech(tokens: Sequence[Token], at: int) -> bool:
    """Whether a quotation of some length has just closed before ``tokens[at]``, with no mark after it."""
    closed = tokens[at - 1].after in CLOSING_QUOTES
    return closed and not any(token.before in OPENING_QUOTES for token in tokens[max(0, at - SPEECH_WORDS) : at])


def sentence_ends(tokens: Sequence[Token], threshold: float = 0.0, *, after_comma: bool = True) -> list[int]:
    """The tokens before which a sentence ends, in order, found by dynamic programming in linear time.

    ``threshold`` is the log odds a gap must show to be worth a cut; without ``after_comma`` a gap after a comma never
    is, since who sets commas there and stops elsewhere meant no stop; and a gap where speech closes is worth more.
    """
    scores = scores_of(tokens, HOPELESS if after_comma else HOPELESS_WHERE_STOPPED)
    best = [0.0] + [-math.inf] * len(tokens)
    back = [0] * (len(tokens) + 1)
    candidates = [0]
    for end in range(1, len(tokens) + 1):
        final = end == len(tokens)
        if not final and not after_comma and _closes_speech(tokens, end):
            scores[end] += SPEECH_BONUS
        comma = not after_comma and tokens[end - 1].comma
        if not final and (comma or scores[end] < threshold - CLEARLY_NOT):
            continue
        gain = 0.0 if final else scores[end] - threshold
        while candidates and end - candidates[0] > LONGEST and len(candidates) > 1:
            candidates.pop(0)
        for start in candidates:
            length = end - start
            if length < SHORTEST and not (final and start == 0):
                continue
            value = best[start] + gain + length_score(min(length, LONGEST))
            if value > best[end]:
                best[end], back[end] = value, start
        if best[end] > -math.inf and not final:
            candidates.append(end)
    ends: list[int] = []
    at = back[len(tokens)]
    while at > 0:
        ends.append(at)
        at = back[at]
    return ends[::-1]
