"""Step 4: bilingual starting vectors for the pieces, so that training need not discover what words mean one by one.

    python -m training.translator.embeddings --config training/translator/configs/cpu.toml

Counts of neighbouring pieces in monolingual news, carried over to the other language through the links of step 3, give
every piece a profile of Arabic and English neighbours; positive pointwise mutual information and a truncated SVD make
vectors of the profiles (Levy and Goldberg 2014). Translations of each other start close together.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import sentencepiece
import torch

from training.translator.corpus import read_mono, read_rows
from training.translator.links import parse_links
from training.translator.settings import read_settings, require
from training.translator.steps import config_argument, log


def count_neighbours(counts: np.ndarray, lines: Iterable[list[int]], window: int, weight: float = 1.0) -> None:
    """Add to counts[a, b] for pieces within the window, nearer ones more (1/distance)."""
    size = counts.shape[0]
    buffer: list[int] = []

    def flush() -> None:
        pieces = np.array(buffer, dtype=np.int64)
        for distance in range(1, window + 1):
            a, b = pieces[:-distance], pieces[distance:]
            good = (a >= 0) & (b >= 0)
            pairs = np.bincount(a[good] * size + b[good], minlength=size * size).reshape(size, size)
            counts[:] += pairs * np.float32(weight / distance)
        buffer.clear()

    for line in lines:
        buffer += line
        buffer += [-1] * window
        if len(buffer) > 4_000_000:
            flush()
    flush()


def translation_table(size: int, links: Iterable[tuple[list[int], list[int], set[tuple[int, int]]]]) -> np.ndarray:
    """table[a, b] is the share of a's links that go to b, over both directions; rows of unlinked pieces are zero."""
    table = np.zeros((size, size), dtype=np.float32)
    for source, target, pairs in links:
        for s, t in pairs:
            if s < len(source) and t < len(target):
                table[source[s], target[t]] += 1
                table[target[t], source[s]] += 1
    table[table < 2] = 0
    return table / np.maximum(table.sum(1, keepdims=True), 1)


def piece_vectors(counts: np.ndarray, table: np.ndarray, width: int, seed: int) -> np.ndarray:
    """Unit vectors for all pieces, of the given width."""
    torch.manual_seed(seed)
    counts = counts + counts.T
    joint = torch.from_numpy(counts)
    moved = torch.from_numpy(table)
    joint = joint + joint @ moved
    row, column, total = joint.sum(1, keepdim=True), joint.sum(0, keepdim=True) ** 0.75, joint.sum()
    column = column / column.sum()
    information = torch.log((joint + 1e-12) / (row * column + 1e-12)).clamp(min=0)
    information[(row < 20 * 1.0).squeeze(1)] = 0
    del total
    left, singular, _ = torch.svd_lowrank(information, q=width + 40, niter=3)
    vectors = left[:, :width] * singular[:width] ** 0.5
    vectors = vectors / vectors.norm(dim=1, keepdim=True).clamp(min=1e-6)
    vectors = vectors + 0.7 * (moved @ vectors)
    vectors = vectors - vectors.mean(0, keepdim=True)
    return (vectors / vectors.norm(dim=1, keepdim=True).clamp(min=1e-6)).numpy()


def main() -> None:
    """Write `<work>/embeddings.npy`, float32 [pieces, width]."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    config_argument(parser)
    settings = read_settings(Path(parser.parse_args().config))
    work, options = settings.work, settings.embeddings
    torch.set_num_threads(settings.train["threads"])
    spm = sentencepiece.SentencePieceProcessor(model_file=str(require(work / "source.spm", "the tokeniser")))
    size = len(spm)
    rows = read_rows(require(work / "rows.tsv", "the output of prepare_data"))
    sides = spm.encode([row.arabic for row in rows]), spm.encode([row.english for row in rows])
    counts = np.zeros((size, size), dtype=np.float32)
    count_neighbours(counts, sides[0], options["window"], 2.0)
    count_neighbours(counts, sides[1], options["window"], 2.0)
    if (settings.shared / "data/mono").exists():
        for language in ("ar", "en"):
            lines = list(read_mono(settings.shared, language, options["mono_lines"]))
            log(f"{language}: {len(lines)} lines")
            count_neighbours(counts, spm.encode(lines), options["window"])
            log(f"{language}: counted")
    with require(work / "links.txt", "the output of align").open() as links:
        table = translation_table(size, zip(*sides, (parse_links(line) for line in links), strict=True))
    vectors = piece_vectors(counts, table, settings.model["width"], settings.seed)
    np.save(work / "embeddings.npy", vectors)
    for word in ("▁الرئيس", "▁قتل", "▁الحكومه", "▁الحكومة", "▁minister", "▁said", "▁مليون"):
        nearest = np.argsort(-vectors @ vectors[spm.piece_to_id(word)])[:9]
        log(f"{word}: {' '.join(spm.id_to_piece(int(n)) for n in nearest)}")


if __name__ == "__main__":
    main()
