"""Choosing the sentences that carry an article."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from worker.summarise.words import content_words

Vector = Mapping[str, float]

_FULL_LENGTH = 10
"""Content words at which a sentence counts as whole; shorter ones are fragments and count in proportion."""

_LEAD = 0.35
_TITLE = 0.8
_CENTRALITY = 1.0
_NUMBERS = 0.05
_REDUNDANCY = 0.6
_DUPLICATE = 0.75
"""Sentences more alike than this say the same, and only one of them is chosen."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A candidate: its segment number, its Arabic, and whether its English can be shown."""

    n: int
    text: str
    usable: bool = True


def select(sentences: Sequence[Sentence], title: str | None, count: int) -> list[int]:
    """The numbers of up to ``count`` sentences, in reading order.

    Scored by centrality (mean TF-IDF cosine to the other sentences, after LexRank's degree centrality, Erkan and Radev
    2004), position, overlap with the title and presence of figures; picked one by one with a penalty for saying again
    what is already picked (maximal marginal relevance, Carbonell and Goldstein 1998). A short article is not padded:
    at most half of its sentences, and at least one.
    """
    usable = [s for s in sentences if s.usable]
    if not usable:
        return []
    vectors = _vectors([s.text for s in usable])
    title_words = set(content_words(title or ""))
    scores = _scores(usable, vectors, title_words)
    wanted = min(count, max(1, len(usable) // 2))
    chosen: list[int] = []
    while len(chosen) < wanted:
        best, best_value = None, -math.inf
        for i, score in enumerate(scores):
            if i in chosen:
                continue
            said = max((_cosine(vectors[i], vectors[j]) for j in chosen), default=0.0)
            value = score - _REDUNDANCY * said
            if said < _DUPLICATE and value > best_value:
                best, best_value = i, value
        if best is None:
            break
        chosen.append(best)
    return sorted(usable[i].n for i in chosen)


def _scores(sentences: Sequence[Sentence], vectors: Sequence[Vector], title: set[str]) -> list[float]:
    """One score a sentence, the best of them 1."""
    # The mean cosine to the others, in linear time: the vectors have length 1, so the sum holds each once.
    together = _sum(vectors)
    central = [_cosine(v, together) - 1.0 if v else 0.0 for v in vectors]
    most = max(central) or 1.0
    scores: list[float] = []
    for i, (sentence, vector) in enumerate(zip(sentences, vectors, strict=True)):
        overlap = len(title & set(vector)) / len(title) if title else 0.0
        figures = bool(re.search(r"\d", sentence.text))
        value = _CENTRALITY * central[i] / most + _LEAD / (1 + i) + _TITLE * overlap + _NUMBERS * figures
        scores.append(value * min(1.0, len(vector) / _FULL_LENGTH))
    best = max(scores) or 1.0
    return [s / best for s in scores]


def _sum(vectors: Sequence[Vector]) -> Vector:
    total: defaultdict[str, float] = defaultdict(float)
    for vector in vectors:
        for word, value in vector.items():
            total[word] += value
    return total


def _vectors(texts: Sequence[str]) -> list[Vector]:
    counts = [Counter(content_words(t)) for t in texts]
    spread = Counter(word for c in counts for word in c)
    total = len(texts)
    vectors: list[Vector] = []
    for c in counts:
        raw = {w: n * (math.log((1 + total) / (1 + spread[w])) + 1) for w, n in c.items()}
        norm = math.sqrt(sum(v * v for v in raw.values())) or 1.0
        vectors.append({w: v / norm for w, v in raw.items()})
    return vectors


def _cosine(a: Vector, b: Vector) -> float:
    if len(a) > len(b):
        a, b = b, a
    return sum(v * b[w] for w, v in a.items() if w in b)
