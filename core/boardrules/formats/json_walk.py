"""From the text of a learner report in JSON to its reports, one at a time.

Only the report that is being read is kept as objects; the rest stays text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from boardrules.formats.json_nodes import DECODER, TOO_DEEP, Node, escaped, where

#: Names that hold reports, from without to within.
WRAPPERS = ("ACCMELearnerReports", "ActivityReports", "ActivityReport")
#: Names that only a report has.
_OF_REPORT = frozenset(
    {"reportingorganization", "member", "participants", "activity", "xtensibleinfo"}
)
_WRAPPERS = frozenset(name.casefold() for name in WRAPPERS)
_MOST_STEPS = 12
_BLANKS = re.compile(r"[ \t\r\n]*")

#: Tells of something beside the reports: its name, the pointer, and the value.
Notice = Callable[[str, Node], None]


class BrokenError(Exception):
    """The text is no JSON; ``found`` says where and how, ``pointer`` how far reading got."""

    def __init__(self, found: str, pointer: str) -> None:
        super().__init__(found)
        self.found = found
        self.pointer = pointer


class Walk:
    """Goes through a document.

    ``notice`` is told of every name beside the reports. When :meth:`reports` is exhausted,
    ``wrapped`` says whether any name was met that holds reports.
    """

    def __init__(self, text: str, notice: Notice) -> None:
        self._text = text
        self._at = 0
        self._notice = notice
        self._pointer = ""
        self.wrapped = False

    def reports(self) -> Iterator[tuple[int, Node]]:
        """Each report and where in the text it begins; BrokenError where the text breaks.

        What stands in the place of a report comes as well, whatever it is.
        """
        try:
            yield from self._reports("", in_list=False)
            self._blank()
            if self._at < len(self._text):
                raise BrokenError(where(self._text, self._at), "")
        except json.JSONDecodeError as error:
            raise BrokenError(where(self._text, error.pos), self._pointer) from None
        except RecursionError:
            # How deep Python's stack reached says nothing.
            outer = "/".join(self._pointer.split("/")[: _MOST_STEPS + 1])
            raise BrokenError(TOO_DEEP, outer) from None

    def _reports(self, pointer: str, *, in_list: bool) -> Iterator[tuple[int, Node]]:
        """The reports in the value that comes next; ``in_list`` where a report is due."""
        self._pointer = pointer
        self._blank()
        start = self._at
        opening = self._text[start : start + 1]
        if opening == "[":
            yield from self._list(pointer)
            return
        keys = self._first_keys() if opening == "{" else frozenset()
        if keys & _WRAPPERS or (keys and not keys & _OF_REPORT and not in_list):
            yield from self._wrapper(pointer)
        else:
            value = self._decode()
            if in_list or keys:
                yield start, Node(value, pointer)

    def _list(self, pointer: str) -> Iterator[tuple[int, Node]]:
        self._at += 1
        self._blank()
        if self._text[self._at : self._at + 1] == "]":
            self._at += 1
            return
        index = 0
        while True:
            yield from self._reports(f"{pointer}/{index}", in_list=True)
            self._pointer = pointer
            index += 1
            if not self._comma("]"):
                return

    def _wrapper(self, pointer: str) -> Iterator[tuple[int, Node]]:
        self._at += 1
        while True:
            key = self._key()
            inner = f"{pointer}/{escaped(key)}"
            if key.casefold() in _WRAPPERS:
                self.wrapped = True
                due = key.casefold() == "activityreport"
                yield from self._reports(inner, in_list=due)
            else:
                self._pointer = inner
                self._blank()
                self._notice(key, Node(self._decode(), inner))
            self._pointer = pointer
            if not self._comma("}"):
                return

    def _first_keys(self) -> frozenset[str]:
        """The first of the coming object's keys that says what the object is, or all of them.

        Without capitals. Empty where there is none, or the text breaks before it.
        """
        start, keys = self._at, set()
        try:
            self._at += 1
            while True:
                key = self._key().casefold()
                keys.add(key)
                if key in _WRAPPERS or key in _OF_REPORT:
                    return frozenset({key})
                self._blank()
                self._decode()
                if not self._comma("}"):
                    return frozenset(keys)
        except (json.JSONDecodeError, RecursionError):
            return frozenset(keys)
        finally:
            self._at = start

    def _key(self) -> str:
        self._blank()
        if self._text[self._at : self._at + 1] != '"':
            raise json.JSONDecodeError("", self._text, self._at)
        key = str(self._decode())
        self._blank()
        if self._text[self._at : self._at + 1] != ":":
            raise json.JSONDecodeError("", self._text, self._at)
        self._at += 1
        return key

    def _comma(self, closing: str) -> bool:
        """Whether another item comes; False past the end of the object or list."""
        self._blank()
        met = self._text[self._at : self._at + 1]
        if met not in (",", closing) or not met:
            raise json.JSONDecodeError("", self._text, self._at)
        self._at += 1
        return met == ","

    def _decode(self) -> object:
        value, self._at = DECODER.raw_decode(self._text, self._at)
        return value

    def _blank(self) -> None:
        match = _BLANKS.match(self._text, self._at)
        assert match is not None  # it matches nothing as well
        self._at = match.end()
