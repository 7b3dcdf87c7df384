"""Each check, on what it must see and on what it must let pass."""

import pytest

from worker.translate.checks import CHECKS, check
from worker.translate.checks.dates import months, weekdays
from worker.translate.checks.length import length_ratio
from worker.translate.checks.marks import question, quotation
from worker.translate.checks.negation import negation
from worker.translate.checks.numbers import numbers
from worker.translate.checks.repetition import repetition
from worker.translate.checks.script import copied_source, leftover_arabic


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("من 35 دولة", "from 35 states"),
        ("من ٣٥ دولة", "from 35 states"),
        ("من ٣٥ دولة", "from thirty-five states"),
        ("من /31/ دولة", "from 31 states"),
        ("1,500 دولار", "$1500"),
        ("١٬٥٠٠ دولار", "$1,500"),
        ("12٫5%", "12.5%"),
        ("بتراجعه 5,8 بالمئة", "down 5.8 percent"),
        ("1.5 مليون", "1,500,000"),
        ("1,500,000", "1.5 million"),
        ("3 ملايين و250 ألف دينار", "3,250,000 dinars"),
        ("000 640 لاجئ", "640,000 refugees"),
        ("ثلاثة عشر جنديا", "13 soldiers"),
        ("مئة وخمسة وعشرون", "125"),
        ("مئة ألف شيكل", "a hundred thousand shekels"),
        ("أحد عشر عاما", "eleven years"),
        ("المادة الثانية والأربعون", "Article 42"),
        ("في الأول من حزيران", "on June 1"),
        ("بهدفين لهدف", "2-1"),
        ("الملك محمد السادس", "King Mohammed VI"),
        ("ثمانينيات القرن الماضي", "the 1980s"),
        ("الساعة 01:27", "at 01:27"),
        ("14/11/2019", "14/11/2019"),
        ("خمس مرات", "fivefold"),
        ("ألفا شخص", "two thousand people"),
        ("مليونان", "two million"),
    ],
)
def test_numbers_that_agree(source: str, target: str) -> None:
    assert numbers(source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "missing", "added"),
    [
        ("108 قتلى", "188 dead", ["108"], ["188"]),
        ("5000 قبل الميلاد", "500 BC", ["5000"], ["500"]),
        ("لا رقم", "In 2019", [], ["2019"]),
        ("قرار 2254", "the resolution", ["2254"], []),
        ("ثلاثة عشر قتيلا", "30 dead", ["ثلاثه و عشر"], ["30"]),
        ("1.5 مليون", "1.5 billion", ["1.5"], ["1.5"]),
    ],
)
def test_numbers_that_do_not(source: str, target: str, missing: list[str], added: list[str]) -> None:
    flags = [f.data for f in numbers(source, target)]
    assert flags == [{"missing": missing, "added": added}]


@pytest.mark.parametrize(
    ("target", "phrase"),
    [
        ("the state of the state of the state of Syria", "the state of"),
        ("no no no", "no"),
        ("a sufffff of it", "sufffff"),
        ("they salalalal", "salalalal"),
        ("very, very good, and very, very bad", None),
        ("a b a b c", None),
        ("Mississippi, hmmm", None),
    ],
)
def test_repetition(target: str, phrase: str | None) -> None:
    assert [f.data["phrase"] for f in repetition("", target)] == ([phrase] if phrase else [])


@pytest.mark.parametrize(
    ("source", "target", "missing", "added"),
    [
        ("في 19 كانون الأول", "on December 19", None, None),
        ("في آذار/مارس 2011", "in March 2011", None, None),
        ("في 3 مارس", "on 3 March", None, None),
        ("مارس ضغوطا", "exerted pressure", None, None),
        ("في تموز 2018", "in July 2018", None, None),
        ("في جانفي الماضي", "last January", None, None),
        ("في تموز 2018", "in June 2018", [7], [6]),
        ("في تشرين الثاني", "in October", [11], [10]),
        ("قال", "He said in May", [], [5]),
        ("ربما", "May be.", None, None),
    ],
)
def test_months(source: str, target: str, missing: list[int] | None, added: list[int] | None) -> None:
    flags = [f.data for f in months(source, target)]
    assert flags == ([] if missing is None else [{"missing": missing, "added": added}])


