"""Every kind of furniture the issue names, and the sentences that look like it and must stay."""

import pytest

from worker.prepare import prepare_text

TITLE = "الخارجية الأميركية تعلن موعد مؤتمر التحالف الدولي في واشنطن"
BODY = (
    "أعلنت وزارة الخارجية الأميركية أن وزراء خارجية دول التحالف سيجتمعون الأسبوع المقبل في العاصمة واشنطن.\n\n"
    "وقال مسؤول في الوزارة إن الاجتماع سيبحث مصير المقاتلين الأجانب المحتجزين في شمال شرق سوريا.\n\n"
    "وأضاف المسؤول أن بلاده ترحب بمشاركة جميع الدول الأعضاء في هذا المؤتمر الدولي."
)


def removed(text: str) -> dict[str, str]:
    """What is called furniture, by its own text, with the rule that said so."""
    segmented = prepare_text(text).segmented
    return {f.span.of(text): f.rule for f in segmented.furniture}


def kept(text: str) -> str:
    segmented = prepare_text(text).segmented
    return "\n".join(segmented.source_of(s) for s in segmented.segments)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (f"الرئيسية » الأخبار » {TITLE}", "breadcrumb"),
        ("الرئيسية / سياسة / دولي", "breadcrumb"),
        ("عرب وعالم", "section-name"),
        ("سورية", "section-name"),
        ("تخطي إلى المحتوى", "navigation"),
        ("شؤون مغاربية", "section-name"),
        ("جريدة الحقيقة:", "outlet-name"),
        ("حول العالم", "section-name"),
    ],
)
def test_above_the_headline(line: str, rule: str) -> None:
    assert removed(f"{line}\n\n{TITLE}\n\n{BODY}") == {line: rule}


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("واشنطن – هديل عويس – NPA", "byline"),
        ("| وكالات", "byline"),
        ("كتب: محمد عبد الله", "byline"),
        ("بقلم أحمد سعيد", "byline"),
        ("01:27 ص ,14 نوفمبر 2019", "time-stamp"),
        ("الخميس 7/3/1429 هـ - الموافق 13/3/2008 م الساعة 16:25 (مكة المكرمة)", "time-stamp"),
        ("٢٠١٩/١١/١٤", "time-stamp"),
        ("آخر تحديث: 12 تشرين الثاني 2019", "time-stamp"),
        ("منذ 3 ساعات", "time-stamp"),
        ("التحديث الاخير بتاريخ|السبت, نوفمبر 16, 2024", "time-stamp"),
        ("الساعة 10:12 صباحاً (هنا عدن ـ متابعات)", "time-stamp"),
        ("Ekleme: 30.08.2024 23:06:04 / Arapça", "time-stamp"),
        ("IMG 20260106 WA0033", "foreign-line"),
        ("بغداد- العراق اليوم:", "byline"),
        ("امن ـ الرأي ـ", "byline"),
        ("تغريدة مثيرة", "head-label"),
        ("3 دقائق للقراءة", "counter"),
        ("1,204 مشاهدة", "counter"),
        ("شارك على فيسبوك تويتر واتساب", "share-button"),
        ("طباعة", "share-button"),
        ("حجم الخط A+ A-", "letter-size"),
        ("صورة أرشيفية", "caption"),
        ("وزير الخارجية خلال مؤتمر صحفي في واشنطن (رويترز)", "caption"),
        (TITLE, "repeated-headline"),
    ],
)
def test_between_headline_and_body(line: str, rule: str) -> None:
    assert removed(f"{TITLE}\n\n{line}\n\n{BODY}") == {line: rule}


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("ليفانت-وكالات", "byline"),
        ("المصدر: رويترز", "source"),
        ("زر الذهاب إلى الأعلى", "navigation"),
        ("صحيفة الوطن", "outlet-name"),
        ("اليوم السابع", "outlet-name"),
        ("جميع الحقوق محفوظة لـ الحياة واشنطن © 2024", "copyright"),
        ("هاتف: 00961-81771671", "telephone"),
        ("البريد الإلكتروني: info@example.com", "e-mail"),
        ("العنوان: شارع الحمرا، بيروت", "address"),
        ("رئيس التحرير: سامي خليل", "masthead"),
        ("أترك رد", "comment-form"),
        ("لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *", "comment-form"),
        ("التعليقات (3)", "comment-form"),
        ("الوسوم: سوريا، واشنطن، التحالف", "tag-list"),
        ("#سوريا #واشنطن #التحالف", "tag-list"),
        ("تابعونا على تلغرام", "follow-us"),
        ("Read More", "more"),
        ("التفاصيل في الفيديو المرفق..", "more"),
        ("موافق", "consent"),
        ("هذا الموقع يستخدم ملفات تعريف الارتباط لتحسين تجربتك", "consent"),
        ("للاطلاع على بقية هذا المقال يرجى الاشتراك أو تسجيل الدخول", "paywall"),
        ("* * *", "stray-mark"),
        ("انتهى", "end-mark"),
        ("سامي خليل", "signature"),
        ("اقرأ المقال بالكامل", "more"),
        ("The post مؤتمر التحالف appeared first on الجريدة.", "syndication"),
        ("التدوينة مؤتمر التحالف ظهرت أولاً على الجريدة.", "syndication"),
        ("طباعة الخبر ارسال الخبر الى صديق", "share-button"),
        ("ذكر في هذا الخبر", "read-also"),
        ("جزيرة ام اند", "tail-label"),
    ],
)
def test_below_the_body(line: str, rule: str) -> None:
    assert removed(f"{TITLE}\n\n{BODY}\n\n{line}") == {line: rule}


