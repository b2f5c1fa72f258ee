"""Rules of the presence, format, activity and deadline stages, to the letter of what they say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from boardrules import Claim, CreditAmount, MemoryActivities, Registration

CREDITS = (CreditAmount("Example Credit"),)


def types(*given: str) -> str:
    """Credit types as TOML, each a name and further lines."""
    return "".join(f"[[rule_set.credit_type]]\nname = {each}\n" for each in given)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("abc", "not-a-number"),
        ("1e3", "not-a-number"),
        ("-2", "not-positive"),
        ("0", "not-positive"),
        ("0.00", "not-positive"),
        ("12345678901", "too-long"),
        ("1.12345678901", "too-long"),
    ],
)
def test_why_an_amount_is_none(desk: Any, boards: Any, text: str, reason: str) -> None:
    for program in ("ABS", "ABIM"):
        [verdict] = desk.judge(desk.record(1, desk.claim(program, total=text)))
        assert boards.told(verdict, "reason", "found") == [("673", "/claims/0/total", reason, text)]


def test_whose_an_unknown_type_is(desk: Any, boards: Any) -> None:
    for text, reason, other in (
        ("Practice Assessment", "other-program", "ABIM"),
        # Whose own name it is, not who lets it pass for another; all of them, if it is several's.
        ("Improvement in Medical Practice", "other-program", "ABPATH"),
        ("Patient Safety", "other-program", "ABA, ABIM, ABOHNS, ABTS"),
        ("Part 4", "other-program", "ABIM, ABPATH, ABTS"),
        ("Nobody's Credit", "unknown", None),
    ):
        credits = (CreditAmount("Accredited CME"), CreditAmount(text))
        [verdict] = desk.judge(desk.record(1, desk.claim("ABS", credits=credits)))
        assert boards.told(verdict, "reason", "other", "found") == [
            ("676", "/claims/0/credits/1/type", reason, other, text)
        ]


def test_types_that_a_board_has_not_yet_or_no_longer(desk: Any, boards: Any) -> None:
    old = "\nuntil = 2026-05-19"
    declared = types(
        f'"General"{old}',
        f'"Own"\nmeaning = "self-assessment"{old}',
        f'"Safety"\nmeaning = "patient-safety"{old}',
        '"New"\nsince = 2026-05-21',
        '"Today"\nsince = 2026-05-20',
        '"Last"\nuntil = 2026-05-20',
        '"Older"\nsince = 2026-05-19',
    )
    board = boards(desk, boards.declared(boards.rule_set(declared)))
    names = ("General", "Own", "Safety", "New", "Today", "Last", "Older")
    board.registration = evolve(board.registration, credit_types=names)
    [verdict] = board.judge(board.record(credits=tuple(map(CreditAmount, names))))
    assert boards.told(verdict, "reason", "limit") == [
        ("676", "/claims/0/credits/0/type", "retired", "2026-05-19"),
        ("676", "/claims/0/credits/1/type", "retired", "2026-05-19"),
        ("676", "/claims/0/credits/3/type", "not-yet", "2026-05-21"),
    ]
    [verdict] = board.judge(board.record(credits=(CreditAmount("Safety"),)))
    assert boards.codes(verdict) == ["680"]


def test_a_type_within_another_among_three(desk: Any, boards: Any) -> None:
    declared = types('"Outer"', '"Inner"\nwithin = "Outer"', '"Other"')
    board = boards(desk, boards.declared(boards.rule_set(declared)))
    board.registration = evolve(board.registration, credit_types=("Outer", "Inner", "Other"))
    given = [("Inner", "3"), ("Other", "1"), ("Outer", "2")]
    for credits, more in ((given, []), ([*given, ("Outer", "4")], [("678", 3, None, None)])):
        claim = {"total": "4", "credits": tuple(CreditAmount(*each) for each in credits)}
        [verdict] = board.judge(board.record(**claim))
        assert boards.told(verdict, "reason", "limit") == [
            ("676", "/claims/0/credits/0/amount", "not-within", "2"),
            *((code, f"/claims/0/credits/{at}/type", *rest) for code, at, *rest in more),
        ]


def test_amounts_that_cannot_be_read_are_compared_with_nothing(desk: Any, boards: Any) -> None:
    declared = types('"Outer"', '"Inner"\nwithin = "Outer"')
    board = boards(desk, boards.declared(boards.rule_set(declared)))
    for total, inner, place in (("4", "x", "credits/1/amount"), ("x", "1", "total")):
        credits = (CreditAmount("Outer", "2"), CreditAmount("Inner", inner))
        [verdict] = board.judge(board.record(total=total, credits=credits))
        assert boards.told(verdict) == [("673", f"/claims/0/{place}")]


def test_one_type_twice_among_three(desk: Any, boards: Any) -> None:
    credits = tuple(map(CreditAmount, ("Accredited CME", "Self-Assessment", "Accredited CME")))
    [verdict] = desk.judge(desk.record(1, desk.claim("ABS", credits=credits)))
    assert boards.told(verdict, "certificate") == [
        ("678", "/claims/0/credits/2/type", "Accredited CME")
    ]


def test_two_claims_of_a_record_are_compared_by_the_names_in_force(desk: Any, boards: Any) -> None:
    later = types('"Credit"\naliases = ["Old Credit"]')
    spec = boards.declared(
        boards.rule_set(types('"Credit"', '"Old Credit"'), **{"from": "2020-01-01"}),
        boards.rule_set(later, id='"xb-2"', after='"xb-1"', **{"from": "2026-05-20"}),
    )
    board = boards(desk, spec)
    board.registration = evolve(board.registration, credit_types=("Credit", "Old Credit"))
    one = board.record(credits=(CreditAmount("Credit"),), id="7").claims[0]
    two = evolve(one, credits=(CreditAmount("Old Credit"),))
    for completed, expected in (
        ("2026-05-19", []),
        ("2026-05-20", [("678", "/claims/1/credits/0/type")]),
    ):
        [verdict] = board.judge(desk.record(1, one, two, completed=completed))
        assert boards.told(verdict) == expected


@pytest.mark.parametrize(
    ("one", "other", "twice"),
    [
        (("ABP", "Lifelong Learning & Self-Assessment"), ("ABA", "Lifelong Learning"), False),
        (("ABIM", "Practice Assessment"), ("ABPATH", "Improvement in Medical Practice"), False),
        (("ABS", "CME"), ("CME", "AMA PRA Category 1 Credit"), False),
        (("ABS", "Accredited CME"), ("ABOS", "Accredited CME"), True),
        (("ABS", "CME"), ("ABOS", "Accredited CME"), True),
        (("ABS", "CME"), ("CME", "CME"), True),
    ],
)
def test_a_certificate_goes_by_the_name_that_its_own_program_has_for_it(
    desk: Any, boards: Any, one: tuple[str, str], other: tuple[str, str], twice: bool
) -> None:
    for pair in ((one, other), (other, one)):
        claims = [desk.claim(program, credits=(CreditAmount(name),)) for program, name in pair]
        [verdict] = desk.judge(desk.record(1, *claims), activities=None)
        assert ("678" in boards.codes(verdict)) is twice


def test_both_spellings_of_a_certificate_are_told(desk: Any, boards: Any) -> None:
    """One that is spelt alike but for capitals is told once."""

    def told(*names: str) -> list[tuple[str, str, str, str]]:
        credits = tuple(map(CreditAmount, names))
        [verdict] = desk.judge(desk.record(1, desk.claim("ABS", credits=credits)))
        return boards.told(verdict, "reason", "certificate", "first")  # type: ignore[no-any-return]

    assert told("Accredited CME", "CME") == [
        ("678", "/claims/0/credits/1/type", "other-name", "CME", "Accredited CME")
    ]
    assert told("Accredited CME", "accredited cme") == [
        ("678", "/claims/0/credits/1/type", None, "accredited cme", None)
    ]
    assert told("Accredited CME", "Self-Assessment", "CME", "Accredited CME") == [
        ("678", "/claims/0/credits/2/type", "other-name", "CME", "Accredited CME"),
        ("678", "/claims/0/credits/3/type", None, "Accredited CME", None),
    ]


def test_the_nearest_name_is_the_one_with_the_same_letters(desk: Any, boards: Any) -> None:
    [verdict] = desk.judge(desk.record(1, evolve(desk.claim("ABP"), program="APB")))
    assert boards.told(verdict, "expected")[0] == ("713", "/claims/0/program", "ABP")


def test_patient_safety_that_the_board_gave_up_is_told_as_such(desk: Any, boards: Any) -> None:
    spec = boards.declared(
        boards.rule_set(types('"Patient Safety"\nmeaning = "patient-safety"\nuntil = 2026-05-19'))
    )
    board = boards(desk, spec)
    credits = (CreditAmount("Patient Safety"),)
    for offered, reason in ((("Patient Safety",), "retired"), (("Example Credit",), None)):
        board.registration = evolve(board.registration, credit_types=offered)
        [verdict] = board.judge(board.record(credits=credits))
        assert boards.told(verdict, "reason") == [("680", "/claims/0/credits/0/type", reason)]


def test_a_type_whose_end_only_warns_is_no_patient_safety(desk: Any, boards: Any) -> None:
    rules = boards.rule_set(types('"Example Credit"\nuntil = 2026-05-19'))
    mild = rules.replace('rule = "credit_type"', 'rule = "credit_type"\neffect = "warn"')
    board = boards(desk, boards.declared(mild))
    [verdict] = board.judge(board.record())
    told = [(each.code, each.severity.value) for each in verdict.findings]
    assert told == [("676", "warning")]


def test_what_is_missing_is_named(desk: Any, boards: Any) -> None:
    [verdict] = desk.judge(desk.record(1, desk.claim("ABIM", id="")))
    [(code, place, reason, expected)] = boards.told(verdict, "reason", "expected")
    assert (code, place, reason) == ("621", "/claims/0/id", "missing")
    assert expected == desk.engine().plugins.programs.get("ABIM").identifier
    credits = tuple(map(CreditAmount, ("Accredited CME", "", "")))
    [verdict] = desk.judge(desk.record(1, desk.claim("ABS", credits=credits)))
    assert boards.told(verdict) == [("677", "/claims/0/credits/1/type")]


def test_a_missing_credit_id_names_its_certificate(desk: Any, boards: Any) -> None:
    credits = (CreditAmount("Accredited CME", "2"), CreditAmount("", "1"))
    claim = desk.xml_claim("ABS", "", credits=credits, credit_ids=("", ""))
    [verdict] = desk.judge(desk.record(1, claim))
    assert boards.told(verdict, "certificate") == [
        ("650", "/claims/0/credit_ids/0", "Accredited CME"),
        ("650", "/claims/0/credit_ids/1", "?"),
    ]


# Activity ------------------------------------------------------------------------------------


def test_the_end_date_counts_where_the_rules_say_so(desk: Any, boards: Any) -> None:
    for until, expected in (("registration.claim_date", ["671"]), ("activity.end", [])):
        rules = boards.rule_set(window=f'{{ until = "{until}" }}')
        board = boards(desk, boards.declared(rules))
        board.registration = evolve(board.registration, claim_date=date(2026, 5, 1))
        [verdict] = board.judge(board.record())
        assert boards.codes(verdict) == expected


def test_which_code_tells_of_a_type_that_was_not_offered(desk: Any, boards: Any) -> None:
    activity = desk.activity(
        registrations=(
            Registration("ABIM", Decimal(8), ("Medical Knowledge",)),
            Registration("ABOHNS", Decimal(8), ("Patient Safety",)),
            Registration("ABA", Decimal(8), ("Lifelong Learning",)),
        )
    )
    activities = MemoryActivities([activity])
    for program, text, code, reason in (
        ("ABIM", "Practice Assessment", "681", None),
        ("ABOHNS", "Self-Assessment", "676", "not-offered"),
        ("ABA", "Patient Safety", "680", None),
    ):
        claim = desk.claim(program, credits=(CreditAmount(text),))
        [verdict] = desk.judge(desk.record(1, claim), activities=activities)
        assert boards.told(verdict, "reason", "found") == [
            (code, "/claims/0/credits/0/type", reason, text)
        ]


def test_withdrawn_is_said_of_the_program_that_withdrew(desk: Any, boards: Any) -> None:
    withdrawn = Registration("abos", Decimal(8), withdrawn=True)
    activities = MemoryActivities([desk.activity(registrations=(withdrawn,))])
    for program, reason in (("ABOS", "withdrawn"), ("ABS", "not-registered")):
        [verdict] = desk.judge(desk.record(1, program), activities=activities)
        assert boards.told(verdict, "reason") == [("670", "/activity_id", reason)]


def test_an_activity_without_a_start_is_not_too_early(desk: Any, boards: Any) -> None:
    rules = boards.rule_set(earliest="{ activity_start = 2026-01-11 }")
    board = boards(desk, boards.declared(rules))
    for start, expected in (
        (None, []),
        (date(2026, 1, 10), [("670", "/activity_id", "before-start")]),
        (date(2026, 1, 11), []),
    ):
        [verdict] = board.judge(board.record(), activity=board.activity(start=start))
        assert boards.told(verdict, "reason") == expected


def test_a_fixed_amount_is_judged_where_it_was_registered(desk: Any, boards: Any) -> None:
    rules = boards.rule_set(points="{ fixed = true }", total_required="false")
    board = boards(desk, boards.declared(rules))
    for points, total, expected in (
        (Decimal(8), "7.75", ["673"]),
        (Decimal(8), "8", []),
        (Decimal(8), "", []),
        (None, "3", []),
        (None, "", []),
    ):
        board.registration = evolve(board.registration, points=points)
        [verdict] = board.judge(board.record(total=total, credits=CREDITS))
        assert boards.codes(verdict) == expected


@pytest.mark.parametrize("program", ["ABA", "ABPMR"])
def test_programs_not_governed_by_completion_have_no_first_completion(
    desk: Any, boards: Any, program: str
) -> None:
    spec = desk.engine().plugins.programs.get(program)
    first = spec.rule_sets[0]
    for governed_by, expected in ((first.governed_by, []), ("completion", ["705"])):
        rules = evolve(
            first,
            program="XB",
            start=date(2026, 5, 21),
            end=None,
            governed_by=governed_by,
            earliest_completion=None,
            earliest_activity_start=None,
            due_hard=None,
            credit_types=boards.declared().rule_sets[0].credit_types,
            identifier_shape=None,
            answers_later=False,
            due_soft=None,
            due_days=None,
        )
        board = boards(desk, evolve(boards.declared(), rule_sets=(rules,)))
        [verdict] = board.judge(board.record())
        assert boards.codes(verdict) == expected


def test_nothing_fails_where_the_program_is_unknown(desk: Any, boards: Any) -> None:
    judging = desk.engine().start()
    for claim in (Claim("Board of Nobody"), Claim(""), Claim("", id_type="XYZ")):
        verdict = judging.judge(desk.record(1, claim))
        assert verdict.status == "rejected"
    assert judging.crashes == []


# Advice --------------------------------------------------------------------------------------


def test_an_unusual_identifier_is_told_with_its_name(desk: Any, boards: Any) -> None:
    [verdict] = desk.judge(desk.record(1, desk.claim("ABIM", id="X")), roster=None)
    identifier = desk.engine().plugins.programs.get("ABIM").identifier
    assert boards.told(verdict, "found", "name") == [("BR303", "/claims/0/id", "X", identifier)]


def test_only_improvement_is_odd_on_a_plain_format(desk: Any, boards: Any) -> None:
    declared = types(
        '"General"', '"Improvement"\nmeaning = "improvement"', '"Own"\nmeaning = "self-assessment"'
    )
    board = boards(desk, boards.declared(boards.rule_set(declared, plain_formats='["Course"]')))
    names = ("General", "Improvement", "Own")
    board.registration = evolve(board.registration, credit_types=names)
    record = board.record(credits=tuple(map(CreditAmount, names)))
    for form, expected in (("Course", [("BR310", "/claims/0/credits/1/type")]), ("Other", [])):
        [verdict] = board.judge(record, activity=board.activity(format=form))
        assert boards.told(verdict) == expected


def test_an_unknown_type_hides_no_retired_one(desk: Any, boards: Any) -> None:
    board = boards(desk, boards.declared(boards.rule_set(types('"Old"\nuntil = 2026-05-19'))))
    credits = (CreditAmount("Nobody's"), CreditAmount("Old"))
    [verdict] = board.judge(board.record(credits=credits))
    assert boards.told(verdict, "reason") == [
        ("676", "/claims/0/credits/0/type", "unknown"),
        ("676", "/claims/0/credits/1/type", "retired"),
    ]


def test_without_registered_points_what_needs_them_is_not_judged(desk: Any, boards: Any) -> None:
    board = boards(desk, boards.declared(boards.rule_set(points="{ cap = true }")))
    for points, untold in ((None, True), (board.registration.points, False)):
        board.registration = evolve(board.registration, points=points)
        judging = board.judging()
        judging.judge(board.record())
        assert any("674" in each.codes for each in judging.run.what_was_not_judged()) is untold


@pytest.mark.parametrize(
    ("withdrawn", "reason"),
    [("ABS", "not-registered"), ("ABTS", "withdrawn"), ("REMS", "not-registered")],
)
def test_a_withdrawn_registration_is_that_of_the_board(
    desk: Any, boards: Any, withdrawn: str, reason: str
) -> None:
    registration = Registration(withdrawn, Decimal(8), ("Accredited CME",), withdrawn=True)
    activities = MemoryActivities([desk.activity(registrations=(registration,))])
    [verdict] = desk.judge(desk.record(1, "ABTS"), activities=activities)
    assert boards.told(verdict, "reason") == [("670", "/activity_id", reason)]
