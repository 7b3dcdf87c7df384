"""Word links as spans of characters, so that they survive edits and another segmentation."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from training.translator.augment import Edit

Spans = npt.NDArray[np.int32]
"""[links, 4]: source start, source end, target start, target end, in characters of "▁" + text."""


Link = tuple[int, int]


def parse_links(line: str) -> set[Link]:
    """Links of one pair from "0-0 1-2": (source piece, target piece)."""
    return {(int(s), int(t)) for s, t in (pair.split("-") for pair in line.split())}


def symmetrise(forward: set[Link], backward: set[Link]) -> set[Link]:
    """Links both directions agree on, and any link for target pieces that would have none."""
    agreed = forward & backward
    covered = {target for _, target in agreed}
    return agreed | {(s, t) for s, t in forward | backward if t not in covered}


class Lexicon:
    """Which pieces translate which, counted over links; links new pairs well enough until they are aligned properly."""

    def __init__(self, size: int) -> None:
        self.counts = np.zeros((size, size), dtype=np.float32)

    def add(self, source: Sequence[int], target: Sequence[int], links: Sequence[tuple[int, int]]) -> None:
        """Count the links of one pair."""
        for s, t in links:
            self.counts[source[s], target[t]] += 1

    def finish(self) -> None:
        """Turn counts into Dice scores; once, after the last `add`."""
        totals = self.counts.sum(1)[:, None] + self.counts.sum(0)[None]
        self.counts[self.counts < 2] = 0
        self.counts *= 2
        self.counts /= np.maximum(totals, 1)

    def link(self, source: Sequence[int], target: Sequence[int]) -> list[tuple[int, int]]:
        """Pieces that are each other's best match, near the diagonal preferred."""
        scores = self.counts[np.ix_(source, target)]
        here, there = np.linspace(0, 1, len(source)), np.linspace(0, 1, len(target))
        scores = scores * np.exp(-4 * np.abs(here[:, None] - there[None]))
        best_source, best_target = scores.argmax(0), scores.argmax(1)
        return [(int(s), t) for t, s in enumerate(best_source) if scores[s, t] > 0.03 and int(best_target[s]) == t]


def bounds(pieces: Sequence[int], lengths: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Where pieces begin and end, [pieces + 1], in characters of the text with its leading "▁"."""
    return np.concatenate([[0], np.cumsum(lengths[np.asarray(pieces, dtype=np.int64)])]).astype(np.int32)


def to_spans(links: Sequence[tuple[int, int]], source: npt.NDArray[np.int32], target: npt.NDArray[np.int32]) -> Spans:
    """Links between pieces, given both sides' bounds, as spans."""
    if not links:
        return np.zeros((0, 4), dtype=np.int32)
    pairs = np.asarray(links)
    s, t = pairs[:, 0], pairs[:, 1]
    return np.stack([source[s], source[s + 1], target[t], target[t + 1]], 1).astype(np.int32)


def _shift(spans: Spans, first: int, edits: Sequence[tuple[int, int, int]]) -> tuple[Spans, npt.NDArray[np.bool_]]:
    """Move one side's columns (first, first + 1) through edits (start, end, new length); also which links survive."""
    start, end = spans[:, first].copy(), spans[:, first + 1].copy()
    alive = np.ones(len(spans), dtype=np.bool_)
    moved = spans.copy()
    for edit_start, edit_end, new_length in edits:
        alive &= ~((start < edit_end) & (edit_start < end))
        after = start >= edit_end
        moved[after, first : first + 2] += new_length - (edit_end - edit_start)
    return moved, alive


def edit_spans(spans: Spans, edits: Sequence[Edit]) -> Spans:
    """Links after the edits: those inside an edited stretch go, and the new texts are linked to each other.

    Texts that are equal on both sides (numbers) are linked character by character.
    """
    if not edits:
        return spans
    source = [(e.source_start + 1, e.source_end + 1, len(e.source_new)) for e in edits]
    target = [(e.target_start + 1, e.target_end + 1, len(e.target_new)) for e in edits]
    moved, alive = _shift(spans, 0, source)
    moved, also_alive = _shift(moved, 2, target)
    moved = moved[alive & also_alive]
    added: list[tuple[int, int, int, int]] = []
    for edit in edits:
        s = edit.source_start + 1 + sum(n - (b - a) for a, b, n in source if a < edit.source_start + 1)
        t = edit.target_start + 1 + sum(n - (b - a) for a, b, n in target if a < edit.target_start + 1)
        if edit.source_new == edit.target_new:
            added += [(s + i, s + i + 1, t + i, t + i + 1) for i in range(len(edit.source_new))]
        else:
            added.append((s, s + len(edit.source_new), t, t + len(edit.target_new)))
    return np.concatenate([moved, np.asarray(added, dtype=np.int32).reshape(-1, 4)])


def to_pieces(spans: Spans, source: npt.NDArray[np.int32], target: npt.NDArray[np.int32]) -> list[tuple[int, int]]:
    """Links between the pieces that the spans touch, given both sides' bounds."""
    if not len(spans):
        return []
    first_s = np.searchsorted(source, spans[:, 0], "right") - 1
    last_s = np.searchsorted(source, spans[:, 1], "left") - 1
    first_t = np.searchsorted(target, spans[:, 2], "right") - 1
    last_t = np.searchsorted(target, spans[:, 3], "left") - 1
    top_s, top_t = len(source) - 2, len(target) - 2
    found: set[tuple[int, int]] = set()
    for a, b, c, d in zip(first_s.tolist(), last_s.tolist(), first_t.tolist(), last_t.tolist(), strict=True):
        for s in range(a, min(b, top_s) + 1):
            for t in range(c, min(d, top_t) + 1):
                found.add((s, t))
    return sorted(found)
