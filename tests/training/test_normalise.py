"""The one form of text the model reads."""

import pytest

from training.translator.normalise import normalise_arabic, normalise_english


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("كِتَابٌ", "كتاب"),
        ("الســـلام", "السلام"),
        ("هٰذا", "هذا"),
        ("ﻻ ﷲ", "لا الله"),
        ("١٢٣ و۴۵۶", "123 و456"),
        ("\u202bقال\u202c\u200f  اليوم\u00a0\n", "قال اليوم"),
        ("أإآى ة ء", "أإآى ة ء"),
        ("½ ²", "½ ²"),
        ("", ""),
    ],
)
def test_arabic_is_brought_to_one_form(written: str, read: str) -> None:
    assert normalise_arabic(written) == read
    assert normalise_arabic(read) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("“It’s”  over", '"It\'s" over'), ("«quoted»", '"quoted"'), ("ﬁne\u200b", "fine"), ("a – b", "a – b")],
)
def test_english_is_spelt_in_one_way(written: str, read: str) -> None:
    assert normalise_english(written) == read
