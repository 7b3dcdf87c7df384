"""Make worker/prepare/unstopped.weights: train the model that finds sentence ends without stops.

Run from the repository root, with numpy and scikit-learn at hand (they are not needed to use the weights):

    python bench/prepare_weights.py

It reads the Arabic news of ../shared/data/mono (press text that stays where it is) and our own CC0 stories, takes
every stop away, and learns at which gaps between words a stop stood. What is kept is one signed byte for each of
262,144 hashed features: no word and no sentence can be read out of it.
"""

import json
import lzma
import random
import re
import sys
import time
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from dragoman.text import Span
from worker.prepare.unstopped import BUCKETS, SCALE, WEIGHTS, Token, bucket, features_of, tokens_of

SHARED = Path("../shared/data")
STOP = re.compile(r"(?<![\s.][^\W\d_])[.!؟?]+[\"”“»)]*(?:\s+|$)")
CORPORA = {  # file: gaps to learn from
    "mono/ar_almayadeen.txt.xz": 3_000_000,
    "mono/ar_saudinewsnet.txt.xz": 3_500_000,
    "mono/ar_newspapers_corpus.txt.xz": 1_500_000,
    "mono/ar_hespress_aljazeera.txt.xz": 2_000_000,
    "mono/ar_ant_jawharafm.txt.xz": 800_000,
    "mono/ar_ahdath.txt.xz": 100_000,
}


def documents(path: Path) -> Iterator[list[str]]:
    """The articles of a corpus file, each a list of paragraphs without its headline."""
    paragraphs: list[str] = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                paragraphs.append(line.strip())
            else:
                yield paragraphs[1:]
                paragraphs = []
    yield paragraphs[1:]


def sentences(paragraphs: list[str]) -> list[str]:
    """The sentences of an article, without their stops. Paragraphs that end with no stop are left out."""
    found: list[str] = []
    for paragraph in paragraphs:
        if not paragraph.rstrip('"”“») ').endswith((".", "!", "؟", "?")):
            continue
        start = 0
        for stop in STOP.finditer(paragraph):
            closing = re.sub(r"[.!؟?\s]", "", stop[0])
            sentence = paragraph[start : stop.start()].strip() + closing
            if sentence:
                found.append(sentence)
            start = stop.end()
    return [s for s in found if len(s.split()) >= 3]


def is_held_out(document: list[str]) -> bool:
    """One article in ten is never trained on; bench/prepare.py measures on it."""
    return zlib.crc32(document[0].encode()) % 10 == 0


def examples(document: list[str]) -> Iterator[tuple[list[Token], set[int]]]:
    """A document as tokens and the gaps where sentences end."""
    text = " ".join(document)
    ends: set[int] = set()
    count = 0
    for sentence in document:
        count += len(sentence.split())
        ends.add(count)
    if text.strip():
        yield tokens_of(text, Span(0, len(text))), ends


def main() -> None:
    rng = random.Random(7)
    indices = array("i")
    starts = array("q", [0])
    labels: list[int] = []
    lengths: Counter[int] = Counter()
    began = time.monotonic()
    chosen: list[list[str]] = []
    for name, quota in CORPORA.items():
        pool = [s for d in documents(SHARED / name) if len(s := sentences(d)) >= 2 and not is_held_out(s)]
        rng.shuffle(pool)
        taken = 0
        for document in pool:
            chosen.append(document)
            taken += sum(len(s.split()) for s in document)
            if taken > quota:
                break
    with (SHARED / "news/stories.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            story = [re.sub(r"[.!؟?]+([\"”“»)]*)$", r"\1", s) for s in json.loads(line)["ar"]]
            if not is_held_out(story):
                chosen.append(story)
    rng.shuffle(chosen)
    for document in chosen:
        lengths.update(min(len(s.split()), 120) for s in document)
        for tokens, ends in examples(document):
            for at in range(1, len(tokens)):
                indices.extend(bucket(f) for f in features_of(tokens, at))
                starts.append(len(indices))
                labels.append(int(at in ends))
    print(f"{len(labels)} gaps, {sum(labels)} ends, {time.monotonic() - began:.0f} s")
    rows = csr_matrix(
        (
            np.ones(len(indices), dtype=np.float32),
            np.frombuffer(indices, dtype=np.int32),
            np.frombuffer(starts, dtype=np.int64),
        ),
        shape=(len(labels), BUCKETS),
    )
    rows.sum_duplicates()
    y = np.asarray(labels)
    model = SGDClassifier(
        loss="log_loss", alpha=2e-7, max_iter=6, tol=None, average=True, random_state=7, fit_intercept=False
    )
    model.fit(rows, y)
    weights = np.clip(np.round(model.coef_[0] * SCALE), -127, 127).astype(np.int8)
    WEIGHTS.write_bytes(weights.tobytes())
    total = sum(lengths.values())
    print("length of sentences, share in 1000:", [round(1000 * lengths[n] / total, 1) for n in range(121)])
    print(f"{np.count_nonzero(weights)} weights, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