@pytest.mark.parametrize(
    ("head", "rules"),
    [
        (["شبكة رصد الإخبارية", "follow us in feedly"], ["outlet-name", "foreign-line"]),
        (["رئيس مجلس الإدارة : سامي خليل", "Al-sharq", "مساحة إعلانية"], ["masthead", "foreign-line", "advertisement"]),
        ([f"• بيانات {n}" for n in "أبجدهوزح"], ["menu"] * 8),
        (["رئيس التحرير"], ["masthead"]),
    ],
)
def test_the_head_of_a_page_goes_and_its_headline_is_the_title(head: list[str], rules: list[str]) -> None:
    text = "\n\n".join([*head, TITLE, BODY])
    assert list(removed(text).values()) == rules
    assert prepare_text(text).segmented.title == TITLE


@pytest.mark.parametrize(
    "line", ["— دونالد ترامب (@realname) March 3, 2020", "View this post on Instagram", "pic.twitter.com/AbC123xyz"]
)
def test_the_caption_of_an_embedded_post_goes(line: str) -> None:
    first, rest = BODY.split("\n\n", 1)
    assert removed(f"{TITLE}\n\n{first}\n\n{line}\n\n{rest}") == {line: "embedded-post"}


def test_a_date_before_the_first_word_is_cut_off() -> None:
    assert removed(f"{TITLE}\n\ndate 2025-09-08 {BODY}") == {"date 2025-09-08": "time-stamp"}


def test_an_abstract_typed_again_with_another_ending_is_kept_once() -> None:
    abstract = (
        "تداول عدد من مستخدمي مواقع التواصل مقطع فيديو يظهر إسقاط طائرات النظام برميلا متفجرا على حي في مدينة حلب."
    )
    text = f"{TITLE}\n\n{abstract.replace('مستخدمي', 'مستخدمو')}\n\n{abstract}\n\n{BODY}"
    assert removed(text) == {abstract: "repeated-paragraph"}


def test_two_sentences_that_differ_by_a_number_both_stay() -> None:
    one = "وقالت الوزارة في بيان لها إن الحصيلة ارتفعت في مدينة حلب وريفها الشمالي والغربي إلى 35 قتيلا وعشرات الجرحى."
    assert removed(f"{TITLE}\n\n{one}\n\n{one.replace('35', '53')}\n\n{BODY}") == {}


def test_a_short_label_gives_the_title_up_to_the_headline_below_it() -> None:
    assert prepare_text(f"موجز إعلامي\n\n{TITLE}\n\n{BODY}").segmented.title == TITLE


def test_read_also_takes_its_headline_along() -> None:
    line = 'اقرأ ايضا: "هيومن رايتس ووتش" تطالب واشنطن بتعليق نقل الأسلحة'
    first, rest = BODY.split("\n\n", 1)
    assert removed(f"{TITLE}\n\n{first}\n\n{line}\n\n{rest}") == {line: "read-also"}


def test_read_also_takes_the_teasers_under_it_along() -> None:
    tail = "شاهد أيضاً\n\nميليشيات تخرق الهدنة في الحديدة\n\nاستهدفت ميليشيا أمس مناطق متفرقة في الساحل الغربي، …"
    assert list(removed(f"{TITLE}\n\n{BODY}\n\n{tail}").values()) == ["read-also", "teaser", "teaser"]


