"""The corpus as it lies here: a first part in three files, and slices that keep being added, each in its folder."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Pair:
    """An Arabic sentence, its English, and where it stands: ``kind`` is "pair", "story", "headline" or "contrast"."""

    arabic: str
    english: str
    slice: str
    kind: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A name or fixed term; several Arabic spellings may share one English form."""

    arabic: str
    english: str
    type: str
    slice: str


def pairs(folder: Path = HERE) -> Iterator[Pair]:
    """Every sentence pair of the corpus, each once for each time it is written down."""
    for path, name in _files(folder, "pairs.tsv"):
        for columns in _rows(path):
            yield Pair(columns[0], columns[1], columns[2] if len(columns) > 2 else name, "pair")
    for name, story in stories(folder):
        for arabic, english in zip(story["ar"], story["en"], strict=True):
            yield Pair(arabic, english, name, "story")
        yield Pair(story["headline_ar"], story["headline_en"], name, "headline")
    for path, name in _files(folder, "contrast.tsv"):
        for columns in _rows(path):
            yield Pair(columns[1], columns[2], name, "contrast")
            yield Pair(columns[3], columns[4], name, "contrast")


def stories(folder: Path = HERE) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every story with the name of its slice."""
    for path, name in _files(folder, "stories.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield name, json.loads(line)


def entities(folder: Path = HERE) -> Iterator[Entity]:
    for path, name in _files(folder, "entities.tsv"):
        for columns in _rows(path):
            yield Entity(columns[0], columns[1], columns[2] if len(columns) > 2 else "MISC", name)


def _files(folder: Path, name: str) -> Iterator[tuple[Path, str]]:
    if (folder / name).exists():
        yield folder / name, "first"
    for path in sorted((folder / "slices").glob(f"*/{name}")):
        yield path, path.parent.name


def _rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield line.split("\t")
