"""Which findings are shown, and that nothing but that changes."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from boardrules import Report, Severity
from boardrules.batch import Hidden
from boardrules.codes import builtin_catalogue
from boardrules.findings import finding
from boardrules.plugins import installed_plugins
from boardrules.reports import prepared, rendered, report_formats
from boardrules.reports.selection import Selecting, Selection, UnknownCodeError, select

from .files import judge, row, workbook
from .judged_cases import example
from .mixed import mixed

CODES = ["621", "661", "674", "BR101", "BR201", "BR207", "BR301"]


def shown(made: Report) -> list[str]:
    every = [*made.plugin_findings, *made.file_findings]
    every += [found for each in (*made.verdicts, *made.activities) for found in each.findings]
    return [found.code for found in every]


def kept(selection: Selection, codes: list[str] = CODES) -> list[str]:
    return [found.code for found in Selecting(selection).shown([finding(code) for code in codes])]


@pytest.mark.parametrize(
    ("selects", "ignores", "expected"),
    [
        ((), (), CODES),
        (("6",), (), ["621", "661", "674"]),
        (("66", "BR2"), (), ["661", "BR201", "BR207"]),
        (("66,br2",), (), ["661", "BR201", "BR207"]),
        ((" 66 , ", "BR2,"), (), ["661", "BR201", "BR207"]),
        ((), ("BR",), ["621", "661", "674"]),
        ((), ("6,BR1", "BR3"), ["BR201", "BR207"]),
        (("BR2",), ("BR207",), ["BR201"]),
        (("BR207",), ("BR2",), ["BR207"]),
        (("BR2",), ("BR2",), []),
        (("BR",), ("BR2",), ["BR101", "BR301"]),
        (("6",), ("BR",), ["621", "661", "674"]),
    ],
)
def test_codes_and_their_beginnings(
    selects: tuple[str, ...], ignores: tuple[str, ...], expected: list[str]
) -> None:
    assert kept(Selection(selects, ignores)) == expected


def test_severities() -> None:
    findings = [finding("BR101", severity=each) for each in Severity]

    def least(severity: str) -> list[str]:
        selection = Selection(min_severity=Severity(severity))
        return [each.severity.value for each in Selecting(selection).shown(findings)]

    assert least("error") == ["error"]
    assert least("warning") == ["error", "warning"]
    assert least("info") == ["error", "warning", "info"]


def test_the_first_of_each_code() -> None:
    assert kept(Selection(max_per_code=2), ["621", "661", "621", "621", "661"]) == [
        "621", "661", "621", "661"
    ]  # fmt: skip


def test_each_finding_that_is_left_out_counts_for_one_option() -> None:
    selecting = Selecting(Selection(("6", "BR"), ("BR2",), Severity.WARNING, 1))
    info = finding("BR301", severity=Severity.INFO)
    selecting.shown([*map(finding, ["701", "BR201", "621", "621", "621"]), info])
    assert selecting.hidden == (
        Hidden("select", 1), Hidden("ignore", 1), Hidden("min-severity", 1),
        Hidden("max-findings-per-code", 2),
    )  # fmt: skip


def test_what_is_ignored_does_not_use_up_what_may_be_shown() -> None:
    selection = Selection(min_severity=Severity.ERROR, max_per_code=1)
    findings = [finding("621", severity=Severity.WARNING), finding("621")]
    assert [each.severity for each in Selecting(selection).shown(findings)] == [Severity.ERROR]


@given(
    st.lists(st.sampled_from([*CODES, "6", "BR", "BR2", "BR20"]), max_size=3),
    st.lists(st.sampled_from([*CODES, "6", "BR", "BR2", "BR20"]), max_size=3),
    st.none() | st.integers(1, 3),
    st.sampled_from(Severity),
)
@settings(max_examples=40, deadline=None)
def test_verdicts_and_counts_stay(
    selects: list[str], ignores: list[str], most: int | None, least: Severity
) -> None:
    made = example("learners.xml").report
    selection = Selection(tuple(selects), tuple(ignores), least, most)
    chosen = select(made, selection)
    assert chosen.exit_status == made.exit_status
    assert (chosen.summary, chosen.rule_sets, chosen.not_judged) == (
        made.summary, made.rule_sets, made.not_judged
    )  # fmt: skip
    assert [(each.status, each.record) for each in chosen.verdicts] == [
        (each.status, each.record) for each in made.verdicts
    ]
    total = len(shown(made))
    assert len(shown(chosen)) + sum(each.findings for each in chosen.hidden) == total
    again = select(chosen, selection)
    assert (shown(again), again.hidden) == (shown(chosen), chosen.hidden)


@pytest.mark.parametrize("status", [0, 1, 2])
def test_a_hidden_error_rejects_all_the_same(status: int) -> None:
    file = "nowhere.xlsx" if status == 2 else workbook(row() if status == 0 else row(K=None))
    made = judge(file)
    chosen = select(made, Selection(select=("BR9",)))
    assert (made.exit_status, chosen.exit_status) == (status, status)
    assert shown(chosen) == []
    assert sum(each.findings for each in chosen.hidden) == len(shown(made))


def test_selecting_twice_adds_up() -> None:
    made = judge(workbook(row(K=None), row(D=None)))
    once = select(select(made, Selection(ignore=("621",))), Selection(ignore=("622",)))
    assert once.hidden == (Hidden("ignore", 2),)
    assert once.exit_status == 1


@pytest.mark.parametrize(
    ("given_code", "nearest"), [("BR2O1", "BR201"), ("67O", "670"), ("BR7", "BR107"), ("?", None)]
)
def test_unknown_codes(given_code: str, nearest: str | None) -> None:
    for selection in (Selection(select=(given_code,)), Selection(ignore=(f"BR2, {given_code}",))):
        with pytest.raises(UnknownCodeError) as raised:
            selection.verify(builtin_catalogue())
        assert raised.value.given == given_code
        assert given_code in str(raised.value)
        if nearest:
            assert raised.value.nearest == nearest
            assert f"Did you mean {nearest}?" in str(raised.value)


def test_a_plugin_s_codes_can_be_selected() -> None:
    spec = evolve(builtin_catalogue()["BR101"], code="XB1")
    Selection(select=("XB",)).verify(builtin_catalogue().with_codes([spec]))
    with pytest.raises(UnknownCodeError):
        Selection(select=("XB",)).verify(builtin_catalogue())


def test_nothing_chosen_is_no_selection() -> None:
    assert not Selection()
    assert not Selection(select=("",), ignore=(" , ",))
    assert Selection(ignore=("BR",))
    assert Selection(max_per_code=1)


def test_a_text_is_several_codes_too() -> None:
    assert Selection(select="66,BR2").select == ("66", "BR2")  # type: ignore[arg-type]


# As formats are given it -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [{"selection": Selection(ignore=("621",))}, {"show_learners": False}],
    ids=["selection", "masked"],
)
def test_a_whole_format_takes_no_part(options: dict[str, object]) -> None:
    made = judge(workbook(row(K=None)))
    whole = report_formats(installed_plugins())["xlsx"]
    assert prepared(made, whole) is made
    assert prepared(made, whole, show_learners=True, selection=Selection()) is made
    with pytest.raises(ValueError, match="every rejected row"):
        prepared(made, whole, **options)  # type: ignore[arg-type]
    part = prepared(made, report_formats(installed_plugins())["text"], **options)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="every rejected row"):
        prepared(part, whole)


def test_rendered_knows_formats_by_name() -> None:
    made = judge(workbook(row(K=None)))
    assert rendered(made, "text") == report_formats(installed_plugins())["text"].render(made)
    with pytest.raises(KeyError):
        rendered(made, "fax")


def test_every_format_says_how_much_is_left_out() -> None:
    made = mixed()
    for name, spec in report_formats(installed_plugins()).items():
        if not spec.binary:
            output = rendered(made, name, selection=Selection(ignore=("BR101",))).decode()
            assert "ignore" in output, name
            assert "ignore" not in rendered(made, name).decode(), name
