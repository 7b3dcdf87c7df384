"""Translating an article's sentences: batch by batch, each sentence on its own, each output checked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dragoman.translation import Flag, Translation
from worker.engines.translator import Candidate, Translator
from worker.prepare import normalise
from worker.translate.checks import check
from worker.translate.pieces import split_to_fit

MAX_BATCH_SENTENCES = 16
MAX_BATCH_TOKENS = 600
"""A batch is also a checkpoint and the time a cancellation waits, so it stays well under a second."""

_ARABIC_LETTER = re.compile(r"[\u0620-\u064A\u066E-\u06D3\u06FA-\u06FF]")


@dataclass(frozen=True, slots=True)
class Source:
    """One sentence to translate: its number and its text as the reader sees it."""

    n: int
    text: str


@dataclass(frozen=True, slots=True)
class _Work:
    source: Source
    pieces: tuple[str, ...]
    tokens: int


def translate_sentences(sources: Sequence[Source], engine: Translator) -> Iterator[list[Translation]]:
    """Yield the translations in reading order, a batch at a time; every source gets exactly one.

    A sentence over the engine's limit is translated in pieces and flagged. One without an Arabic letter is copied and
    flagged. One that the engine leaves empty or cuts off is flagged by the checks.
    """
    for batch in _batches(sources, engine):
        pieces = [piece for work in batch for piece in work.pieces]
        candidates = iter(engine.translate(pieces) if pieces else [])
        yield [_assemble(work, [next(candidates) for _ in work.pieces], engine) for work in batch]


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
    texts = [normalise(s.text).text.strip() if _ARABIC_LETTER.search(s.text) else "" for s in sources]
    limit = engine.max_source_tokens
    for source, text, tokens in zip(sources, texts, engine.count_tokens(texts), strict=True):
        if tokens <= limit:
            yield _Work(source, (text,) if text else (), tokens)
            continue
        pieces = split_to_fit(text, lambda piece: engine.count_tokens([piece])[0] <= limit)
        yield _Work(source, tuple(pieces), tokens)


def _assemble(work: _Work, candidates: Sequence[Candidate], engine: Translator) -> Translation:
    signature = str(engine.signature)
    source = work.source
    if not candidates:
        return Translation(source.n, source.text.strip(), None, "copied", (Flag("copied", {"reason": "no Arabic"}),))
    text = " ".join(c.text for c in candidates if c.text)
    scores = [c.score for c in candidates if c.score is not None]
    flags: list[Flag] = []
    if len(candidates) > 1:
        flags.append(Flag("length", {"tokens": work.tokens, "pieces": len(candidates)}))
    if not all(c.complete for c in candidates):
        flags.append(Flag("cut-off"))
    if text and not all(c.text for c in candidates):
        flags.append(Flag("empty-piece", {"pieces": [i for i, c in enumerate(candidates, 1) if not c.text]}))
    translation = Translation(source.n, text, min(scores) if scores else None, signature)
    return replace(translation, flags=(*flags, *check(source.text, text)))
