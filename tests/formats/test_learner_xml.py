"""The reader of learner reports in XML."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from boardrules.findings import Finding, Severity
from boardrules.formats.learner_xml import LearnerReport
from boardrules.formats.source import Source
from boardrules.locations import XmlAt
from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant

OPENING = "ACCMELearnerReports/ActivityReports/ActivityReport[1]"
MODULE = f"{OPENING}/Activity/Module"


def certificate(
    kind: str = "AMA PRA Category 1",
    amount: str | None = "1",
    credit_id: str | None = "ccid:example.org:1",
    ids: str = '<UniqueID domain="NPI">1234567893</UniqueID>',
    unit: str = "Point",
) -> str:
    """A certificate on eight lines; None leaves an element out."""
    number = "" if amount is None else f"<numberOfCredits>{amount}</numberOfCredits>"
    credit = "" if credit_id is None else f"<CreditID>{credit_id}</CreditID>"
    return f"""<CreditCertificate>
{ids}
<CreditReceived><activityCertification>{kind}</activityCertification>
<creditUnit>{unit}</creditUnit>
{number}
</CreditReceived>
{credit}
</CreditCertificate>
"""


def report(
    *certificates: str,
    member: str = "",
    participants: str = "",
    activity: str = "",
    completed: str = "2026-05-01T00:00:00",
    born: str = "1980-09-10",
    status: str = "Completed",
) -> str:
    """A report whose first certificate begins in its line 12."""
    return f"""<ActivityReport>
<ReportingOrganization>Example CME</ReportingOrganization>
<Member>{member}<Name><GivenName>Ada</GivenName>
<GivenName>Mary</GivenName><FamilyName>Example</FamilyName></Name>
<PersonalInfo><BirthDate>{born}</BirthDate></PersonalInfo></Member>{participants}
<Activity><ProviderOrganization>0001234</ProviderOrganization>{activity}
<Module>
<ModuleName moduleID="202612345">Title</ModuleName>
<Status>{status}</Status>

