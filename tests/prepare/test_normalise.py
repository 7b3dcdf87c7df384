"""What the engine reads, and the way back from it."""

import pytest

from worker.prepare import normalise


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("مـحـمـد", "محمد", id="tatweel"),
        pytest.param("الحُدَيْدَةِ", "الحديدة", id="diacritics"),
        pytest.param("ﻻ ﷲ ﺑﻴﺖ", "لا الله بيت", id="presentation forms"),
        pytest.param("الکویت", "الكويت", id="Persian letters"),
        pytest.param("٣٥ دولة و۷۹ وزيرا", "35 دولة و79 وزيرا", id="digits"),
        pytest.param("٤٠٫٥ و١٬٢٥٠ و٩٪", "40.5 و1,250 و9%", id="separators"),
        pytest.param("\u202bواشنطن\u202c \u200fتعلن\ufeff", "واشنطن تعلن", id="bidi controls"),
        pytest.param("بات\u00a0وشيكاً\u2003اليوم", "بات وشيكا اليوم", id="NBSP and wide spaces"),
        pytest.param("كلمة\u200bأخرى\u200c", "كلمةأخرى", id="zero-width marks"),
        pytest.param("ماذا؟؟ نعم!! قال،، ثم", "ماذا؟ نعم! قال، ثم", id="doubled marks"),
        pytest.param("في محاربة داعش.,", "في محاربة داعش.", id="junk after a stop"),
        pytest.param("35 دولة ومنظمة دولية .", "35 دولة ومنظمة دولية.", id="space before a stop"),
        pytest.param("هنا عدن ـ متابعات", "هنا عدن - متابعات", id="tatweel as a dash"),
        pytest.param("قال إن\nالاجتماع", "قال إن الاجتماع", id="line break"),
        pytest.param("ارتفع 2.5 .. ثم هبط ...", "ارتفع 2.5 .. ثم هبط ...", id="ellipses stay"),
        pytest.param("«الشرق الأوسط»", "«الشرق الأوسط»", id="quotes stay"),
        pytest.param("", "", id="nothing"),
        pytest.param(" \u200f ", "", id="nothing to see"),
    ],
)
def test_the_engine_reads(source: str, expected: str) -> None:
    assert normalise(source).text == expected


def test_the_map_leads_back_to_the_very_code_point() -> None:
    source = "الـعَـربي ٣٥ ﻻ"
    normalised = normalise(source)
    back = [source[at] for at in normalised.origin]
    assert normalised.text == "العربي 35 لا"
    assert "".join(back) == "العربي ٣٥ ﻻﻻ"
