"""What stands beside a record in a learner report in XML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from boardrules.formats.beside import Beside, beside_of
from boardrules.formats.cleaning import clean
from boardrules.formats.learner_claims import ClaimPlace
from boardrules.formats.learner_report import Gathered, Module
from boardrules.formats.xml_attributes import attributes

if TYPE_CHECKING:
    from lxml.etree import _Element

_TEXTS = ("ReportingOrganization", "ProviderOrganization", "ActivityName", "ProviderID")
#: Elements that are read, or hold what is read.
_KNOWN = frozenset(
    {
        *_TEXTS, "ActivityReport", "Member", "Name", "PersonalInfo", "Participants", "Participant",
        "Activity", "Module", "CreditCertificate", "CreditReceived", "XtensibleInfo", "UniqueID",
        "GivenName", "FamilyName", "BirthDate", "LearnerRecordAction", "ModuleName", "Status",
        "CompletedDateTime", "activityCertification", "creditUnit", "numberOfCredits", "CreditID",
        "Profession", "PracticeArea", "TimeInPractice", "DEARegistration", "StateOfPrimaryPractice",
        "SurgicalProcedures", "LocalIdentifier", "RegulatoryInformation", "CompliantToRegulation",
    }
)  # fmt: skip
_REPEATED = frozenset(
    {"UniqueID", "Participant", "Activity", "Module", "CreditCertificate", "CompliantToRegulation"}
)
_ATTRIBUTES = frozenset({"moduleID", "domain", "label", "accuracy", "restrictions"})


def xml_beside(
    report: _Element, found: Gathered, module: Module, places: Sequence[ClaimPlace]
) -> Beside:
    """What stands beside the record of ``module``, of an ``ActivityReport``."""
    texts: dict[str, str] = {}
    titles: list[str] = []
    local_ids: list[tuple[str, str]] = []
    regulation = ("", "")
    for element in report.iter():
        name = _local(element.tag)
        if name == "Participant":
            local_ids.append(("", ""))
        elif name == "LocalIdentifier" and local_ids:
            local_ids[-1] = (_said(element.get("domain")), _said(element.text))
        elif name == "CompliantToRegulation":
            if not any(regulation):
                regulation = _said(element.text), _said(element.get("label"))
        elif name == "Module":
            titles.append("")
        elif name == "ModuleName":
            titles[-1:] = [_said(element.text)]
        elif name in _TEXTS:
            texts.setdefault(name, _said(element.text))
    return beside_of(
        module,
        places,
        found.member_ids,
        local_ids,
        organization=texts.get("ReportingOrganization", ""),
        provider=texts.get("ProviderOrganization", ""),
        title=titles[module.number] if module.number < len(titles) else "",
        activity_name=texts.get("ActivityName", ""),
        service_id=texts.get("ProviderID", ""),
        regulation=regulation,
        others=list(_others(report)),
    )


def _others(report: _Element) -> Iterator[tuple[str, str, str]]:
    """Texts that no record has a place for: name, text, and the field of their place."""
    counts: dict[str, int] = {}
    for element in report.iter():
        name = _local(element.tag)
        number = counts.get(name, 0)
        counts[name] = number + 1
        field = f"element/{name}/{number}"
        for key, value in attributes(element):
            if _local(key) not in _ATTRIBUTES and value.strip():
                yield f"{name}/@{_local(key)}", _said(value), field
        text = _said(element.text)
        if text and (name not in _KNOWN or _is_repeated(element, name)):
            yield name, text, field


def _is_repeated(element: _Element, name: str) -> bool:
    """Whether a sibling before an element bears its name, and takes its place in the record."""
    return name not in _REPEATED and any(
        _local(each.tag) == name for each in element.itersiblings(preceding=True)
    )


def _said(text: str | None) -> str:
    return clean(text or "")[0]


def _local(tag: object) -> str:
    """A name without namespace or prefix."""
    return str(tag).rpartition("}")[2].rpartition(":")[2]
