"""Reading of dates, birthdays, amounts, credit types and names of things."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardrules.values import (
    credit_type_key,
    is_multiple,
    plain,
    read_amount,
    read_birth_date,
    read_day,
    without_year,
    words_key,
)

#: Texts that look like dates and numbers, and digits of every script.
DATE_LIKE = st.text("0123456789-/.:TZ+ ", max_size=30)
ANY_TEXT = st.one_of(st.text(max_size=40), DATE_LIKE, st.text(st.characters(categories=["Nd"])))


def us(day: date, separator: str, padded: bool = True) -> str:
    month, number = (f"{day:%m}", f"{day:%d}") if padded else (str(day.month), str(day.day))
    return f"{month}{separator}{number}{separator}{day.year:04d}"


def forms(day: date) -> list[str]:
    """Every form without a time of day in which a date is accepted."""
    return [
        day.isoformat(),
        f"{day.isoformat()}T00:00:00",
        f"{day.isoformat()}T00:00:00Z",
        f"{day.isoformat()} 00:00:00.000",
        us(day, "-"),
        us(day, "/"),
        us(day, "-", padded=False),
        us(day, "/", padded=False),
    ]


def test_every_day_of_years_is_read_in_every_form() -> None:
    first = date(2023, 1, 1)
    for day in (first + timedelta(days=n) for n in range(6 * 365)):
        for text in forms(day):
            assert read_day(text) == (day, None, False), text


@given(st.dates())
def test_any_date_is_read_in_every_form(day: date) -> None:
    assert {read_day(text) for text in forms(day)} == {(day, None, False)}


@given(
    st.dates(),
    st.times(),
    st.sampled_from(["minutes", "seconds", "milliseconds"]),
    st.sampled_from("T "),
    st.sampled_from(["", "Z", "+05:00", "-0500"]),
)
def test_a_time_is_dropped_and_noticed(
    day: date, time: object, precision: str, between: str, zone: str
) -> None:
    shown = time.isoformat(timespec=precision)  # type: ignore[attr-defined]
    read = read_day(f"{day.isoformat()}{between}{shown}{zone}")
    assert (read.date, read.problem) == (day, None)
    assert read.has_time is (shown.strip("0:.") != "")


@given(ANY_TEXT)
def test_reading_a_day_gives_a_date_or_a_reason(text: str) -> None:
    read = read_day(text)
    assert (read.date is None) is (read.problem is not None)


@given(st.integers(1, 9999), st.integers(0, 99), st.integers(0, 99))
def test_a_date_that_no_calendar_has_is_impossible(year: int, month: int, number: int) -> None:
    expected: str | None = None
    try:
        date(year, month, number)
    except ValueError:
        expected = "impossible"
    texts = (
        f"{year:04d}-{month:02d}-{number:02d}",
        f"{month:02d}-{number:02d}-{year:04d}",
        f"{month:02d}/{number:02d}/{year:04d}",
    )
    assert {read_day(text).problem for text in texts} == {expected}


@given(st.dates().filter(lambda day: day.day > 12), st.sampled_from("-/"))
def test_the_day_before_the_month_is_refused(day: date, separator: str) -> None:
    text = f"{day:%d}{separator}{day:%m}{separator}{day.year:04d}"
    assert read_day(text) == (None, "impossible", False)


@given(st.dates(date(1900, 1, 1)), st.sampled_from("-/."), st.booleans())
def test_a_two_digit_year_is_refused(day: date, separator: str, padded: bool) -> None:
    text = us(day, separator, padded)
    assert read_day(text[:-4] + text[-2:]) == (None, "two-digit-year", False)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2025-02-29", "impossible"),
        ("02/30/2026", "impossible"),
        ("13-01-2026", "impossible"),
        ("0000-01-01", "impossible"),
        ("", "unreadable"),
        ("2026-5-3", "unreadable"),
        ("20260503", "unreadable"),
        ("05/03-2026", "unreadable"),
        ("05.03.2026", "unreadable"),
        ("2026/05/03", "unreadable"),
        ("May 3, 2026", "unreadable"),
        ("46145", "unreadable"),
        ("2026-05-03\n", "unreadable"),
        (" 2026-05-03", "unreadable"),
        ("\uff12\uff10\uff12\uff16-05-03", "unreadable"),
        ("9" * 5000, "unreadable"),
    ],
)
def test_refused_dates(text: str, problem: str) -> None:
    assert read_day(text) == (None, problem, False)


def test_a_leap_day_is_a_day() -> None:
    assert read_day("02/29/2028").date == date(2028, 2, 29)


BIRTHDAYS = [date(2000, 1, 1) + timedelta(days=n) for n in range(366)]


@pytest.mark.parametrize("year", ["1958", "1961", "2000"])
def test_every_birthday_is_read_and_its_year_dropped(year: str) -> None:
    # 1958 and 1961 had no February 29: a birthday has no year to be impossible in.
    for day in BIRTHDAYS:
        month_day = f"{day:%m/%d}"
        bare = [month_day, f"{day:%m-%d}", f"{day.month}/{day.day}", f"--{day:%m-%d}"]
        dated = [
            f"{month_day}/{year}",
            f"{day:%m-%d}-{year}",
            f"{day.month}-{day.day}-{year}",
            f"{year}-{day:%m-%d}",
            f"{year}-{day:%m-%d}T00:00:00",
            f"{year}-{day:%m-%d}Z",
            f"{year}-{day:%m-%d}-05:00",
        ]
        assert {read_birth_date(text) for text in bare} == {(month_day, False)}
        assert {read_birth_date(text) for text in dated} == {(month_day, True)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "unknown",
        "02/30",
        "13/01",
        "00/10",
        "1/1/80",
        "0304",
        "March 4",
        "3/4/",
        "\u0663/\u0664",
    ],
)
def test_no_birthday(text: str) -> None:
    assert read_birth_date(text) == (None, False)


def test_an_impossible_birthday_still_says_that_a_year_was_there() -> None:
    assert read_birth_date("1980-02-30") == (None, True)


@given(ANY_TEXT)
def test_a_birthday_is_month_and_day_or_nothing(text: str) -> None:
    month_day, _ = read_birth_date(text)
    assert month_day is None or re.fullmatch(r"(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])", month_day)


@given(ANY_TEXT)
def test_without_year_leaves_no_run_of_four_digits(text: str) -> None:
    masked = without_year(text)
    assert not re.search(r"[0-9]{4}", masked)
    if not re.search(r"\d{2}", text):
        assert masked == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("born 1980, in May", "born ****, in May"),
        ("03041980", "****"),
        ("4 March 1980", "4 March ****"),
        ("May 3", "May 3"),
    ],
)
def test_without_year(text: str, masked: str) -> None:
    assert without_year(text) == masked


@pytest.mark.parametrize("text", ["\uff11\uff19\uff18\uff10-05-03", "\u0661\u0669\u0668\u0660/5/3"])
def test_without_year_masks_digits_of_every_script(text: str) -> None:
    assert not re.search(r"\d{4}", without_year(text))


@pytest.mark.parametrize("text", ["5/3/80", "05-03-80", "5.3.80"])
def test_without_year_masks_a_two_digit_year(text: str) -> None:
    assert "80" not in without_year(text)


AMOUNT = st.from_regex(r"(?:[0-9]{1,9}(?:\.[0-9]{1,9})?|\.[0-9]{1,9})", fullmatch=True)


@given(AMOUNT)
def test_an_amount_is_read_exactly(text: str) -> None:
    amount = read_amount(text)
    assert amount is not None
    assert Fraction(amount) == Fraction(text)


@given(st.one_of(ANY_TEXT, st.text("0123456789.,+-eE_ ", max_size=20)))
def test_only_plain_decimals_are_amounts(text: str) -> None:
    plain_decimal = re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?|\.[0-9]{1,9}", text)
    assert (read_amount(text) is not None) is (plain_decimal is not None)


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "1.", "-1", "+1", "1e1", "1E2", "1,000", "1_000", "1 000", " 1", "1\n", "one"),
        *("NaN", "Infinity", "0x10", "1/4", "\u0661", "\u00bd", "1e999999999"),
        *("9" * 10, "9" * 100_000, "0." + "1" * 10),
    ],
)
def test_no_amount(text: str) -> None:
    assert read_amount(text) is None


@given(st.integers(0, 10**9))
def test_quarters_are_the_multiples_of_a_quarter(hundredths: int) -> None:
    amount = read_amount(f"{hundredths // 100}.{hundredths % 100:02d}")
    assert amount is not None
    assert is_multiple(amount, Decimal("0.25")) is (hundredths % 25 == 0)


@given(st.integers(0, 10**9))
def test_every_whole_number_of_quarters_is_a_multiple(quarters: int) -> None:
    amount = read_amount(f"{quarters // 4}.{quarters % 4 * 25:02d}")
    assert amount == Decimal(quarters) / 4
    assert is_multiple(amount, Decimal("0.25"))


@given(AMOUNT, st.sampled_from(["0.25", "0.1", "0.5", "1", "15", "0.000000001"]))
def test_multiples_are_exact(text: str, step: str) -> None:
    amount = read_amount(text)
    assert amount is not None
    exact = (Fraction(text) / Fraction(step)).denominator == 1
    assert is_multiple(amount, Decimal(step)) is exact


@given(AMOUNT)
def test_plain_is_the_shortest_text_of_an_amount(text: str) -> None:
    amount = read_amount(text)
    assert amount is not None
    shown = plain(amount)
    assert Fraction(shown) == Fraction(text)
    assert re.fullmatch(r"(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", shown)


@pytest.mark.parametrize(
    ("amount", "shown"), [("1.50", "1.5"), ("10.00", "10"), ("1E+2", "100"), ("0.00", "0")]
)
def test_plain(amount: str, shown: str) -> None:
    assert plain(Decimal(amount)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "AMA PRA Category 1 Credit\u2122",
        "AMA PRA Category 1 Credits\u2122",
        "AMA PRA Category 1 Credit(TM)",
        "AMA PRA Category 1 Credit (tm)",
        "AMA PRA Category 1\u2122 Credit",
        "AMA PRA Category 1 Credit\u2122\ufe0f",
        "AMA\u00ae PRA Category 1 Credits",
        "AMA PRA Category 1 Credit(R)",
        "ama pra category 1 CREDIT",
        "AMA  PRA\u00a0Category 1",
        " AMA PRA Category 1 ",
    ],
)
def test_spellings_of_category_1(text: str) -> None:
    assert credit_type_key(text) == credit_type_key("AMA PRA Category 1 Credit")


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("AMA PRA Category 1 Credit", "AMA PRA Category 2 Credit"),
        ("Accredited CME", "CME"),
        ("Credit Accredited", "Accredited"),
        ("Self-Assessment", "Self Assessment Module"),
    ],
)
def test_different_types(text: str, other: str) -> None:
    assert credit_type_key(text) != credit_type_key(other)


def test_ampersand_is_and() -> None:
    key = credit_type_key("Lifelong Learning and Self-Assessment")
    assert credit_type_key("Lifelong Learning & Self-Assessment") == key
    assert credit_type_key("Lifelong Learning&Self-Assessment Credit") == key


@given(st.text(max_size=40))
def test_keys_of_credit_types_pass_over_case_and_blanks(text: str) -> None:
    assert credit_type_key(f"  {text}\t") == credit_type_key(text)
    if text.isascii():
        assert credit_type_key(text.upper()) == credit_type_key(text.lower())


@pytest.mark.parametrize(
    "text",
    [
        "American Board of Otolaryngology \u2013 Head and Neck Surgery",
        "American Board of Otolaryngology\u2014Head & Neck Surgery",
        "american board of otolaryngology head and  neck surgery ",
    ],
)
def test_spellings_of_a_program(text: str) -> None:
    assert words_key(text) == words_key("American Board of Otolaryngology - Head and Neck Surgery")


@given(st.text(max_size=40))
def test_words_key_is_settled(text: str) -> None:
    assert words_key(words_key(text)) == words_key(text)