<CompletedDateTime>{completed}</CompletedDateTime>
{"".join(certificates)}</Module>
</Activity>
<XtensibleInfo><LearnerRecordAction>add</LearnerRecordAction></XtensibleInfo>
</ActivityReport>
"""


def document(*reports: str) -> str:
    """A document whose first report begins in line 3."""
    return (
        "<ACCMELearnerReports>\n<ActivityReports><DateTimeCreated>x</DateTimeCreated>\n"
        f"{''.join(reports)}</ActivityReports>\n</ACCMELearnerReports>\n"
    )


Make = Callable[..., LearnerReport]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def write(content: str | bytes) -> LearnerReport:
        path = tmp_path / "learners.xml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return LearnerReport(Source(path, "learners.xml"))

    return write


def one(reader: LearnerReport) -> CompletionRecord:
    (record,) = reader.records()
    assert reader.findings == []
    return record


def at(line: int | None, path: str | None = None) -> XmlAt:
    return XmlAt("learners.xml", line, path)


def say(code: str, place: XmlAt, severity: str = "error", **params: object) -> Finding:
    texts = tuple((name, str(value)) for name, value in params.items())
    return Finding(code, Severity(severity), texts, place)


AMA = CreditAmount("AMA PRA Category 1", "1")
KNOWLEDGE = CreditAmount("Medical Knowledge", "0.5")
ABIM_ID = '<UniqueID domain="ABIM">999999</UniqueID>'
OF_ABIM = certificate("Medical Knowledge", "0.5", "ccid:example.org:2", ABIM_ID)


def test_a_report(make: Make) -> None:
    reader = make(document(report(certificate(), OF_ABIM)))
    assert one(reader) == CompletionRecord(
        1,
        "add",
        "202612345",
        "2026-05-01",
        "Ada",
        "Example",
        "09/10",
        (
            Claim("CME", "1234567893", "NPI", "", None, (AMA,), ("ccid:example.org:1",)),
            Claim("", "999999", "ABIM", "", None, (KNOWLEDGE,), ("ccid:example.org:2",)),
        ),
    )
    assert (reader.file, reader.kind, reader.hazards(1)) == ("learners.xml", "learner-xml", ())


@pytest.mark.parametrize(
    ("field", "line", "path"),
    [
        ("", 3, OPENING),
        ("action", 32, f"{OPENING}/XtensibleInfo/LearnerRecordAction"),
        ("activity_id", 10, f"{MODULE}/ModuleName"),
        ("completed", 13, f"{MODULE}/CompletedDateTime"),
        ("first_name", 5, f"{OPENING}/Member/Name/GivenName[1]"),
        ("last_name", 6, f"{OPENING}/Member/Name/FamilyName"),
        ("birth_date", 7, f"{OPENING}/Member/PersonalInfo/BirthDate"),
        ("claims/0", 14, f"{MODULE}/CreditCertificate[1]"),
        ("claims/1", 22, f"{MODULE}/CreditCertificate[2]"),
        ("claims/1/id", 23, f"{MODULE}/CreditCertificate[2]/UniqueID"),
        ("claims/1/id_type", 23, f"{MODULE}/CreditCertificate[2]/UniqueID"),
        ("claims/1/program", 23, f"{MODULE}/CreditCertificate[2]/UniqueID"),
        ("claims/0/state", 15, f"{MODULE}/CreditCertificate[1]/UniqueID"),
        ("claims/1/total", 22, f"{MODULE}/CreditCertificate[2]"),
        (
            "claims/1/credits/0/type",
            24,
            f"{MODULE}/CreditCertificate[2]/CreditReceived/activityCertification",
        ),
        (
            "claims/1/credits/0/amount",
            26,
            f"{MODULE}/CreditCertificate[2]/CreditReceived/numberOfCredits",
        ),
        ("claims/1/credit_ids/0", 28, f"{MODULE}/CreditCertificate[2]/CreditID"),
        ("claims/1/credits/4/amount", 3, OPENING),
    ],
)
def test_places(make: Make, field: str, line: int, path: str) -> None:
    record = one(make(document(report(certificate(), OF_ABIM))))
    assert record.origin.at(field) == at(line, path)


def test_the_nearest_place_of_what_is_absent(make: Make) -> None:
    bare = certificate("", None, None, "")
    record = one(make(document(report(bare))))
    certified = at(14, f"{MODULE}/CreditCertificate")
    for field in ("id", "credits/0/amount", "credit_ids/0"):
        assert record.origin.at(f"claims/0/{field}") == certified
    empty = one(make("<ActivityReport>\n<Activity/></ActivityReport>"))
    for field in ("action", "activity_id", "completed", "birth_date"):
        assert empty.origin.at(field) == at(1, "ActivityReport[1]")


def test_lines_beyond_sixteen_bits(make: Make) -> None:
    filler = report(certificate() + "\n" * 66_000)
    dense = report(certificate()).replace("\n", " ") + "\n"
    reader = make(document(filler, dense, dense, report(certificate())))
    places = [record.origin.at("") for record in reader.records()]
    whole = document(filler, dense, dense, report(certificate())).split("\n")
    assert [place.line for place in places] == [
        number for number, line in enumerate(whole, 1) if "<ActivityReport>" in line
    ]
    assert places[1].line == 66_026
    last = list(reader.records())[3]
    assert last.origin.at("action").line == places[3].line + 21


def test_places_are_told_from_look_alikes(make: Make) -> None:
    content = f"""<?xml version="1.0"?>
<!-- <ActivityReport>
 --><?note <ActivityReport> ?>
<r:ActivityReports xmlns:r="urn:r" note="a > b <!-- &quot;"><![CDATA[<ActivityReport>]]>
<r:ActivityReport
  a='>'
