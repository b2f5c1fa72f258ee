"""Identifiers, NPIs and names: what compares as equal, and what does not."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardrules.values import NameMode, id_key, loose_id_key, match_names, name_tokens, npi_valid


def luhn_holds(digits: str) -> bool:
    """The Luhn check as ISO/IEC 7812-1 states it: from the right, every second digit is doubled."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        total += sum(map(int, str(digit * 2))) if place % 2 else digit
    return total % 10 == 0


TEN_DIGITS = st.from_regex(r"[0-9]{10}", fullmatch=True)
NPI = (
    st.tuples(st.sampled_from("12"), st.from_regex(r"[0-9]{8}", fullmatch=True))
    .map("".join)
    .map(lambda nine: next(nine + d for d in string.digits if luhn_holds(f"80840{nine}{d}")))
)


# The values of the state boards' notes; 0000000000 passes without the prefix 80840.
@pytest.mark.parametrize("text", ["1234567893", "1245319599", "1104332188", "2000000002"])
def test_valid_npis(text: str) -> None:
    assert npi_valid(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "1234567890",
            "0000000000",
            "",
            "123456789",
            "12345678931",
            "1234567893\n",
            "12345678 93",
        ),
        *(
            "A234567893",
            "3000000001",
            "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u0663",
        ),
    ],
)
def test_no_npis(text: str) -> None:
    assert not npi_valid(text)


@given(st.one_of(TEN_DIGITS, st.text(max_size=12)))
def test_npis_against_an_independent_luhn(text: str) -> None:
    shaped = len(text) == 10 and set(text) <= set(string.digits) and text[0] in "12"
    assert npi_valid(text) is (shaped and luhn_holds(f"80840{text}"))


@given(NPI)
def test_one_wrong_digit_breaks_an_npi(npi: str) -> None:
    assert npi_valid(npi)
    for place, digit in enumerate(npi):
        for wrong in set(string.digits) - {digit}:
            assert not npi_valid(npi[:place] + wrong + npi[place + 1 :])


@given(NPI)
def test_swapped_neighbours_break_an_npi_unless_they_are_0_and_9(npi: str) -> None:
    for place in range(9):
        pair = npi[place : place + 2]
        swapped = npi[:place] + pair[::-1] + npi[place + 2 :]
        survives = pair[0] == pair[1] or {"0", "9"} == set(pair)
        assert npi_valid(swapped) is (survives and swapped[0] in "12")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1234-5678", "12345678"),
        ("md 12.345", "MD12345"),
        ("a\u00a0123", "A123"),
        ("001234", "001234"),
        ("", ""),
    ],
)
def test_id_key(text: str, key: str) -> None:
    assert id_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("MD.00123", "MD123"),
        ("35.000123", "35000123"),
        ("0012", "12"),
        ("000", "0"),
        ("A0B00", "A0B0"),
        ("1002", "1002"),
        ("20a01234", "20A1234"),
    ],
)
def test_loose_id_key(text: str, key: str) -> None:
    assert loose_id_key(text) == key


IDENTIFIER = st.text(string.ascii_letters + string.digits + " .-", max_size=20)


@given(IDENTIFIER, st.sampled_from(" .-\u00a0"), st.integers(0, 20))
def test_keys_of_identifiers_pass_over_case_and_noise(text: str, noise: str, place: int) -> None:
    noisy = text[:place] + noise + text[place:]
    for key in (id_key, loose_id_key):
        assert key(noisy.swapcase()) == key(text)
        assert key(key(text)) == key(text)


@given(st.text(string.ascii_uppercase, max_size=3), st.integers(0, 10**6), st.integers(0, 6))
def test_a_licence_keeps_its_loose_key_when_zeros_are_lost(
    letters: str, number: int, zeros: int
) -> None:
    padded = f"{letters}{'0' * zeros}{number}"
    assert loose_id_key(padded) == loose_id_key(f"{letters}{number}") == f"{letters}{number}"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("O'Brien", ("OBRIEN",)),
        ("O\u2019Brien, Jr.", ("OBRIEN",)),
        ("Jos\u00e9", ("JOSE",)),
        ("Jose\u0301", ("JOSE",)),
        ("Garc\u00eda-M\u00e1rquez", ("GARCIA", "MARQUEZ")),
        ("S\u00f8rensen", ("SORENSEN",)),
        ("\u0141ukasz", ("LUKASZ",)),
        ("Gro\u00df", ("GROSS",)),
        ("van der Berg III", ("VAN", "DER", "BERG")),
        ("Aalto MD, PhD", ("AALTO",)),
        ("Aalto M.D.", ("AALTO",)),
        ("Do", ("DO",)),
        ("", ()),
        ("-", ()),
    ],
)
def test_name_tokens(text: str, tokens: tuple[str, ...]) -> None:
    assert name_tokens(text) == tokens