def test_a_marker_amid_the_prose_takes_only_what_hangs_on_it() -> None:
    first, rest = BODY.split("\n\n", 1)
    text = f"{TITLE}\n\n{first}\n\nمواضيع ذات صلة\nمقتل قيادي في غارة جوية\n\nتطورات ميدانية في الشرق\n\n{rest}"
    assert removed(text) == {"مواضيع ذات صلة": "read-also", "مقتل قيادي في غارة جوية": "teaser"}


def test_linked_headlines_between_paragraphs_go() -> None:
    first, rest = BODY.split("\n\n", 1)
    teaser = "- سلاسل الإمداد في خطر.. إضراب طويل يشل أكبر ميناء"
    assert removed(f"{TITLE}\n{first}\n{teaser}\n{rest}") == {teaser: "teaser"}


def test_what_stands_between_the_page_title_and_the_headline_goes() -> None:
    text = f"{TITLE}\n\nتراجع التحويلات في سبعة أشهر\n\nTT\n\n{TITLE}\n\n{BODY}"
    assert list(removed(text).values()) == ["page-head", "page-head", "repeated-headline"]


def test_an_abstract_set_above_its_article_is_kept_once() -> None:
    first = BODY.split("\n\n", 1)[0]
    assert removed(f"{TITLE}\n\n{first}\n\n{BODY}") == {first: "repeated-paragraph"}


def test_a_consent_button_stuck_to_the_last_word_is_cut_off() -> None:
    text = f"{TITLE}\n\n{BODY}موافق"
    assert removed(text) == {"موافق": "consent"}
    assert kept(text) == kept(f"{TITLE}\n\n{BODY}")


@pytest.mark.parametrize(
    ("mark", "rule"), [("انتهى", "end-mark"), (" (رويترز)", "agency-credit"), (" (إفي)", "agency-credit")]
)
def test_the_end_of_a_dispatch_is_cut_off(mark: str, rule: str) -> None:
    assert removed(f"{TITLE}\n\n{BODY}{mark}") == {mark.strip(): rule}


def test_a_list_announced_by_a_colon_at_the_end_stays() -> None:
    assert removed(f"{TITLE}\n\n{BODY}\n\nشارك في الحوار:\nسامي خليل\nرنا صلاح") == {}


def test_a_page_title_that_ends_in_the_outlet_gives_way_to_the_headline() -> None:
    # Given a page's title with its outlet, a poll and the headline above the article
    text = f"{TITLE} - بوابة الشروق\n\nهل تتوقع نجاح اتفاق الهدنة؟\n\n{TITLE}\n\n{BODY}"
    # Then the headline is the title, and what stands above it is gone
    assert list(removed(text).values()) == ["page-title", "page-head"]
    assert prepare_text(text).segmented.title == TITLE


def test_a_credit_with_a_date_before_the_first_word_is_cut_off_and_read() -> None:
    lead = "شهد محمد - ابوظبي في الاثنين 18 أغسطس 2025 04:24 صباحاً -"
    prepared = prepare_text(f"{TITLE}\n\n{lead} {BODY}")
    assert [f.rule for f in prepared.segmented.furniture] == ["dated-lead"]
    assert prepared.metadata.found["byline"]["value"] == "شهد محمد"
    assert prepared.metadata.found["published_at"]["value"] == "2025-08-18T04:24"


def test_the_date_that_says_published_wins_over_the_page_s_own() -> None:
    text = f"{TITLE}\n\nالجمعة 16 مايو 2025 11:19 ص\n\nنشر في: الإثنين 7 مارس 2022 - 3:33 م\n\n{BODY}"
    assert str(prepare_text(text).metadata.found["published_at"]["value"]).startswith("2022-03-07")


def test_style_sheets_taken_for_text_go() -> None:
    line = ".epaper-widget{margin-top: 20px; max-width:250px}"
    assert removed(f"{TITLE}\n\n{BODY}\n\n{line}") == {line: "code"}


OTHERS = [
    "أستراليا تعلن ميزانية جديدة بتخفيضات ضريبية للأسر",
    "مواقع لاحتفالات عيد الفطر في الطائف",
    "كثافات عالية بالمسجد الحرام وقت الذروة",
    "موعد صرف معاش الضمان للدفعة الأربعين",
]


def test_headlines_that_have_nothing_to_do_with_the_prose_go() -> None:
    assert list(removed("\n".join([*OTHERS, TITLE, BODY])).values()) == ["other-headlines"] * 4


def test_a_few_headlines_stay_whatever_they_say() -> None:
    assert removed("\n".join([*OTHERS[:2], TITLE, BODY])) == {}


