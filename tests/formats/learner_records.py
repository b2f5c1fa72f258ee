"""Learner records and reports made up by hypothesis, and how files of them are written and read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from boardrules.findings import Finding
from boardrules.formats import open_submission
from boardrules.formats.beside import Beside
from boardrules.formats.cleaning import clean
from boardrules.formats.learner_row import CME_CREDITS
from boardrules.formats.writers import Writing, writer_of_kind
from boardrules.plugins import installed_plugins
from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant
from boardrules.values import plain, read_amount

CREATED = datetime(2026, 6, 1, 9, 30)
PROGRAMS = installed_plugins().programs

NAMES = (
    st.text("AbÉñß '-.&<>\"=+@_x0041#\t\n漢", max_size=9)
    .map(lambda text: clean(text)[0])
    .filter(lambda text: clean(text) == (text, "") and text not in ("#N/A",))
)
WORDS = st.sampled_from(["", "x", "=1+1", "a & b", "<b>", "_x0041_", "Ümlaut", "-2", "@me"])
IDS = st.sampled_from(["", "123456", "004127", "1234567893", "MD-12 3", "=9", "0"])
ACTIONS = st.sampled_from(["add", "delete", "", "update"])
AMOUNTS = st.sampled_from(["1", "0.25", "10.5", "ten", "1,5", "-1", "00.5", "1234567890123456789"])
TYPES = st.sampled_from(
    ["Medical Knowledge", "Patient Safety", "AMA PRA Category 1", "=SUM(A1)", "Änderung"]
)


# Reports in the shape of ACCME's draft -----------------------------------------------------------


def _maybe(**members: Any) -> st.SearchStrategy[dict[str, Any]]:
    """An object in which each member may be missing."""
    return st.fixed_dictionaries({}, optional=members)


_IDENTIFIER = _maybe(
    value=IDS, domain=st.sampled_from(["ABIM", "ABP", "NPI", "ME", "CA", "REMS", "XX-1", ""])
)
_UNIQUE_ID = st.one_of(_IDENTIFIER, st.lists(_IDENTIFIER, max_size=3))
_CERTIFICATE = _maybe(
    UniqueID=_UNIQUE_ID,
    CreditReceived=_maybe(
        activityCertification=TYPES,
        creditUnit=st.sampled_from(["Point", "Hour"]),
        numberOfCredits=st.one_of(st.sampled_from([1, 0.25, 10.5, 100]), AMOUNTS),
    ),
    CreditID=st.sampled_from(["ccid:example.org:1", "ccid:example.org:2", "none"]),
)
_PARTICIPANT = _maybe(
    LocalIdentifier=_maybe(value=IDS, domain=st.just("idd:example.org:learner")),
    StateOfPrimaryPractice=st.sampled_from(["Maine", "", "Atlantis"]),
    Profession=st.sampled_from(["Physician", "Nurse", "Wizard"]),
    SurgicalProcedures=st.sampled_from([True, False, "perhaps"]),
    TimeInPractice=WORDS,
)
_MODULE = _maybe(
    ModuleName=_maybe(value=WORDS, moduleID=st.sampled_from(["202612345", "x", ""])),
    Status=st.sampled_from(["Completed", "Registered"]),
    CompletedDateTime=st.sampled_from(
        [
            "2026-05-20T00:00:00",
            "2026-05-20T14:30:00-05:00",
            "2026-05-20 08:15",
            "2026-05-20",
            "soon",
        ]
    ),
    CreditCertificate=st.lists(_CERTIFICATE, max_size=3),
)
_REPORT = _maybe(
    ReportingOrganization=WORDS,
    Member=_maybe(
        UniqueID=_UNIQUE_ID,
        Name=_maybe(GivenName=NAMES, FamilyName=NAMES),
        PersonalInfo=_maybe(BirthDate=st.sampled_from(["1970-09-10", "1972-02-29", "Sept", "--"])),
    ),
    Participants=_maybe(
        Participant=st.one_of(_PARTICIPANT, st.lists(_PARTICIPANT, min_size=1, max_size=2))
    ),
    Activity=_maybe(
        ProviderOrganization=st.just("0001234"),
        ActivityName=WORDS,
        RegulatoryInformation=_maybe(
            CompliantToRegulation=_maybe(
                label=st.sampled_from(["Opioid REMS", "Other"]),
                value=st.just("https://a.example/b"),
            )
        ),
        Module=_MODULE,
    ),
    XtensibleInfo=_maybe(ProviderID=st.just("77"), LearnerRecordAction=ACTIONS),
)


def documents() -> st.SearchStrategy[dict[str, Any]]:
    """Documents in the shape of ACCME's draft, with much that is missing or wrong."""
    return st.lists(_REPORT, min_size=1, max_size=2).map(
        lambda reports: {"ACCMELearnerReports": {"ActivityReports": {"ActivityReport": reports}}}
    )


