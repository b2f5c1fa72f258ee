"""``boardrules.toml``: what it can change, what it cannot, and what is told when it is wrong."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

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
from boardrules.cli import main
from boardrules.config import ConfigError, find_config, load_config
from boardrules.declaration_tables import known_rules
from boardrules.declarations import DeclarationError
from boardrules.discovery import discover
from boardrules.programs import YearDay

LATER = """
[[override]]
program = "ABP"
rule_set = "abp-2"
rule = "due.hard"
value = "03-31 +2y"
says = "Letter of the board"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "boardrules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def plugins_of(folder: Path, text: str) -> Plugins:
    return Plugins(discover(), overrides=load_config(written(folder, text)).overrides)


def abp_record(completed: str) -> CompletionRecord:
    credits = (CreditAmount("LLSA", "1"),)
    claim = Claim("ABP", "123456", total="1", credits=credits)
    return CompletionRecord(1, "Add", "202600001", completed, "Ines", "Aalto", "03/04", (claim,))


def judged(plugins: Plugins, completed: str, as_of: date) -> list[tuple[str, str]]:
    registration = Registration("ABP", Decimal(4), ("LLSA",), date(2026, 12, 31))
    activity = Activity(
        "202600001", start=date(2024, 1, 1), end=date(2026, 12, 31), registrations=(registration,)
    )
    engine = Engine(as_of, activities=MemoryActivities([activity]), plugins=plugins)
    [verdict] = engine.check([abp_record(completed)])
    return [(found.code, found.severity.value) for found in verdict.findings]


def test_an_override_changes_the_verdict_and_the_digest(tmp_path: Path) -> None:
    plain, later = Plugins(discover()), plugins_of(tmp_path, LATER)
    day, as_of = "2025-05-20", date(2026, 6, 1)
    assert ("705", "error") in judged(plain, day, as_of)
    assert "705" not in [code for code, _ in judged(later, day, as_of)]
    old, new = (each.programs.get("ABP") for each in (plain, later))
    assert old is not None
    assert new is not None
    assert new.rule_sets[1].due_hard == YearDay(3, 31, 2)
    assert new.rule_sets[1].sources["due.hard"].confidence == "user"
    assert new.rule_sets[1].digest != old.rule_sets[1].digest
    assert new.rule_sets[0].digest == old.rule_sets[0].digest
    assert (new.plugin, new.code) == ("abp", "ABP")


def test_an_effect_alone_turns_a_rejection_into_a_warning(tmp_path: Path) -> None:
    text = LATER.replace('value = "03-31 +2y"', 'effect = "warn"')
    assert ("705", "warning") in judged(plugins_of(tmp_path, text), "2025-05-20", date(2026, 6, 1))