def test_lines_of_one_text_broken_short_stay() -> None:
    lines = [
        "يتطلع كثير من المعلمين بحلم",
        "يراودهم طويلا منذ زمن بعيد،",
        "وينتظرون قرارا يعيد إليهم",
        "ما فقدوه من حقوقهم قديما",
    ]
    assert removed("\n".join([*lines, BODY])) == {}


def test_a_link_back_after_the_last_sentence_is_cut_off() -> None:
    trailer = f"رابط الخبر بصحيفة الوئام: {TITLE}"
    assert removed(f"{TITLE}\n\n{BODY} {trailer}") == {trailer: "trailer"}


@pytest.mark.parametrize(
    "lead",
    [
        "الأمم المتحدة، 30 مايو/آيار (إفي):",
        "المساء اليوم – متابعات:",
        "أربيل (كوردستان 24)-",
        "واشنطن - «الشرق الأوسط»:",
        "بغداد (رويترز) -",
        "الرياض - كتبت رنا صلاح -",
        "القاهرة –",
        "* سيول - «الشرق الأوسط»:",
    ],
)
def test_a_dateline_is_cut_off_its_sentence(lead: str) -> None:
    assert removed(f"{TITLE}\n\n{lead} {BODY}") == {lead: "dateline"}


def test_a_ticker_of_headlines_goes() -> None:
    line = "   ".join(["وزير الخارجية المصري يزور بيروت غدا"] * 5)
    assert list(removed(f"{TITLE}\n{line}\n{BODY}").values()) == ["ticker"]


def test_a_programme_of_times_above_the_article_goes() -> None:
    programme = "\n".join(f"{hour:02}:00\nأخبار العالم" for hour in range(6, 12))
    assert set(removed(f"{programme}\n12:00\n{TITLE}\n{BODY}").values()) == {"schedule"}


@pytest.mark.parametrize(
    "sentence",
    [
        "واشنطن: لن ننسحب من شمال شرق سوريا قبل القضاء على التنظيم نهائيا.",
        "وذكرت قناة (السومرية) العراقية الإخبارية أن الوزير سيلتقي عددا من المسؤولين.",
        "للمزيد من الأمن على الحدود قررت الحكومة إرسال قوات إضافية إلى المنطقة.",
        "شارك وزير الخارجية في الاجتماع الذي عقد صباح أمس في العاصمة.",
        "وطالبت المنظمة بأن تكون جميع حقوق الصحافيين محفوظة في القانون الجديد.",
        "المصدر الذي طلب عدم كشف هويته قال إن الاتصالات لا تزال جارية.",
        "تابعت الحكومة تنفيذ خطتها لإعادة النازحين إلى قراهم قبل الشتاء.",
        "هاتف الرئيس نظيره الفرنسي وبحثا تطورات الوضع في لبنان.",
        "كتب الرئيس في تغريدة أن القضاء على التنظيم بات وشيكا.",
        "عنوان المرحلة المقبلة هو الحوار بين جميع الأطراف السورية.",
        "وشارك في الاجتماع وفد من حلف شمال الأطلسي (NATO).",
        "قال المتحدث إن الانفجار وقع عند الساعة 10:30 صباح الخميس في وسط العاصمة.",
        "سوريا آمنة مستقرة لا تشكل تهديدا لشعبها وجيرانها.",
    ],
)
def test_sentences_that_look_like_furniture_stay(sentence: str) -> None:
    first, rest = BODY.split("\n\n", 1)
    assert removed(f"{TITLE}\n\n{first}\n\n{sentence}\n\n{rest}") == {}


def test_subheadings_and_lists_stay() -> None:
    first, rest = BODY.split("\n\n", 1)
    text = f"{TITLE}\n\n{first}\n\nموقف تركيا\n\nأبرز النقاط:\n- وقف إطلاق النار\n- عودة النازحين\n\n{rest}"
    assert removed(text) == {}


UPDATES = enumerate(("انتشال 3 جثث", "نقل مصابين", "سماع أصوات", "إخراج طفلة حية", "استمرار البحث"), start=11)


def test_the_updates_of_a_live_blog_stay() -> None:
    updates = "\n".join(f"{hour}:30\nالدفاع المدني: {thing} من تحت الأنقاض في خان يونس" for hour, thing in UPDATES)
    text = f"مباشر.. آخر تطورات الحرب على غزة\n{updates}"
    assert kept(text).count("الدفاع المدني") == 5


def test_a_text_of_furniture_alone_is_kept_whole() -> None:
    assert kept("شارك على فيسبوك") == "شارك على فيسبوك"
