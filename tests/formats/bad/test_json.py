"""JSON as it should not be, in learner reports and activities alike."""

from __future__ import annotations

from typing import Any

import pytest

from . import texts

ROLES = tuple(texts.JSON)
TEXT = {"learners": '"Ines"', "activities": '"Airway Update"'}
AMOUNT = {"learners": '"numberOfCredits": 4', "activities": '"numberOfCredits": 10'}


def write(desk: Any, content: str | bytes) -> str:
    data = content if isinstance(content, bytes) else content.encode()
    (desk.folder / "a.json").write_bytes(data)
    return "a.json"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("changed", "code", "found"),
    [
        (lambda text, old: text.replace(old, "[" * 100_000), "BR114", "nested too deeply"),
        (lambda text, old: text.replace(old, '{"a":' * 100_000), "BR114", "nested too deeply"),
        (lambda text, old: "[" * 100_000, "BR114", "nested too deeply"),
        (lambda text, old: text[: len(text) // 2], "BR114", "line 1, column"),
        (lambda text, old: text.replace(old, '"In\0es"'), "BR114", r"at '\x00'"),
        (lambda text, old: text.replace(old, '"In\1es"'), "BR114", r"at '\x01'"),
        (lambda text, old: text.replace('"', "'"), "BR114", "line 1, column 2"),
        (lambda text, old: text.replace(old, '"In\xe9s"').encode("latin-1"), "BR119", "0xE9"),
        (lambda text, old: text.encode("utf-16-le"), "BR119", "UTF-16 (little-endian)"),
        (lambda text, old: text.encode("utf-32"), "BR102", "binary data"),
    ],
    ids=(
        "lists", "objects", "only-lists", "cut-short", "nul", "control", "single-quotes",
        "latin-1", "utf-16 without mark", "utf-32",
    ),
)  # fmt: skip
def test_what_cannot_be_read(desk: Any, role: str, changed: Any, code: str, found: str) -> None:
    told = desk.check(write(desk, changed(texts.JSON[role], TEXT[role])), role)
    assert (told.status, told.codes) == (2, [code])
    assert found in told.findings[0]["detail"]
    assert len(told.place().get("pointer", "")) < 100
    assert [each["verdict"] for each in told.verdicts] == ["not-judged"] * (role != "learners")


@pytest.mark.parametrize(
    ("behind", "pointer"), [("x", ""), ("\0", ""), ("{}", ""), ('\n{"a": 1}', "")]
)
def test_what_stands_before_a_fault_is_judged(desk: Any, behind: str, pointer: str) -> None:
    told = desk.check(write(desk, texts.JSON["learners"] + behind))
    assert (told.status, told.codes, told.place()) == (2, ["BR114"], {"pointer": pointer})
    assert [each["verdict"] for each in told.verdicts] == ["submitted"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "9" * 100_000])
def test_amounts_that_are_none(desk: Any, number: str) -> None:
    for role, code in (("learners", "673"), ("activities", "BR116")):
        spoilt = texts.JSON[role].replace(AMOUNT[role], f'"numberOfCredits": {number}')
        told = desk.check(write(desk, spoilt), role)
        assert code in (told.of_records if role == "learners" else told.codes)
        assert len(told.verdicts) == 1


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (r'"In\ud800es"', ["BR205"]),
        ('"Ines", "GivenName": "Other"', ["665", "BR140"]),
        ('["Ines"]', ["BR141"]),
    ],
    ids=("half-a-character", "key-twice", "list"),
)
def test_what_is_odd_about_a_name(desk: Any, text: str, codes: list[str]) -> None:
    told = desk.check(write(desk, texts.JSON["learners"].replace('"Ines"', text)))
    assert (told.codes, len(told.verdicts)) == ([], 1)
    assert set(codes) <= set(told.of_records)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_are_read(desk: Any, role: str, encoding: str) -> None:
    told = desk.check(write(desk, texts.JSON[role].encode(encoding)), role)
    is_told = role == "learners" and encoding != "utf-8"
    assert (told.status, told.codes) == (0, ["BR119"] * is_told)
    assert [each["verdict"] for each in told.verdicts] == ["submitted"]
