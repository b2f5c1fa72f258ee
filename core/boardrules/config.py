"""``boardrules.toml``: a user's own word where the sources leave a rule open.

    [[override]]
    program = "ABP"
    rule_set = "abp-2"            # left out: every rule set of the program
    rule = "due.hard"
    value = "03-31 +2y"           # as in program.toml; left out: only the effect changes
    effect = "warn"               # left out: as declared
    says = "Letter of the board, 5 January 2026"

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

NAME = "boardrules.toml"
_KEYS = ("program", "rule_set", "rule", "value", "effect", "says")
_NEEDED = ("program", "rule", "says")


class ConfigError(Exception):
    """A configuration that cannot be used; the message names file, place, problem and cure."""


@frozen(slots=True)
class Config:
    """What a ``boardrules.toml`` says. ``path`` is None when there is none.

    ``provider`` is the submitting provider's ID, where no other is given.
    """

    path: Path | None = None
    provider: str | None = None
    overrides: tuple[Override, ...] = ()


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
    _refuse_unknown(path, "", raw, ("provider", "override"))
    provider = raw.get("provider")
    if provider is not None and not isinstance(provider, str):
        raise ConfigError(f"{path.as_posix()}: provider must be a text in quotes.")
    tables = raw.get("override", [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise ConfigError(f"{path.as_posix()}: override must be [[override]] tables.")
    overrides = tuple(_override(path, number, each) for number, each in enumerate(tables, 1))
    return Config(path, provider, overrides)


def _override(path: Path, number: int, table: dict[str, Any]) -> Override:
    place = f"override {number}"
    _refuse_unknown(path, place, table, _KEYS)
    for key in _NEEDED:
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise ConfigError(f"{path.as_posix()}, {place}: {key} is missing; it is a text.")
    if "value" not in table and "effect" not in table:
        raise ConfigError(f"{path.as_posix()}, {place}: give a value, an effect or both.")
    if table.get("effect") not in (None, "reject", "warn"):
        raise ConfigError(f'{path.as_posix()}, {place}: effect is "reject" or "warn".')
    return Override(
        program=table["program"].strip().upper(),
        rule=table["rule"].strip(),
        says=table["says"].strip(),
        rule_set=table.get("rule_set"),
        value=table.get("value"),
        effect=table.get("effect"),
    )


def _refuse_unknown(path: Path, place: str, table: dict[str, Any], known: Iterable[str]) -> None:
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.4)
            hint = f" Did you mean {near[0]}?" if near else f" Known are {', '.join(known)}."
            where = f"{path.as_posix()}, {place}" if place else path.as_posix()
            raise ConfigError(f'{where}: unknown key "{key}".{hint}')