>
<!-- <CreditCertificate/> --><Module><CreditCertificate><CreditID>1</CreditID></CreditCertificate>
</Module></r:ActivityReport>{report(certificate())}
</r:ActivityReports>""".replace("b <!--", "b &lt;!--")
    first, second = make(content).records()
    assert first.origin.at("") == at(5, "ActivityReports/ActivityReport[1]")
    path = "ActivityReports/ActivityReport[1]/Module/CreditCertificate/CreditID"
    assert first.origin.at("claims/0/credit_ids/0") == at(8, path)
    assert second.origin.at("") == at(9, "ActivityReports/ActivityReport[2]")


def test_places_when_the_file_has_gone(make: Make, tmp_path: Path) -> None:
    first, second = make(document(report(certificate()), report(certificate()))).records()
    assert pickle.loads(pickle.dumps(second)).origin.at("") == second.origin.at("")
    fresh = pickle.loads(pickle.dumps(first))
    (tmp_path / "learners.xml").unlink()
    assert fresh.origin.at("action") == at(3, "ActivityReport[1]")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_encodings(make: Make, encoding: str) -> None:
    name = encoding.replace("-sig", "")
    content = f"<?xml version='1.0' encoding='{name}'?>\n" + document(report(certificate()))
    record = one(make(content.replace("Ada", "Zoë").encode(encoding)))
    assert record.first_name == "Zoë"
    assert record.origin.at("completed") == at(14, f"{MODULE}/CompletedDateTime")


def test_namespaces_do_not_matter(make: Make) -> None:
    names = {
        "m": ("Member", "UniqueID", "PersonalInfo", "BirthDate"),
        "n": ("Name", "GivenName", "FamilyName"),
        "hx": ("activityCertification", "creditUnit", "numberOfCredits"),
    }
    content = document(report(certificate(), OF_ABIM))
    plain = one(make(content))
    for prefix, elements in names.items():
        for name in elements:
            content = content.replace(f"<{name}>", f"<{prefix}:{name}>")
            content = content.replace(f"</{name}>", f"</{prefix}:{name}>")
            content = content.replace(f"<{name} ", f"<{prefix}:{name} ")
    content = content.replace(
        "<ActivityReports>",
        '<ActivityReports xmlns="urn:a" xmlns:m="urn:m" xmlns:n="urn:n" xmlns:hx="urn:hx">',
    ).replace(" domain=", " m:domain=")
    prefixed = one(make(content))
    assert prefixed == plain
    assert prefixed.origin.at("last_name") == plain.origin.at("last_name")


def test_numbers_run_on_and_reading_can_be_repeated(make: Make) -> None:
    reader = make(document(report(status="Registered"), report()))
    assert [record.number for record in reader.records(5)] == [5, 6]
    assert [len(reader.hazards(number)) for number in (1, 5, 6)] == [0, 1, 0]
    assert [record.number for record in reader.records()] == [1, 2]
    assert [len(reader.hazards(number)) for number in (1, 5)] == [1, 0]


def test_each_module_is_a_completion(make: Make) -> None:
    second = (
        '</Module><Module>\n<ModuleName moduleID="202699999"/>'
        "<CompletedDateTime>2026-06-02</CompletedDateTime>" + OF_ABIM
    )
    first, other = make(document(report(certificate(), second))).records()
    assert (first.activity_id, first.completed) == ("202612345", "2026-05-01")
    assert (other.number, other.activity_id, other.completed) == (2, "202699999", "2026-06-02")
    assert [claim.id for claim in (*first.claims, *other.claims)] == ["1234567893", "999999"]
    assert other.origin.at("activity_id").path == (f"{OPENING}/Activity/Module[2]/ModuleName")
    assert other.origin.at("claims/0/id").path == (
        f"{OPENING}/Activity/Module[2]/CreditCertificate/UniqueID"
    )


# ------------------------------------------------------------------ values


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-05-01T00:00:00", "2026-05-01"),
        (" 2026-05-01T00:00:00.000-05:00 ", "2026-05-01"),
        ("2026-05-01T00:00Z", "2026-05-01"),
        ("2026-05-01", "2026-05-01"),
        ("05-01-2026", "05-01-2026"),
        ("2026-05-01Tnoon", "2026-05-01Tnoon"),
        ("", ""),
    ],
)
def test_completion_dates(make: Make, text: str, read: str) -> None:
    reader = make(document(report(certificate(), completed=text)))
    assert one(reader).completed == read
    assert reader.hazards(1) == ()


def test_a_time_of_day_is_dropped(make: Make) -> None:
    reader = make(document(*[report(certificate(), completed="2026-05-01T23:30:00Z")] * 2))
    assert [record.completed for record in reader.records()] == ["2026-05-01"] * 2
    place = at(13, f"{MODULE}/CompletedDateTime")
    found = {"found": "2026-05-01T23:30:00Z", "expected": "2026-05-01"}
    assert reader.hazards(1) == (say("BR203", place, "warning", **found),)
    assert len(reader.hazards(2)) == 1


@pytest.mark.parametrize(
    ("text", "read"),
    [("1980-09-10", "09/10"), ("--09-10", "09/10"), ("09/10", "09/10"), ("1980", "****"), ("", "")],
)
def test_birth_dates_lose_their_year_without_a_word(make: Make, text: str, read: str) -> None:
    reader = make(document(report(certificate(), born=text)))
    record = one(reader)
    assert record.birth_date == read
    assert "1980" not in repr(record)
    assert reader.hazards(1) == ()


def test_status_and_unit(make: Make) -> None:
    hours = certificate(unit="Hour")
    reader = make(document(report(certificate(unit="point"), hours, status="Registered")))
    list(reader.records())
    unit = f"{MODULE}/CreditCertificate[2]/CreditReceived/creditUnit"
    assert reader.hazards(1) == (
        say("BR112", at(11, f"{MODULE}/Status"), "warning", found="Registered"),
        say("BR113", at(25, unit), "warning", found="Hour"),
    )
    assert reader.findings == []


def test_text_is_cleaned(make: Make) -> None:
    odd = certificate(ids='<UniqueID domain="NPI">1234\u200b567893</UniqueID>')
    content = document(report(odd)).replace("Example<", "O\u2019Neil\u00a0<")
    reader = make(content)
    record = one(reader)
    assert (record.last_name, record.claims[0].id) == ("O'Neil", "1234567893")
    name, unique = f"{OPENING}/Member/Name/FamilyName", f"{MODULE}/CreditCertificate/UniqueID"
    assert reader.hazards(1) == (
        say(
            "BR205",
            at(6, name),
            "warning",
            found="right single quotation mark, no-break space",
            header="FamilyName",
        ),
        say("BR205", at(15, unique), "warning", found="zero width space", header="UniqueID"),
    )


# ------------------------------------------------------------------ claims


def claims(make: Make, *certificates: str, **parts: str) -> tuple[Claim, ...]:
    return one(make(document(report(*certificates, **parts)))).claims


def unique(domain: str, value: str) -> str:
    return f'<UniqueID domain="{domain}">{value}</UniqueID>'


def test_certificates_with_one_identifier_are_one_claim(make: Make) -> None:
    assert claims(
        make,
        certificate("Medical Knowledge", "0.5", "c:1", ABIM_ID),
        certificate(),
        certificate("Patient Safety", None, None, ABIM_ID),
        certificate("Patient Safety", "1", "c:3", unique("ABIM", "1")),
    ) == (
        Claim(
            "",
            "999999",
            "ABIM",
            credits=(KNOWLEDGE, CreditAmount("Patient Safety", "")),
            credit_ids=("c:1", ""),
        ),
        Claim("CME", "1234567893", "NPI", credits=(AMA,), credit_ids=("ccid:example.org:1",)),
        Claim("", "1", "ABIM", credits=(CreditAmount("Patient Safety", "1"),), credit_ids=("c:3",)),
    )


@pytest.mark.parametrize(
    ("domain", "kind", "program", "state"),
    [
        ("ME", "AMA PRA Category 1", "CME", "ME"),
        ("me", "Other", "CME", "me"),
        ("NPI", "AMA PRA Category 1 Credit\u2122", "CME", ""),
        ("npi", "ama pra category 1 credits", "CME", ""),
        ("NPI", "Medical Knowledge", "", ""),
        ("ABIM", "AMA PRA Category 1", "", ""),
        ("M3", "AMA PRA Category 1", "", ""),
        ("", "AMA PRA Category 1", "CME", ""),
        ("", "Medical Knowledge", "", ""),
    ],
)
def test_what_a_domain_means(make: Make, domain: str, kind: str, program: str, state: str) -> None:
    (claim,) = claims(make, certificate(kind, ids=unique(domain, "7")))
    assert (claim.program, claim.id, claim.id_type, claim.state) == (program, "7", domain, state)


NPI, MAINE, ABIM, ABP = (unique(domain, f"{domain}-1") for domain in ("NPI", "ME", "ABIM", "ABP"))


@pytest.mark.parametrize(
    ("member", "of_cme", "of_moc"),
    [
        ("", ("CME", "", ""), ("", "", "")),
        (NPI, ("CME", "NPI", "NPI-1"), ("", "NPI", "NPI-1")),
        (ABIM, ("", "ABIM", "ABIM-1"), ("", "ABIM", "ABIM-1")),
        (NPI + ABIM, ("CME", "NPI", "NPI-1"), ("", "ABIM", "ABIM-1")),
        (ABIM + MAINE, ("CME", "ME", "ME-1"), ("", "ABIM", "ABIM-1")),
        (MAINE + NPI, ("CME", "ME", "ME-1"), ("", "", "")),
        (ABIM + ABP, ("CME", "", ""), ("", "", "")),
        ("<UniqueID/>", ("CME", "", ""), ("", "", "")),
    ],
)
def test_identifiers_of_the_member(
    make: Make, member: str, of_cme: tuple[str, str, str], of_moc: tuple[str, str, str]
) -> None:
    for kind, expected in (("AMA PRA Category 1 Credit", of_cme), ("Medical Knowledge", of_moc)):
        (claim,) = claims(make, certificate(kind, ids=""), member=member)
        assert (claim.program, claim.id_type, claim.id) == expected


def test_the_place_of_an_identifier_of_the_member(make: Make) -> None:
    content = document(report(certificate("x", ids=""), member=f"{NPI}\n{ABIM}"))
    assert one(make(content)).origin.at("claims/0/id") == at(6, f"{OPENING}/Member/UniqueID[2]")


def test_certificates_without_any_identifier(make: Make) -> None:
    bare = certificate("Medical Knowledge", ids="")
    found = claims(make, certificate(ids=""), bare, certificate(ids=""))
    assert [(claim.program, len(claim.credits)) for claim in found] == [("CME", 2), ("", 1)]


def test_a_certificate_with_several_identifiers(make: Make) -> None:
    found = claims(make, certificate(ids=NPI + ABIM + MAINE + ABP))
    assert [(claim.program, claim.id_type) for claim in found] == [
        ("", "ABIM"),
        ("CME", "ME"),
        ("", "ABP"),
    ]
    assert {claim.credit_ids for claim in found} == {("ccid:example.org:1",)}
    (only,) = claims(make, certificate(ids=NPI + unique("NPI", "2")))
    assert only.id == "NPI-1"


def test_no_certificates(make: Make) -> None:
    assert claims(make) == ()


# ------------------------------------------------------------------ REMS


NURSE = """<Participants><Participant>
<LocalIdentifier domain="idd:example.org:id">secret-7</LocalIdentifier>
<Profession>Nurse</Profession><PracticeArea>Pain</PracticeArea><TimeInPractice>Trainee</TimeInPractice>
<DEARegistration>None</DEARegistration><StateOfPrimaryPractice>Maine</StateOfPrimaryPractice>
<SurgicalProcedures>false</SurgicalProcedures></Participant></Participants>"""
READ = Participant("Nurse", "Pain", "Trainee", "None", "Maine", "false")
REGULATION = (
    "<RegulatoryInformation><CompliantToRegulation label='Opioid REMS'>x"
    "</CompliantToRegulation></RegulatoryInformation>"
)


def test_rems_beside_another_claim(make: Make) -> None:
    record = one(make(document(report(certificate(), participants=NURSE))))
    assert record.claims[1:] == (Claim("REMS", participant=READ),)
    assert record.claims[0].program == "CME"
    assert record.first_name == "Ada"
    assert "secret" not in repr(record)
    inner = f"{OPENING}/Participants/Participant"
    assert record.origin.at("claims/1/participant/profession") == at(9, f"{inner}/Profession")
    assert record.origin.at("claims/1/participant/state").line == 10
    assert record.origin.at("claims/1/program") == at(7, inner)


@pytest.mark.parametrize("ids", ["", unique("Opioid REMS", "7")])
def test_rems_alone_keeps_no_identity(make: Make, ids: str) -> None:
    content = document(report(certificate(ids=ids), participants=NURSE))
    record = one(make(content))
    assert record.claims == (
        Claim("REMS", credits=(AMA,), credit_ids=("ccid:example.org:1",), participant=READ),
    )
    assert (record.first_name, record.last_name, record.birth_date) == ("", "", "")
    assert record.origin.at("claims/0/credits/0/amount").path == (
        f"{MODULE}/CreditCertificate/CreditReceived/numberOfCredits"
    )
    assert one(make(document(report(participants=NURSE)))).claims == (
        Claim("REMS", participant=READ),
    )


def test_several_participants(make: Make) -> None:
    two = NURSE.replace(
        "</Participants>",
        "<Participant><Profession>Dentist</Profession></Participant></Participants>",
    )
    record = one(make(document(report(certificate(), participants=two))))
    assert [claim.participant for claim in record.claims] == [None, READ, Participant("Dentist")]
    assert record.origin.at("claims/2/participant/profession").path == (
        f"{OPENING}/Participants/Participant[2]/Profession"
    )


def test_a_regulation_makes_a_rems_claim(make: Make) -> None:
    found = claims(make, certificate(), activity=REGULATION)
    assert found[1:] == (Claim("REMS", participant=Participant()),)
    found = claims(make, certificate(), activity=REGULATION, participants=NURSE)
    assert found[1:] == (Claim("REMS", participant=READ),)
    other = REGULATION.replace("Opioid REMS", "Clean Air")
    assert len(claims(make, certificate(), activity=other)) == 1
    assert claims(make, participants="<Participants/>") == (
        Claim("REMS", participant=Participant()),
    )


def test_some_credits_go_to_the_rems(make: Make) -> None:
    of_rems = certificate("Opioid REMS", "2", "c:2", unique("idd:rems.example:id", "7"))
    found = claims(make, certificate(), of_rems, participants=NURSE)
    assert [claim.program for claim in found] == ["CME", "REMS"]
    assert found[1].credits == (CreditAmount("Opioid REMS", "2"),)
    without_block = claims(make, certificate(), of_rems)
    assert [claim.id_type for claim in without_block] == ["NPI", "idd:rems.example:id"]
    member = claims(make, certificate(ids=""), participants=NURSE, member=NPI)
    assert [claim.program for claim in member] == ["CME", "REMS"]


# ------------------------------------------------------------------ files


def test_a_doctype_is_refused(make: Make) -> None:
    entities = "<!DOCTYPE x [<!ENTITY a 'Ada'>]>\n"
    content = "<?xml version='1.0'?>\n<!-- DOCTYPE\n -->" + entities + document(report())
    reader = make(content.replace("Ada<", "&a;<"))
    assert list(reader.records()) == []
    assert reader.findings == [say("BR105", at(3), found="a DOCTYPE")]
    late = make(f"<!--{'x' * 70_000}--><!DOCTYPE x>" + document(report()))
    assert list(late.records()) == []
    assert late.findings == [say("BR105", at(None), found="a DOCTYPE")]


@pytest.mark.parametrize(
    ("broken", "line", "found"),
    [
        ("<b></c>", 19, "an end tag that does not fit its start tag, in line 19, column 8"),
        ("a & b", 19, "a bare ampersand or a bare less-than sign, in line 19, column 4"),
        ("&nbsp;", 19, "an entity that XML does not know, in line 19, column 7"),
        ("\x01", 19, "a character that XML does not allow, in line 19, column 1"),
        ("<a b=c/>", 19, "an attribute without quotation marks, in line 19, column 6"),
    ],
)
def test_what_stands_before_a_fault_is_read(make: Make, broken: str, line: int, found: str) -> None:
    reader = make(document(report(), "\n" + broken, report()))
    assert len(list(reader.records())) == 1
    assert reader.findings == [say("BR104", at(line), found=found)]


def test_a_file_that_is_cut_short(make: Make) -> None:
    whole = document(report(), report())
    reader = make(whole[: whole.rindex("<Module>")])
    assert len(list(reader.records())) == 1
    assert [(each.code, each.location) for each in reader.findings] == [("BR104", at(24))]
    assert "ends before its last element" in (reader.findings[0].param("found") or "")


def test_an_undeclared_prefix_is_read_and_reported(make: Make) -> None:
    reader = make(document(report(), report()).replace("GivenName", "n:GivenName"))
    assert [record.first_name for record in reader.records()] == ["Ada", "Ada"]
    (found,) = reader.findings
    assert (found.code, found.location) == ("BR104", at(5))
    assert "a prefix that is not declared" in (found.param("found") or "")


def test_wrong_encodings(make: Make) -> None:
    latin = document(report(), report().replace("Ada", "Zoë")).encode("iso-8859-1")
    reader = make(latin)
    assert len(list(reader.records())) == 1
    place = at(20)
    found = "a byte that is none of its characters"
    assert reader.findings == [say("BR119", place, found=found, expected="UTF-8")]
    reader = make(b"<?xml version='1.0' encoding='us-ascii'?>" + latin)
    list(reader.records())
    assert [(each.code, each.param("expected")) for each in reader.findings] == [
        ("BR119", "us-ascii")
    ]
    reader = make(b"<?xml version='1.0' encoding='x-odd'?>" + latin)
    assert list(reader.records()) == []
    assert reader.findings == [say("BR119", at(1), found="the encoding x-odd", expected="UTF-8")]


def test_other_documents(make: Make) -> None:
    reader = make(
        "<?xml version='1.0'?>\n<m:ACCMEActivities xmlns:m='urn:m'><a/></m:ACCMEActivities>"
    )
    assert list(reader.records()) == []
    place = at(2, "ACCMEActivities")
    expected = {"found": "ACCMEActivities", "expected": "ActivityReports"}
    assert reader.findings == [say("BR111", place, **expected)]


def test_reports_in_an_envelope(make: Make) -> None:
    record = one(make(f"<SaveLearnerActivity>{document(report())}</SaveLearnerActivity>"))
    assert record.origin.at("").path == f"SaveLearnerActivity/{OPENING}"


def test_no_records(make: Make) -> None:
    for root in ("ACCMELearnerReports", "ActivityReports"):
        reader = make(f"\n<{root}/>")
        assert list(reader.records()) == []
        assert reader.findings == [say("BR109", at(2, root))]


def test_more_records_than_pars_takes(make: Make) -> None:
    small = "<ActivityReport><Module/></ActivityReport>\n"
    reader = make(document(small * 5002))
    assert sum(1 for _ in reader.records()) == 5002
    path = "ACCMELearnerReports/ActivityReports/ActivityReport[5001]"
    assert reader.findings == [say("BR110", at(5003, path), found=5002, limit=5000)]
    exact = make(document(small * 5000))
    assert sum(1 for _ in exact.records()) == 5000
    assert exact.findings == []


def test_a_file_that_went_away(make: Make, tmp_path: Path) -> None:
    reader = make(document(report()))
    (tmp_path / "learners.xml").unlink()
    assert list(reader.records()) == []
    assert [(each.code, each.param("reason")) for each in reader.findings] == [("BR101", "missing")]
