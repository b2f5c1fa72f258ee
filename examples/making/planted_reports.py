"""What is planted in learners.xml."""

from __future__ import annotations

from making.completions import Like
from making.planting import Planted
from making.reports import (
    AMOUNT,
    CERTIFICATE,
    CERTIFICATION,
    MODULE,
    PARTICIPANT,
    SECOND_CERTIFICATE,
)

#: By report of learners.xml, counted from 1.
REPORTS: dict[int, Planted] = {
    9: Planted("650", "no credit ID", Like("203512345", "ABIM"), {f"{CERTIFICATE}/CreditID": None}),
    17: Planted(
        "661",
        "ABIM has nobody with this ID",
        Like("203512341", "ABIM"),
        {f"{CERTIFICATE}/UniqueID": ("909990", "ABIM")},
    ),
    22: Planted("", "a credit ID that report 23 repeats", Like("203512361", cme=True)),
    23: Planted(
        "603",
        "the credit ID of report 22",
        Like("203512361", cme=True),
        {f"{CERTIFICATE}/CreditID": "ccid:lakeshore.example:2026-0022-1"},
    ),
    31: Planted(
        "712",
        "an NPI where ABIM wants its own ID",
        Like("203512360", "ABIM"),
        {f"{CERTIFICATE}/UniqueID": ("2960153320", "NPI")},
    ),
    38: Planted(
        "678",
        "Lifelong Learning twice",
        Like("203512356", "ABA", second=True),
        {f"{SECOND_CERTIFICATE}/{CERTIFICATION}": "Lifelong Learning"},
    ),
    46: Planted(
        "BR112", "status Registered", Like("203512344", "ABP"), {f"{MODULE}/Status": "Registered"}
    ),
    52: Planted("677", "no certificate", Like("203512363", cme=True), {CERTIFICATE: None}),
    60: Planted(
        "601",
        "no record action",
        Like("203512343", "ABS"),
        {"XtensibleInfo/LearnerRecordAction": None},
    ),
    67: Planted(
        "BR203",
        "completed at 17:30; the time is dropped",
        Like("203512345", "ABIM"),
        {f"{MODULE}/CompletedDateTime": lambda day: day.replace("T00:00", "T17:30")},
    ),
    74: Planted(
        "664",
        "another birth date than the state has",
        Like("203512361", cme=True),
        {"Member/PersonalInfo/BirthDate": "1900-12-31"},
    ),
    81: Planted("665", "a nickname", Like("203512343", "ABS"), {"Member/Name/GivenName": "Buddy"}),
    88: Planted(
        "671",
        "there is no 31st of February",
        Like("203512342", "ABA"),
        {f"{MODULE}/CompletedDateTime": "2026-02-31T00:00:00"},
    ),
    95: Planted(
        "690",
        "an activity ID of eight digits",
        Like("203512358", "ABP"),
        {f"{MODULE}/ModuleName": ("Newborn Screening Update", "20351235")},
    ),
    101: Planted(
        "650", "a blank credit ID", Like("203512346", "ABIM"), {f"{CERTIFICATE}/CreditID": ""}
    ),
    112: Planted(
        "712",
        "ABXM is no kind of ID",
        Like("203512341", "ABIM"),
        {f"{CERTIFICATE}/UniqueID": ("905101", "ABXM")},
    ),
    118: Planted(
        "674",
        "9.25 points of a course registered for 9",
        Like("203512373", "ABP"),
        {f"{CERTIFICATE}/{AMOUNT}": "9.25"},
    ),
    125: Planted(
        "621",
        "no UniqueID, in the certificate or under Member",
        Like("203512356", "ABA", second=False),
        {f"{CERTIFICATE}/UniqueID": None},
    ),
    131: Planted(
        "676",
        "Yes is no kind of DEA registration",
        Like("203512347", rems=True),
        {f"{PARTICIPANT}/DEARegistration": "Yes"},
    ),
    144: Planted(
        "632",
        "a blank number of credits",
        Like("203512349", "ABP"),
        {f"{CERTIFICATE}/{AMOUNT}": ""},
    ),
}
