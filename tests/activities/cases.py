"""For every code about activities, and every reason of it, what raises it and what just does not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import Factory, evolve, frozen

from boardrules.activities import (
    ActivityEntry,
    BoardRegistration,
    Credit,
    Keyword,
    MeasuredOutcome,
    Participants,
    Pharmacy,
    RemsRegistration,
    Support,
)

from .desk import (
    ABA,
    ABIM,
    ABOS,
    AS_OF,
    CLOSING,
    ENDURING,
    OPIOIDS,
    PAST,
    SOUND,
    SUPPORT,
    changed,
    registered,
)

Changes = Mapping[str, Any]


@frozen
class Case:
    """A code with its reason, changes that raise just it, and ones that raise nothing at all.

    ``also`` are codes that cannot but come along; ``before`` is an activity judged earlier.
    """

    code: str
    reason: str | None
    bad: Changes
    good: Changes
    as_of: date = AS_OF
    good_as_of: date | None = None
    also: tuple[str, ...] = ()
    before: tuple[ActivityEntry, ...] = ()
    name: str = ""

    @property
    def id(self) -> str:
        return "-".join(part for part in (self.code, self.reason, self.name) if part)


@frozen
class _Of:
    """Shorthand for the cases of one code."""

    code: str
    more: dict[str, Any] = Factory(dict)

    def __call__(self, reason: str | None, bad: Changes, good: Changes, **more: Any) -> Case:
        return Case(self.code, reason, bad, good, **{**self.more, **more})


_401, _402, _403, _404 = _Of("BR401"), _Of("BR402"), _Of("BR403"), _Of("BR404")
_405, _407, _409, _410 = _Of("BR405"), _Of("BR407"), _Of("BR409"), _Of("BR410")
_412, _414, _415, _417 = _Of("BR412"), _Of("BR414"), _Of("BR415"), _Of("BR417")
_421, _423, _424, _425 = _Of("BR421"), _Of("BR423"), _Of("BR424"), _Of("BR425")
_427, _428, _429 = _Of("BR427"), _Of("BR428"), _Of("BR429")

DRAFT = {"status": "Draft", "close": ""}
OLD = {"start": "2020-03-02", "end": "2020-12-31", "reporting_start": "", "reporting_end": ""}
IN_2018 = {**OLD, "start": "2018-03-02", "end": "2018-12-31"}
ABPATH = BoardRegistration(
    board="ABPATH",
    points="11",
    credit_types=("Lifelong Learning",),
    claim_date="2026-06-30",
    practice_areas=("Cytopathology",),
)
ABA_FIRST = Keyword("1.2.3", "Level 3 ID", "01_ABAMCO")
ABTS = BoardRegistration(
    board="ABTS",
    points="11",
    credit_types=("Accredited CME",),
    claim_date="2026-06-30",
    practice_areas=("Thoracic Surgery",),
)
ABPMR = BoardRegistration(
    board="ABPMR",
    points="11",
    credit_types=("Accredited CME",),
    claim_date="2026-06-30",
    practice_areas=("Sports Medicine",),
)
ABP = BoardRegistration(
    board="ABP",
    points="11",
    credit_types=("LLSA",),
    claim_date="2026-06-30",
    practice_areas=("General Pediatrics",),
)
ABS = BoardRegistration(
    board="ABS",
    points="11",
    credit_types=("Accredited CME",),
    claim_date="2026-06-30",
    practice_areas=("General Surgery",),
)
NO_PUBLIC = {"public": "false"}


def _cme(amount: str) -> Changes:
    return {"credits": (Credit("AMA PRA Category 1", amount),), "registrations": ()}


def _in_march(**changes: Any) -> Changes:
    return {**PAST, **changes}


CASES = (
    _401("title", {"title": ""}, {"title": "A"}),
    _401("format", {"format": ""}, {"format": "Live Course"}),
    _401("start", {"start": ""}, {"start": "2026-04-16"}),
    _401("end", {"end": ""}, {"end": "2026-04-16"}),
    _402("delivery_methods", {"delivery_methods": ()}, {**ENDURING, "delivery_methods": ()}),
    _402("city", {"city": ""}, {"city": "", "delivery_methods": ("Live-Streamed",)}),
    _402("country", {"country": ""}, {"country": "CAN", "state": ""}),
    _402("state", {"state": ""}, {"state": "", "country": "CAN"}),
    _402(
        "cme_credits",
        {"credits": (Credit("Nursing", "2"),)},
        {"credits": (Credit("Nursing", "2"), Credit("AMA PRA Category 1 Credit(TM)", "11"))},
    ),
    _402("public", {"public": ""}, NO_PUBLIC),
    _402("fee", {"fee": ""}, {"fee": "", **NO_PUBLIC, "registrations": ()}),
    _402(
        "registration",
        {"registration": ""},
        {"registration": "", **NO_PUBLIC, "registrations": ()},
    ),
    _402("url", {"url": ""}, {"url": "", **NO_PUBLIC, "registrations": ()}),
    _402("description", {"description": ""}, {"description": "TBD"}),
    _402("sponsorship", {"sponsorship": ""}, {"sponsorship": "direct"}),
    _402(
        "practice_areas",
        registered(practice_areas=()),
        registered(practice_areas=("Nephrology",)),
        also=("BR404",),
    ),
    _403(
        "joint_providers",
        {**CLOSING, "sponsorship": "joint"},
        {**CLOSING, "sponsorship": "joint", "joint_providers": ("Lakeshore Hospital",)},
    ),
    _403("outcomes", {**CLOSING, "outcomes": ()}, CLOSING),
    _403("commercial_support", {**CLOSING, "commercial_support": ""}, CLOSING),
    _403(
        "support_sources",
        {**CLOSING, "commercial_support": "yes"},
        {**CLOSING, "commercial_support": "yes", "in_kind": ("Example Devices",)},
    ),
    _403(
        "physicians",
        {**CLOSING, "participants": (Participants("other", "3"),)},
        {**CLOSING, "participants": (Participants("other", "3"), Participants("physician", "0"))},
    ),
    _403(
        "other_learners",
        {**CLOSING, "participants": (Participants("physician", "12"),)},
        {**CLOSING, "participants": (Participants("physician", "12"), Participants("nurse", "0"))},
    ),
    _403("practice_areas", {**CLOSING, **registered(practice_areas=())}, CLOSING),
    _403(
        "content_areas",
        {**CLOSING, **registered(ABA, content_areas=())},
        {**CLOSING, **registered(ABA)},
    ),
    _403("claim_date", {**CLOSING, **registered(claim_date="")}, CLOSING),
    _403(
        "attested",
        {**CLOSING, **registered(attested="no")},
        {**CLOSING, **registered(attested="yes")},
    ),
    _403(
        "fee",
        {**CLOSING, **NO_PUBLIC, "fee": ""},
        {**CLOSING, **NO_PUBLIC, "fee": "", "registrations": ()},
    ),
    _403(
        "registration",
        {**CLOSING, **NO_PUBLIC, "registration": ""},
        {**CLOSING, **NO_PUBLIC, "registration": "Limited"},
    ),
    _403("url", {**CLOSING, **NO_PUBLIC, "url": ""}, {**CLOSING, **NO_PUBLIC}),
    _404("active", {**DRAFT, "sponsorship": "", "description": ""}, DRAFT),
    _404("closing", {"outcomes": (), **registered(claim_date="")}, {}),
    _405("unreadable", {"end": "April 17, 2026"}, {"end": "04/17/2026"}),
    _405("two-digit-year", registered(claim_date="6/30/26"), registered(claim_date="6/30/2026")),
    _405("impossible", {"end": "2026-04-31"}, {"end": "2026-04-30"}),
    Case("BR406", None, {"end": "2026-04-15"}, {"end": "2026-04-16"}),
    _407(
        "longer",
        {**ENDURING, "end": "2029-04-17", "reporting_end": "2029"},
        {**ENDURING, "end": "2029-04-16", "reporting_end": "2029"},
        also=("BR410",),
    ),
    _407(
        "other",
        {"end": "2027-04-17", "reporting_end": "2027", "registrations": ()},
        {"end": "2027-04-16", "reporting_end": "2027", "registrations": ()},
    ),
    Case("BR408", "start", {"reporting_start": "2025-12-31"}, {"reporting_start": "2026-01-01"}),
    Case("BR408", "end", {"reporting_end": "2027"}, {"reporting_end": "2026-12-31"}),
    _409(
        "over",
        _in_march(status="Active", end="2026-03-14"),
        _in_march(status="Active", end="2026-03-15"),
    ),
    _409("not-over", {**CLOSING, "end": "2026-03-15"}, {**CLOSING, "end": "2026-03-14"}),
    _410(
        "before-start", registered(claim_date="2026-04-15"), registered(claim_date="2026-04-17")
    ),
    _410("before-end", registered(claim_date="2026-04-16"), registered(claim_date="2026-04-17")),
    Case("BR411", None, {"description": "a" * 2501}, {"description": "é" * 2500}),
    _412("activity-id", {"id": "2035-1239"}, {"id": "000000001"}),
    *(
        _412(
            "pharmacy-sequence",
            {"pharmacy": Pharmacy(sequence=bad)},
            {"pharmacy": Pharmacy(sequence=good)},
            name=bad,
        )
        for bad, good in (("12", "012"), ("0000", "0001"), ("10000", "9999"), ("12a", "123"))
    ),
    _412("provider-id", {"provider_id": "7654"}, {"provider_id": "0007654"}),
    Case(
        "BR413",
        "no-id",
        {"action": "Update", "id": "", "own_id": ""},
        {"action": "Update", "id": ""},
    ),
    Case(
        "BR413",
        "no-id",
        {"action": "Delete", "id": "", "own_id": ""},
        {"action": "Delete", "own_id": "", "title": "", "format": "", "start": ""},
        name="delete",
    ),
    Case("BR413", "no-own-id", {"id": "", "own_id": ""}, {"id": ""}),
    _414("unreadable", _cme("eleven"), _cme("11")),
    _414("too-little", _cme("0"), _cme("0.25")),
    _414("step", _cme("1.3"), _cme("1.25")),
    _415("none", registered(points=""), registered(points="11")),
    _415("unreadable", registered(points="-1"), registered(points="1")),
    _415("too-little", registered(points="0"), registered(points="0.25")),
    _415("step", registered(points="10.6"), registered(points="10.75")),
    _415(
        "step",
        {**OLD, "start": "2018-03-02", "end": "2018-12-31", **registered(ABP, points="10.5")},
        {**OLD, **registered(ABP, points="10.5")},
        as_of=date(2018, 6, 1),
        good_as_of=date(2020, 6, 1),
        name="whole",
        also=("BR416", "BR424"),
    ),
    Case("BR416", "equal", registered(ABA, points="10.75"), registered(ABA, points="11")),
    # Half a credit is rounded up, as people do it, not to the even number as Python does.
    Case(
        "BR416",
        "nearest-whole",
        {**IN_2018, "credits": (Credit("AMA PRA Category 1", "10.5"),),
         **registered(ABP, points="10")},
        {**IN_2018, "credits": (Credit("AMA PRA Category 1", "10.5"),),
         **registered(ABP, points="11")},
        as_of=date(2018, 6, 1),
    ),
    Case("BR416", "at-most", registered(points="11.25"), registered(points="10.75")),
    _417("none", registered(credit_types=()), registered()),
    _417("unknown", registered(credit_types=("Medical Knowlege",)), registered()),
    _417(
        "other-board",
        registered(credit_types=("Lifelong Learning",)),
        registered(ABA, credit_types=("Lifelong Learning",)),
    ),
    _417(
        "retired",
        {**OLD, "start": "2021-01-01", "end": "2021-06-30",
         **registered(ABPATH, credit_types=("SAM",))},
        {**OLD, **registered(ABPATH, credit_types=("SAM",))},
    ),
    _417(
        "too-early",
        {**OLD, "start": "2016-03-02", "end": "2016-12-31",
         **registered(credit_types=("Practice Assessment",)), "format": "PI"},
        {**OLD, "start": "2016-03-02", "end": "2017-01-01",
         **registered(credit_types=("Practice Assessment",)), "format": "PI"},
        also=("BR424",),
    ),
    _417(
        "ends-within",
        {**OLD, "end": "2021-01-01", **registered(ABPATH, credit_types=("SAM",))},
        {**OLD, "end": "2020-12-31", **registered(ABPATH, credit_types=("SAM",))},
    ),
    _417(
        "twice",
        registered(credit_types=("Medical Knowledge", "MK")),
        registered(credit_types=("Medical Knowledge", "Practice Assessment")),
        also=("BR422",),
    ),
    Case(
        "BR418",
        "too-few",
        registered(ABA, content_areas=()),
        registered(ABA),
        also=("BR404",),
    ),
    Case(
        "BR418",
        "too-many",
        registered(ABA, content_areas=("1", "2", "3")),
        registered(ABA, content_areas=("1", "2")),
    ),
    Case("BR419", "refused", registered(ABOS, pre_approved="no"), registered(ABOS)),
    Case(
        "BR419",
        "unsaid",
        registered(ABOS, pre_approved=""),
        registered(ABOS, pre_approved="", credit_types=("Accredited CME",)),
    ),
    Case("BR420", "blank", registered(board=""), registered()),
    Case("BR420", "unknown", registered(board="ABMI"), registered()),
    Case("BR420", "not-a-board", registered(board="REMS"), registered()),
    _421(
        "not-open",
        {**OLD, "start": "2021-03-01", "end": "2021-03-02", **registered(ABS)},
        {**OLD, "start": "2021-03-01", "end": "2021-03-02", **registered(ABS)},
        as_of=date(2021, 2, 28),
        good_as_of=date(2021, 3, 1),
    ),
    _421(
        "starts-before",
        {**OLD, "start": "2024-12-31", "end": "2025-01-02", **registered(ABPMR)},
        {**OLD, "start": "2025-01-01", "end": "2025-01-02", **registered(ABPMR)},
    ),
    _421(
        "over-before",
        {**OLD, "end": "2021-02-28", **registered(ABS, claim_date="2021-02-28")},
        {**OLD, "end": "2021-02-28", **registered(ABS, claim_date="2021-03-01")},
    ),
    *(
        _421(
            "over-before",
            {**OLD, "start": start, "end": last, **registered(board, claim_date=last)},
            {**OLD, "start": start, "end": last, **registered(board, claim_date=first)},
            name=f"joined-{board.board}",
            also=("BR424",),
        )
        for board, start, last, first in (
            (ABTS, "2021-02-01", "2021-02-28", "2022-01-01"),
            (ABP, "2016-10-01", "2016-11-02", "2016-11-03"),
            (ABIM, "2013-02-01", "2013-02-28", "2014-01-01"),
        )
    ),
    Case(
        "BR422",
        None,
        registered(credit_types=("Practice Assessment",)),
        {"format": "Performance/Quality Improvement", **registered(credit_types=("PA",))},
    ),
    _423(None, {"action": "Change"}, {"action": "Update"}, name="action"),
    _423(None, {"status": "Ready"}, {"status": "Active"}, name="status"),
    _423(None, {"format": "Live Curse"}, {"format": "Test-Writing Item"}, name="format"),
    _423(None, {"sponsorship": "shared"}, {"sponsorship": "direct"}, name="sponsorship"),
    _423(
        None,
        {"delivery_methods": ("In-Person", "Radio")},
        {"delivery_methods": ("In-Person", "Print/Other")},
        name="delivery",
    ),
    _423(None, {"fee": "$20"}, {"fee": "No, it’s free"}, name="fee"),
    _423(None, {"registration": "Closed"}, {"registration": "Limited"}, name="registration"),
    _423(None, {"close": "later"}, {"close": "No"}, name="close"),
    _423(
        None,
        {"outcomes": (MeasuredOutcome("Satisfaction"),)},
        {"outcomes": (MeasuredOutcome("Community Health"),)},
        name="outcome",
    ),
    _423(
        None,
        {"outcomes": (MeasuredOutcome("Patient Health", ("Both",)),)},
        {"outcomes": (MeasuredOutcome("Patient Health", ("Objective", "Subjective")),)},
        name="measurement",
    ),
    _423(
        None,
        {"credits": (*SOUND.credits, Credit("AOA Category 1-A", "2"))},
        {"credits": (*SOUND.credits, Credit("AAPA Category 1 Credit™", "2"))},
        name="credit",
    ),
    _423(None, {"professions": ("Chaplain",)}, {"professions": ("Dentist",)}, name="profession"),
    _423(
        None,
        {"participants": (*SOUND.participants, Participants("guests", "2"))},
        {"participants": (*SOUND.participants, Participants("other", "2"))},
        name="category",
    ),
    _423(None, {"rems": (RemsRegistration("TIRF", "1"),)}, {"rems": (OPIOIDS,)}, name="rems"),
    _423(
        None,
        {"keywords": (ABA_FIRST, evolve(ABA_FIRST, source="03_ABAMCO"))},
        {"keywords": (ABA_FIRST, evolve(ABA_FIRST, source="02_ABAMCO"))},
        name="third-choice",
    ),
    _423(
        None,
        {"keywords": (evolve(ABA_FIRST, id="Level 4 ID"),)},
        {"keywords": (evolve(ABA_FIRST, id="Tag ID"), Keyword("airway"))},
        name="keyword-id",
    ),
    _423(
        None,
        {"pharmacy": Pharmacy(kind="Certificate")},
        {"pharmacy": Pharmacy(kind="Certificate Program")},
        name="pharmacy-type",
    ),
    _423(
        None,
        {"pharmacy": Pharmacy(topic="09-Patient Safety")},
        {"pharmacy": Pharmacy(topic="05-Patient Safety")},
        name="pharmacy-topic",
    ),
    _423(
        None,
        {"pharmacy": Pharmacy(has_recertifications="maybe")},
        {"pharmacy": Pharmacy(has_recertifications="not sure")},
        name="recertifications",
    ),
    _423(None, registered(attested="maybe"), registered(attested="Yes"), name="attested"),
    _424(None, {"format": "C"}, {"format": "Live Course"}, name="code"),
    _424(None, {"sponsorship": "Directly Provided"}, {"sponsorship": "direct"}, name="alias"),
    _424(None, {"action": "add"}, {"action": "Add"}, name="capitals"),
    _424(
        None,
        registered(board="American Board of Internal Medicine"),
        registered(board="Abim"),
        name="board",
    ),
    _425("country", {"country": "US", "state": ""}, {"country": "USA"}),
    _425("state", {"state": "Washington"}, {"state": "DC"}),
    _425("unknown-state", {"state": "WX"}, {"state": "GU"}),
    _425("territory", {"country": "PRI", "state": ""}, {"state": "PR"}),
    Case(
        "BR426",
        None,
        {"joint_providers": ("Lakeshore Hospital",)},
        {"joint_providers": ("Lakeshore Hospital",), "sponsorship": "joint"},
    ),
    _427(
        "source",
        {"commercial_support": "yes", "supports": (Support("", "2500", "USD"),)},
        {"commercial_support": "yes", "supports": (SUPPORT,)},
    ),
    _427(
        "source",
        {"commercial_support": "yes", "in_kind": ("",)},
        {"commercial_support": "yes", "in_kind": ("Example Devices",)},
        name="in-kind",
    ),
    _427(
        "amount",
        {"commercial_support": "yes", "supports": (Support("Example Devices", "2500.50", "USD"),)},
        {"commercial_support": "yes", "supports": (Support("Example Devices", "0", "USD"),)},
    ),
    _427(
        "currency",
        {"commercial_support": "yes", "supports": (Support("Example Devices", "2500", "EUR"),)},
        {"commercial_support": "yes", "supports": (SUPPORT,)},
    ),
    _427(
        "currency",
        {"commercial_support": "yes", "supports": (Support("Example Devices", "2500"),)},
        {"commercial_support": "yes", "supports": (SUPPORT,)},
        name="blank",
    ),
    _427("denied", {"supports": (SUPPORT,)}, {"supports": (SUPPORT,), "commercial_support": "yes"}),
    _428(
        "number",
        {"participants": (Participants("physician", "-1"), SOUND.participants[1])},
        {"participants": (Participants("physician", "1"), SOUND.participants[1])},
    ),
    _428(
        "twice",
        {"participants": (*SOUND.participants, Participants("Physician", "1"))},
        {"participants": (*SOUND.participants, Participants("nurse", "1"))},
        also=("BR424",),
    ),
    _429("kind", {"rems": (RemsRegistration("", "1"),)}, {"rems": (OPIOIDS,)}),
    _429(
        "identifier",
        {"rems": (RemsRegistration("Opioid Analgesic"),)},
        {"rems": (RemsRegistration("Opioid Analgesic", "1"),)},
    ),
    _429("not-taken", {"rems": (RemsRegistration("Mycophenolate", "1"),)}, {"rems": (OPIOIDS,)}),
    Case("BR430", None, {"registrations": (ABIM, ABIM)}, {"registrations": (ABIM, ABA)}),
    Case("BR431", "same-id", {"own_id": "LAM-0100"}, {"id": "203512400", "own_id": "LAM-0100"},
         before=(SOUND,)),
    Case("BR431", "same-key", {"id": "", "format": "Live Course"},
         {"id": "", "start": "2026-04-17"}, before=(SOUND,)),
)  # fmt: skip


def entry(changes: Changes) -> ActivityEntry:
    return changed(**changes)
