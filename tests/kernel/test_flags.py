"""Flags in plain words."""

import pytest

from dragoman.flags import plain


@pytest.mark.parametrize(
    ("flag", "says"),
    [
        ({"check": "numbers", "missing": ["35"], "added": ["36"]}, "not in the Arabic: 36"),
        ({"check": "numbers"}, "The numbers differ"),
        ({"check": "cut-off"}, "may stop"),
        ({"check": "empty"}, "Not translated"),
        ({"check": "leftover-arabic", "words": ["وزير"]}, "Left in Arabic: وزير"),
        ({"check": "length", "tokens": 600, "pieces": 3}, "in 3 pieces"),
        ({"check": "repetition", "phrase": "and the"}, "and the"),
        (
            {"check": "month", "missing": [12], "added": [11]},
            "names December, the English does not. The",
        ),
        ({"check": "weekday", "missing": [], "added": [1]}, "The English names Monday"),
        ({"check": "negation", "lost": ["لم"], "gained": []}, "negation (لم)"),
        ({"check": "negation", "lost": [], "gained": ["not"]}, "The English has a negation (not)"),
        ({"check": "quotation", "source": 2, "target": 0, "open": False}, "The Arabic quotes"),
        ({"check": "quotation", "source": 2, "target": 1, "open": True}, "not closed"),
        ({"check": "question", "source": True, "target": False}, "The Arabic asks"),
        ({"check": "length-ratio", "ratio": 0.3, "expected": 1.3}, "shorter"),
        ({"check": "length-ratio", "ratio": 3.0, "expected": 1.3}, "longer"),
        ({"check": "copied-source"}, "the English is the Arabic"),
        ({"check": "never-seen"}, "“never seen” failed"),
    ],
)
def test_flags_in_words(flag: dict[str, object], says: str) -> None:
    assert says in plain(flag)  # type: ignore[arg-type]


def test_every_check_that_exists_has_words_of_its_own() -> None:
    from worker.translate import retry

    for check in retry._WEIGHTS:
        assert "failed" not in plain({"check": check}), check
