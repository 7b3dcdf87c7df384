"""Dates in every calendar and days by their distance from publication."""

from datetime import date

import pytest

from worker.prepare import prepare_text
from worker.prepare.calendars import from_hijri
from worker.prepare.dates import dates_in, relative_days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("14 نوفمبر 2019", date(2019, 11, 14), id="Egyptian month"),
        pytest.param("14 تشرين الثاني 2019", date(2019, 11, 14), id="Levantine month"),
        pytest.param("14 تشرين الثاني/نوفمبر 2019", date(2019, 11, 14), id="both months"),
        pytest.param("10 كانون الثاني من عام 2019", date(2019, 1, 10), id="in the year"),
        pytest.param("7 يوليو (تموز) 2015", date(2015, 7, 7), id="second month in brackets"),
        pytest.param("5 ماي 2017", date(2017, 5, 5), id="Tunisian month"),
        pytest.param("17 غشت 2021", date(2021, 8, 17), id="Moroccan month"),
        pytest.param("٣ أيلول ٢٠٢٢", date(2022, 9, 3), id="Arabic-Indic digits"),
        pytest.param("08/ديسمبر/2016", date(2016, 12, 8), id="month between slashes"),
        pytest.param("01:27 ص ,14 نوفمبر 2019", date(2019, 11, 14), id="after a clock"),
        pytest.param("2019-11-14T01:27:00+02:00", date(2019, 11, 14), id="ISO"),
        pytest.param("13/3/2008", date(2008, 3, 13), id="day first"),
        pytest.param("3/13/2008", date(2008, 3, 13), id="month first, since no month is the thirteenth"),
        pytest.param("٢٠١٩/١١/١٤", date(2019, 11, 14), id="year first"),
        pytest.param("14 - 05 - 2025", date(2025, 5, 14), id="spaces"),
        pytest.param("1 رمضان 1440 هـ", date(2019, 5, 6), id="Hijri month"),
        pytest.param("6/10/1436هـ", date(2015, 7, 23), id="Hijri in figures, a day after the Saudi almanac's"),
        pytest.param("نوفمبر 14, 2019", date(2019, 11, 14), id="month first, named"),
    ],
)
def test_a_date_is_read(text: str, day: date) -> None:
    assert [found.value for found in dates_in(f"نشر في {text} في بيروت")] == [day]


@pytest.mark.parametrize(
    "text", ["35 دولة", "31/02/2019", "القرار رقم 2254", "1.5.2", "40 نوفمبر 2019", "79 دولة في 2014"]
)
def test_no_date_is_read(text: str) -> None:
    assert dates_in(text) == []


def test_a_day_without_a_year_is_the_one_nearest_to_publication() -> None:
    assert [f.value for f in dates_in("في 19 كانون الأول", near=date(2019, 1, 30))] == [date(2018, 12, 19)]


def test_the_first_days_of_hijri_years_are_where_tables_put_them() -> None:
    assert from_hijri(1400, 1, 1) == date(1979, 11, 21)
    assert from_hijri(1445, 1, 1) == date(2023, 7, 19)


THURSDAY = date(2019, 11, 14)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("أمس", date(2019, 11, 13)),
        ("أمس الأربعاء", date(2019, 11, 13)),
        ("أمس الأول", date(2019, 11, 12)),
        ("وأول من أمس", date(2019, 11, 12)),
        ("اليوم", THURSDAY),
        ("غدا", date(2019, 11, 15)),
        ("الخميس", THURSDAY),
        ("الأربعاء", date(2019, 11, 13)),
        ("يوم الجمعة الماضي", date(2019, 11, 8)),
        ("الخميس الماضي", date(2019, 11, 7)),
        ("الأحد المقبل", date(2019, 11, 17)),
        ("الخميس القادم", date(2019, 11, 21)),
        ("سيعقد الاجتماع يوم السبت", date(2019, 11, 16)),
    ],
)
def test_a_day_is_placed_by_its_distance_from_publication(text: str, day: date) -> None:
    assert [found.value for found in relative_days(text, THURSDAY)] == [day]


def test_days_in_an_article_are_placed_by_the_date_it_carries() -> None:
    body = "أعلنت واشنطن أمس الأول أن الاجتماع سيعقد الخميس بمشاركة وزراء من دول كثيرة."
    found = prepare_text(f"واشنطن تستضيف اجتماعا دوليا\n\n13 نوفمبر 2019\n\n{body}").metadata.found
    assert [found["published_at"]["value"], found["day_1"]["value"]] == ["2019-11-13", "2019-11-11"]


def test_what_the_submitter_says_of_publication_places_days_too() -> None:
    text = "أعلنت واشنطن أمس أن الاجتماع سيعقد بمشاركة وزراء من دول كثيرة."
    assert prepare_text(text, published=THURSDAY).metadata.found["day_1"]["value"] == "2019-11-13"


def test_without_a_date_no_day_is_placed() -> None:
    assert "day_1" not in prepare_text("أعلنت واشنطن أمس أن الاجتماع سيعقد قريبا جدا.").metadata.found
