"""The five seed articles, against labels made by hand (tests/prepare/gold/seeds: T title, S sentence, F furniture)."""

from pathlib import Path

import pytest

from dragoman.text import SegmentKind
from worker.prepare import Prepared, prepare_text

ROOT = Path(__file__).resolve().parents[2]
GOLD = Path(__file__).parent / "gold" / "seeds"
NAMES = sorted(path.name for path in GOLD.glob("*.txt"))


def prepared(name: str) -> Prepared:
    return prepare_text((ROOT / "seeds" / name).read_text(encoding="utf-8"))


def marked(name: str) -> list[str]:
    """What preparation made of a seed, in the form of its labels."""
    segmented = prepared(name).segmented
    parts = [(s.span, "T" if s.kind is SegmentKind.TITLE else "S") for s in segmented.segments]
    parts += [(f.span, "F") for f in segmented.furniture]
    return [f"{mark} {span.of(segmented.text)}" for span, mark in sorted(parts)]


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_is_cut_as_its_labels_say(name: str) -> None:
    assert marked(name) == (GOLD / name).read_text(encoding="utf-8").splitlines()


def test_every_seed_is_labelled() -> None:
    assert sorted(path.name for path in (ROOT / "seeds").glob("*.txt")) == NAMES


def test_bylines_and_dates_are_read_as_fields() -> None:
    found = {name[:3]: {k: v["value"] for k, v in prepared(name).metadata.found.items()} for name in NAMES}
    assert found["001"].items() >= {"place": "واشنطن", "byline": "هديل عويس", "agency": "NPA"}.items()
    assert found["002"].items() >= {"published_at": "2019-11-14T01:27", "outlet": "الحياة واشنطن"}.items()
    assert found["003"].items() >= {"agency": "وكالات", "outlet": "صحيفة الوطن"}.items()
    assert found["004"].items() >= {"outlet": "ليفانت", "agency": "وكالات"}.items()


@pytest.mark.parametrize("name", NAMES)
def test_every_field_stands_where_it_says(name: str) -> None:
    one = prepared(name)
    for field in one.metadata.found.values():
        if not str(field["rule"]).startswith(("time-stamp", "relative")):
            assert one.segmented.text[int(field["start"]) : int(field["end"])] == field["value"]
