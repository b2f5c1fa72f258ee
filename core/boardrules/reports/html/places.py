"""Places in words: where a record stands in its file, and where a value stands in its record."""

from __future__ import annotations

from collections.abc import Iterable

from boardrules.locations import CellAt, JsonAt, Location, XmlAt
from boardrules.reports.known_names import HIDDEN


def where(location: Location | None) -> str:
    """The row, line or pointer that a location names; blank for a whole file."""
    match location:
        case CellAt(sheet=sheet, row=None):
            return f"sheet {sheet}" if sheet else ""
        case CellAt(row=row):
            return f"row {row}"
        case XmlAt(line=int(line)):
            return f"line {line}"
        case JsonAt(pointer=pointer):
            return pointer
        case _:
            return ""


def field(location: Location | None) -> str:
    """The field within the row or the element, in the words of the file; may be blank."""
    match location:
        case CellAt(row=int(row), column=str(column), header=header):
            named = header if header and header != HIDDEN else ""
            return f"{column}{row} {' '.join(named.split())}".rstrip()
        case XmlAt(path=str(path)):
            return path.rsplit("/", 1)[-1]
        case _:
            return ""


def listed(locations: Iterable[Location]) -> str:
    """The places of many records: ``rows 3 to 7, 9 and 12``, or one after another."""
    numbers: list[int] = []
    texts: list[str] = []
    noun = ""
    for location in locations:
        match location:
            case CellAt(row=int(number)):
                noun = "row"
            case XmlAt(line=int(number)):
                noun = "line"
            case _:
                texts.append(where(location) or location.file)
                continue
        numbers.append(number)
    runs = _runs(numbers)
    if runs:
        plural = "s" if len(numbers) > 1 else ""
        texts.insert(0, f"{noun}{plural} {', '.join(runs)}")
    return ", ".join(texts)


def _runs(numbers: list[int]) -> list[str]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return [" to ".join(map(str, run)) for run in runs]
