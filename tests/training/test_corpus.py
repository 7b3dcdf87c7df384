"""The corpus is clean, and the scripts that say so see dirt when it is there."""

import pytest

from training.corpus import reading
from training.corpus.audit import duplicates, malformed
from training.corpus.names import ambiguous, check_names, spellings
from training.corpus.near_duplicates import near_duplicates
from training.corpus.reading import Entity, Pair

SENTENCE = "أعلن وزير الخارجية الأميركي يوم الأربعاء أن بلاده ستواصل قيادة التحالف الدولي في سوريا والعراق"


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return list(reading.pairs())


def test_every_pair_of_the_corpus_is_well_formed(pairs: list[Pair]) -> None:
    faulty = [(fault, p) for p in pairs if (fault := malformed(p))]
    assert faulty == []


def test_almost_no_sentence_stands_twice(pairs: list[Pair]) -> None:
    exact, near = duplicates(pairs)
    assert len(exact) <= len(pairs) // 1000
    assert len(near) <= len(pairs) // 1000


def test_every_story_is_whole() -> None:
    for name, story in reading.stories():
        assert len(story["ar"]) == len(story["en"]), name
        assert len(story["summary_ar"]) == len(story["summary_en"]), name
        for arabic, english in zip(story["summary_ar"], story["summary_en"], strict=True):
            assert arabic["evidence"] == english["evidence"], (name, story["headline_en"])
            assert english["evidence"], (name, story["headline_en"])
            assert all(0 <= n < len(story["ar"]) for n in english["evidence"]), (name, story["headline_en"])


def test_a_sentence_with_one_word_changed_is_a_near_duplicate() -> None:
    other = SENTENCE.replace("الأربعاء", "الخميس")
    unlike = "ارتفعت أسعار النفط في التعاملات الآسيوية المبكرة بعد تراجع المخزونات الأميركية على غير المتوقع"
    assert [(i, j) for i, j, _ in near_duplicates([SENTENCE, unlike, other], 0.5)] == [(0, 2)]


def test_the_same_sentence_with_and_without_marks_is_the_same() -> None:
    assert near_duplicates(["قالَ الوزيرُ إنّ الأمر جيّد", "قال الوزير ان الأمر جيد"])[0][2] == 1.0


def test_names_are_found_behind_clitics_and_compared_without_style() -> None:
    table = spellings([Entity("عبد الفتاح السيسي", "Abdel Fattah el-Sisi", "PER", "x")])
    right = Pair("ولعبد الفتاح السيسي", "and for Abdel Fattah El-Sisi", "x", "pair")
    wrong = Pair("قال عبد الفتاح السيسي", "said Abdulfattah Sisi", "x", "pair")
    report = check_names([right, wrong], table)
    assert (report.uses, report.spelled) == (2, 1)
    assert report.astray[0][2:] == (1, "said Abdulfattah Sisi")


def test_a_form_with_two_english_spellings_is_named() -> None:
    entities = [Entity("الرقة", "Raqqa", "LOC", "x"), Entity("الرقه", "Ar-Raqqah", "LOC", "y")]
    assert [len(english) for _, english in ambiguous(entities)] == [2]


@pytest.mark.parametrize(
    ("arabic", "english", "fault"),
    [
        ("NPA", "NPA", "no Arabic"),
        ("قال", "said قال", "Arabic in the English"),
        ("قال ", "said", "white space"),
        ("قال", "", "empty"),
        ("قال", "said", None),
    ],
)
def test_malformed(arabic: str, english: str, fault: str | None) -> None:
    found = malformed(Pair(arabic, english, "x", "pair"))
    assert (found is None) if fault is None else (found is not None and fault in found)