@pytest.mark.parametrize(
    ("source", "target", "flagged"),
    [
        ("يوم الخميس", "on Thursday", False),
        ("يوم الخميس", "on Tuesday", True),
        ("يوم الخميس", "yesterday", True),
        ("الاثنين معا", "the two together", False),
        ("قال", "said on Friday", True),
    ],
)
def test_weekdays(source: str, target: str, flagged: bool) -> None:
    assert bool(weekdays(source, target)) is flagged


@pytest.mark.parametrize(
    ("source", "target", "flagged"),
    [
        ("لم يحضر الوزير", "The minister did not attend", False),
        ("لم يحضر الوزير", "The minister attended", True),
        ("حضر الوزير", "The minister did not attend", True),
        ("لا سيما في الشمال", "especially in the north", False),
        ("لا يزال ينشط", "is still active", False),
        ("نفى الوزير", "The minister said it was not true", False),
        ("من دون شروط", "unconditionally", False),
        ("ما حضر", "he did not attend", False),
    ],
)
def test_negation(source: str, target: str, flagged: bool) -> None:
    assert bool(negation(source, target)) is flagged


@pytest.mark.parametrize(
    ("source", "target", "flagged"),
    [
        ("قال «لن نعود إلى الوراء أبدا»", 'He said: "We will never go back"', False),
        ("قال «لن نعود إلى الوراء أبدا»", "He said they would never go back", True),
        ("في «تويتر»", "on Twitter", False),
        ("قال إنه سيعود", 'He said "I will return to my country"', True),
        ("قال «نعم»", '"Yes, he said', True),
        ('قال "لن نعود إلى الوراء', '"We will not go back', False),
    ],
)
def test_quotation(source: str, target: str, flagged: bool) -> None:
    assert bool(quotation(source, target)) is flagged


def test_a_question_stays_a_question() -> None:
    assert question("هل يعود؟", "Will he return?") == []
    assert question("هل يعود؟", "He will return.")[0].data == {"source": True, "target": False}
    assert question("يعود.", "Will he return?")[0].data == {"source": False, "target": True}


def test_a_target_far_too_short_or_long_is_flagged_with_what_was_expected() -> None:
    source = "وأوضح المسؤول في وزارة الخارجية الأميركية أن الوزير سيعقد في بداية المؤتمر اجتماعا وزاريا مصغرا"
    good = "The State Department official explained that the secretary would hold a small ministerial meeting first"
    assert length_ratio(source, good) == []
    assert length_ratio(source, "The official explained.")[0].data["ratio"] == 0.26
    assert length_ratio(source, good * 3)


def test_leftover_arabic_names_the_words() -> None:
    assert leftover_arabic("", "The وزير said")[0].data == {"words": ["وزير"]}
    assert leftover_arabic("", "The minister said") == []


def test_a_copied_source_is_told() -> None:
    assert copied_source("قال الوزير", "قال  الوزير")
    assert not copied_source("NPA", "NPA")


def test_an_empty_target_has_one_flag_only() -> None:
    assert [f.check for f in check("من 35 دولة", " ")] == ["empty"]


def test_a_faithful_sentence_passes_every_check() -> None:
    source = "وفي 19 كانون الأول الماضي، أعلن ترامب قرار سحب 2000 جندي من سورية، قائلاً: «لا خطة لما سوف يلي»."
    target = (
        "On December 19, Trump announced the decision to withdraw 2,000 troops from Syria, saying: "
        '"There is no plan for what comes next."'
    )
    assert check(source, target) == ()
    assert len(CHECKS) == 10
