"""From a record to the parts of a learner report, which XML and JSON write alike."""

from __future__ import annotations

import re
from itertools import zip_longest

from attrs import Factory, define, evolve

from boardrules.formats.beside import PARTS, Beside
from boardrules.formats.claim_kinds import is_rems, spelt_for_pars, tell_unsaid
from boardrules.formats.learner_claims import is_for_rems
from boardrules.formats.learner_dates import day_of
from boardrules.formats.learner_row import CME_CREDITS
from boardrules.formats.writers import SILENT_CLAIM, Writing
from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant
from boardrules.values import credit_type_key, npi_valid, read_amount, read_birth_date, read_day

#: Stands for the year of birth, which is never kept and which the reports have a place for. It
#: is a leap year, so that it has a February 29, and nobody will take it for a real one.
BIRTH_YEAR = "1904"
#: How the reports spell what the workbook has a column for.
AMA_PRA = "AMA PRA Category 1"
#: What stands beside a record and has a place in a report.
HELD = frozenset({*PARTS, "units", "local_ids", "ids"})
#: What is said of a participant, in the order of ACCME's draft and of MedBiquitous: name and field.
PARTICIPANT = (
    ("StateOfPrimaryPractice", "state"),
    ("DEARegistration", "dea_registration"),
    ("Profession", "profession"),
    ("PracticeArea", "practice_area"),
    ("SurgicalProcedures", "surgical_procedures"),
    ("TimeInPractice", "time_in_practice"),
)

_OF_REMS = ("REMS", "")
_ACTIONS = {"add": "add", "delete": "delete"}
_TRUTHS = {
    "true": "true",
    "yes": "true",
    "1": "true",
    "false": "false",
    "no": "false",
    "0": "false",
}
_CODE = re.compile(r"[A-Za-z]{2}", re.ASCII)


@define(slots=True)
class CertificatePart:
    """A certificate. ``ids`` are (domain, value)."""

    ids: list[tuple[str, str]]
    type: str
    amount: str
    credit_id: str
    unit: str = "Point"

    @property
    def is_received(self) -> bool:
        """Whether anything is said of the credit."""
        return bool(self.type or self.amount or self.unit != "Point")


@define(slots=True)
class ReportPart:
    """A report, part by part. What is blank is left out of the file.

    ``completed`` is ``YYYY-MM-DDThh:mm:ss`` and ``born`` ``YYYY-MM-DD`` where they could be read,
    and what was found where not. ``participants`` have (domain, value) of their local identifier.
    """

    organization: str = ""
    given: str = ""
    family: str = ""
    born: str = ""
    member_ids: tuple[tuple[str, str], ...] = ()
    participants: list[tuple[tuple[str, str], Participant]] = Factory(list)
    provider: str = ""
    activity_name: str = ""
    regulation: str = ""
    regulation_label: str = ""
    title: str = ""
    activity_id: str = ""
    status: str = "Completed"
    completed: str = ""
    certificates: list[CertificatePart] = Factory(list)
    service_id: str = ""
    action: str = ""


def report_of(record: CompletionRecord, beside: Beside, writing: Writing) -> ReportPart:
    """The parts of the report that says what a record says, and what stands beside it.

    What it cannot say is told to ``writing``.
    """
    writing.lost_beside(record, HELD)
    title = beside.title or writing.titles.get(record.activity_id, "")
    part = ReportPart(
        organization=beside.organization or writing.organization,
        given=record.first_name,
        family=record.last_name,
        born=_born(record.birth_date),
        member_ids=beside.member_ids,
        provider=beside.provider or writing.provider,
        activity_name=beside.activity_name,
        regulation=beside.regulation,
        regulation_label=beside.regulation_label,
        title=title,
        activity_id=record.activity_id,
        status=beside.status or "Completed",
        completed=_completed(record, beside),
        service_id=beside.service_id,
        action=_ACTIONS.get(record.action.casefold(), record.action),
    )
    if not part.organization:
        writing.wanting(record, "organization", "reporting organization", "--organization")
    if not part.provider:
        writing.wanting(record, "provider", "ACCME ID of the provider", "--provider")
    if not title:
        writing.wanting(record, "title", "title of the activity", "--activities")
    _Claims(record, beside, writing, part).take()
    return part


