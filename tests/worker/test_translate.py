"""Every sentence gets exactly one translation, or a flag that says why not."""

from hypothesis import given
from hypothesis import strategies as st

from tests.worker.fakes import FakeTranslator
from worker.engines.translator import Candidate
from worker.translate.pieces import split_to_fit
from worker.translate.sentences import MAX_BATCH_SENTENCES, Source, translate_sentences

WORDS = st.lists(st.sampled_from(["قال", "الوزير،", "35", "إن؛", "نعم.", "لا"]), min_size=1, max_size=120)


def translate(texts: list[str], engine: FakeTranslator) -> list[object]:
    sources = [Source(n, t) for n, t in enumerate(texts, 1)]
    return [t for batch in translate_sentences(sources, engine) for t in batch]


@given(st.lists(WORDS.map(" ".join), max_size=40))
def test_every_source_gets_one_translation_in_order_whatever_its_length(texts: list[str]) -> None:
    engine = FakeTranslator(max_source_tokens=20)
    got = translate(texts, engine)
    assert [t.n for t in got] == list(range(1, len(texts) + 1))
    assert all(t.text for t in got)
    assert all(n <= 20 for call in engine.calls for n in engine.count_tokens(call))


def test_a_sentence_over_the_limit_is_translated_in_pieces_and_says_so() -> None:
    engine = FakeTranslator(max_source_tokens=20)
    (got,) = translate([" ".join(["قال الوزير إن الأمر جيد،"] * 10)], engine)
    assert len(got.text.split()) == 50
    assert got.flags[0].check == "length"
    assert got.flags[0].data == {"tokens": 50, "pieces": len(engine.calls[0])}


def test_text_without_arabic_is_copied_not_translated() -> None:
    engine = FakeTranslator()
    (got,) = translate(["NPA – 2019"], engine)
    assert (got.text, got.signature, engine.calls) == ("NPA – 2019", "copied", [])
    assert [f.check for f in got.flags] == ["copied"]


def test_what_the_engine_leaves_empty_is_flagged() -> None:
    engine = FakeTranslator(spoil=lambda _: Candidate("", -9.0, complete=True))
    (got,) = translate(["قال الوزير."], engine)
    assert (got.text, [f.check for f in got.flags]) == ("", ["empty"])


def test_what_the_engine_cut_off_is_flagged() -> None:
    engine = FakeTranslator(spoil=lambda _: Candidate("The minister", -9.0, complete=False))
    (got,) = translate(["قال الوزير."], engine)
    assert "cut-off" in [f.check for f in got.flags]


def test_a_lost_number_is_flagged_with_the_number() -> None:
    engine = FakeTranslator(spoil=lambda _: Candidate("Ministers from 53 states", -1.0, complete=True))
    (got,) = translate(["وزراء من ٣٥ دولة."], engine)
    assert [f.to_dict() for f in got.flags] == [{"check": "numbers", "missing": ["35"], "added": ["53"]}]


def test_the_engine_reads_normalised_text_and_the_reader_does_not() -> None:
    engine = FakeTranslator()
    translate(["الـــحُديدة ٣٥"], engine)
    assert engine.seen == ["الحديدة 35"]


def test_batches_are_bounded() -> None:
    engine = FakeTranslator()
    translate(["قال الوزير."] * 100, engine)
    assert max(len(c) for c in engine.calls) == MAX_BATCH_SENTENCES


@given(st.text(alphabet="اب ،.؛", max_size=300), st.integers(1, 30))
def test_pieces_lose_nothing_and_fit(text: str, limit: int) -> None:
    pieces = split_to_fit(text, lambda t: len(t) <= limit)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < len(p) <= limit for p in pieces)


class TestTryingAgain:
    SOURCE = "وزراء من ٣٥ دولة."
    READ = "وزراء من 35 دولة."
    WRONG = Candidate("Ministers from 53 states", -0.2, complete=True)
    RIGHT = Candidate("Ministers from 35 states", -0.9, complete=True, decode="beam=5")

    def test_a_candidate_that_passes_beats_a_likelier_one_that_does_not(self) -> None:
        engine = FakeTranslator(spoil=lambda _: self.WRONG, others={self.READ: [self.WRONG, self.RIGHT]})
        (got,) = translate([self.SOURCE], engine)
        assert (got.text, got.flags) == (self.RIGHT.text, ())
        assert "decode:beam=5" in got.signature

    def test_among_equals_the_likelier_wins(self) -> None:
        likelier = Candidate("The ministers of 35 states", -0.3, complete=True)
        engine = FakeTranslator(spoil=lambda _: self.WRONG, others={self.READ: [self.RIGHT, likelier]})
        assert translate([self.SOURCE], engine)[0].text == likelier.text

    def test_a_sentence_that_passes_is_not_tried_again(self) -> None:
        worse = Candidate("Ministers from 35 countries", -0.1, complete=True)
        engine = FakeTranslator(spoil=lambda _: self.RIGHT, others={self.READ: [worse]})
        assert translate([self.SOURCE], engine)[0].text == self.RIGHT.text

    def test_when_all_fail_the_least_bad_is_kept_with_its_flag(self) -> None:
        nothing = Candidate("", -0.1, complete=True)
        engine = FakeTranslator(spoil=lambda _: nothing, others={self.READ: [nothing, self.WRONG]})
        (got,) = translate([self.SOURCE], engine)
        assert (got.text, [f.check for f in got.flags]) == (self.WRONG.text, ["numbers"])

    def test_a_long_sentence_that_still_fails_is_read_in_two_halves(self) -> None:
        source = "وقال الوزير إن بلاده تستضيف اجتماعا يضم 35 دولة، وإن العمل جار على إعادة 70 مواطنا إلى ديارهم."

        def spoil(text: str) -> Candidate | None:
            return Candidate("Said.", -0.1, complete=True) if "35" in text and "70" in text else None

        (got,) = translate([source], FakeTranslator(spoil=spoil))
        assert "35" in got.text
        assert "70" in got.text
        assert "decode:split" in got.signature
