"""What is let in, told apart without a server."""

import json
import time

import httpx2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.admission import admit, require_arabic, visible_text
from api.schemas import ArticleIn
from dragoman.article import MAX_BYTES
from dragoman.errors import EmptyTextError, InvalidInputError, NotArabicError, TooLargeError

ANYTHING = st.text(st.characters(codec=None), max_size=300)
ARABIC_LETTERS = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهوي ", min_size=1, max_size=200).filter(str.strip)

REFUSALS = {
    "/problems/empty-text",
    "/problems/not-arabic",
    "/problems/forbidden-character",
    "/problems/invalid-request",
    "/problems/invalid-input",
    "/problems/invalid-json",
}


class TestLanguage:
    @pytest.mark.parametrize(
        "text",
        [
            "فقلت له: شكرا.",
            "* جهاز اللعب: «وي يو» حصريا",
            "زيارة د. أحمد",
            "في سياق متصل، أعلن وزیر الخارجية حسین أمیر عبد اللهیان أنه سیتم التوقیع علی خطة شاملة للتعاون",
            "والسفراء المكرمون هم:",
            "شركة Google تشتري شركة YouTube وتعلن عن خدمة YouTube Premium الجديدة في العالم العربي",
        ],
    )
    def test_arabic_that_looks_foreign_is_let_in(self, text: str) -> None:
        require_arabic(text)

    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("وزیر خارجه ایران با همتای روس خود دیدار کرد", "fa"),
            ("رئيس جمهوري اسلامي ايران در ديدار با وزير امور خارجه گفت كه اين كشور روابط خوبي دارد", "fa"),
            ("د افغانستان د بهرنیو چارو وزیر وویل چې دوی به له ټولو هېوادونو سره ښې اړیکې ولري", "ps"),
            ("Bakan, çalışmaların yarın başkentte başlayacağını ve herkes için olduğunu söyledi", "tr"),
            ("保健部长今天宣布在首都开设新的中心", "zh"),
        ],
    )
    def test_what_only_shares_the_script_is_named(self, text: str, language: str) -> None:
        with pytest.raises(NotArabicError) as caught:
            require_arabic(text)
        assert caught.value.language == language

    @given(ARABIC_LETTERS)
    def test_arabic_letters_are_never_called_another_language(self, text: str) -> None:
        require_arabic(text)


class TestPages:
    @pytest.mark.parametrize(
        ("html", "seen"),
        [
            ("<p>قال</p>", "قال"),
            ("<p>a &amp; b</p>", "a & b"),
            ("<SCRIPT>x</SCRIPT >y", "y"),
            ("<scripture>x</scripture>", "x"),
            ("<style>x", ""),
            ("x<!-- y", "x"),
            ("x<", "x"),
            ("<svg><text>x</text></svg>y", "y"),
        ],
    )
    def test_what_a_reader_sees(self, html: str, seen: str) -> None:
        assert " ".join(visible_text(html).split()) == seen

    @given(ANYTHING)
    def test_no_page_breaks_it(self, html: str) -> None:
        visible_text(html)

    @pytest.mark.parametrize("piece", ["<", "<script>", "<!--", "<a ", "</", "&", "<svg><", "<script></scrip"])
    def test_no_page_takes_long(self, piece: str) -> None:
        began = time.perf_counter()
        visible_text(piece * (MAX_BYTES // len(piece)))
        assert time.perf_counter() - began < 3


class TestSize:
    def test_exactly_the_limit_is_let_in(self) -> None:
        admit(ArticleIn(text="ق" * (MAX_BYTES // 2)))
        with pytest.raises(TooLargeError) as caught:
            admit(ArticleIn(text="ق" * (MAX_BYTES // 2) + "."))
        assert (caught.value.size, caught.value.limit) == (MAX_BYTES + 1, MAX_BYTES)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=300))
@example("\u202e")
@example("ـ")
def test_every_text_is_let_in_or_refused_with_a_reason(text: str) -> None:
    try:
        submission = admit(ArticleIn(text=text))
    except InvalidInputError as error:
        assert isinstance(error, EmptyTextError | NotArabicError)
        assert str(error)
    else:
        assert submission.text == text


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {"text": ANYTHING | ARABIC_LETTERS},
        optional={
            "title": ANYTHING | st.none(),
            "outlet": ANYTHING,
            "url": ANYTHING,
            "external_id": ANYTHING,
            "published_at": ANYTHING | st.datetimes().map(str) | st.integers() | st.floats(allow_nan=False),
            "options": st.dictionaries(ANYTHING, st.integers() | ANYTHING, max_size=2) | st.none(),
        },
    )
)
@example({"text": "قال\ud800"})
@example({"text": "قال", "published_at": "9999-12-31T23:59:59.999999-23:59"})
def test_whatever_is_sent_is_accepted_or_refused_with_a_type(client: httpx2.Client, document: object) -> None:
    answer = client.post("/v1/articles", content=json.dumps(document), headers={"content-type": "application/json"})
    if answer.status_code in (200, 202):
        article = client.get(answer.json()["links"]["article"]).json()
        assert article["source"]["text"] == document["text"]  # type: ignore[index]
        assert client.get(answer.json()["links"]["page"]).status_code == 200
    else:
        assert answer.json()["type"] in REFUSALS, answer.text
