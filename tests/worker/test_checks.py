"""Each check, on what it must see and what it must let pass."""

import pytest

from worker.translate.checks import check, leftover_arabic, numbers, repetition


@pytest.mark.parametrize(
    ("source", "target", "missing", "added"),
    [
        ("من 35 دولة", "from 35 states", None, None),
        ("من ٣٥ دولة", "from 35 states", None, None),
        ("من /31/ دولة", "from 31 states", None, None),
        ("1,500 دولار", "$1500", None, None),
        ("١٬٥٠٠ دولار", "$1,500", None, None),
        ("12٫5%", "12.5%", None, None),
        ("108 قتلى", "188 dead", ["108"], ["188"]),
        ("عام 2014 و2014", "in 2014", ["2014"], []),
        ("لا رقم", "In 2019", [], ["2019"]),
        ("قرار 2254", "the resolution", ["2254"], []),
    ],
)
def test_numbers(source: str, target: str, missing: list[str] | None, added: list[str] | None) -> None:
    flags = [f.data for f in numbers(source, target)]
    assert flags == ([] if missing is None else [{"missing": missing, "added": added}])


@pytest.mark.parametrize(
    ("target", "phrase"),
    [
        ("the state of the state of the state of Syria", "the state of"),
        ("no no no", "no"),
        ("he said that he said that he said that", "he said that"),
        ("very, very good, and very, very bad", None),
        ("a b a b c", None),
    ],
)
def test_repetition(target: str, phrase: str | None) -> None:
    assert [f.data["phrase"] for f in repetition("", target)] == ([phrase] if phrase else [])


def test_leftover_arabic_names_the_words() -> None:
    assert leftover_arabic("", "The وزير said")[0].data == {"words": ["وزير"]}
    assert leftover_arabic("", "The minister said") == []


def test_an_empty_target_has_one_flag_only() -> None:
    assert [f.check for f in check("من 35 دولة", "")] == ["empty"]
