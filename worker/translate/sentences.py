"""Translating an article's sentences: batch by batch, each sentence on its own, each output checked and tried again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dragoman.translation import Flag, Translation
from worker.engines.translator import Candidate, Translator
from worker.prepare import normalise
from worker.translate.checks import check
from worker.translate.checks.script import ARABIC_LETTER
from worker.translate.pieces import split_to_fit
from worker.translate.retry import Checked, improve

MAX_BATCH_SENTENCES = 16
MAX_BATCH_TOKENS = 600
"""A batch is also a checkpoint and the time a cancellation waits, so it stays well under a second."""


@dataclass(frozen=True, slots=True)
class Source:
    """One sentence to translate: its number and its text as the reader sees it."""

    n: int
    text: str


@dataclass(frozen=True, slots=True)
class _Work:
    """A sentence and what the engine reads of it: one text, or several pieces, or nothing when there is no Arabic."""

    source: Source
    pieces: tuple[str, ...]
    tokens: int


def translate_sentences(sources: Sequence[Source], engine: Translator) -> Iterator[list[Translation]]:
    """Yield the translations in reading order, a batch at a time; every source gets exactly one.

    A sentence that fails a check is tried again with more effort, and what still fails is flagged. One over the
    engine's limit is translated in pieces and flagged. One without an Arabic letter is copied and flagged.
    """
    for batch in _batches(sources, engine):
        pieces = [piece for work in batch for piece in work.pieces]
        made = iter(engine.translate(pieces) if pieces else [])
        first = [(work, [next(made) for _ in work.pieces]) for work in batch]
        whole = [(work, found[0]) for work, found in first if len(found) == 1]
        improved = iter(
            improve([w.source.text for w, _ in whole], [w.pieces[0] for w, _ in whole], [c for _, c in whole], engine)
        )
        yield [
            _copied(work)
            if not found
            else _joined(work, [candidates[0] for candidates in found], engine)
            if len(found) > 1
            else _translation(work.source, next(improved), engine)
            for work, found in first
        ]


def _batches(sources: Sequence[Source], engine: Translator) -> Iterator[list[_Work]]:
    batch: list[_Work] = []
    tokens = 0
    for work in _plan(sources, engine):
        if batch and (len(batch) == MAX_BATCH_SENTENCES or tokens + work.tokens > MAX_BATCH_TOKENS):
            yield batch
            batch, tokens = [], 0
        batch.append(work)
        tokens += work.tokens
    if batch:
        yield batch


def _plan(sources: Sequence[Source], engine: Translator) -> Iterator[_Work]:
    texts = [normalise(s.text).text.strip() if ARABIC_LETTER.search(s.text) else "" for s in sources]
    limit = engine.max_source_tokens
    for source, text, tokens in zip(sources, texts, engine.count_tokens(texts), strict=True):
        if tokens <= limit:
            yield _Work(source, (text,) if text else (), tokens)
            continue
        pieces = split_to_fit(text, lambda piece: engine.count_tokens([piece])[0] <= limit)
        yield _Work(source, tuple(pieces), tokens)


def _translation(source: Source, best: Checked, engine: Translator) -> Translation:
    candidate = best.candidate
    signature = replace(engine.signature, decode=candidate.decode) if candidate.decode else engine.signature
    return Translation(source.n, candidate.text, candidate.score, str(signature), best.flags)


def _copied(work: _Work) -> Translation:
    flag = Flag("copied", {"reason": "no Arabic"})
    return Translation(work.source.n, work.source.text.strip(), None, "copied", (flag,))


def _joined(work: _Work, candidates: Sequence[Candidate], engine: Translator) -> Translation:
    text = " ".join(c.text for c in candidates if c.text)
    scores = [c.score for c in candidates if c.score is not None]
    flags = [Flag("length", {"tokens": work.tokens, "pieces": len(candidates)})]
    if not all(c.complete for c in candidates):
        flags.append(Flag("cut-off"))
    if text and not all(c.text for c in candidates):
        flags.append(Flag("empty-piece", {"pieces": [i for i, c in enumerate(candidates, 1) if not c.text]}))
    flags += check(work.source.text, text)
    return Translation(work.source.n, text, min(scores, default=None), str(engine.signature), tuple(flags))