def test_without_a_rule_set_every_one_is_meant(tmp_path: Path) -> None:
    text = '[[override]]\nprogram = "ABA"\nrule = "name_match"\nvalue = "strict"\nsays = "x"\n'
    program = plugins_of(tmp_path, text).programs.get("ABA")
    assert program is not None
    assert [rule_set.name_match for rule_set in program.rule_sets] == ["strict", "strict"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ABP", "ABPX", "did you mean ABP?"),
        ("abp-2", "abp-3", "did you mean abp-"),
        ("due.hard", "due.hart", "did you mean due.hard?"),
        ("due.hard", "birth_date_required", "rests on ACCME's own word"),
        ("03-31 +2y", "31 March", '"MM-DD"'),
    ],
)
def test_an_override_that_cannot_be_heeded_is_refused(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    with pytest.raises(DeclarationError) as caught:
        plugins_of(tmp_path, LATER.replace(f'"{old}"', f'"{new}"'))
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("provder = '1'", 'unknown key "provder". Did you mean provider?'),
        (LATER.replace("says", "sayz"), 'unknown key "sayz". Did you mean says?'),
        (LATER.replace("says", "frobnicate"), "Known are program, rule_set"),
        (LATER.replace('says = "Letter of the board"', ""), "says is missing"),
        (LATER.replace('value = "03-31 +2y"', ""), "give a value, an effect or both"),
        (LATER + 'effect = "maybe"\n', 'effect is "reject" or "warn"'),
        ("provider = 7654", "provider must be a text"),
        ("override = 3", "[[override]] tables"),
        ("[[override]", "not readable as TOML"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert told in str(caught.value)
    assert path.as_posix() in str(caught.value)


def test_the_nearest_file_upward_is_found(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    outer = written(tmp_path, "")
    assert find_config(below) == outer.resolve()
    inner = written(tmp_path / "a", "")
    assert find_config(below) == inner.resolve()


def test_rule_names_are_those_of_the_language() -> None:
    names = known_rules()
    assert {"from", "due.hard", "points.step", "name_match", "credit_type", "opens"} <= set(names)
    assert not {"id", "after", "until", "source"} & set(names)


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(arguments))
    return done.exit_code, done.output


def test_config_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("config", "--show")[1].startswith("No boardrules.toml")
    written(tmp_path, 'provider = "0007654"\n' + LATER)
    status, shown = run("config", "--show")
    assert status == 0
    assert "provider = 0007654" in shown
    assert "ABP abp-2 due.hard = 03-31 +2y\n    user, rejects: Letter of the board" in shown
    status, shown = run("config", "--show", "--format", "json", "--program", "abp")
    rules = {(each["rule_set"], each["rule"]): each for each in json.loads(shown)["rules"]}
    assert rules["abp-2", "due.hard"]["confidence"] == "user"
    assert not rules["abp-2", "birth_date_required"]["can_be_overridden"]
    assert rules["abp-2", "name_match"]["can_be_overridden"]


def test_commands_refuse_a_configuration_they_cannot_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, LATER.replace("due.hard", "due.hart"))
    for arguments in (
        ["config"],
        ["check", "x.xlsx"],
        ["diff-rulesets", "ABP", "2018-01-01", "2026-01-01"],
    ):
        status, shown = run(*arguments)
        assert status == 2
        assert "did you mean due.hard?" in shown


def test_check_heeds_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    path = written(elsewhere, LATER)
    from boardrules.conformance.judge import write_sheet

    header = [
        "Record Action", "ACCME Activity ID", "Completion Date", "First Name", "Last Name",
        "Date of Birth", "Certifying Board", "Certifying Board ID", "Total Board Credits",
        "Credit Type", "Credits Awarded for Credit Type",
    ]  # fmt: skip
    row = [
        "Add",
        "202600001",
        "2025-05-20",
        "Ines",
        "Aalto",
        "03/04",
        "ABP",
        "123456",
        "1",
        "LLSA",
        "1",
    ]
    write_sheet({"rows": [header, row]}, tmp_path / "learners.xlsx")
    (tmp_path / "activities.csv").write_text(
        "activity_id,title,format,start,end,program,points,credit_types,claim_date\n"
        "202600001,Update,Enduring Material,2025-01-01,2026-12-31,ABP,4,LLSA,2026-12-31\n"
    )
    arguments = [
        "check",
        "learners.xlsx",
        "--activities",
        "activities.csv",
        "--as-of",
        "2026-06-01",
    ]
    status, shown = run(*arguments)
    assert (status, "705 [ABP]" in shown) == (1, True)
    status, shown = run(*arguments, "--config", str(path))
    assert (status, "705 [ABP]" in shown) == (0, False)


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        (
            ("ABP", "2018-01-01", "2026-01-01"),
            [
                "due.hard",
                "from",
                "points.against_cme",
                "points.fixed",
                "points.step",
                "repeat.except_formats",
                "repeat.per",
            ],
        ),
        (
            ("ABPath", "2019-01-01", "2021-06-01"),
            ["credit_type.Self-Assessment Module.until", "from"],
        ),
        (("American Board of Surgery", "2022-01-01", "2024-01-01"), ["from", "other_channels"]),
        (("ABS", "2024-01-01", "2026-01-01"), []),
    ],
)
def test_diff_rulesets(arguments: tuple[str, str, str], rules: list[str]) -> None:
    status, shown = run("diff-rulesets", *arguments, "--format", "json")
    assert status == 0
    found = json.loads(shown)["changes"]
    assert set(rules) >= {each["rule"] for each in found} - {"due.hard", "from"}
    assert ("from" in {each["rule"] for each in found}) is bool(rules)
    assert {each["rule"] for each in found} >= set(rules) - {"due.hard"}
    for each in found:
        for line in (each["before"], each["after"]):
            assert line is None or line["says"]
    status, shown = run("diff-rulesets", *arguments)
    assert status == 0
    assert all(rule in shown for rule in rules if rule != "due.hard")


