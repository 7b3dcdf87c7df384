"""Every kind of stop the issue names, and what does and does not end at it."""

import pytest

from dragoman.text import Boundary, SegmentKind
from worker.prepare import prepare_text

LEAD = "عقد مجلس الأمن جلسة طارئة أمس في نيويورك لبحث الوضع في سوريا.\n"
"""A first paragraph, so that what is tested is neither headline nor the whole text."""


def cut(text: str) -> list[str]:
    """The sentences of ``text`` after the lead."""
    segmented = prepare_text(LEAD + text).segmented
    return [segmented.source_of(s) for s in segmented.segments][1:]


@pytest.mark.parametrize(
    ("case", "sentences"),
    [
        ("full stop", ["وصل الوزير إلى بغداد مساء الأحد.", "والتقى هناك رئيس الحكومة العراقية."]),
        ("question", ["هل تنجح المفاوضات هذه المرة في جنيف؟", "لا أحد يعرف الجواب حتى الآن."]),
        ("exclamation", ["يا له من يوم طويل على الجميع!", "لكن المفاوضات استمرت حتى الفجر."]),
        (
            "Urdu and Devanagari stops",
            ["نفى الوزير ما تردد من أنباء أمس۔", "وأضاف أن الوضع مستقر।", "ثم غادر القاعة مسرعا."],
        ),
        (
            "space before the stop",
            ["يضم التحالف الدولي 35 دولة ومنظمة دولية .", "وأضاف المسؤول أن الاجتماع سيعقد غدا ."],
        ),
        (
            "closing quote after the stop",
            ['وأكمل "كما نشاطر الجنرال قلقه من عودتهم."', "وأوضح جيفري أن المحادثات مستمرة."],
        ),
        ("closing quote before the stop", ['قال إن "الإدارة ستستمر في العمل معهم".', "وأضاف أن القرار نهائي."]),
        ("guillemets", ["وقال: «لن نتراجع عن هذا القرار أبدا».", "وغادر الاجتماع بعد ذلك."]),
        ("curly quotes", ["أكد أن “الوضع تحت السيطرة تماما”.", "ولم يقدم تفاصيل أخرى."]),
        ("stop inside guillemets", ["وقال: «لن نتراجع عن هذا القرار أبدا.»", "وغادر الاجتماع بعد ذلك."]),
        (
            "junk between sentences",
            [
                "جاء ذلك في بداية أعمال المؤتمر السنوي.,",
                "وأشار إلى تنامي المخاوف من التنظيم.,",
                "وحث الدول على التعاون.",
            ],
        ),
        ("no space after the stop", ["انتهت زيارة الوفد إلى العاصمة أمس.", "وقال مصدر إن اللقاء كان إيجابيا."]),
        ("question and dots", ["وهل تنجح المعارضة في تحقيق فوز كاسح؟..", "اليسار يتقدم أكثر مما كان متوقعا."]),
        ("ellipsis before an opening", ["لم يرد المتحدث على أسئلة الصحافيين...", "وأضاف أن البيان سيصدر لاحقا."]),
        ("after a channel's letters", ["نقلت ذلك قناة بي بي سي.", "وأضافت أن التحقيق مستمر حتى الآن."]),
        ("year and era", ["بنيت المدينة عام 762 م.", "وكانت عاصمة للدولة قرونا طويلة."]),
    ],
)
def test_ends_here(case: str, sentences: list[str]) -> None:
    joined = "".join(sentences) if case == "no space after the stop" else " ".join(sentences)
    assert cut(joined) == sentences


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("ارتفع الإنتاج بنسبة 2.5 في المائة إلى 259.167 وحدة خلال العام.", id="decimals and thousands"),
        pytest.param("انطلق الاجتماع عند الساعة 01.27 بتوقيت دمشق بحضور الجميع.", id="time with a dot"),
        pytest.param("وصل د. أحمد المنصوري وأ.د. سامي خليل إلى المؤتمر أمس.", id="titles"),
        pytest.param("قال لوكالة الأنباء الألمانية (د.ب.أ) إن القوات تقدمت شرقا.", id="agency initials"),
        pytest.param("أرسلوا الرسائل إلى ص.ب. 1234 في العاصمة قبل نهاية الشهر.", id="post box"),
        pytest.param("وصفت وزارة الخارجية U.S. State Department البيان بالمهم.", id="Latin initials"),
        pytest.param("وأعلن جون إف. كينيدي ذلك في خطابه الشهير أمام الكونغرس.", id="spelled-out initial"),
        pytest.param("ارتفع سهم إس. تي. مايكرو إلكترونيكس في بورصة باريس أمس.", id="spelled-out letters"),
        pytest.param("حضر الحفل أ . د . محمد الأمين وعدد من أولياء الأمور.", id="initials with spaces"),
        pytest.param("نشر الموقع www.example.com/a.b.html تقريرا مفصلا عن الحادث.", id="link"),
        pytest.param("يمكن مراسلتنا على info@example.org قبل نهاية الأسبوع الجاري.", id="mail address"),
        pytest.param("ذكرت العربية.نت أن الوفد غادر المدينة صباح الاثنين.", id="Arabic domain"),
        pytest.param("أضاف أن الورشة شملت 13 رئيس بلدية.. مشيرا إلى نجاحها.", id="dots as a pause"),
        pytest.param("حضر ممثلون عن /31/ دولة الاجتماع الذي عقد عند 01:27 فجرا.", id="slashes and colons"),
        pytest.param("تساءل الكاتب (متى ينتهي هذا؟) في مقاله الأخير عن الحرب.", id="question in an aside"),
        pytest.param("«هل نذهب إلى البيت؟» سأل الطفل أمه وهما يغادران المدرسة.", id="quoted question goes on"),
        pytest.param("هتف الجمهور «نعم! نعم!» عند دخول الفريق إلى الملعب.", id="short cries in a quotation"),
        pytest.param("أعلنت شركة ياهو! عن أرباحها الفصلية مساء أمس الأول.", id="mark in a name"),
        pytest.param("تعاني المدينة نقصا في الماء؛ حيث انقطعت الخدمة منذ أسبوع.", id="semicolon"),
    ],
)
def test_does_not_end_here(sentence: str) -> None:
    assert cut(sentence) == [sentence]


