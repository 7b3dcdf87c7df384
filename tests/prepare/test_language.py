"""Guessing a text's language well enough for an error message."""

import pytest

from dragoman.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("أعلنت وزارة الخارجية الأميركية أن المؤتمر سيعقد في واشنطن", "ar"),
        ("وزیر خارجه ایران گفت که این کشور با آژانس همکاری می‌کند", "fa"),
        ("وزیر اعظم نے کہا ہے کہ حکومت عوام کی خدمت کے لیے کام کر رہی ہے", "ur"),
        ("د افغانستان د بهرنیو چارو وزارت وايي چې دا ناسته به په کابل کې وي", "ps"),
        ("The State Department said on Thursday that the meeting will be held in Washington", "en"),
        ("Le ministre des affaires étrangères a déclaré que la réunion se tiendra à Paris", "fr"),
        ("Der Außenminister sagte, dass die Konferenz in der nächsten Woche stattfindet und nicht in Wien", "de"),
        ("משרד החוץ האמריקני הודיע כי הכנס יתקיים בוושינגטון", "he"),
        ("Министерство иностранных дел сообщило о встрече", "ru"),
        ("外務省は会議が来週開かれると発表した", "ja"),
        ("外交部宣布会议将于下周举行", "zh"),
        ("قال: The meeting will be held في واشنطن الأسبوع المقبل بمشاركة 35 دولة من التحالف", "ar"),
        ("بیروت", "fa"),
        ("123 — !", None),
        ("", None),
    ],
)
def test_the_language_a_text_seems_to_be_in(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_a_long_text_costs_no_more_than_its_beginning() -> None:
    assert language_of("قال الوزير في بيان " * 200_000) == "ar"