# Rows of the template ----------------------------------------------------------------------------


def _board(draw: st.DrawFn) -> Claim:
    credits = tuple(
        CreditAmount(kind, draw(st.one_of(st.none(), AMOUNTS)))
        for kind in draw(st.lists(TYPES, max_size=3))
    )
    board = draw(st.sampled_from(["ABIM", "ABP", "American Board of Surgery", "ABXM"]))
    return Claim(board, draw(IDS), "", "", draw(st.one_of(st.just(""), AMOUNTS)), credits)


@st.composite
def rows(draw: st.DrawFn) -> CompletionRecord:
    """A record as the reader of the template makes one of a row."""
    claims: list[Claim] = []
    if draw(st.booleans()):
        state = draw(st.sampled_from(["Maine", "CA", "Atlantis", "Puerto Rico"]))
        total = draw(st.one_of(st.just(""), AMOUNTS))
        claims.append(Claim("CME", draw(IDS), "", state, total, CME_CREDITS))
    asked = Participant(
        "Physician", "Pain", "", "None", "Maine", draw(st.sampled_from(["true", ""]))
    )
    match draw(st.sampled_from(["board", "rems", "both", "none"])):
        case "board":
            claims.append(_board(draw))
        case "rems":
            claims.append(Claim("REMS", "", "", "", "2", (CreditAmount("CME", "2"),), None, asked))
        case "both":
            claims += [_board(draw), Claim("REMS", participant=asked)]
    names = (
        draw(NAMES),
        draw(NAMES),
        draw(st.sampled_from(["09/10", "02/29", "", "Sept", "13/32"])),
    )
    if claims and all(claim.program == "REMS" for claim in claims):
        names = ("", "", "")
    return CompletionRecord(
        1,
        draw(st.sampled_from(["Add", "Delete", "Update"])),
        draw(st.sampled_from(["202612345", "020261234", ""])),
        draw(st.sampled_from(["2026-05-20", "soon", "5/6/26", "1850-01-01", ""])),
        *names,
        tuple(claims),
    )


# Files --------------------------------------------------------------------------------------------


def numbered(records: Sequence[CompletionRecord]) -> list[CompletionRecord]:
    from attrs import evolve

    return [evolve(record, number=number) for number, record in enumerate(records, 1)]


def written(
    kind: str, records: Sequence[CompletionRecord], besides: dict[int, Beside] | None = None
) -> tuple[bytes, list[Finding]]:
    """The bytes of a file of a kind, and what got lost (nothing that was merely wanting)."""
    spec = writer_of_kind(kind)
    assert spec is not None
    writing = Writing("the file", CREATED, PROGRAMS, besides=besides or {})
    data = spec.write(records, writing)
    return data, [found for found in writing.findings if found.code != "BR139"]


def read(path: Path) -> tuple[list[CompletionRecord], dict[int, Beside]]:
    """The records of a file, and what stands beside them."""
    learners = open_submission(path)
    keep = getattr(learners, "keep_besides", None)
    if keep is not None:
        keep()
    records = list(learners.records())
    assert [found for found in learners.findings if found.severity == "error"] == []
    return records, dict(getattr(learners, "besides", {}))


def again(
    folder: Path, kind: str, records: Sequence[CompletionRecord], besides: dict[int, Beside]
) -> tuple[list[CompletionRecord], dict[int, Beside], list[Finding]]:
    """What is read of a file that was written of records, and what got lost."""
    data, lost = written(kind, records, besides)
    path = folder / f"learners.{kind}"
    path.write_bytes(data)
    return (*read(path), lost)


def dumped(folder: Path, document: object) -> Path:
    path = folder / "given.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def meant(record: CompletionRecord) -> object:
    """What a record comes to, however its kind of file says it: states by code, amounts by value."""
    return (
        record.action.casefold(),
        record.activity_id,
        record.completed,
        record.first_name,
        record.last_name,
        record.birth_date,
        [_meant(claim) for claim in record.claims],
    )


def _meant(claim: Claim) -> object:
    place = PROGRAMS.jurisdiction(claim.state) if claim.state else None
    program = PROGRAMS.named(claim.program or claim.id_type)
    amounts = [
        _amount(claim.total if credit.amount is None else credit.amount) for credit in claim.credits
    ]
    known = [amount for amount in map(read_amount, amounts) if amount is not None]
    total = _amount(claim.total) or (plain(max(known)) if known else "".join(amounts[:1]))
    types = [credit.type for credit in claim.credits]
    if claim.program == "CME":
        types = ["AMA PRA"]
        amounts = [total]
    return (
        program.code if program else claim.program or claim.id_type,
        claim.id,
        place[1].code if place else claim.state,
        total,
        list(zip(types, amounts, strict=True)),
        claim.participant,
    )


def _amount(text: str | None) -> str:
    amount = read_amount(text or "")
    return plain(amount) if amount is not None else text or ""
