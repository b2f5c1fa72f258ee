"""``boardrules.toml``: a user's own word where the sources leave a rule open.

    [[override]]
    program = "ABP"               # or "activities": the rules on activities
    rule_set = "abp-2"            # left out: every rule set of the program
    rule = "due.hard"
    value = "03-31 +2y"           # as in program.toml; left out: only the effect changes
    effect = "warn"               # left out: as declared
    says = "Letter of the board, 5 January 2026"

    [columns.learner]             # or rems, activities, roster, pre-validation, records
    licence_id = ["License No."]  # headers that mean the field, beside those that are known

The nearest such file upward from the working directory is used. What rests on ACCME's own
word cannot be overridden.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from attrs import frozen

from boardrules.declarations import Override
from boardrules.formats.column_names import (
    KINDS,
    NO_COLUMN_NAMES,
    ColumnNames,
    column_file,
    full_name,
    known_headers,
)

NAME = "boardrules.toml"
_KEYS = ("program", "rule_set", "rule", "value", "effect", "says")
_NEEDED = ("program", "rule", "says")


class ConfigError(Exception):
    """A configuration that cannot be used; the message names file, place, problem and cure."""


@frozen(slots=True)
class Config:
    """What a ``boardrules.toml`` says. ``path`` is None when there is none.

    ``provider`` is the submitting provider's ID, where no other is given. ``columns`` are
    further headers of tables.
    """

    path: Path | None = None
    provider: str | None = None
    overrides: tuple[Override, ...] = ()
    columns: ColumnNames = NO_COLUMN_NAMES


def find_config(start: Path) -> Path | None:
    """The nearest ``boardrules.toml`` in ``start`` or a folder above it."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / NAME).is_file():
            return folder / NAME
    return None


def load_config(path: Path | None) -> Config:
    """The configuration in a file; an empty one for None. Raises :class:`ConfigError`."""
    if path is None:
        return Config()
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path.as_posix()} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise ConfigError(f"{path.as_posix()} is not readable as TOML.") from None
    _refuse_unknown(path, "", raw, ("provider", "override", "columns"))
    provider = raw.get("provider")
    if provider is not None and not isinstance(provider, str):
        raise ConfigError(f"{path.as_posix()}: provider must be a text in quotes.")
    tables = raw.get("override", [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise ConfigError(f"{path.as_posix()}: override must be [[override]] tables.")
    overrides = tuple(_override(path, number, each) for number, each in enumerate(tables, 1))
    return Config(path, provider, overrides, _columns(path, raw.get("columns", {})))


def _override(path: Path, number: int, table: dict[str, Any]) -> Override:
    place = f"override {number}"
    _refuse_unknown(path, place, table, _KEYS)
    for key in _NEEDED:
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise ConfigError(f"{path.as_posix()}, {place}: {key} is missing; it is a text.")
    if "value" not in table and "effect" not in table:
        raise ConfigError(f"{path.as_posix()}, {place}: give a value, an effect or both.")
    if not isinstance(table.get("rule_set"), str | None):
        raise ConfigError(f"{path.as_posix()}, {place}: rule_set is a text.")
    if table.get("effect") not in (None, "reject", "warn"):
        raise ConfigError(f'{path.as_posix()}, {place}: effect is "reject" or "warn".')
    return Override(
        program=table["program"].strip().upper(),
        rule=table["rule"].strip(),
        says=table["says"].strip(),
        rule_set=table.get("rule_set"),
        value=table.get("value"),
        effect=table.get("effect"),
        number=number,
    )


def _columns(path: Path, tables: Any) -> ColumnNames:
    if not isinstance(tables, dict) or not all(isinstance(each, dict) for each in tables.values()):
        raise ConfigError(f"{path.as_posix()}: columns must be tables such as [columns.learner].")
    _refuse_unknown(path, "columns", tables, KINDS)
    kinds = []
    for kind in sorted(tables):
        place = f"columns.{kind}"
        _refuse_unknown(path, place, tables[kind], known_headers(kind), "field")
        names = []
        for field, headers in tables[kind].items():
            if isinstance(headers, str):
                headers = [headers]
            if not isinstance(headers, list) or not all(
                isinstance(header, str) and header.strip() for header in headers
            ):
                raise ConfigError(
                    f'{path.as_posix()}, {place}: {field} is a list of headers, such as ["No."].'
                )
            names.append((field, tuple(headers)))
        kinds.append((kind, tuple(names)))
    columns = ColumnNames(tuple(kinds))
    _refuse_taken(path, columns)
    return columns


def _refuse_taken(path: Path, columns: ColumnNames) -> None:
    """Refuse a header that would stand for two fields of one sheet."""
    from boardrules.formats.tables import header_key

    for together in (("learner", "rems"), *((kind,) for kind in KINDS[2:])):
        taken: dict[str, str] = {}
        if "learner" in together:
            ignored = column_file("learner")["ignored"]["headers"]
            taken = dict.fromkeys(map(header_key, ignored), "a column that is passed over")
        for kind in together:
            for field, headers in known_headers(kind).items() if columns.of(*together) else ():
                taken.update(dict.fromkeys(map(header_key, headers), full_name(kind, field)))
        for kind in together:
            for field, headers in columns.of(kind):
                for header in headers:
                    holder = taken.setdefault(header_key(header), full_name(kind, field))
                    if holder != full_name(kind, field):
                        raise ConfigError(
                            f'{path.as_posix()}, columns.{kind}: "{header}" cannot mean {field}; '
                            f"it is {holder}."
                        )


def _refuse_unknown(
    path: Path, place: str, table: dict[str, Any], known: Iterable[str], what: str = "key"
) -> None:
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.4)
            hint = f" Did you mean {near[0]}?" if near else f" Known are {', '.join(known)}."
            where = f"{path.as_posix()}, {place}" if place else path.as_posix()
            raise ConfigError(f'{where}: unknown {what} "{key}".{hint}')