@define(slots=True)
class _Claims:
    """The claims of one record, put into ``part``."""

    record: CompletionRecord
    beside: Beside
    writing: Writing
    part: ReportPart
    of_rems: list[CertificatePart] | None = None

    def take(self) -> None:
        claims = self.record.claims
        rems = [is_rems(claim, self.writing.programs) for claim in claims]
        known: set[tuple[tuple[str, str], bool]] = set()
        unnamed: list[tuple[Claim, str, list[CertificatePart]]] = []
        for index, claim in enumerate(claims):
            field = f"claims/{index}"
            certificates = self._certificates(index, claim, field)
            if rems[index]:
                self._participant(index, claim, field)
                tell_unsaid(self.writing, self.record, claim, field)
                self._share(certificates, field, alone=all(rems))
                continue
            self.part.certificates += certificates
            if not certificates:
                self.writing.lost(self.record, field, SILENT_CLAIM, claim.program)
                continue
            own = set(map(_reads_as, certificates))
            if not known.isdisjoint(own):
                what = "a claim apart from another of the same identifier"
                self.writing.lost(self.record, field, what, claim.program)
            known |= own
            if any(rems) and not any(each.ids for each in certificates):
                unnamed.append((claim, field, certificates))
            if any(rems) and is_for_rems(claim.id_type):
                what = "an identifier of a REMS on a credit that is not the participant's"
                self.writing.lost(self.record, f"{field}/id_type", what, claim.id_type)
        named = [each.ids[0][0] for each in self.part.certificates if each.ids]
        for claim, field, certificates in unnamed:
            # These are the certificates that a reader gives to the participants.
            if all(map(is_for_rems, named)) or any(is_for_rems(each.type) for each in certificates):
                what = "a credit without an identifier beside a participant of a REMS"
                self.writing.lost(self.record, field, what, claim.program)
        if any(rems) and not (self.part.regulation and self.part.regulation_label):
            what = "label and address of the regulation (REMS)"
            self.writing.wanting(self.record, "regulation", what)

    def _participant(self, index: int, claim: Claim, field: str) -> None:
        local = next((local[1:] for local in self.beside.local_ids if local[0] == index), ("", ""))
        person = claim.participant or Participant()
        surgical = person.surgical_procedures
        surgical = _TRUTHS.get(surgical.casefold(), surgical)
        person = spelt_for_pars(evolve(person, surgical_procedures=surgical))
        self.part.participants.append((local, person))
        if not any(local):
            self.writing.wanting(
                self.record, f"{field}/local_id", "local identifier of the participant"
            )

    def _share(self, certificates: list[CertificatePart], field: str, *, alone: bool) -> None:
        """Certificates toward a REMS, which all participants of a record have in common."""
        if not alone:
            # Where its type does not, only an identifier tells a certificate from the others.
            for each in certificates:
                if not each.ids and not is_for_rems(each.type):
                    each.ids = [_OF_REMS]
        if self.of_rems is None:
            self.of_rems = certificates
            self.part.certificates += certificates
        elif _without_marks(certificates) != _without_marks(self.of_rems):
            what = "credit of one participant other than that of another"
            found = ", ".join(f"{each.type} {each.amount}".strip() for each in certificates)
            self.writing.lost(self.record, f"{field}/credits", what, found)

    def _certificates(self, index: int, claim: Claim, field: str) -> list[CertificatePart]:
        unique_id = self._unique_id(claim, field)
        ids = [unique_id] if any(unique_id) else []
        ids += [each[1:] for each in self.beside.more_ids if each[0] == index]
        units = {credit: unit for of, credit, unit in self.beside.units if of == index}
        credit_ids = claim.credit_ids
        if credit_ids is None and (claim.credits or claim.total):
            if self.writing.credit_ids is not None:
                credit_ids = self.writing.credit_ids.of(self.record, claim)
            else:
                what = "ID of the credit (CreditID)"
                self.writing.wanting(self.record, field, what, "--credit-ids")
        amounts = self._amounts(claim, field)
        certificates = [
            CertificatePart(list(ids), *made, credit_id or "", units.get(number, "Point"))
            for number, (made, credit_id) in enumerate(
                zip_longest(amounts, credit_ids or (), fillvalue=None)
            )
            if made is not None
        ]
        for number, credit_id in enumerate(credit_ids or ()):
            if number < len(amounts):
                continue
            self.writing.lost(
                self.record,
                f"{field}/credit_ids/{number}",
                "the ID of a credit that is not there",
                credit_id,
            )
        return certificates or ([CertificatePart(ids, "", "", "")] if ids else [])

    def _amounts(self, claim: Claim, field: str) -> list[tuple[str, str]]:
        """Type and amount of each certificate; what the total said beyond them is lost."""
        total = claim.total
        credits = claim.credits or ((CreditAmount("", total),) if total else ())
        made = []
        for credit in credits:
            kind = AMA_PRA if claim.credits == CME_CREDITS else credit.type
            made.append((kind, (total or "") if credit.amount is None else credit.amount))
        if total is None or not made:
            return made
        texts = [amount for _, amount in made]
        stated, read = read_amount(total), map(read_amount, texts)
        largest = max((amount for amount in read if amount is not None), default=None)
        # Without one that can be read, the first amount is what a reader takes for the total.
        is_said = stated == largest if largest is not None else total == texts[0]
        if not is_said:
            what = "a total of credits other than the largest amount"
            self.writing.lost(self.record, f"{field}/total", what, total)
        return made

    def _unique_id(self, claim: Claim, field: str) -> tuple[str, str]:
        """Domain and value of a claim's identifier, which also name its program and its state."""
        programs = self.writing.programs
        program = programs.named(claim.program) if claim.program else None
        place = programs.jurisdiction(claim.state) if claim.state else None
        code = place[1].code if place else claim.state
        if claim.id_type:
            if code and code.casefold() == claim.id_type.casefold():
                self._tell_no_state(claim, field, code)
            elif code:
                self.writing.lost(
                    self.record, f"{field}/state", "a state beside another ID type", claim.state
                )
            id_types = program.id_types if program and program.kind == "board" else ()
            if claim.program and program is None:
                id_types = (claim.program,)
            if id_types and claim.id_type.upper() not in map(str.upper, id_types):
                what = "a board beside another ID type"
                self.writing.lost(self.record, f"{field}/program", what, claim.program)
            return claim.id_type, claim.id
        if is_rems(claim, self.writing.programs):
            return ("REMS", claim.id) if claim.id else ("", "")
        if code:
            self._tell_no_state(claim, field, code)
            if claim.program and (program is None or program.kind != "states"):
                what = "a board beside a state"
                self.writing.lost(self.record, f"{field}/program", what, claim.program)
            return code, claim.id
        if program is not None and program.kind == "states":
            return ("NPI" if npi_valid(claim.id) else ""), claim.id
        domain = program.id_types[0] if program and program.id_types else claim.program
        return domain, claim.id

    def _tell_no_state(self, claim: Claim, field: str, code: str) -> None:
        """Tell of a state whose code a reader takes for that of something else."""
        if _CODE.fullmatch(code) is None:
            what = "a licensing state that is none (it reads as the name of a board)"
            self.writing.lost(self.record, f"{field}/state", what, claim.state)


def _reads_as(part: CertificatePart) -> tuple[tuple[str, str], bool]:
    """By what a reader tells the claim of a certificate from others."""
    unique_id = part.ids[0] if part.ids else ("", "")
    is_ama_pra = credit_type_key(part.type).startswith(credit_type_key(AMA_PRA))
    return unique_id, not unique_id[0] and is_ama_pra


def _without_marks(certificates: list[CertificatePart]) -> list[CertificatePart]:
    """The certificates without the identifier that says nothing but that they are a REMS's."""
    return [
        evolve(each, ids=[named for named in each.ids if named != _OF_REMS])
        for each in certificates
    ]


def _born(text: str) -> str:
    if not text or read_birth_date(text)[0] != text:
        return text
    return f"{BIRTH_YEAR}-{text.replace('/', '-')}"


def _completed(record: CompletionRecord, beside: Beside) -> str:
    """The completion as the reports write it; what cannot be read stays as it is."""
    if beside.completed and day_of(beside.completed)[0] == record.completed:
        return beside.completed
    day = read_day(record.completed).date
    return record.completed if day is None else f"{day.isoformat()}T00:00:00"
