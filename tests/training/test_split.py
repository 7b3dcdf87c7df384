"""A pair's part is decided by its Arabic and never changes."""

from collections import Counter
from pathlib import Path

from training.translator.corpus import read_held_out, read_news
from training.translator.normalise import normalise_arabic
from training.translator.split import part_of

CORPUS = Path(__file__).resolve().parents[2] / "training/corpus"


def test_parts_are_stable_and_ignore_surrounding_space() -> None:
    sentences = [f"جملة رقم {n}" for n in range(4000)]
    counts = Counter(map(part_of, sentences))
    assert 0.08 < counts["test"] / 4000 < 0.12
    assert 0.015 < counts["dev"] / 4000 < 0.035
    assert all(part_of(f" {s}\n") == part_of(s) for s in sentences)


def test_known_sentences_keep_their_part() -> None:
    """The corpus grows and is published: a change here would train on what older models were tested on."""
    parts = {n: part_of(f"خبر {n}") for n in range(57)}
    assert [n for n, part in parts.items() if part == "test"] == [8, 11, 23, 26, 27, 37, 40, 52]
    assert [n for n, part in parts.items() if part == "dev"] == [31, 51, 56]


def test_no_held_out_sentence_is_in_the_training_part() -> None:
    train = {row.arabic for row in read_news(CORPUS, "train")}
    held_out = {normalise_arabic(a) for part in ("test", "dev") for a, _ in read_held_out(CORPUS, part)}
    assert len(held_out) > 1000
    assert not held_out & train
