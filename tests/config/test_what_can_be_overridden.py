"""Which rules a user can correct, what that does to verdicts, and what is told of rules that cannot."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from boardrules import (
    Activity,
    Claim,
    CompletionRecord,
    CreditAmount,
    Engine,
    MemoryActivities,
    Plugins,
    Registration,
)
from boardrules.activities import ActivityEntry, ActivityJudging
from boardrules.activities.model import BoardRegistration
from boardrules.activities.overrides import rules_under
from boardrules.cli import main
from boardrules.config import ConfigError, load_config
from boardrules.declarations import DeclarationError
from boardrules.discovery import discover


def override(program: str, rule: str, value: str = "", effect: str = "", rule_set: str = "") -> str:
    lines = ["[[override]]", f'program = "{program}"', f'rule = "{rule}"', 'says = "A letter."']
    lines += [f"value = {value}"] if value else []
    lines += [f'effect = "{effect}"'] if effect else []
    lines += [f'rule_set = "{rule_set}"'] if rule_set else []
    return "\n".join(lines) + "\n"


def plugins_of(folder: Path, *overrides: str) -> Plugins:
    path = folder / "boardrules.toml"
    path.write_text("".join(overrides), encoding="utf-8")
    return Plugins(discover(), overrides=load_config(path).overrides)


def refused(folder: Path, *overrides: str) -> str:
    with pytest.raises(DeclarationError) as caught:
        plugins_of(folder, *overrides)
    return str(caught.value)


def judged(
    plugins: Plugins,
    program: str,
    completed: str,
    as_of: date,
    kind: str = "Accredited CME",
    start: date | None = None,
) -> list[tuple[str, str, str | None]]:
    """Code, severity and limit of each finding on a completion."""
    claim = Claim(program, "12345", total="1", credits=(CreditAmount(kind, "1"),))
    record = CompletionRecord(1, "Add", "202600001", completed, "Ines", "Aalto", "03/04", (claim,))
    start = start or date.fromisoformat(completed)
    last = date(2026, 12, 31)
    registration = Registration(program, Decimal(4), (kind,), last)
    activity = Activity("202600001", start=start, end=last, registrations=(registration,))
    engine = Engine(as_of, activities=MemoryActivities([activity]), plugins=plugins)
    [verdict] = engine.check([record])
    return [(each.code, each.severity.value, each.param("limit")) for each in verdict.findings]


def errors(found: list[tuple[str, str, str | None]]) -> list[tuple[str, str | None]]:
    return [(code, limit) for code, severity, limit in found if severity == "error"]


# The first day ------------------------------------------------------------------------------


def test_the_first_day_of_a_program_can_be_moved(tmp_path: Path) -> None:
    day, as_of = "2021-12-20", date(2022, 1, 5)
    assert errors(judged(Plugins(discover()), "ABTS", day, as_of)) == [("705", "2022-01-01")]
    moved = plugins_of(tmp_path, override("ABTS", "from", "2021-12-01"))
    assert errors(judged(moved, "ABTS", day, as_of)) == []
    assert errors(judged(moved, "ABTS", "2021-11-30", as_of)) == [("705", "2021-12-01")]


def test_what_the_first_day_refuses_can_be_made_a_warning(tmp_path: Path) -> None:
    mild = plugins_of(tmp_path, override("ABTS", "from", effect="warn"))
    found = judged(mild, "ABTS", "2021-12-20", date(2022, 1, 5))
    assert ("705", "warning", "2022-01-01") in found
    assert ("713", "warning", "2022-01-01") in judged(
        mild, "ABTS", "2021-12-20", date(2021, 12, 30)
    )


def test_a_program_that_is_not_open_hides_nothing_else(tmp_path: Path) -> None:
    """A warning that states take no records yet is no leave for a licence without a state."""
    claim = Claim("CME", "MD12345", total="1", credits=(CreditAmount("AMA PRA Category 1", "1"),))
    record = CompletionRecord(
        1, "Add", "202600001", "2026-05-20", "Ines", "Aalto", "03/04", (claim,)
    )

    def found(*overrides: str) -> list[tuple[str, str]]:
        engine = Engine(date(2026, 6, 1), plugins=plugins_of(tmp_path, *overrides))
        [verdict] = engine.check([record])
        return [(each.code, each.severity.value) for each in verdict.findings]

    assert found() == [("712", "error")]
    later = override("STATE", "opens", '"2027-01-01"', effect="warn")
    assert sorted(found(later)) == [("712", "error"), ("713", "warning")]


def test_the_day_on_which_a_program_opens_moves_with_the_first_day(tmp_path: Path) -> None:
    day, as_of = "2021-12-20", date(2021, 12, 30)
    assert ("713", "2022-01-01") in errors(judged(Plugins(discover()), "ABTS", day, as_of))
    moved = plugins_of(tmp_path, override("ABTS", "from", "2021-12-01"))
    assert errors(judged(moved, "ABTS", day, as_of)) == []


def test_the_rule_set_before_ends_where_the_next_one_is_moved_to(tmp_path: Path) -> None:
    moved = plugins_of(tmp_path, override("ABP", "from", "2019-07-01", rule_set="abp-2"))
    abp = moved.programs.get("ABP")
    assert abp is not None
    assert [(each.start, each.end) for each in abp.rule_sets] == [
        (date(2016, 11, 3), date(2019, 6, 30)),
        (date(2019, 7, 1), None),
    ]
    assert abp.rule_sets[1].sources["from"].confidence == "user"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            override("ABP", "from", "2019-07-01"),
            "name the rule_set whose first day is meant: abp-1, abp-2",
        ),
        (override("ABP", "from", "2017-01-01", rule_set="abp-1"), "ACCME's own word"),
        (override("ABP", "from", "2016-11-03", rule_set="abp-2"), "begin on the same day"),
        (
            override("ABP", "from", "2015-01-01", rule_set="abp-2"),
            "abp-2 comes after abp-1 and begins before it",
        ),
        (override("ABTS", "from", '"soon"'), "override 1, ABTS from: expected a date"),
        (
            override("ABP", "from", effect="warn", rule_set="abp-2"),
            "neither rejects nor warns by itself",
        ),
        (
            override("ABA", "governed_by", '"completion"', rule_set="aba-2"),
            "governed by several days",
        ),
    ],
)
def test_a_first_day_that_cannot_be(tmp_path: Path, given: str, told: str) -> None:
    assert told in refused(tmp_path, given)


# Where `earliest` is declared, it alone says what is too old ------------------------------------


def test_earliest_completion_counts_before_the_first_day(tmp_path: Path) -> None:
    moved = plugins_of(tmp_path, override("ABOS", "earliest.completion", "2023-07-01"))
    as_of = date(2024, 1, 10)
    assert errors(judged(moved, "ABOS", "2023-12-20", as_of)) == []
    assert errors(judged(moved, "ABOS", "2023-06-30", as_of)) == [("705", "2023-07-01")]


def test_earliest_activity_start_counts_before_the_first_day(tmp_path: Path) -> None:
    day, as_of, kind = "2017-12-20", date(2018, 1, 10), "Self-Assessment"
    plain = Plugins(discover())
    assert errors(judged(plain, "ABOHNS", day, as_of, kind)) == [("670", "2018-01-01")]
    moved = plugins_of(tmp_path, override("ABOHNS", "earliest.activity_start", "2017-01-01"))
    assert errors(judged(moved, "ABOHNS", day, as_of, kind)) == []


def test_without_activities_earliest_activity_start_bounds_completions(tmp_path: Path) -> None:
    claim = Claim("ABOHNS", "12345", total="1", credits=(CreditAmount("Self-Assessment", "1"),))
    record = CompletionRecord(
        1, "Add", "202600001", "2017-12-20", "Ines", "Aalto", "03/04", (claim,)
    )
    moved = plugins_of(tmp_path, override("ABOHNS", "earliest.activity_start", "2017-01-01"))
    for plugins, expected in ((Plugins(discover()), ["705"]), (moved, [])):
        [verdict] = Engine(date(2018, 1, 10), plugins=plugins).check([record])
        assert [
            each.code for each in verdict.findings if each.severity.value == "error"
        ] == expected


# Credit types -----------------------------------------------------------------------------------


def test_the_last_day_of_a_credit_type_can_be_moved_or_taken_away(tmp_path: Path) -> None:
    day, as_of, kind = "2020-06-01", date(2020, 7, 1), "Patient Safety"
    assert [code for code, _ in errors(judged(Plugins(discover()), "ABIM", day, as_of, kind))] == [
        "680"
    ]
    for value in ("2021-12-31", '"none"'):
        rule = "credit_type.PS.until"  # by another of its names
        moved = plugins_of(tmp_path, override("ABIM", rule, value))
        assert errors(judged(moved, "ABIM", day, as_of, kind)) == []
        abim = moved.programs.get("ABIM")
        assert abim is not None
        source = abim.rule_sets[-1].sources["credit_type.Patient Safety.until"]
        assert source.confidence == "user"
        assert abim.rule_sets[-1].sources["credit_type"].confidence == "inferred"


def test_a_list_of_credit_types_takes_what_was_said_of_the_old_ones_with_it(tmp_path: Path) -> None:
    types = '[{ name = "Medical Knowledge" }, { name = "Ethics", since = 2020-01-01 }]'
    moved = plugins_of(tmp_path, override("ABIM", "credit_type", types, rule_set="abim-3"))
    abim = moved.programs.get("ABIM")
    assert abim is not None
    told = {
        rule: source.confidence
        for rule, source in abim.rule_sets[-1].sources.items()
        if rule.startswith("credit_type")
    }
    assert told == {"credit_type": "user", "credit_type.Ethics.since": "user"}
    day, as_of = "2020-06-01", date(2020, 7, 1)
    assert errors(judged(moved, "ABIM", day, as_of, "Ethics")) == []
    [(code, _)] = errors(judged(moved, "ABIM", day, as_of, "Practice Assessment"))
    assert code == "676"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (override("ABPATH", "credit_type", "[]"), "rests on ACCME's own word"),
        (
            override("ABIM", "credit_type.Patient Safty.until", "2021-12-31"),
            "did you mean credit_type.Patient Safety.until?",
        ),
        (override("ABIM", "credit_type.Patient Safety.name", '"x"'), "no rule"),
        (
            override("ABPATH", "credit_type.SAM.until", "2021-12-31", rule_set="abpath-2"),
            "rests on ACCME's own word",
        ),
        (override("ABIM", "credit_type.Patient Safety.until", effect="warn"), "always rejects"),
        (override("ABS", "credit_type.SA.within", '"CMEs"'), "which is not declared"),
    ],
)
def test_what_cannot_be_said_of_a_credit_type(tmp_path: Path, given: str, told: str) -> None:
    assert told in refused(tmp_path, given)


# Effects ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("program", "rule", "value"),
    [
        ("ABS", "identifier_shape", ""),
        ("ABS", "due.soft", ""),
        ("ABTS", "due.days", "10"),
        ("ABS", "watch", ""),
        ("ABIM", "plain_formats", ""),
    ],
)
def test_advice_cannot_be_made_to_reject(
    tmp_path: Path, program: str, rule: str, value: str
) -> None:
    if (program, rule) == ("ABTS", "due.days"):
        assert "rests on ACCME's own word" in refused(
            tmp_path, override(program, rule, value, effect="reject")
        )
        program = "STATE"
    told = refused(tmp_path, override(program, rule, value, effect="reject"))
    assert f'"{rule}" can only advise' in told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (override("ABS", "answers", effect="warn"), "neither rejects nor warns by itself"),
        (override("ABS", "name_match", effect="warn"), "always rejects"),
        (override("ABPMR", "birth_date_required", "false", "reject"), "neither rejects nor warns"),
        (override("ABA", "birth_date_match", '"advice"', "reject"), "can only advise"),
    ],
)
def test_an_effect_that_would_change_nothing_is_refused(
    tmp_path: Path, given: str, told: str
) -> None:
    assert told in refused(tmp_path, given)


def shown(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == 0, done.output
    return done.output


def test_what_a_rule_can_do_is_told_truly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(tmp_path, monkeypatch, "config", "--program", "ABS")
    effects = dict(re.findall(r"^ABS abs-1 (\S+) = .*\n    \S+, ([a-z ]+)", text, re.M))
    assert effects["from"] == "rejects"
    assert effects["due.hard"] == "rejects"
    assert effects["due.soft"] == effects["identifier_shape"] == "only warns"
    for rule in ("answers", "identifier_required", "window.from", "due.delete_basis"):
        assert effects[rule] == "rejects nothing by itself", rule
    later = dict(re.findall(r"^ABS abs-2 (\S+) = .*\n    \S+, ([a-z ]+)", text, re.M))
    assert later["from"] == later["other_channels"] == "rejects nothing by itself"
    document = json.loads(
        shown(tmp_path, monkeypatch, "config", "--program", "ABS", "--format", "json")
    )
    effects = {each["rule"]: each["effect"] for each in document["rules"]}
    assert (effects["answers"], effects["due.soft"], effects["due.hard"]) == (
        "none", "warn", "reject",
    )  # fmt: skip


def test_no_line_is_too_long_to_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(tmp_path, monkeypatch, "config", "--program", "STATE")
    assert "        state = AL; board = Alabama Board of Medical Examiners; listed = 2022\n" in text
    values = [line for line in text.splitlines() if not re.match(r"    \S", line)]
    assert max(map(len, values)) < 120


# Messages ---------------------------------------------------------------------------------------


def test_a_locked_rule_says_in_which_rule_set_it_is_open(tmp_path: Path) -> None:
    told = refused(tmp_path, override("ABIM", "due.hard", '"03-31 +2y"'))
    assert "cannot be overridden in abim-2; give rule_set = " in told
    assert '"abim-3"' in told
    told = refused(tmp_path, override("ABIM", "due.hard", '"03-31 +2y"', rule_set="abim-2"))
    assert 'in abim-2; but it can with rule_set = "abim-1" or "abim-3"' in told


def test_a_wrong_value_names_the_override_its_program_and_rule(tmp_path: Path) -> None:
    first = override("ABTS", "from", "2021-12-01")
    told = refused(tmp_path, first, override("ABS", "name_match", '"loose"'))
    assert told.startswith("override 2, ABS name_match: expected one of 'lenient'")
    told = refused(tmp_path, override("ABS", "other_channels", '[{ nam = "x" }]'))
    assert told.startswith("override 1, ABS other_channels: other_channels.0.")


def test_a_rule_set_is_a_text(tmp_path: Path) -> None:
    path = tmp_path / "boardrules.toml"
    path.write_text(override("ABS", "name_match", '"off"') + "rule_set = 3\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="rule_set is a text"):
        load_config(path)


# Rules on activities ----------------------------------------------------------------------------


def activities_refused(folder: Path, given: str) -> str:
    plugins = plugins_of(folder, given)
    with pytest.raises(DeclarationError) as caught:
        rules_under(plugins.overrides)
    return str(caught.value)


def of_activity(plugins: Plugins, **fields: Any) -> list[tuple[str, str]]:
    judging = ActivityJudging(date(2026, 3, 15), plugins.programs, rules_under(plugins.overrides))
    verdict = judging.judge(ActivityEntry(**fields))
    return [(each.code, each.severity.value) for each in verdict.findings]


def test_a_day_that_only_warns_hides_none_that_rejects(tmp_path: Path) -> None:
    registration = BoardRegistration("ABOHNS", points="4", credit_types=("Accredited CME",))
    fields = {"start": "2017-03-01", "end": "2017-03-02", "registrations": (registration,)}
    later = plugins_of(tmp_path, override("ABOHNS", "opens", "2027-01-01", effect="warn"))
    for plugins in (Plugins(discover()), later):
        told = [each for each in of_activity(plugins, **fields) if each[0] == "BR421"]
        assert told == [("BR421", "error")]


def test_rules_on_activities_can_be_corrected(tmp_path: Path) -> None:
    plain = Plugins(discover())
    fields: dict[str, Any] = {"country": "USA", "state": "XX", "action": "Add"}
    assert ("BR425", "warning") in of_activity(plain, **fields)
    assert ("BR413", "warning") in of_activity(plain, **fields)
    changed = plugins_of(
        tmp_path,
        override("activities", "state_code.values", '["XX"]'),
        override("activities", "own_id", effect="reject"),
    )
    found = of_activity(changed, **fields)
    assert "BR425" not in [code for code, _ in found]
    assert ("BR413", "error") in found
    assert ("BR413", "warning") in of_activity(plain, **fields)


def test_a_check_of_files_heeds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugins_of(tmp_path, override("activities", "own_id", effect="reject"))
    (tmp_path / "activities.csv").write_text(
        "activity_id,provider_activity_id,title,format,start,end,status\n"
        ",,Grand Rounds,Live Course,2026-03-01,2026-03-02,Draft\n"
    )
    monkeypatch.chdir(tmp_path)
    arguments = ["check", "activities.csv", "--as-of", "2026-03-15", "--format", "json"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    [found] = json.loads(done.output)["activities"]
    severities = {each["code"]: each["severity"] for each in found["findings"]}
    assert severities["BR413"] == "error"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (override("activities", "description.most", "9000"), "rests on ACCME's own word"),
        (override("activities", "list.profession", '["Chaplain"]'), "rests on ACCME's own word"),
        (override("activities", "own_ids", effect="reject"), "did you mean own_id?"),
        (override("activities", "state_code.value", '["XX"]'), "did you mean state_code.values?"),
        (override("activities", "own_id", "3"), "it has only an effect"),
        (override("activities", "state_code", '["XX"]'), "its values are state_code.values"),
        (override("activities", "state_code.values", '"XX"'), "expected a list of texts"),
        (override("activities", "own_id", effect="reject", rule_set="x"), "no rule sets"),
    ],
)
def test_a_word_on_activities_that_cannot_be_heeded(tmp_path: Path, given: str, told: str) -> None:
    message = activities_refused(tmp_path, given)
    assert message.startswith("override 1, activities ")
    assert told in message


def test_config_shows_rules_on_activities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugins_of(tmp_path, override("activities", "own_id", effect="reject"))
    assert "activities own_id\n    user, rejects: A letter." in shown(
        tmp_path, monkeypatch, "config", "--show"
    )
    every = shown(tmp_path, monkeypatch, "config", "--program", "activities")
    assert "activities span.months = 12\n    accme, rejects, cannot be overridden: " in every
    assert "activities list.measurement = Objective, Subjective\n" in every
    monkeypatch.chdir(tmp_path)
    (tmp_path / "boardrules.toml").write_text(override("activties", "own_id", effect="reject"))
    done = CliRunner().invoke(main, ["config"])
    assert done.exit_code == 2
    assert "did you mean activities?" in done.output
