"""Files as they should not be, item by item: how each is made, and what is to come of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

import boardrules

from . import making, texts
from .test_archives import in_directory, lying
from .test_process import swollen
from .test_xml import DECLARATION, laughs

YES, NO = "submitted", "rejected"
#: The tests let no file of this name be opened: the administrator may read everything.
LOCKED = "locked.xml"
DEEP = 100_000

Make = Callable[[Path], object]


@frozen
class Item:
    """A file to check: its name, what writes it, the code that is to be found and its place.

    ``code`` is blank where nothing is to be said. ``verdicts`` are those on the records, all of
    which are there. ``is_warning`` says that the exit status is not 2 for it.
    """

    name: str
    make: Make
    code: str
    verdicts: tuple[str, ...] = ()
    place: Mapping[str, object] = {}
    is_warning: bool = False


def _holding(content: str | bytes) -> Make:
    data = content.encode() if isinstance(content, str) else content
    return lambda path: path.write_bytes(data)


def _line(text: str, part: str) -> int:
    return text.partition(part)[0].count("\n") + 1


_BEFORE, _REPORT = texts.LEARNER_XML.partition(texts.ENTRY["learners"])[0:2]
_REPORT += texts.LEARNER_XML.partition(_REPORT)[2].partition(texts.END["learners"])[0]
_REPORT += texts.END["learners"]
_SECOND = _REPORT.replace("Ines", "Zo\u00eb").replace("123456", "123457").replace("org:1", "org:2")
_TWO = f"{_BEFORE}{_REPORT}{_SECOND}</ActivityReports>\n"
_LATIN = _TWO.replace("UTF-8", "ISO-8859-1")
_THIRD = _REPORT.replace("org:1", "org:3").replace("Ines", "{}")

_WHOLE = json.loads(texts.JSON["learners"])
_REPORTS = _WHOLE["ACCMELearnerReports"]["ActivityReports"]["ActivityReport"]
_JSON = json.dumps(_REPORTS[0])
_OTHER = _JSON.replace('"Ines"', '"Zo\\u00eb"').replace("123456", "123457").replace("g:1", "g:2")
_THIRD_JSON = _JSON.replace("g:1", "g:3")

_HEADER, _RECORD = (
    "record,action,activity_id,completed,first_name,last_name,birth_date,claim,program,id,"
    "total,credit_type,credit_amount",
    "1,add,202612345,2026-05-20,Ines,Aalto,03/04,1,ABIM,123456,4,Medical Knowledge,4",
)
_CSV_OTHER = "2,add,202612345,2026-05-20,Zo\u00eb,Aalto,03/04,1,ABIM,123457,4,Medical Knowledge,4"
_CSV = f"{_HEADER}\n{_RECORD}\n{_CSV_OTHER}\n"
ROSTER = making.ROSTER + "ABIM,123457,Zo\u00eb,Aalto,03/04,\n"


def _json(*reports: str) -> str:
    given = ", ".join(reports)
    return f'{{"ACCMELearnerReports": {{"ActivityReports": {{"ActivityReport": [{given}]}}}}}}'


def _with_amount(text: str) -> str:
    return _json(_JSON, _THIRD_JSON.replace('"numberOfCredits": 4', text), _OTHER)


def _doctype(given: str, inner: str) -> Make:
    body = f"{_BEFORE}{_REPORT}{_THIRD.format(inner)}{_SECOND}</ActivityReports>\n"
    return _holding(body.replace(DECLARATION, f"{DECLARATION}{given}\n"))


def _cut(make: Make, share: float) -> Make:
    def made(path: Path) -> None:
        make(path)
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])

    return made


def _workbook(path: Path) -> None:
    making.pack(path, making.one_sheet(making.HEADER, making.ROW))


def _doctype_inside(path: Path) -> None:
    parts = making.one_sheet(making.HEADER, making.ROW)
    sheet = str(parts[making.SHEET])
    parts[making.SHEET] = sheet.replace("<worksheet", f"{laughs()}<worksheet", 1)
    making.pack(path, parts)


def _parquet(path: Path) -> None:
    import pyarrow
    from pyarrow.parquet import write_table

    rows = [dict(zip(_HEADER.split(","), _RECORD.split(","), strict=True))] * 100
    write_table(pyarrow.Table.from_pylist(rows), path)


def _wide_value(path: Path) -> None:
    """Between two sound rows one whose value has a million lines."""
    long = _RECORD.replace("1,add", "9,add").replace("Ines", '"' + "x\n" * 1_000_000 + '"')
    path.write_text(f"{_HEADER}\n{_RECORD}\n{long}\n{_CSV_OTHER}\n", encoding="utf-8")


_SPOILT = _TWO.encode("cp1252")
_DEEP_XML = _BEFORE + _REPORT + _SECOND + _THIRD.format("<b>" * DEEP) + "</ActivityReports>"
_DEEP_JSON = _json(_JSON, _OTHER, _THIRD_JSON.replace('"Ines"', "[" * DEEP))
_FAR = '<!DOCTYPE a [<!ENTITY a SYSTEM "{}">]>'

#: By what docs/bad-input.md calls them.
ITEMS: dict[str, Item] = {
    "no file of that name": Item("a.xml", lambda path: None, "BR101"),
    "an empty file": Item("a.xml", Path.touch, "BR101"),
    "nothing but a byte order mark": Item("a.csv", _holding(b"\xef\xbb\xbf\r\n"), "BR101"),
    "a folder": Item("a.xlsx", Path.mkdir, "BR101"),
    "a file that may not be read": Item(LOCKED, _holding(_TWO), "BR101"),
    "a pipe": Item("a.csv", lambda path: os.mkfifo(path), "BR101"),
    "entities within entities (a billion laughs)": Item(
        "a.xml", _doctype(laughs(), "&a9;"), "BR105", place={"line": 2}
    ),
    "one long entity a thousand times": Item(
        "a.xml",
        _doctype(f'<!DOCTYPE a [<!ENTITY a "{"x" * 100_000}">]>', "&a;" * 1_000),
        "BR105",
        place={"line": 2},
    ),
    "an entity from a file": Item(
        "a.xml", _doctype(_FAR.format("file:///etc/passwd"), "&a;"), "BR105", place={"line": 2}
    ),
    "an entity from the network": Item(
        "a.xml", _doctype(_FAR.format("http://127.0.0.1:9/a"), "&a;"), "BR105", place={"line": 2}
    ),
    "a DTD": Item(
        "a.xml",
        _doctype('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">', "x"),
        "BR105",
        place={"line": 2},
    ),
    "a workbook with entities in a sheet": Item("a.xlsx", _doctype_inside, "BR105"),
    "100,000 elements one within the other": Item(
        "a.xml", _holding(_DEEP_XML), "BR104", (YES, YES), {"line": _line(_DEEP_XML, "<b>")}
    ),
    "100,000 lists one within the other": Item("a.json", _holding(_DEEP_JSON), "BR114", (YES, YES)),
    "XML cut short": Item(
        "a.xml", _holding(_TWO[: _TWO.rindex("<XtensibleInfo>")]), "BR104", (YES,)
    ),
    "JSON cut short": Item("a.json", _cut(_holding(_json(_JSON, _OTHER)), 0.9), "BR114", (YES,)),
    "a workbook cut short": Item("a.xlsx", _cut(_workbook, 0.7), "BR103"),
    "CSV cut short": Item(
        "a.csv",
        _holding(f"{_CSV}3,add,2026123"),
        "BR148",
        (YES, YES, NO),
        {"row": 4},
        is_warning=True,
    ),
    "Parquet cut short": Item("a.parquet", _cut(_parquet, 0.7), "BR103"),
    "XML in UTF-8 that declares ISO-8859-1": Item(
        "a.xml",
        _holding(_LATIN),
        "BR119",
        (YES, NO),
        {"line": _line(_LATIN, "Zo\u00eb")},
        is_warning=True,
    ),
    "XML in Windows-1252 that declares UTF-8": Item(
        "a.xml", _holding(_SPOILT), "BR119", (YES,), {"line": _line(_TWO, "Zo\u00eb")}
    ),
    "XML that declares an encoding that nobody knows": Item(
        "a.xml", _holding(_TWO.replace("UTF-8", "martian")), "BR119", place={"line": 1}
    ),
    "JSON in Windows-1252": Item(
        "a.json",
        _holding(_json(_JSON, _OTHER.replace("\\u00eb", "\u00eb")).encode("cp1252")),
        "BR119",
    ),
    "CSV in Windows-1252": Item(
        "a.csv", _holding(_CSV.encode("cp1252")), "BR119", (YES, YES), is_warning=True
    ),
    "XML in UTF-16 with a byte order mark": Item(
        "a.xml", _holding(_TWO.replace("UTF-8", "UTF-16").encode("utf-16")), "", (YES, YES)
    ),
    "XML in UTF-16 without one": Item(
        "a.xml", _holding(_TWO.replace("UTF-8", "UTF-16LE").encode("utf-16-le")), "", (YES, YES)
    ),
    "JSON in UTF-16 with a byte order mark": Item(
        "a.json",
        _holding(_json(_JSON, _OTHER).encode("utf-16")),
        "BR119",
        (YES, YES),
        is_warning=True,
    ),
    "JSON in UTF-16 without one": Item(
        "a.json", _holding(_json(_JSON, _OTHER).encode("utf-16-le")), "BR119"
    ),
    "CSV in UTF-16 with a byte order mark": Item(
        "a.csv", _holding(_CSV.encode("utf-16")), "", (YES, YES)
    ),
    "CSV in UTF-16 without one": Item("a.csv", _holding(_CSV.encode("utf-16-be")), "BR119"),
    "XML with a byte order mark": Item("a.xml", _holding(_TWO.encode("utf-8-sig")), "", (YES, YES)),
    "CSV with a byte order mark": Item("a.csv", _holding(_CSV.encode("utf-8-sig")), "", (YES, YES)),
    "JSON with a byte order mark": Item(
        "a.json",
        _holding(_json(_JSON, _OTHER).encode("utf-8-sig")),
        "BR119",
        (YES, YES),
        is_warning=True,
    ),
    "HTML by the name of .xml": Item(
        "a.xml", _holding("<!DOCTYPE html><html><body>Signed out</body></html>"), "BR102"
    ),
    "XML by the name of .xlsx": Item(
        "a.xlsx", _holding(_TWO), "BR102", (YES, YES), is_warning=True
    ),
    "CSV by the name of .xlsx": Item(
        "a.xlsx", _holding(_CSV), "BR102", (YES, YES), is_warning=True
    ),
    "a workbook of Excel before 2007 (.xls)": Item(
        "a.xls", _holding(in_directory("Workbook")), "BR102"
    ),
    "a workbook under a password": Item(
        "a.xlsx", _holding(in_directory("EncryptedPackage")), "BR102"
    ),
    "an archive that states more than 512 MB": Item(
        "a.xlsx", lambda path: lying(path, 600 << 20), "BR103", place={"sheet": "Sheet1"}
    ),
    "an archive that holds more than 512 MB": Item(
        "a.xlsx", swollen, "BR103", place={"sheet": "Sheet1"}
    ),
    "NaN in JSON": Item(
        "a.json",
        _holding(_with_amount('"numberOfCredits": NaN')),
        "673",
        (YES, NO, YES),
        is_warning=True,
    ),
    "a number of 100,000 digits in JSON": Item(
        "a.json",
        _holding(_with_amount('"numberOfCredits": ' + "9" * 100_000)),
        "673",
        (YES, NO, YES),
        is_warning=True,
    ),
    "a name given twice in JSON": Item(
        "a.json",
        _holding(_with_amount('"numberOfCredits": 4, "numberOfCredits": 99')),
        "BR140",
        (YES, NO, YES),
        is_warning=True,
    ),
    "a value of a million lines in CSV": Item(
        "a.csv", _wide_value, "BR147", (YES, YES), {"row": 3}
    ),
}


def prepare(given: Item, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go to ``folder``, and write the item beside sound activities and a roster."""
    if given.name.endswith(".parquet"):
        pytest.importorskip("pyarrow")
    if given is ITEMS["a pipe"] and os.name != "posix":
        pytest.skip("pipes of Unix")
    monkeypatch.chdir(folder)
    Path("activities.csv").write_text(making.ACTIVITIES, encoding="utf-8")
    Path("roster.csv").write_text(ROSTER, encoding="utf-8")
    given.make(folder / given.name)
    whole = Path.open

    def locked(path: Path, *asked: Any, **named: Any) -> Any:
        if path.name == LOCKED:
            raise PermissionError
        return whole(path, *asked, **named)

    monkeypatch.setattr(Path, "open", locked)


def judge(given: Item, folder: Path, monkeypatch: pytest.MonkeyPatch) -> boardrules.Report:
    """The report on an item, from Python."""
    prepare(given, folder, monkeypatch)
    return judged(given)


def judged(given: Item) -> boardrules.Report:
    """The report on an item that is there, from Python."""
    return boardrules.check(
        given.name, activities="activities.csv", roster="roster.csv", as_of=date(2026, 6, 1)
    )
