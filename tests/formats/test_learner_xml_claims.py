"""The reader of learner reports in XML: from certificates to claims."""

from __future__ import annotations

from typing import Any

import pytest

from boardrules.records import Claim, CreditAmount, Participant

AMA = CreditAmount("AMA PRA Category 1", "1")
KNOWLEDGE = CreditAmount("Medical Knowledge", "0.5")
ABIM_ID = '<UniqueID domain="ABIM">999999</UniqueID>'


def claims(xml: Any, *certificates: str, **parts: str) -> tuple[Claim, ...]:
    return xml.one(xml.make(xml.document(xml.report(*certificates, **parts)))).claims


def unique(domain: str, value: str) -> str:
    return f'<UniqueID domain="{domain}">{value}</UniqueID>'


def test_certificates_with_one_identifier_are_one_claim(xml: Any) -> None:
    assert claims(
        xml,
        xml.certificate("Medical Knowledge", "0.5", "c:1", ABIM_ID),
        xml.certificate(),
        xml.certificate("Patient Safety", None, None, ABIM_ID),
        xml.certificate("Patient Safety", "1", "c:3", unique("ABIM", "1")),
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
def test_what_a_domain_means(xml: Any, domain: str, kind: str, program: str, state: str) -> None:
    (claim,) = claims(xml, xml.certificate(kind, ids=unique(domain, "7")))
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
    xml: Any, member: str, of_cme: tuple[str, str, str], of_moc: tuple[str, str, str]
) -> None:
    for kind, expected in (("AMA PRA Category 1 Credit", of_cme), ("Medical Knowledge", of_moc)):
        (claim,) = claims(xml, xml.certificate(kind, ids=""), member=member)
        assert (claim.program, claim.id_type, claim.id) == expected


def test_the_place_of_an_identifier_of_the_member(xml: Any) -> None:
    content = xml.document(xml.report(xml.certificate("x", ids=""), member=f"{NPI}\n{ABIM}"))
    assert xml.one(xml.make(content)).origin.at("claims/0/id") == xml.at(
        6, f"{xml.opening}/Member/UniqueID[2]"
    )


def test_certificates_without_any_identifier(xml: Any) -> None:
    bare = xml.certificate("Medical Knowledge", ids="")
    found = claims(xml, xml.certificate(ids=""), bare, xml.certificate(ids=""))
    assert [(claim.program, len(claim.credits)) for claim in found] == [("CME", 2), ("", 1)]


def test_a_certificate_with_several_identifiers(xml: Any) -> None:
    found = claims(xml, xml.certificate(ids=NPI + ABIM + MAINE + ABP))
    assert [(claim.program, claim.id_type) for claim in found] == [
        ("", "ABIM"),
        ("CME", "ME"),
        ("", "ABP"),
    ]
    assert {claim.credit_ids for claim in found} == {("ccid:example.org:1",)}
    (only,) = claims(xml, xml.certificate(ids=NPI + unique("NPI", "2")))
    assert only.id == "NPI-1"


def test_no_certificates(xml: Any) -> None:
    assert claims(xml) == ()


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


def test_rems_beside_another_claim(xml: Any) -> None:
    record = xml.one(xml.make(xml.document(xml.report(xml.certificate(), participants=NURSE))))
    assert record.claims[1:] == (Claim("REMS", participant=READ),)
    assert record.claims[0].program == "CME"
    assert record.first_name == "Ada"
    assert "secret" not in repr(record)
    inner = f"{xml.opening}/Participants/Participant"
    assert record.origin.at("claims/1/participant/profession") == xml.at(9, f"{inner}/Profession")
    assert record.origin.at("claims/1/participant/state").line == 10
    assert record.origin.at("claims/1/program") == xml.at(7, inner)


@pytest.mark.parametrize("ids", ["", unique("Opioid REMS", "7")])
def test_rems_alone_keeps_no_identity(xml: Any, ids: str) -> None:
    content = xml.document(xml.report(xml.certificate(ids=ids), participants=NURSE))
    record = xml.one(xml.make(content))
    assert record.claims == (
        Claim("REMS", credits=(AMA,), credit_ids=("ccid:example.org:1",), participant=READ),
    )
    assert (record.first_name, record.last_name, record.birth_date) == ("", "", "")
    assert record.origin.at("claims/0/credits/0/amount").path == (
        f"{xml.module}/CreditCertificate/CreditReceived/numberOfCredits"
    )
    assert xml.one(xml.make(xml.document(xml.report(participants=NURSE)))).claims == (
        Claim("REMS", participant=READ),
    )


def test_several_participants(xml: Any) -> None:
    two = NURSE.replace(
        "</Participants>",
        "<Participant><Profession>Dentist</Profession></Participant></Participants>",
    )
    record = xml.one(xml.make(xml.document(xml.report(xml.certificate(), participants=two))))
    assert [claim.participant for claim in record.claims] == [None, READ, Participant("Dentist")]
    assert record.origin.at("claims/2/participant/profession").path == (
        f"{xml.opening}/Participants/Participant[2]/Profession"
    )


def test_a_regulation_makes_a_rems_claim(xml: Any) -> None:
    found = claims(xml, xml.certificate(), activity=REGULATION)
    assert found[1:] == (Claim("REMS", participant=Participant()),)
    found = claims(xml, xml.certificate(), activity=REGULATION, participants=NURSE)
    assert found[1:] == (Claim("REMS", participant=READ),)
    other = REGULATION.replace("Opioid REMS", "Clean Air")
    assert len(claims(xml, xml.certificate(), activity=other)) == 1
    assert claims(xml, participants="<Participants/>") == (
        Claim("REMS", participant=Participant()),
    )


def test_some_credits_go_to_the_rems(xml: Any) -> None:
    of_rems = xml.certificate("Opioid REMS", "2", "c:2", unique("idd:rems.example:id", "7"))
    found = claims(xml, xml.certificate(), of_rems, participants=NURSE)
    assert [claim.program for claim in found] == ["CME", "REMS"]
    assert found[1].credits == (CreditAmount("Opioid REMS", "2"),)
    without_block = claims(xml, xml.certificate(), of_rems)
    assert [claim.id_type for claim in without_block] == ["NPI", "idd:rems.example:id"]
    member = claims(xml, xml.certificate(ids=""), participants=NURSE, member=NPI)
    assert [claim.program for claim in member] == ["CME", "REMS"]


def test_an_identifier_given_twice_does_not_earn_twice(xml: Any) -> None:
    (claim,) = claims(xml, xml.certificate("Medical Knowledge", "2", "c:1", ABIM + ABIM))
    assert claim.credits == (CreditAmount("Medical Knowledge", "2"),)
    assert claim.credit_ids == ("c:1",)
