"""XML as it should not be, in learner reports and activities alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from boardrules.formats import open_submission

from . import texts

ROLES = tuple(texts.XML)
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
LONG = 20_000_000


def write(desk: Any, content: str | bytes) -> str:
    data = content if isinstance(content, bytes) else content.encode()
    (desk.folder / "a.xml").write_bytes(data)
    return "a.xml"


def put(role: str, text: str) -> str:
    """The document with something else in a text of its entry."""
    assert texts.TEXT[role] in texts.XML[role]
    return texts.XML[role].replace(texts.TEXT[role], f">{text}<")


def line_of_text(role: str) -> int:
    before = texts.XML[role].partition(texts.TEXT[role])[0]
    return before.count("\n") + 1


def laughs() -> str:
    grown = "".join(f'<!ENTITY a{each + 1} "{f"&a{each};" * 10}">' for each in range(9))
    return f'<!DOCTYPE a [<!ENTITY a0 "ha">{grown}]>'


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("before", "text", "line"),
    [
        (laughs(), "&a9;", 2),
        (f'<!DOCTYPE a [<!ENTITY a "{"x" * 100_000}">]>', "&a;" * 1_000, 2),
        ('<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;", 2),
        ('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">', "x", 2),
        ("<!--" + "x" * 100_000 + "--><!DOCTYPE a>", "x", None),
    ],
    ids=("laughs", "quadratic", "outside", "dtd", "far-down"),
)
def test_a_doctype(desk: Any, role: str, before: str, text: str, line: int | None) -> None:
    body = put(role, text).removeprefix(DECLARATION)
    told = desk.check(write(desk, f"{DECLARATION}{before}\n{body}"), role)
    assert (told.status, told.codes, told.place()["line"]) == (2, ["BR105"], line)
    assert len(told.verdicts) == (role != "learners")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<b>" * 100_000 + "</b>" * 100_000, "nested too deep"),
        ("x" * LONG, "too long"),
        (f"<![CDATA[{'x' * LONG}]]>", "a CDATA section"),
        (f"<!--{'x' * LONG}-->", "a comment"),
        (f"<{'b' * 100_000}/>", "a name that is too long"),
        ('<b a="1" a="2"/>', "given twice"),
        ("&a;", "an entity that XML does not know"),
        ("In\0es", "a character that XML does not allow"),
        ("In\1es", "a character that XML does not allow"),
        ("In&#0;es", "a character that XML does not allow"),
        ("In\uffffes", "a character that XML does not allow"),
    ],
    ids=(
        "deep", "text", "cdata", "comment", "name", "attribute-twice", "entity", "nul", "control",
        "nul-by-number", "no-character",
    ),
)  # fmt: skip
def test_a_fault_in_a_text(desk: Any, role: str, text: str, found: str) -> None:
    told = desk.check(write(desk, put(role, text)), role)
    assert (told.status, told.codes) == (2, ["BR104"])
    assert told.place()["line"] == line_of_text(role)
    assert found in told.findings[0]["detail"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("behind", "found"),
    [
        ("bye", "something after the end"),
        ("\0\0", "something after the end"),
        ("<a/>", "something after the end"),
    ],
)
def test_what_follows_the_document(desk: Any, role: str, behind: str, found: str) -> None:
    told = desk.check(write(desk, texts.XML[role] + behind), role)
    assert (told.status, told.codes) == (2, ["BR104"])
    assert told.place()["line"] == texts.XML[role].count("\n") + 1
    assert found in told.findings[0]["detail"]
    assert [each["verdict"] for each in told.verdicts] == ["submitted"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("behind", ["", "<b>" * 100_000], ids=("short", "deep"))
def test_what_stands_before_a_fault_is_judged(desk: Any, role: str, behind: str) -> None:
    sound, end, _ = texts.XML[role].partition(texts.END[role])
    told = desk.check(write(desk, sound + end + behind), role)
    assert (told.status, told.codes) == (2, ["BR104"])
    assert [each["verdict"] for each in told.verdicts] == ["submitted"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (lambda text: text.replace("Update", "Upd\xe9te").encode("latin-1"), "BR119"),
        (lambda text: text.replace("UTF-8", "martian"), "BR119"),
        (lambda text: text.replace("UTF-8", "UTF-16"), "BR104"),
        (lambda text: text.replace("UTF-8", "UTF-32").encode("utf-32"), "BR102"),
        (lambda text: b"\xef\xbb\xbf" + text.encode("utf-8-sig"), "BR104"),
        (lambda text: text.replace('"1.0"', '"2.0"'), "BR104"),
        (lambda text: "\n" + text, "BR104"),
        (lambda text: text[: len(text) // 3], "BR104"),
        (lambda text: f"{DECLARATION}<html><body>Signed out</body></html>", "BR102"),
        (lambda text: f"{DECLARATION}<Envelope xmlns='urn:x'><Body/></Envelope>", "BR111"),
    ],
    ids=(
        "latin-1", "unknown", "no-utf-16", "utf-32", "two-marks", "xml-2.0", "blank-first",
        "cut-short", "html", "envelope",
    ),
)  # fmt: skip
def test_what_cannot_be_read_at_all(desk: Any, role: str, changed: Any, code: str) -> None:
    told = desk.check(write(desk, changed(texts.XML[role])), role)
    assert (told.status, told.codes) == (2, [code])
    assert [each["verdict"] for each in told.verdicts] == ["not-judged"] * (role != "learners")


def test_a_version_is_not_blamed_for_another_fault(desk: Any) -> None:
    spoilt = put("learners", "In&#1;es").replace('"1.0"', '"1.1"')
    told = desk.check(write(desk, spoilt))
    assert told.place()["line"] == line_of_text("learners")
    assert "a character that XML does not allow" in told.findings[0]["detail"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "changed",
    [
        lambda text, role: text,
        lambda text, role: text.encode("utf-8-sig"),
        lambda text, role: text.encode("utf-16"),
        lambda text, role: text.replace("UTF-8", "UTF-16LE").encode("utf-16-le"),
        lambda text, role: text.replace("UTF-8", "windows-1252").encode("cp1252"),
        lambda text, role: text.replace('"1.0"', '"1.1"'),
        lambda text, role: text.replace("\n", "\r"),
        lambda text, role: text + "<!-- end --><?end?>",
        lambda text, role: text.replace(">Ines<", "><![CDATA[Ines]]><"),
        lambda text, role: text.replace(">Ines<", ">In<!-- x -->es<"),
        lambda text, role: text.replace(">Ines<", ">In<?x y?>es<"),
        lambda text, role: text.replace(">Ines<", ">In<![CDATA[es]]><"),
        lambda text, role: text.replace(
            texts.ROOT[role], f'{texts.ROOT[role][:-1]} xmlns:p="urn:p">'
        )
        .replace(texts.ENTRY[role], texts.ENTRY[role].replace("<", "<p:"))
        .replace(texts.END[role], texts.END[role].replace("</", "</p:")),
        lambda text, role: text.replace(
            texts.ENTRY[role],
            texts.ENTRY[role][:-1] + "".join(f' a{each}="1"' for each in range(100_000)) + ">",
        ),
        lambda text, role: text.replace(
            texts.ROOT[role],
            f'{texts.ROOT[role][:-1]} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            'xsi:schemaLocation="urn:x http://127.0.0.1:9/x.xsd">',
        ),
        lambda text, role: text.replace(
            texts.END[role],
            texts.END[role] + '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" '
            'href="file:///etc/passwd"/>\n',
        ),
    ],
    ids=(
        "sound", "mark", "utf-16", "utf-16 without mark", "cp1252", "xml-1.1", "cr", "comment-behind",
        "cdata", "comment-inside", "instruction-inside", "cdata-inside", "prefixes",
        "attributes", "schema-location", "include",
    ),
)  # fmt: skip
def test_what_is_odd_and_read_all_the_same(desk: Any, role: str, changed: Any) -> None:
    told = desk.check(write(desk, changed(texts.XML[role], role)), role)
    assert (told.status, told.codes) == (0, [])
    assert [each["verdict"] for each in told.verdicts] == ["submitted"]


def test_an_include_is_not_followed(desk: Any) -> None:
    (desk.folder / "secret").write_text("Ines", encoding="utf-8")
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="secret" parse="text"/>'
    told = desk.check(write(desk, put("learners", include)))
    assert (told.status, told.of_records) == (1, ["622"])


def test_mark_up_within_a_text_takes_nothing_from_it(tmp_path: Path) -> None:
    path = tmp_path / "learners.xml"
    path.write_text(
        "<ActivityReports><ActivityReport><Member><Name><GivenName>In<b/>es</GivenName>"
        "<FamilyName>A<i>al</i>to</FamilyName></Name></Member></ActivityReport></ActivityReports>"
    )
    (record,) = open_submission(path).records()
    assert (record.first_name, record.last_name) == ("Ines", "Aalto")
