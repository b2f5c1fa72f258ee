"""Reading conformance files: data only, so that any language can run them.

A file holds groups, a group says which requirement and codes it tests and holds cases.
What file and group state (``as_of``, ``activities``, ``roster``, ``ledger``, ``answers``,
``provider_id``, ``record``, ``activity``) holds for the cases below unless they state it
themselves. A case gives its input in one of these ways:

- ``change``: the base ``record`` with values replaced, by JSON pointer (null removes);
- ``changes``: a list of such, one per record;
- ``records``: whole neutral records;
- ``xml``: the text of a learner report;
- ``sheet``: rows of typed cells, ``{"rows": [[...], ...]}``;
- ``table``: ``{"change": [pointers], "rows": [[values..., expect], ...]}``, one case a row;
- ``activity_change`` and ``activity_changes``: activities that are judged themselves, each a
  change of the base ``activity``, an entry of ACCME's draft JSON;
- ``activities_json``: a document of such entries, whole;
- ``activities_table``: rows of text of the plain table of activities, its headers first.

``expect`` is the exact set of findings: ``{"record": 1, "code": "621", "at": "/claims/0/id"}``,
``record`` left out meaning the first, null the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from attrs import frozen

_INHERITED = (
    "as_of", "activities", "roster", "ledger", "answers", "provider_id", "record", "activity",
)  # fmt: skip
_INPUTS = ("records", "xml", "sheet", "activities_json", "activities_table")


class SuiteError(ValueError):
    """A conformance file that is not of the format; the message names file and place."""


@frozen(slots=True)
class ConformanceCase:
    """One case, expanded. ``given`` is what an implementation gets; ``expect`` stays here.

    ``expect`` holds (record number or None, code, place); ``verdicts`` one verdict per
    record where the case states them.
    """

    id: str
    about: str
    file: str
    program: str | None
    codes: tuple[str, ...]
    requirement: Mapping[str, str]
    valid: tuple[str | None, str | None]
    given: Mapping[str, Any]
    expect: frozenset[tuple[int | None, str, str]]
    verdicts: tuple[str, ...] | None = None

    @property
    def fails(self) -> bool:
        """Whether any of the codes under test is expected."""
        return any(code in self.codes for _, code, _ in self.expect)


def suite_files(paths: Iterable[Path] = ()) -> list[tuple[str, str]]:
    """(name, text) of every conformance file below ``paths`` or, without any, of the installed suite.

    The installed suite is that of the engine and of every plugin's ``conformance`` folder.
    """
    found: list[tuple[str, str]] = []
    given = list(paths)
    for path in given:
        if not path.exists():
            raise SuiteError(f"{path.as_posix()}: there is no such file or folder")
        entries = sorted(path.rglob("*.json")) if path.is_dir() else [path]
        found += [(entry.as_posix(), _text_of(entry)) for entry in entries]
    if not given:
        from boardrules.discovery import discover

        packages = ["boardrules_specs", *(each.entry_point.module for each in discover())]
        for package in dict.fromkeys(packages):
            folder = files(package) / "conformance"
            if folder.is_dir():
                found += [
                    (f"{package}/conformance/{entry.name}", entry.read_text(encoding="utf-8"))
                    for entry in _json_below(folder)
                ]
    return found


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SuiteError(f"{path.as_posix()}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise SuiteError(f"{path.as_posix()}: is not in UTF-8") from None


def _json_below(folder: Traversable) -> list[Traversable]:
    return sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".json")),
        key=lambda entry: entry.name,
    )


def load_suite(paths: Iterable[Path] = ()) -> list[ConformanceCase]:
    """Every case of :func:`suite_files`; SuiteError names what is not of the format."""
    cases: list[ConformanceCase] = []
    for name, text in suite_files(paths):
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            raise SuiteError(f"{name}: is not readable as JSON") from None
        cases += cases_of(document, name)
    seen: dict[str, str] = {}
    for case in cases:
        if case.id in seen:
            raise SuiteError(f"{case.file}: case {case.id} stands in {seen[case.id]} as well")
        seen[case.id] = case.file
    return cases


def cases_of(document: Mapping[str, Any], file: str) -> list[ConformanceCase]:
    """The cases of one conformance document, expanded."""
    if not isinstance(document, Mapping) or not isinstance(document.get("groups"), list):
        raise SuiteError(f"{file}: expected an object with a list of groups")
    if document.get("format") != 1:
        raise SuiteError(f"{file}: format is {document.get('format')!r}, expected 1")
    cases: list[ConformanceCase] = []
    for number, group in enumerate(document["groups"], 1):
        place = f"{file}: group {number}"
        try:
            for each, case in enumerate(group["cases"], 1):
                place = f"{file}: group {group['requirement']['id']}, case {each}"
                place = f"{file}: group {group['requirement']['id']}, case {case['id']}"
                cases += _cases(document, group, case, file)
        except KeyError as error:
            raise SuiteError(f"{place}: there is no {error}") from None
        except (TypeError, IndexError, ValueError, AttributeError) as error:
            raise SuiteError(f"{place}: is not of the format ({type(error).__name__})") from None
    return cases


def _cases(
    document: Mapping[str, Any], group: Mapping[str, Any], case: Mapping[str, Any], file: str
) -> Iterator[ConformanceCase]:
    valid = group.get("valid", {})
    for given, case_id, expect in _expand(document, group, case):
        yield ConformanceCase(
            id=case_id,
            about=case["about"],
            file=file,
            program=group.get("program"),
            codes=tuple(group["codes"]),
            requirement=group["requirement"],
            valid=(valid.get("from"), valid.get("until")),
            given=given,
            expect=frozenset(
                (each.get("record", 1), each["code"], each.get("at", "")) for each in expect
            ),
            verdicts=tuple(case["verdicts"]) if "verdicts" in case else None,
        )


def _expand(
    document: Mapping[str, Any], group: Mapping[str, Any], case: Mapping[str, Any]
) -> Iterator[tuple[dict[str, Any], str, list[dict[str, Any]]]]:
    scopes = (case, group, document)
    base: dict[str, Any] = {}
    for key in _INHERITED:
        value = next((scope[key] for scope in scopes if key in scope), None)
        if value is not None:
            base[key] = value
    if "as_of" not in base:
        raise KeyError("as_of")
    record, activity = base.pop("record", None), base.pop("activity", None)
    base["program"] = group.get("program")
    case_id = case["id"]
    if "table" in case:
        pointers = case["table"]["change"]
        for number, row in enumerate(case["table"]["rows"], 1):
            *values, expect = row
            changed = changed_record(record, dict(zip(pointers, values, strict=True)))
            yield (
                {**base, "id": f"{case_id}-{number}", "records": [changed]},
                (f"{case_id}-{number}"),
                expect,
            )
        return
    given = {**base, "id": case_id}
    if "change" in case:
        given["records"] = [changed_record(record, case["change"])]
    elif "changes" in case:
        given["records"] = [changed_record(record, change) for change in case["changes"]]
    elif "activity_change" in case:
        given["activities_json"] = _activities(activity, [case["activity_change"]])
    elif "activity_changes" in case:
        given["activities_json"] = _activities(activity, case["activity_changes"])
    else:
        kind = next((kind for kind in _INPUTS if kind in case), _INPUTS[0])
        given[kind] = case[kind]
    yield given, case_id, case["expect"]


def _activities(activity: Any, changes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """ACCME's draft document with an entry for each change of ``activity``."""
    entries = [changed_record(activity, change) for change in changes]
    return {"ACCMEActivities": {"MedicalEducationMetrics": entries}}


def changed_record(record: Any, change: Mapping[str, Any]) -> Any:
    """A copy of ``record`` with the value at each JSON pointer replaced; null removes it.

    A pointer may name a new key of an object, or ``-`` to append to an array.
    """
    result = deepcopy(record)
    for pointer, value in change.items():
        *parents, last = pointer.lstrip("/").split("/")
        target = result
        for key in parents:
            target = target[int(key)] if isinstance(target, list) else target[key]
        if isinstance(target, list):
            if last == "-":
                target.append(deepcopy(value))
            elif value is None:
                del target[int(last)]
            else:
                target[int(last)] = deepcopy(value)
        elif value is None:
            target.pop(last, None)
        else:
            target[last] = deepcopy(value)
    return result
