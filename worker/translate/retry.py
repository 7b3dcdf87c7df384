"""A failed check earns a sentence a second try; the best candidate by checks, then by score, wins."""

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.translation import Flag
from worker.engines.translator import Candidate, Translator
from worker.translate.checks import check
from worker.translate.pieces import split_at_clause

# How bad a failed check is, when candidates are compared. What a reader cannot see without Arabic weighs most.
_WEIGHTS = {
    "empty": 100.0,
    "cut-off": 50.0,
    "repetition": 30.0,
    "copied-source": 30.0,
    "leftover-arabic": 10.0,
    "numbers": 5.0,
    "negation": 5.0,
    "month": 4.0,
    "weekday": 3.0,
    "length-ratio": 3.0,
    "quotation": 2.0,
    "question": 2.0,
}
_MIN_WORDS_TO_SPLIT = 12


@dataclass(frozen=True, slots=True)
class Checked:
    """A candidate with the flags its checks raised."""

    candidate: Candidate
    flags: tuple[Flag, ...]

    @property
    def badness(self) -> tuple[float, float]:
        """Smaller is better: weighed flags first, then the score."""
        score = self.candidate.score
        return (sum(_weight(f) for f in self.flags), -score if score is not None else 0.0)


def checked(source: str, candidate: Candidate) -> Checked:
    """``source`` as the reader sees it; an output that the length limit cut off has a flag of its own."""
    cut_off = () if candidate.complete else (Flag("cut-off"),)
    return Checked(candidate, (*cut_off, *check(source, candidate.text)))


def improve(
    sources: Sequence[str], texts: Sequence[str], found: Sequence[Sequence[Candidate]], engine: Translator
) -> list[Checked]:
    """The best candidate for each sentence: the first one when it passes every check, else the best of several.

    ``sources`` are what the reader sees, ``texts`` what the engine read, ``found`` what it made of them, best first.
    """
    best = [_best(s, candidates) for s, candidates in zip(sources, found, strict=True)]
    again = [i for i, b in enumerate(best) if b.flags]
    for i, others in zip(again, engine.alternatives([texts[i] for i in again]) if again else [], strict=True):
        best[i] = min([best[i], *(checked(sources[i], c) for c in others)], key=lambda c: c.badness)
    for i in again:
        if best[i].flags and len(texts[i].split()) >= _MIN_WORDS_TO_SPLIT:
            halves = split_at_clause(texts[i])
            if halves:
                best[i] = min(
                    best[i],
                    checked(sources[i], _join([c[0] for c in engine.translate(halves)])),
                    key=lambda c: c.badness,
                )
    return best


def _best(source: str, candidates: Sequence[Candidate]) -> Checked:
    first = checked(source, candidates[0])
    if not first.flags:
        return first
    return min([first, *(checked(source, c) for c in candidates[1:])], key=lambda c: c.badness)


def _join(candidates: Sequence[Candidate]) -> Candidate:
    """Two halves as one sentence, as sure as the less sure half."""
    scores = [c.score for c in candidates if c.score is not None]
    text = " ".join(c.text for c in candidates if c.text)
    return Candidate(text, min(scores) if scores else None, all(c.complete for c in candidates), "split")


def _weight(flag: Flag) -> float:
    items = sum(len(v) for v in flag.data.values() if isinstance(v, (list, tuple)))
    return _WEIGHTS.get(flag.check, 1.0) * max(1, items)
