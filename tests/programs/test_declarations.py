"""The eleven built-in declarations against the facts."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from boardrules.declarations import load_program
from boardrules.programs import Programs, ProgramSpec, RuleSet, YearDay
from boardrules.values import credit_type_key

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
FOLDERS = {
    "ABA": "aba",
    "ABIM": "abim",
    "ABOS": "abos",
    "ABOHNS": "abohns",
    "ABPATH": "abpath",
    "ABP": "abp",
    "ABPMR": "abpmr",
    "ABS": "abs",
    "ABTS": "abts",
    "STATE": "states",
    "REMS": "rems",
}
TEXTS = {
    code: (PLUGINS / folder / f"boardrules_{folder}" / "program.toml").read_text("utf-8")
    for code, folder in FOLDERS.items()
}
SPECS = {code: load_program(text) for code, text in TEXTS.items()}
BOARDS = [code for code in FOLDERS if code not in ("STATE", "REMS")]
RULE_SETS = [rule_set for spec in SPECS.values() for rule_set in spec.rule_sets]


def by_id(rule_set: RuleSet) -> str:
    return rule_set.id


def the(rule_set_id: str) -> RuleSet:
    return next(rule_set for rule_set in RULE_SETS if rule_set.id == rule_set_id)


# The identification table of the tutorial "Reporting Learner Data in PARS".
@pytest.mark.parametrize(
    ("code", "needs_id", "needs_birth_date"),
    [
        ("ABA", True, False),
        ("ABIM", True, True),
        ("ABOS", False, True),
        ("ABOHNS", True, True),
        ("ABPATH", True, True),
        ("ABP", True, False),
        ("ABPMR", True, True),
        ("ABS", False, True),
        ("ABTS", False, True),
        ("STATE", True, True),
        ("REMS", False, False),
    ],
)
def test_identification_table(code: str, needs_id: bool, needs_birth_date: bool) -> None:
    for rule_set in SPECS[code].rule_sets:
        assert rule_set.identifier_required is needs_id
        assert rule_set.birth_date_required is needs_birth_date
        # ABPMR stands in neither list of exceptions; REMS in no table.
        confidence = "inferred" if code in ("ABPMR", "REMS") else "seed"
        assert rule_set.sources["identifier_required"].confidence == confidence
        assert rule_set.sources["birth_date_required"].confidence == confidence


@pytest.mark.parametrize(
    ("code", "kind", "id_types"),
    [
        *((code, "board", (code,)) for code in BOARDS),
        ("STATE", "states", ("NPI",)),
        ("REMS", "rems", ("REMS",)),
    ],
)
def test_program(code: str, kind: str, id_types: tuple[str, ...]) -> None:
    spec = SPECS[code]
    assert (spec.code, spec.kind, spec.id_types) == (code, kind, id_types)
    assert bool(spec.jurisdictions) is (kind == "states")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ABA", [("aba-1", "2016-11-03", "2021-10-31"), ("aba-2", "2021-11-01", None)]),
        (
            "ABIM",
            [
                ("abim-1", "2014-01-01", "2015-12-31"),
                ("abim-2", "2016-01-01", "2016-12-31"),
                ("abim-3", "2017-01-01", None),
            ],
        ),
        ("ABOS", [("abos-1", "2024-01-01", None)]),
        ("ABOHNS", [("abohns-1", "2018-01-01", None)]),
        ("ABPATH", [("abpath-1", "2018-01-01", "2020-12-31"), ("abpath-2", "2021-01-01", None)]),
        ("ABP", [("abp-1", "2016-11-03", "2019-12-31"), ("abp-2", "2020-01-01", None)]),
        ("ABPMR", [("abpmr-1", "2025-01-01", None)]),
        ("ABS", [("abs-1", "2021-03-01", "2023-06-30"), ("abs-2", "2023-07-01", None)]),
        ("ABTS", [("abts-1", "2022-01-01", None)]),
        ("STATE", [("state-1", None, None)]),
        ("REMS", [("rems-1", "2013-10-31", "2018-08-31"), ("rems-2", "2018-09-01", None)]),
    ],
)
def test_dates(code: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    found = [
        (
            rule_set.id,
            rule_set.start and rule_set.start.isoformat(),
            rule_set.end and rule_set.end.isoformat(),
        )
        for rule_set in SPECS[code].rule_sets
    ]
    assert found == expected


def test_rule_set_on_the_days_around_a_change() -> None:
    abp = SPECS["ABP"]
    assert abp.rule_set_on(date(2019, 12, 31)).id == "abp-1"
    assert abp.rule_set_on(date(2020, 1, 1)).id == "abp-2"
    assert abp.rule_set_on(date(2010, 1, 1)).id == "abp-1"


@pytest.mark.parametrize("code", FOLDERS)
def test_one_program_is_governed_by_one_day(code: str) -> None:
    governed = {"ABA": "submission", "ABPMR": "activity-start"}.get(code, "completion")
    assert [rule_set.governed_by for rule_set in SPECS[code].rule_sets] == [governed] * len(
        SPECS[code].rule_sets
    )


def test_abp_went_from_fixed_and_once_to_quarters_and_once_a_day() -> None:
    first, second = SPECS["ABP"].rule_sets
    assert (first.step, first.fixed, first.repeat_per) == (Decimal(1), True, "activity")
    assert (second.step, second.fixed, second.repeat_per) == (
        Decimal("0.25"),
        False,
        "activity-and-date",
    )
    assert first.repeat_except_formats == frozenset()
    assert {"journal based ce", "journal based cme"} <= second.repeat_except_formats
    assert first.birth_date_match == second.birth_date_match == "tie-break"
    assert first.due_soft == second.due_soft == YearDay(12, 1)


def test_aba_keeps_the_pair_as_an_inference() -> None:
    first, second = SPECS["ABA"].rule_sets
    assert first.repeat_pair == second.repeat_pair == "Patient Safety"
    assert second.credit_type("PS") is second.credit_type("Patient Safety")
    assert first.sources["repeat.pair"].confidence == "accme"
    assert second.sources["repeat.pair"].confidence == "inferred"
    assert second.content_areas == (1, 2)
    assert second.birth_date_match == "advice"


def test_abpath_sam_ends_with_2020() -> None:
    first, second = (rule_set.credit_type("SAM") for rule_set in SPECS["ABPATH"].rule_sets)
    assert first is not None
    assert second is not None
    assert (first.until, second.until) == (None, date(2020, 12, 31))
    assert first.within == second.within == "Lifelong Learning"


def test_abim_types_in_time() -> None:
    first, _, second = SPECS["ABIM"].rule_sets
    early, later = first.credit_type("Practice Assessment"), second.credit_type("PA")
    assert early is not None
    assert later is not None
    assert (early.since, later.since) == (date(2017, 1, 1), None)
    safety = second.credit_type("Patient Safety")
    assert safety is not None
    assert safety.until == date(2019, 12, 31)


@pytest.mark.parametrize(
    ("rule_set_id", "channels"),
    [
        ("abim-1", [("ABIM web service", date(2016, 12, 31))]),
        ("abim-2", [("ABIM web service", date(2016, 12, 31))]),
        ("abim-3", []),
        ("abs-1", [("self-report", date(2023, 6, 30)), ("society transfer", date(2023, 6, 30))]),
        ("abs-2", []),
        ("abts-1", [("self-report", date(2027, 12, 31))]),
        ("abos-1", [("self-report", None), ("AAOS", None)]),
        ("abpath-2", [("self-report", None)]),
        ("aba-2", []),
        ("abp-2", []),
    ],
)
def test_other_channels(rule_set_id: str, channels: list[tuple[str, date | None]]) -> None:
    found = [(channel.name, channel.until) for channel in the(rule_set_id).other_channels]
    assert found == channels


@pytest.mark.parametrize(
    ("rule_set_id", "completion", "activity_start"),
    [
        ("abs-2", date(2021, 3, 1), None),
        ("abos-1", date(2024, 1, 1), None),
        ("abpmr-1", None, date(2025, 1, 1)),
        ("abohns-1", None, date(2018, 1, 1)),
        ("abpath-2", None, date(2018, 1, 1)),
        ("abts-1", None, None),
        ("state-1", None, None),
        ("rems-2", None, None),
    ],
)
def test_earliest(rule_set_id: str, completion: date | None, activity_start: date | None) -> None:
    rule_set = the(rule_set_id)
    assert rule_set.earliest_completion == completion
    assert rule_set.earliest_activity_start == activity_start


@pytest.mark.parametrize(
    ("code", "soft"),
    [
        ("ABA", YearDay(12, 31)),
        ("ABIM", YearDay(12, 31)),
        ("ABOS", None),
        ("ABOHNS", YearDay(12, 31)),
        ("ABPATH", YearDay(12, 31)),
        ("ABP", YearDay(12, 1)),
        ("ABPMR", None),
        ("ABS", YearDay(12, 31)),
        ("ABTS", None),
    ],
)
def test_board_deadlines(code: str, soft: YearDay | None) -> None:
    now = SPECS[code].rule_sets[-1]
    assert now.due_soft == soft
    assert now.due_hard == YearDay(3, 31, 1)
    assert now.due_days == 30
    assert (now.delete_by, now.delete_basis) == (YearDay(12, 31), "completion")


def test_abim_takes_2014_until_the_middle_of_2016() -> None:
    hard = the("abim-1").due_hard
    assert hard is not None
    assert hard.after(date(2014, 5, 1)) == date(2016, 6, 30)
    assert the("abim-1").opens == date(2015, 12, 15)
    later = the("abim-2").due_hard
    assert later is not None
    assert later.after(date(2016, 5, 1)) == date(2017, 3, 31)


@pytest.mark.parametrize("code", BOARDS)
def test_boards_cap_and_add_up(code: str) -> None:
    now = SPECS[code].rule_sets[-1]
    assert (now.step, now.capped, now.accumulates) == (Decimal("0.25"), True, True)
    assert now.window_until == "claim-date"
    assert "manuscript review" in now.uncapped_formats
    assert now.answers_later is (code in ("ABA", "ABIM", "ABP"))
    once_a_day = "activity-and-date" if code in ("ABA", "ABP") else None
    assert now.repeat_per == once_a_day


@pytest.mark.parametrize(
    ("code", "against"),
    [
        ("ABA", "equal"),
        ("ABIM", "at-most"),
        ("ABOHNS", "at-most"),
        ("ABPATH", "at-most"),
        ("ABPMR", "at-most"),
        ("ABP", "free"),
        ("ABS", "free"),
        ("ABOS", "free"),
        ("ABTS", "free"),
    ],
)
def test_points_against_cme(code: str, against: str) -> None:
    assert SPECS[code].rule_sets[-1].points_against_cme == against


@pytest.mark.parametrize(
    ("code", "name", "meaning"),
    [
        ("ABA", "MOCA 2.0 Part 2", "general"),
        ("ABA", "Patient Safety Credits", "patient-safety"),
        ("ABIM", "mk", "knowledge"),
        ("ABIM", "Improvement in Medical Practice", "improvement"),
        ("ABOHNS", "Self Assessment", "self-assessment"),
        ("ABPATH", "Improvement in Health & Healthcare", "improvement"),
        ("ABP", "Lifelong Learning and Self-Assessment", "self-assessment"),
        ("ABS", "SA-CME", "self-assessment"),
        ("ABOS", "SAE", "self-assessment"),
        ("ABTS", "Performance in Practice", "improvement"),
        ("STATE", "AMA PRA Category 1 Credit\u2122\ufe0f", "general"),
        ("STATE", "AMA PRA Category 1 Credits", "general"),
    ],
)
def test_credit_types_by_any_name(code: str, name: str, meaning: str) -> None:
    kind = SPECS[code].rule_sets[-1].credit_type(name)
    assert kind is not None
    assert kind.meaning == meaning


@pytest.mark.parametrize("rule_set", RULE_SETS, ids=by_id)
def test_no_credit_type_name_means_two_types(rule_set: RuleSet) -> None:
    keys = [
        credit_type_key(name)
        for kind in rule_set.credit_types
        for name in (kind.name, *kind.aliases)
    ]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: str(spec.code))
def test_no_alias_means_another_program(spec: ProgramSpec) -> None:
    programs = Programs(SPECS.values())
    for name in (spec.code, spec.name, *spec.aliases):
        assert programs.named(name) is spec
        assert programs.jurisdiction(name) is None


def test_common_spellings() -> None:
    programs = Programs(SPECS.values())
    for text, code in (
        ("ABPath", "ABPATH"),
        ("ABoto", "ABOHNS"),
        ("American Board of Otolaryngology \u2013 Head and Neck Surgery", "ABOHNS"),
        ("american board of orthopedic surgery", "ABOS"),
        ("American Board of Physical Medicine & Rehabilitation", "ABPMR"),
        ("CME", "STATE"),
    ):
        spec = programs.named(text)
        assert spec is not None
        assert spec.code == code


@pytest.mark.parametrize("rule_set", RULE_SETS, ids=by_id)
def test_what_nobody_wrote_down_only_warns(rule_set: RuleSet) -> None:
    for rule, source in rule_set.sources.items():
        if source.confidence == "general-knowledge":
            assert source.effect == "warn", rule
        if rule in ("identifier_shape", "watch", "due.days", "due.soft", "plain_formats"):
            assert source.effect == "warn", rule
    asks = "reject" if rule_set.identifier_required else "none"
    assert rule_set.effect("identifier_required") == asks
    # With "warn" the refusal that a board itself sends back would let the record pass.
    assert rule_set.effect("answers") == "none"


@pytest.mark.parametrize("code", FOLDERS)
def test_sources_read_on_their_own(code: str) -> None:
    for table in tomllib.loads(TEXTS[code])["rule_set"]:
        for source in table["source"]:
            assert source["effect"] in ("reject", "warn", "none")
            assert len(source["says"]) > 20
            assert not re.search(r"\.\./|\.md\b|\bseed\b|https?:", source["says"])
            assert source["says"].endswith(".")


@pytest.mark.parametrize("code", FOLDERS)
def test_a_changed_line_has_a_source_of_its_own(code: str) -> None:
    for table in tomllib.loads(TEXTS[code])["rule_set"]:
        if "after" not in table:
            continue
        own = {source["rule"] for source in table["source"]}
        for key, value in table.items():
            if key in ("id", "after", "until", "source"):
                continue
            inner = [f"{key}.{part}" for part in value] if isinstance(value, dict) else [key]
            for rule in inner:
                kept = code == "REMS" and rule == "settings.kinds"
                assert kept or rule in own or key in own, rule


# The dossier's dates, and how far each can be relied on.
@pytest.mark.parametrize(
    ("rule_set_id", "confidence"),
    [
        ("aba-1", "accme"),
        ("aba-2", "inferred"),
        ("abim-1", "inferred"),
        ("abim-2", "inferred"),
        ("abim-3", "inferred"),
        ("abohns-1", "inferred"),
        ("abos-1", "board"),
        ("abp-1", "accme"),
        ("abp-2", "inferred"),
        ("abpath-1", "accme"),
        ("abpath-2", "accme"),
        ("abpmr-1", "accme"),
        ("abs-1", "accme"),
        ("abs-2", "board"),
        ("abts-1", "inferred"),
        ("rems-1", "accme"),
        ("rems-2", "inferred"),
    ],
)
def test_what_a_first_day_rests_on(rule_set_id: str, confidence: str) -> None:
    assert the(rule_set_id).sources["from"].confidence == confidence


@pytest.mark.parametrize(
    ("rule_set_id", "rule", "confidence"),
    [
        ("abim-1", "credit_type", "inferred"),
        ("abim-1", "credit_type.Practice Assessment.since", "inferred"),
        ("abim-3", "credit_type.Patient Safety.until", "inferred"),
        ("abim-1", "due.hard", "inferred"),
        ("abim-2", "due.hard", "accme"),
        ("abim-1", "answers", "inferred"),
        ("abim-3", "answers", "seed"),
        ("abim-1", "other_channels", "inferred"),
        ("abim-3", "other_channels", "inferred"),
        ("abim-3", "plain_formats", "inferred"),
        ("aba-2", "answers", "inferred"),
        ("abp-2", "answers", "accme"),
        ("abp-1", "points.against_cme", "accme"),
        ("abp-2", "points.against_cme", "inferred"),
        ("abp-2", "credit_type", "board"),
        ("abpath-2", "credit_type.Self-Assessment Module.until", "accme"),
        ("abpath-2", "credit_type.Self-Assessment Module.within", "inferred"),
        ("abs-2", "credit_type.Self-Assessment.within", "inferred"),
        ("abpmr-1", "governed_by", "inferred"),
        ("abts-1", "other_channels", "inferred"),
        ("rems-2", "settings.kinds", "inferred"),
    ],
)
def test_a_line_is_as_sure_as_its_weakest_part(
    rule_set_id: str, rule: str, confidence: str
) -> None:
    assert the(rule_set_id).sources[rule].confidence == confidence


def test_every_first_day_has_a_source() -> None:
    for rule_set in RULE_SETS:
        if rule_set.start is not None:
            assert rule_set.sources["from"].says
            assert rule_set.lines["from"] == rule_set.start
