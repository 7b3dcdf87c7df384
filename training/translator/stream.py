"""The endless stream of training batches, made in a process of its own so that training never waits for it.

No torch here: a batch is numpy arrays.
"""

import multiprocessing
import random
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sentencepiece

from training.translator.augment import Edit, Names, apply_edits, augment, find_names, misspell
from training.translator.batching import batches_by_tokens, plan_epoch
from training.translator.corpus import Row, plausible, read_entities, read_name_parts, read_news, read_rows
from training.translator.links import Lexicon, Spans, bounds, edit_spans, parse_links, to_pieces, to_spans
from training.translator.pieces import writable_pieces
from training.translator.settings import Settings, read_settings
from training.translator.steps import log

EOS = 0
UNKNOWN = 1
OURS = ("news", "stories", "headlines", "story_joins", "slices", "contrast")
CHUNK = 8000


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded pieces [b, s] and [b, t], and links as rows of (pair, target piece, source piece)."""

    source: npt.NDArray[np.int64]
    target: npt.NDArray[np.int64]
    links: npt.NDArray[np.int64]
    epoch: int


@dataclass(frozen=True, slots=True)
class _Example:
    row: Row
    spans: Spans | None
    names: list[tuple[str, Edit]]


@dataclass(frozen=True, slots=True)
class _Encoded:
    source: list[int]
    target: list[int]
    links: list[tuple[int, int]]


def _pad(rows: list[list[int]], value: int) -> npt.NDArray[np.int64]:
    out = np.full((len(rows), max(map(len, rows))), value, dtype=np.int64)
    for n, row in enumerate(rows):
        out[n, : len(row)] = row
    return out


class Stream:
    """Epochs over the corpus, which is read anew at the start of each."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self.settings = settings
        self.rng = random.Random(seed)
        self.spm = sentencepiece.SentencePieceProcessor(model_file=str(settings.work / "source.spm"))
        self.lengths = np.array([len(self.spm.id_to_piece(i)) for i in range(len(self.spm))], dtype=np.int32)
        self.writable = frozenset(writable_pieces(self.spm))
        entities = read_entities(settings.corpus)
        by_type = {
            kind: [(a, e) for a, e, k in entities if k == kind and len(a) > 3 and not e.startswith("the ")]
            for kind in ("PER", "LOC", "ORG")
        }
        self.names = Names(by_type, read_name_parts(settings.shared))
        self.examples: list[_Example] = []
        self.known: set[tuple[str, str]] = set()
        self.lexicon = Lexicon(len(self.spm))
        rows = read_rows(settings.work / "rows.tsv")
        with (settings.work / "links.txt").open() as links:
            parsed = [sorted(parse_links(line)) for line in links]
        for row, pairs in zip(rows, parsed, strict=True):
            if row.source in OURS or row.source == "un_conflict":
                self.lexicon.add(self.spm.encode(row.arabic), self.spm.encode(row.english), pairs)
        self.lexicon.finish()
        self._add(rows, parsed)

    def _add(self, rows: list[Row], links: list[list[tuple[int, int]]] | None) -> None:
        sources = self.spm.encode([row.arabic for row in rows])
        targets = self.spm.encode([row.english for row in rows])
        for n, (row, source, target) in enumerate(zip(rows, sources, targets, strict=True)):
            spans = None
            if UNKNOWN not in source and UNKNOWN not in target:
                pairs = self.lexicon.link(source, target) if links is None else links[n]
                here, there = bounds(source, self.lengths), bounds(target, self.lengths)
                if here[-1] == len(row.arabic) + 1 and there[-1] == len(row.english) + 1:
                    spans = to_spans(pairs, here, there)
            names = find_names(row.arabic, row.english, self.names.by_type) if row.source in OURS else []
            self.examples.append(_Example(row, spans, names))
            self.known.add((row.arabic, row.english))

    def _add_new_text(self) -> None:
        fresh = [
            row
            for row in read_news(self.settings.corpus, "train")
            if (row.arabic, row.english) not in self.known and plausible(row)
        ]
        if fresh:
            self._add(fresh, None)
            log(f"{len(fresh)} new rows in the corpus")

    def _vary(self, example: _Example) -> tuple[str, str, Spans | None]:
        row, options = example.row, self.settings.train
        edits: list[Edit] = []
        if row.source in OURS or row.source in ("un_conflict", "syrian_archive_reports"):
            edits = augment(row.arabic, row.english, example.names, self.names, self.rng, options["substitution"])
        arabic, english = apply_edits(row.arabic, row.english, edits)
        spans = None if example.spans is None else edit_spans(example.spans, edits)
        return misspell(arabic, self.rng, options["misspelling"]), english, spans

    def _encode(self, examples: list[_Example]) -> Iterator[_Encoded]:
        varied = [self._vary(example) for example in examples]
        sources = self.spm.encode([v[0] for v in varied])
        targets = self.spm.encode([v[1] for v in varied])
        limit = self.settings.train["max_length"]
        for (arabic, _, spans), plain, target in zip(varied, sources, targets, strict=True):
            source = plain
            if self.rng.random() < self.settings.train["sampling"]:
                source = self.spm.encode(arabic, enable_sampling=True, alpha=0.3, nbest_size=-1)
            if not 0 < len(source) < limit or not 0 < len(target) < limit or not self.writable.issuperset(target):
                continue
            links: list[tuple[int, int]] = []
            if spans is not None and UNKNOWN not in source and UNKNOWN not in target:
                links = to_pieces(spans, bounds(source, self.lengths), bounds(target, self.lengths))
                links.append((len(source), len(target)))
            yield _Encoded([*source, EOS], [*target, EOS], links)

    def epoch(self, number: int, progress: float) -> Iterator[Batch]:
        """All batches of one epoch; the mixture is that of this progress (0 to 1)."""
        self._add_new_text()
        limit = self.settings.train["first_epoch_length"] if number == 0 else 10**9
        shares = {k: a + (b - a) * progress for k, (a, b) in self.settings.sources.items()}
        weights = [shares.get(e.row.source, 0.0) * (len(e.row.english.split()) <= limit) for e in self.examples]
        order = plan_epoch(weights, self.rng)[: self.settings.train["epoch_pairs"]]
        log(f"epoch {number}: {len(order)} pairs")
        for start in range(0, len(order), CHUNK):
            encoded = list(self._encode([self.examples[i] for i in order[start : start + CHUNK]]))
            plans = batches_by_tokens(
                [len(e.source) for e in encoded],
                [len(e.target) for e in encoded],
                self.settings.train["tokens"],
                self.rng,
            )
            for plan in plans:
                chosen = [encoded[i] for i in plan]
                links = [(n, t, s) for n, e in enumerate(chosen) for s, t in e.links]
                yield Batch(
                    _pad([e.source for e in chosen], len(self.spm)),
                    _pad([e.target for e in chosen], len(self.spm)),
                    np.asarray(links, dtype=np.int64).reshape(-1, 3),
                    number,
                )


def _produce(config: str, queue: Any, progress: "Synchronized[float]", epoch: int) -> None:
    settings = read_settings(Path(config))
    stream = Stream(settings, settings.seed + 1000 * epoch)
    while True:
        for batch in stream.epoch(epoch, progress.value):
            queue.put(batch)
        epoch += 1


def start(config: str, epoch: int) -> "tuple[Any, Synchronized[float], Any]":
    """Start the producer at this epoch: its queue of batches, the progress to keep up to date, the process to end."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue(maxsize=150)
    progress = context.Value("d", 0.0)
    process = context.Process(target=_produce, args=(config, queue, progress, epoch), daemon=True)
    process.start()
    return queue, progress, process
