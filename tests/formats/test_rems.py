"""REMS: workbooks and reports in which nobody is named, read and written."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from boardrules import check
from boardrules.findings import Severity
from boardrules.formats import open_submission
from boardrules.locations import XmlAt
from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant

from .conftest import certificate, document, report
from .learner_records import again, read, written

HEADER = [
    "record  action", "ACCME ACTIVITY ID", "Completion Date", "Profession", "practice area",
    "Time in Practice", "DEA Registration", "State of Primary Practice", "Surgical Procedures",
]  # fmt: skip
ACTIVITIES = (
    "activity_id,start,end,program,rems_type,claim_date\n"
    "202612345,2026-01-10,2026-05-30,REMS,Opioid Analgesic,2026-06-30\n"
)
NURSE = Participant("Nurse", "Pain", "6-10 years", "None", "Maine", "false")


def workbook(folder: Path, *rows: list[Any], header: list[str] = HEADER) -> Path:
    book = openpyxl.Workbook()
    for row in (["One completion a row."], header, *rows):
        book.worksheets[0].append(row)
    book.save(folder / "rems.xlsx")
    return folder / "rems.xlsx"


def row(*asked: Any) -> list[Any]:
    return ["Add", "202612345", date(2026, 5, 20), *asked]


def rems(number: int, *claims: Claim) -> CompletionRecord:
    return CompletionRecord(number, "Add", "202612345", "2026-05-20", claims=claims)


# Workbooks ----------------------------------------------------------------------------------------


def test_a_workbook_without_identity_is_a_whole_file(tmp_path: Path) -> None:
    rows = [
        row("Nurse", "Pain", "6-10 years", "None", "Maine", False),
        row("physician", "Substance Use Disorder"),
    ]
    learners = open_submission(workbook(tmp_path, *rows))
    first, second = learners.records()
    assert first.claims == (
        Claim(
            "REMS", participant=Participant("Nurse", "Pain", "6-10 years", "None", "Maine", "FALSE")
        ),
    )
    assert second.claims == (
        Claim("REMS", participant=Participant("physician", "Substance Use Disorder")),
    )
    assert learners.findings == []
    activities = tmp_path / "activities.csv"
    activities.write_text(ACTIVITIES, encoding="utf-8")
    report = check(tmp_path / "rems.xlsx", activities=activities, as_of=date(2026, 6, 1))
    assert report.summary.accepted == 2
    assert (report.file_findings, report.summary.by_code, report.exit_status) == ((), {}, 0)


def test_a_participant_of_whom_nothing_is_said_is_one_all_the_same(tmp_path: Path) -> None:
    [record] = open_submission(workbook(tmp_path, row())).records()
    assert record.claims == (Claim("REMS", participant=Participant()),)
    verdicts = check(tmp_path / "rems.xlsx", as_of=date(2026, 6, 1)).verdicts
    [found] = [each for each in verdicts[0].findings if each.severity is Severity.ERROR]
    assert (found.code, found.param("reason")) == ("677", "no-rems")
    assert found.location == record.origin.at("claims/0/participant/profession")


def test_credit_in_a_rems_workbook_is_toward_the_rems(tmp_path: Path) -> None:
    header = [*HEADER, "Total Board Credits", "Credit Type", "Credits Awarded"]
    path = workbook(tmp_path, row(*["Nurse"] + [None] * 5, "2", "Opioid REMS", "2"), header=header)
    [record] = open_submission(path).records()
    credit = (CreditAmount("Opioid REMS", "2"),)
    assert record.claims == (
        Claim("REMS", total="2", credits=credit, participant=Participant("Nurse")),
    )


def test_a_sheet_with_identity_reports_rems_beside_other_credit(tmp_path: Path) -> None:
    header = [*HEADER, "First Name", "Certifying Board"]
    path = workbook(tmp_path, row(*[None] * 6, "All", "ABIM"), header=header)
    [record] = open_submission(path).records()
    assert record.claims == (Claim("ABIM", total=""),)
    assert record.first_name == "All"


@st.composite
def of_rems(draw: st.DrawFn) -> list[CompletionRecord]:
    """Records as the reader of a REMS workbook makes them."""
    words = st.sampled_from(["", "Nurse", "=1+1", "Substance use", "_x0041_", "0-5 years", "true"])
    records = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        credits = draw(st.lists(st.builds(CreditAmount, st.just("Opioid REMS"), st.sampled_from([None, "1", "ten"])), max_size=2))  # fmt: skip
        claim = Claim(
            "REMS",
            total=draw(st.sampled_from([None, "2", "-1"])),
            credits=tuple(credits),
            participant=Participant(*(draw(words) for _ in range(6))),
        )
        records.append(
            CompletionRecord(
                number, draw(st.sampled_from(["Add", "Delete", "x"])), "020261234",
                draw(st.sampled_from(["2026-05-20", "soon"])), claims=(claim,),
            )
        )  # fmt: skip
    return records


@given(records=of_rems())
@settings(max_examples=40, deadline=None)
def test_a_written_workbook_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, records: list[CompletionRecord]
) -> None:
    data, lost = written("rems-xlsx", records)
    path = tmp_path_factory.mktemp("rems") / "rems.xlsx"
    path.write_bytes(data)
    assert (read(path)[0], lost) == (records, [])
    assert written("rems-xlsx", records)[0] == data


def test_what_a_rems_workbook_cannot_hold_is_told() -> None:
    two = (Claim("REMS", "7", participant=NURSE), Claim("Opioid REMS", credit_ids=("c:1",), credits=(CreditAmount("x"),)))  # fmt: skip
    records = [
        CompletionRecord(
            1, "Add", "1", "2026-05-20", "All", "Learner", "03/04", (Claim("ABIM", "77"), *two)
        ),
        CompletionRecord(2, "Add", "1", "2026-05-20"),
    ]
    data, lost = written("rems-xlsx", records)
    assert [(each.code, each.param("what"), each.param("found")) for each in lost] == [
        ("BR138", "credit that is not toward a REMS", "ABIM"),
        ("BR138", "the first name", "All"),
        ("BR138", "the last name", "Learner"),
        ("BR138", "the date of birth", "03/04"),
        ("BR138", "an identifier of the participant", "7"),
        ("BR138", "credit IDs", "c:1"),
        ("BR143", "participant", "2"),
        ("BR138", "a record without any claim", "1"),
    ]
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert page.max_row == 4
    assert "Learner" not in {cell.value for each in page.iter_rows() for cell in each}


def test_what_a_participant_s_claim_says_beside_is_told_in_every_workbook() -> None:
    claim = Claim("ABIM", "7", "ABIM", "CA", participant=Participant("Nurse"))
    whats = [
        "a program other than a REMS",
        "an identifier of the participant",
        "a licensing state of a participant",
        "an ID type of a participant other than a REMS's",
    ]
    for kind in ("rems-xlsx", "xlsx"):
        _, lost = written(kind, [rems(1, claim)])
        assert [each.param("what") for each in lost if each.code == "BR138"] == whats, kind


def test_a_rems_workbook_is_written_as_the_learner_template_is() -> None:
    """Actions as ACCME spells them, amounts as numbers, dates as dates."""
    toward = Claim("REMS", credits=(CreditAmount("Opioid Analgesic REMS", "2.50"),))
    data, _ = written("rems-xlsx", [evolve(rems(1, toward), action="add")])
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    cells = [(cell.value, cell.data_type) for cell in page[3] if cell.value is not None]
    assert cells == [
        ("Add", "s"),
        ("202612345", "s"),
        (datetime(2026, 5, 20), "d"),
        ("Opioid Analgesic REMS", "s"),
        (2.5, "n"),
    ]


def test_the_practice_area_is_written_as_accme_spells_it(tmp_path: Path) -> None:
    person = Participant("Nurse", "substance use disorder")
    for kind in ("rems-xlsx", "xml", "json"):
        data, _ = written(kind, [rems(1, Claim("REMS", participant=person))])
        path = tmp_path / f"made-{kind}"
        path.write_bytes(data)
        [record] = read(path)[0]
        assert record.claims[0].participant == Participant("Nurse", "Addiction")


# Reports in XML ---------------------------------------------------------------------------------


def participants(*professions: str) -> str:
    inner = "".join(
        f'<Participant>\n<LocalIdentifier domain="idd:example.org:n">{number}</LocalIdentifier>\n'
        f"<Profession>{profession}</Profession></Participant>\n"
        for number, profession in enumerate(professions, 1)
    )
    return f"<Participants>{inner}</Participants>"


def test_each_participant_of_a_report_is_a_claim_and_the_report_one_record(tmp_path: Path) -> None:
    """As in MedBiquitous Activity Report v2, where Participants stand in place of the Member."""
    whole = report(participants=participants("Nurse", "Wizard", "Dentist"))
    without_member = whole[: whole.index("<Member>")] + whole[whole.index("</Member>") + 9 :]
    path = tmp_path / "rems.xml"
    path.write_text(document(without_member.replace("202612345", "202612345")), encoding="utf-8")
    [record] = open_submission(path, "rems.xml").records()
    people = [claim.participant for claim in record.claims]
    assert people == [Participant("Nurse"), Participant("Wizard"), Participant("Dentist")]
    assert {claim.program for claim in record.claims} == {"REMS"}
    # One that is wrong rejects the record, as PARS takes or refuses a report as a whole.
    [verdict] = check(path, as_of=date(2026, 6, 1)).verdicts
    [found] = [each for each in verdict.findings if each.severity is Severity.ERROR]
    assert (found.code, found.param("found")) == ("676", "Wizard")
    assert isinstance(found.location, XmlAt)
    assert str(found.location.path).endswith("Participants/Participant[2]/Profession")


def test_the_certificate_of_several_participants_is_one(tmp_path: Path) -> None:
    path = tmp_path / "rems.xml"
    credit = certificate("Opioid Analgesic REMS", "2", "ccid:example.org:9", "")

    def told(*certificates: str) -> list[str]:
        whole = report(*certificates, participants=participants("Nurse", "Dentist"))
        path.write_text(document(whole), encoding="utf-8")
        [verdict] = check(path, as_of=date(2026, 6, 1)).verdicts
        errors = [each for each in verdict.findings if each.severity is Severity.ERROR]
        return [f"{each.code} {getattr(each.location, 'path', None)}" for each in errors]

    assert told(credit) == []
    [twice] = told(credit, credit.replace(":9", ":10"))
    assert twice.startswith("678 ")
    assert twice.endswith("/CreditCertificate[2]/CreditReceived/activityCertification")


def test_a_credit_without_identifier_is_the_participants_if_its_type_says_so(
    tmp_path: Path,
) -> None:
    """Of CME and REMS in one report; ACCME's draft leaves the identifier of a REMS's credit open."""
    unnamed = certificate("Opioid Analgesic REMS", "2", "ccid:example.org:9", "")
    path = tmp_path / "given.xml"
    whole = report(certificate(), unnamed, participants=participants("Nurse"))
    path.write_text(document(whole.replace("<GivenName>Mary</GivenName>", "")), encoding="utf-8")
    records, besides = read(path)
    cme, rems_claim = records[0].claims
    assert (cme.program, cme.id) == ("CME", "1234567893")
    assert rems_claim.credits == (CreditAmount("Opioid Analgesic REMS", "2"),)
    assert rems_claim.participant == Participant("Nurse")
    assert check(path, as_of=date(2026, 6, 1)).summary.rejected == 0
    for kind in ("xml", "json"):
        back, _, lost = again(tmp_path, kind, records, besides)
        assert (back, lost) == (records, [])


def test_a_credit_that_would_be_read_as_the_participants_is_told(tmp_path: Path) -> None:
    named = Claim("CME", "1234567893", "NPI", credits=(CreditAmount("AMA PRA Category 1", "1"),))
    unnamed = Claim("CME", credits=(CreditAmount("AMA PRA Category 1", "1"),))
    toward = Claim("REMS", participant=Participant("Nurse"))
    what = "a credit without an identifier beside a participant of a REMS"

    def lost(*claims: Claim) -> list[str]:
        _, found = written("xml", [rems(1, *claims)])
        return [str(each.param("what")) for each in found if each.code == "BR138"]

    assert lost(unnamed, toward) == [what]
    assert lost(named, unnamed, toward) == []


@pytest.mark.parametrize("kind", ["xml", "json", "csv", "parquet"])
def test_no_participant_gets_lost_in_any_kind(tmp_path: Path, kind: str) -> None:
    credit = certificate("Opioid REMS", "2", "ccid:example.org:9", '<UniqueID domain="REMS"/>')
    path = tmp_path / "given.xml"
    given = document(
        report(participants=participants("Nurse", "Dentist")),
        report(certificate(), credit, participants=participants("Nurse", "Dentist")),
    )
    given = given.replace("<GivenName>Mary</GivenName>", "")
    path.write_text(given, encoding="utf-8")
    records, besides = read(path)
    assert [len(record.claims) for record in records] == [2, 3]
    assert besides[1].local_ids == ((0, "idd:example.org:n", "1"), (1, "idd:example.org:n", "2"))
    back, besides_back, lost = again(tmp_path, kind, records, besides)
    # A table has no column for the identifier that marks the credit as the participants'.
    further = ["a further identifier of the learner"] if kind in ("csv", "parquet") else []
    assert [found.param("what") for found in lost] == further
    assert back == records
    assert {number: each.local_ids for number, each in besides_back.items()} == {
        number: each.local_ids for number, each in besides.items()
    }