def test_diff_rulesets_before_a_board_joined() -> None:
    status, shown = run("diff-rulesets", "ABP", "2010-01-01", "2026-01-01")
    assert status == 2
    assert "its first begin on 2016-11-03" in shown
    status, shown = run("diff-rulesets", "ABQ", "2018-01-01", "2026-01-01")
    assert status == 2
    assert "'ABQ' is none of ABA, ABIM" in shown


def override(program: str, rule: str, **more: str) -> str:
    lines = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f'[[override]]\nprogram = "{program}"\nrule = "{rule}"\nsays = "A letter."\n{lines}'


def test_a_first_day_that_is_a_guess_can_be_corrected(tmp_path: Path) -> None:
    text = override("ABP", "from", rule_set='"abp-2"', value="2019-07-01")
    [first, second] = plugins_of(tmp_path, text).programs.get("ABP").rule_sets  # type: ignore[union-attr]
    assert (second.start, second.sources["from"].confidence) == (date(2019, 7, 1), "user")
    assert first.end == date(2019, 6, 30)
    assert first.sources["from"].confidence == "accme"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (override("ABP", "from", value="2019-07-01"), "name the rule_set"),
        (override("ABS", "from", rule_set='"abs-1"', value="2020-01-01"), "ACCME's own word"),
        (override("ABP", "from", rule_set='"abp-2"', value="2016-11-03"), "begin on the same day"),
        (override("ABP", "from", rule_set='"abp-2"', value='"soon"'), "ABP from"),
        (override("ABS", "due.soft", effect='"reject"'), "can only advise"),
        (override("ABIM", "due.hard", value='"03-31 +2y"'), 'give rule_set = "abim-1"'),
        (override("ABA", "name_match", value='"never"'), "ABA name_match"),
    ],
)
def test_an_override_that_makes_no_sense_is_told_by_its_name(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(DeclarationError) as refused:
        plugins_of(tmp_path, text)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", date(2024, 1, 1)),
        (override("ABOS", "earliest.completion", value="2023-07-01"), date(2023, 7, 1)),
        (override("ABOS", "earliest.completion", value="2024-02-01"), date(2024, 2, 1)),
    ],
)
def test_what_is_earliest_is_what_earliest_says(tmp_path: Path, text: str, first: date) -> None:
    plugins = plugins_of(tmp_path, text) if text else Plugins(discover())
    kind = "Accredited CME"
    activity = Activity(
        "203512341",
        "Fractures",
        "",
        "Live Course",
        date(2023, 1, 1),
        date(2024, 12, 31),
        Decimal(8),
        (Registration("ABOS", Decimal(8), (kind,), date(2024, 12, 31)),),
    )
    for day, expected in ((first - timedelta(days=1), ["705"]), (first, [])):
        engine = Engine(date(2024, 2, 15), activities=MemoryActivities([activity]), plugins=plugins)
        claim = Claim("ABOS", "77", total="2", credits=(CreditAmount(kind),))
        record = CompletionRecord(
            1, "Add", activity.id, day.isoformat(), "Liv", "Okonedo", "09/10", (claim,)
        )
        [verdict] = engine.check([record])
        assert [each.code for each in verdict.findings if each.code == "705"] == expected
