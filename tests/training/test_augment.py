"""Swaps happen on both sides or not at all."""

# ruff: noqa: S311  seeded randomness is what is tested

import random

import pytest

from training.translator.augment import MONTHS, Edit, Names, apply_edits, augment, find_names, misspell

NAMES = Names(
    {
        "PER": [("محمود عباس", "Mahmoud Abbas"), ("جو بايدن", "Joe Biden")],
        "LOC": [("رام الله", "Ramallah"), ("بيروت", "Beirut")],
        "ORG": [("حلف شمال الأطلسي", "NATO"), ("ناسا", "NASA")],
    },
    [("كاشف", "kashef"), ("هزاع", "hazza")],
)


def test_names_are_found_behind_clitics_but_not_inside_words() -> None:
    found = find_names("وصل محمود عباس من بيروت", "Mahmoud Abbas arrived from Beirut", NAMES.by_type)
    assert [(kind, edit.target_new) for kind, edit in found] == [("PER", "Mahmoud Abbas"), ("LOC", "Beirut")]
    assert find_names("زار البيروتي", "the Beirut man came", NAMES.by_type) == []
    ((_, edit),) = find_names("التقى ببيروت", "met in Beirut", NAMES.by_type)
    assert "التقى ببيروت"[edit.source_start : edit.source_end] == "بيروت"


def test_a_name_seen_twice_is_left_alone() -> None:
    assert find_names("بيروت وبيروت", "Beirut and Beirut", NAMES.by_type) == []


@pytest.mark.parametrize("seed", range(40))
def test_swapped_names_and_numbers_agree_on_both_sides(seed: int) -> None:
    source = "أعلن محمود عباس في رام الله مقتل 35 شخصا وإصابة 1,200 في 14 يناير 2015"
    target = "Mahmoud Abbas announced in Ramallah that 35 people were killed and 1,200 hurt on 14 January 2015"
    edits = augment(source, target, find_names(source, target, NAMES.by_type), NAMES, random.Random(seed), 1.0)
    arabic, english = apply_edits(source, target, edits)

    def numbers(text: str) -> list[str]:
        return sorted(word.strip(".,") for word in text.split() if word[0].isdigit())

    assert numbers(arabic) == numbers(english)
    assert len(numbers(arabic)) == 4
    swapped_ar, swapped_en = next((e.source_new, e.target_new) for e in edits if e.target_new[0].isalpha())
    assert swapped_ar in arabic
    assert swapped_en in english
    month = next(m for m in MONTHS if m[0] in english)
    assert any(form in arabic for form in month[1:])


def test_numbers_keep_their_grammatical_class() -> None:
    for seed in range(30):
        edits = augment("قتل 7 رجال و45 امرأة", "7 men and 45 women died", [], NAMES, random.Random(seed), 1.0)
        new = [int(e.source_new) for e in edits]
        assert 3 <= new[0] <= 9
        assert 11 <= new[1] <= 99


@pytest.mark.parametrize("text", ["10:30", "2014-15", "3/4"])
def test_parts_of_times_ranges_and_fractions_are_left_alone(text: str) -> None:
    assert augment(f"في {text}", f"at {text}", [], NAMES, random.Random(1), 1.0) == []


def test_edits_apply_by_position_on_each_side() -> None:
    edits = [Edit(0, 1, "xyz", 2, 3, "Q"), Edit(2, 3, "", 0, 1, "RR")]
    assert apply_edits("a b", "c d", edits) == ("xyz ", "RR Q")


def test_misspelling_keeps_every_letter_in_its_place() -> None:
    text = "قالت الحكومة إن المستشفى الكبير في المدينة"
    seen = {misspell(text, random.Random(seed), 1.0) for seed in range(40)}
    assert all(len(s) == len(text) for s in seen)
    assert "قالت الحكومه إن المستشفى الكبير في المدينه" in seen
