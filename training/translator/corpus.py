"""Read every source of sentence pairs as rows; our own news corpus is read anew whenever asked, since it grows."""

import csv
import itertools
import json
import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from training.translator.normalise import normalise_arabic, normalise_english
from training.translator.split import part_of


@dataclass(frozen=True, slots=True)
class Row:
    """A normalised sentence pair and the source it comes from."""

    arabic: str
    english: str
    source: str


def _columns(path: Path) -> Iterator[list[str]]:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def _row(arabic: str, english: str, source: str) -> Row | None:
    row = Row(normalise_arabic(arabic), normalise_english(english), source)
    return row if row.arabic and row.english else None


def _pairs(path: Path, source: str, part: str) -> Iterator[Row | None]:
    for columns in _columns(path):
        if len(columns) >= 2 and part_of(columns[0]) == part:
            yield _row(columns[0], columns[1], source)


def _stories(path: Path, part: str) -> Iterator[Row | None]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            try:
                story = json.loads(line)
            except ValueError:  # a line still being written
                continue
            pairs = list(zip(story["ar"], story["en"], strict=False))
            yield from (_row(a, e, "stories") for a, e in pairs if part_of(a) == part)
            if part_of(story["headline_ar"]) == part:
                yield _row(story["headline_ar"], story["headline_en"], "headlines")
            for (a1, e1), (a2, e2) in itertools.pairwise(pairs):
                if part_of(a1) == part_of(a2) == part:
                    yield _row(f"{a1} {a2}", f"{e1} {e2}", "story_joins")


def _contrast(path: Path, part: str) -> Iterator[Row | None]:
    for columns in _columns(path):
        if len(columns) >= 5:
            for arabic, english in (columns[1:3], columns[3:5]):
                if part_of(arabic) == part:
                    yield _row(arabic, english, "contrast")


def read_news(corpus: Path, part: str) -> list[Row]:
    """Our own corpus: pairs, stories and the slices still being written."""
    found: list[Row | None] = []
    found += _pairs(corpus / "pairs.tsv", "news", part)
    found += _stories(corpus / "stories.jsonl", part)
    for path in sorted((corpus / "slices").glob("*/pairs.tsv")):
        found += _pairs(path, "slices", part)
    for path in sorted((corpus / "slices").glob("*/stories.jsonl")):
        found += _stories(path, part)
    for path in sorted((corpus / "slices").glob("*/contrast.tsv")):
        found += _contrast(path, part)
    return distinct(row for row in found if row)


def read_held_out(corpus: Path, part: str) -> list[tuple[str, str]]:
    """The held-out part of `pairs.tsv` as written, for evaluation: part is "test" or "dev"."""
    return [(c[0], c[1]) for c in _columns(corpus / "pairs.tsv") if len(c) >= 2 and part_of(c[0]) == part]


def read_parallel(shared: Path) -> list[Row]:
    """The parallel sets and glossaries of the shared data, each under its file's name."""
    found: list[Row | None] = []
    for path in sorted((shared / "data/parallel").glob("*.tsv.xz")):
        found += (_row(c[0], c[1], path.name.removesuffix(".tsv.xz")) for c in _columns(path) if len(c) >= 2)
    for path in sorted((shared / "data/glossary").glob("*.tsv.xz")):
        source = path.name.removesuffix(".tsv.xz")
        for columns in _columns(path):
            if len(columns) >= 2:
                english = columns[1].title() if source.startswith("person") else columns[1]
                found.append(_row(columns[0], english, source))
    return distinct(row for row in found if row)


def read_entities(corpus: Path) -> list[tuple[str, str, str]]:
    """Our names and terms: Arabic, English, type (PER, LOC, ORG, MISC)."""
    return [
        (normalise_arabic(c[0]), normalise_english(c[1]), c[2])
        for c in _columns(corpus / "entities.tsv")
        if len(c) >= 3 and c[0] and c[1]
    ]


def read_name_parts(shared: Path) -> list[tuple[str, str]]:
    """Person name parts, Arabic and English, public domain and Apache-2.0."""
    parts: list[tuple[str, str]] = []
    for name in ("person_name_parts_gaza", "person_names_google"):
        path = shared / "data/glossary" / f"{name}.tsv.xz"
        parts += [
            (normalise_arabic(c[0]), c[1].strip())
            for c in _columns(path)
            if len(c) >= 2 and " " not in c[0].strip() and len(c[0]) > 2 and c[1].strip().isalpha()
        ]
    return parts


def distinct(rows: Iterable[Row]) -> list[Row]:
    """Rows without repeats, in order."""
    seen: set[tuple[str, str]] = set()
    kept: list[Row] = []
    for row in rows:
        if (row.arabic, row.english) not in seen:
            seen.add((row.arabic, row.english))
            kept.append(row)
    return kept


def plausible(row: Row) -> bool:
    """Whether the two sides can be translations of each other by length: 1 to 110 words, ratio within 3."""
    arabic, english = len(row.arabic.split()), len(row.english.split())
    return arabic <= 110 and english <= 110 and english <= 3 * arabic + 6 and arabic <= 3 * english + 4


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Rows as TSV: Arabic, English, source."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
        writer.writerows((row.arabic, row.english, row.source) for row in rows)


def read_rows(path: Path) -> list[Row]:
    """Rows as `write_rows` wrote them."""
    return [Row(*columns) for columns in _columns(path)]


def read_mono(shared: Path, language: str, lines: int) -> Iterator[str]:
    """Up to so many lines of monolingual news, taken evenly from the files of a language ("ar" or "en")."""
    paths = sorted((shared / "data/mono").glob(f"{language}_*.txt.xz"))
    for path in paths:
        taken = 0
        with lzma.open(path, "rt", encoding="utf-8") as text:
            for line in text:
                if taken >= lines // len(paths):
                    break
                if len(line) > 20:
                    taken += 1
                    yield (normalise_arabic if language == "ar" else normalise_english)(line[:1000])
