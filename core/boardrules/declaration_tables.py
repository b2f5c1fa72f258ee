"""The language of ``program.toml``: its tables, as pydantic checks their shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from boardrules.effects import TYPE_RULES

#: A day of the year, with years to be added.
YEAR_DAY = re.compile(r"(\d{2})-(\d{2})(?: \+(\d+)y)?", re.ASCII)


def _year_day(text: str) -> str:
    if text == "none":
        return text
    match = YEAR_DAY.fullmatch(text)
    try:
        # 2001 had no February 29: a deadline must exist every year.
        date(2001, int(match[1]), int(match[2])) if match else date.fromisoformat("")
    except ValueError:
        raise ValueError('expected "MM-DD", "MM-DD +1y" or "none"') from None
    return text


def _decimal_text(text: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        raise ValueError('expected a decimal number in quotes, such as "0.25"')
    if not text.strip("0."):
        raise ValueError("expected more than zero")
    return text


def _step_text(text: str) -> str:
    return text if text == "none" else _decimal_text(text)


def _pattern(text: str) -> str:
    try:
        re.compile(text, re.ASCII)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return text


YearDayText = Annotated[str, AfterValidator(_year_day)]
DecimalText = Annotated[str, AfterValidator(_decimal_text)]
StepText = Annotated[str, AfterValidator(_step_text)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class IdentifierTable(_Table):
    name: str
    domain: str | None = None
    domains: list[str] = []


class JurisdictionTable(_Table):
    code: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    name: str
    licensing: bool = True


class ProgramTable(_Table):
    code: Annotated[str, Field(pattern="^[A-Z][A-Z0-9]{1,15}$")]
    name: str
    kind: Literal["board", "states", "rems"]
    identifier: IdentifierTable
    aliases: list[str] = []
    jurisdiction: list[JurisdictionTable] = []


class PointsTable(_Table):
    step: StepText | None = None
    fixed: bool = False
    cap: bool = True
    uncapped_formats: list[str] = []
    accumulate: bool = False
    against_cme: Literal["equal", "nearest whole", "at most", "free"] = "free"


class RepeatTable(_Table):
    per: Literal["activity", "activity, date", "none"]
    except_formats: list[str] = []
    pair: str | None = None


class WindowTable(_Table):
    from_: Literal["activity.start"] = Field("activity.start", alias="from")
    until: Literal["registration.claim_date", "activity.end"] = "registration.claim_date"


class EarliestTable(_Table):
    completion: date | None = None
    activity_start: date | None = None


class DueTable(_Table):
    soft: YearDayText = "none"
    hard: YearDayText = "none"
    delete: YearDayText = "none"
    delete_basis: Literal["completion", "submission"] = "completion"
    days: int | None = None


class WatchTable(_Table):
    per: Literal["date", "year"]
    credits: DecimalText


class ChannelTable(_Table):
    name: str
    until: date | None = None


class ContentAreasTable(_Table):
    least: int
    most: int


class CreditTypeTable(_Table):
    name: str
    aliases: list[str] = []
    meaning: Literal["general", "self-assessment", "improvement", "patient-safety", "knowledge"] = (
        "general"
    )
    since: date | Literal["none"] | None = None
    until: date | Literal["none"] | None = None
    within: str | None = None  # "none" where a user takes it away
    needs_approval: bool = False


class SourceTable(_Table):
    rule: str
    says: str
    confidence: Literal[
        "seed", "accme", "board", "third-party", "inferred", "general-knowledge", "user"
    ]
    effect: Literal["reject", "warn", "none"] | None = None


class RuleSetTable(_Table):
    id: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]*$")]
    after: str | None = None
    from_: date | None = Field(None, alias="from")
    until: date | None = None
    opens: date | None = None
    governed_by: Literal["completion", "activity-start", "submission"] = "completion"
    identifier_required: bool
    identifier_shape: Annotated[str, AfterValidator(_pattern)] | None = None
    birth_date_required: bool
    birth_date_match: Literal["must", "advice", "tie-break", "off"] = "must"
    name_match: Literal["lenient", "strict", "off"] = "lenient"
    total_required: bool = True
    points: PointsTable = PointsTable()
    repeat: RepeatTable | None = None
    window: WindowTable
    earliest: EarliestTable = EarliestTable()
    due: DueTable = DueTable()
    answers: Literal["later", "at once"]
    watch: list[WatchTable] = []
    other_channels: list[ChannelTable] = []
    content_areas: ContentAreasTable | None = None
    plain_formats: list[str] = []
    settings: dict[str, Any] = {}
    credit_type: list[CreditTypeTable] = []
    source: list[SourceTable] = []


class ProgramDocument(_Table):
    program: ProgramTable
    rule_set: Annotated[list[RuleSetTable], Field(min_length=1)]


#: Keys of a rule set that are no rules themselves.
NOT_RULES = {"id", "after", "until", "source"}
#: Tables that a rule set merges key by key with those of the one it comes after.
MERGED_TABLES = {"points", "repeat", "window", "earliest", "due", "settings"}


def known_rules() -> list[str]:
    """The name of every rule that a rule set can state."""
    names: list[str] = []
    for name, field in RuleSetTable.model_fields.items():
        if (field.alias or name) in NOT_RULES:
            continue
        tables = [
            each for each in (field.annotation, *get_args(field.annotation)) if _is_table(each)
        ]
        if name in MERGED_TABLES and tables:
            names += [f"{name}.{each.alias or key}" for key, each in tables[0].model_fields.items()]
        else:
            names.append(field.alias or name)
    return names


def type_rules(table: Mapping[str, Any]) -> dict[str, Any]:
    """What a rule set says of its credit types in rules of their own, by the rules' names.

    ``credit_type.Patient Safety.until`` is one.
    """
    kinds = table.get("credit_type")
    return {
        f"credit_type.{kind['name']}.{key}": kind[key]
        for kind in (kinds if isinstance(kinds, list) else ())
        if isinstance(kind, dict) and isinstance(kind.get("name"), str)
        for key in TYPE_RULES
        if key in kind
    }


def _is_table(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, _Table)


def in_our_words(error: Mapping[str, Any]) -> str:
    """What pydantic found wrong, in words that do not change with its releases."""
    kind = error["type"]
    if kind == "extra_forbidden":
        return "no such key in the language of declarations"
    if kind == "missing":
        return "is missing"
    if kind == "literal_error":
        return f"expected one of {error['ctx']['expected']}"
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind == "string_pattern_mismatch":
        return f"expected a text of the form {error['ctx']['pattern']}"
    if kind.startswith("date_"):
        return "expected a date, such as 2026-01-31"
    return f"has the wrong type ({kind})"