SAME = (True, True, False)
LOOSE = (True, True, True)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("Jos\u00e9", "Pe\u00f1a"), ("Jose", "Pena"), SAME),
        (("Ines", "Garc\u00eda-M\u00e1rquez"), ("Ines", "Marquez"), SAME),
        (("Ines", "Garcia Marquez"), ("Ines", "Garcia"), SAME),
        (("Ines", "Garcia-Marquez"), ("Ines", "Garcia Marquez"), SAME),
        (("Ines", "Garcia-Marquez"), ("Ines", "Garc"), (True, False, False)),
        (("Ines", "Garcia-Lopez"), ("Ines", "Garcia-Marquez"), (True, False, False)),
        (("Omar", "Dovhal Jr"), ("Omar", "Dovhal"), SAME),
        (("Omar", "Dovhal, M.D."), ("Omar", "Dovhal III"), SAME),
        (("Omar Karim", "Dovhal"), ("Omar", "Dovhal"), SAME),
        (("Mary Ann", "Dovhal"), ("Maryann", "Dovhal"), SAME),
        (("O.", "Dovhal"), ("Omar", "Dovhal"), LOOSE),
        (("O. Karim", "Dovhal"), ("Omar", "Dovhal"), LOOSE),
        (("P", "Dovhal"), ("Omar", "Dovhal"), (False, True, False)),
        (("Bill", "Dovhal"), ("William", "Dovhal"), (False, True, False)),
        (("Kate", "Dovhal"), ("Katherine", "Dovhal"), (False, True, False)),
        (("Om", "Dovhal"), ("Omar", "Dovhal"), (False, True, False)),
        (("Lena", "Aalto"), ("Omar", "Dovhal"), (False, False, False)),
        (("", "Dovhal"), ("Omar", "Dovhal"), (False, True, False)),
        (("Dovhal", "Omar"), ("Omar", "Dovhal"), (False, False, False)),
    ],
)
def test_lenient_matches(
    one: tuple[str, str], other: tuple[str, str], expected: tuple[bool, bool, bool]
) -> None:
    assert match_names(*one, *other) == expected
    assert match_names(*other, *one) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("Jos\u00e9", "Pe\u00f1a"), ("JOSE", "pena Jr"), SAME),
        (("Ines", "Garcia-Marquez"), ("Ines", "Marquez"), (True, False, False)),
        (("Omar Karim", "Dovhal"), ("Omar", "Dovhal"), (False, True, False)),
        (("O.", "Dovhal"), ("Omar", "Dovhal"), (False, True, False)),
    ],
)
def test_strict_matches(
    one: tuple[str, str], other: tuple[str, str], expected: tuple[bool, bool, bool]
) -> None:
    assert match_names(*one, *other, "strict") == expected
    assert match_names(*other, *one, "strict") == expected


def test_off_matches_everybody() -> None:
    assert match_names("Lena", "Aalto", "", "Dovhal", "off") == SAME


NAME = st.one_of(
    st.text(max_size=20),
    st.lists(
        st.sampled_from(
            ["Ana", "A", "\u00c1.", "Garc\u00eda", "Lo\u0301pez", "Jr", "MD", "O'Neil"]
        ),
        max_size=4,
    ).map(" ".join),
    st.lists(st.sampled_from(["Ana", "Bo", "Ny\u00e5", "Da"]), max_size=3).map("-".join),
)
MODES: tuple[NameMode, ...] = ("off", "lenient", "strict")
MODE = st.sampled_from(MODES)


@given(NAME, NAME, NAME, NAME, MODE)
def test_matching_is_symmetric(
    first: str, last: str, first_2: str, last_2: str, mode: NameMode
) -> None:
    there = match_names(first, last, first_2, last_2, mode)
    back = match_names(first_2, last_2, first, last, mode)
    assert there == back


@given(NAME, NAME, MODE)
def test_everybody_matches_themselves(first: str, last: str, mode: NameMode) -> None:
    assert match_names(first, last, first, last, mode) == SAME


@given(NAME, NAME, NAME, NAME)
def test_a_strict_match_is_a_lenient_one(first: str, last: str, first_2: str, last_2: str) -> None:
    strict = match_names(first, last, first_2, last_2, "strict")
    lenient = match_names(first, last, first_2, last_2)
    assert strict.first <= lenient.first
    assert strict.last <= lenient.last


@given(st.text(st.characters(max_codepoint=0x24F, categories=["Lu", "Ll"]), max_size=20))
def test_both_unicode_forms_of_an_accent_are_one_name(name: str) -> None:
    composed, parted = (unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
    assert name_tokens(composed) == name_tokens(parted)
    assert match_names(composed, parted, parted, composed, "strict") == SAME


@given(NAME, st.sampled_from(["Jr", "Jr.", "SR", "II", "iii", "IV", "MD", "M.D.", "DO", "PhD"]))
def test_suffixes_do_not_matter(last: str, suffix: str) -> None:
    assert match_names("Ana", f"Aalto {last} {suffix}", "Ana", f"Aalto {last}", "strict") == SAME