def test_two_sentences_in_one_quotation_are_cut_where_both_stand_on_their_own() -> None:
    first = "وقال: «عندما أصبحت رئيساً كان التنظيم قد خرج عن السيطرة."
    second = "لكن تقدماً عظيماً تم تحقيقه منذ ذلك الحين»."
    assert cut(f"{first} {second}") == [first, second]


def test_quotes_the_wrong_way_round_and_unclosed_do_not_swallow_stops() -> None:
    assert cut("قال ”إن الوضع هادئ تماما“ أمس. وأضاف أن “الجميع بخير الآن. ثم غادر القاعة.") == [
        "قال ”إن الوضع هادئ تماما“ أمس.",
        "وأضاف أن “الجميع بخير الآن.",
        "ثم غادر القاعة.",
    ]


def test_quotes_within_quotes() -> None:
    text = 'قال: «إن ما سماه "الحل السياسي" لم يعد ممكنا في هذه المرحلة». وأضاف أن الحوار مستمر.'
    assert cut(text) == [text[: text.index(" وأضاف")], "وأضاف أن الحوار مستمر."]


def test_a_stop_forgotten_after_a_speech_is_mended_before_a_verb_of_saying() -> None:
    first = (
        'رد عليه وزير الخارجية بالقول "نراقب المنطقة وقد قمنا بنشر قواتنا في مناطق أوسع لضمان عدم عودة التنظيم إليها"'
    )
    second = "وأكد الوزير أن على الدول المجتمعة استعادة مواطنيها ومحاسبتهم."
    assert cut(f"{first} {second}") == [first, second]


def test_a_numbered_list_keeps_its_numbers() -> None:
    text = "تضمن البيان ثلاثة بنود:\n1. وقف إطلاق النار فورا.\n2. إطلاق سراح المعتقلين.\n3. إدخال المساعدات."
    assert cut(text)[1:] == ["1. وقف إطلاق النار فورا.", "2. إطلاق سراح المعتقلين.", "3. إدخال المساعدات."]


def test_a_paragraph_without_a_last_stop_ends_at_its_break() -> None:
    # Given a paragraph that no stop ends, between two that have theirs
    segmented = prepare_text(LEAD + "حضر الاجتماع ممثلو 31 دولة من التحالف\nثم غادر الجميع القاعة مساء أمس.").segmented
    # Then it is a segment of its own, and says why it ends
    assert [s.boundary for s in segmented.segments] == [Boundary.STOP, Boundary.BREAK, Boundary.STOP]


def test_a_headline_in_two_parts_stays_whole() -> None:
    title = "ترامب لجمهوره: باقون لأجل النفط .. والخارجية تؤكد البقاء لمحاربة «الدولة»"
    segmented = prepare_text(f"{title}\n\n{LEAD}").segmented
    assert segmented.title == title
    assert segmented.segments[0].kind is SegmentKind.TITLE


def test_verse_keeps_its_lines() -> None:
    verse = ["إذا الشعب يوما أراد الحياة", "فلا بد أن يستجيب القدر", "ولا بد لليل أن ينجلي", "ولا بد للقيد أن ينكسر"]
    assert cut("\n".join(verse))[:3] == verse[:3]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    # Given a text as a PDF leaves it: lines of one width, broken in the middle of sentences
    wrapped = (
        "قدم الأمين العام إلى مجلس الأمن تقريره عن الوضع الإنساني في البلاد خلال\n"
        "الأشهر الثلاثة الماضية بعد سلسلة من الزيارات الميدانية إلى المحافظات التي\n"
        "شهدت أعمال عنف واسعة. وأشار التقرير إلى أن أعداد النازحين ارتفعت كثيرا في\n"
        "الشمال الغربي بسبب القصف وأن المساعدات لا تصل إلا إلى عدد قليل من السكان\n"
        "في تلك المناطق."
    )
    assert len(cut(wrapped)) == 2


def test_a_line_that_ends_in_a_comma_goes_on() -> None:
    assert cut("وصل الوزير إلى العاصمة بيروت مساء أمس،\nوالتقى رئيس الحكومة في القصر.") == [
        "وصل الوزير إلى العاصمة بيروت مساء أمس،\nوالتقى رئيس الحكومة في القصر."
    ]
