"""What is planted in learners.xlsx."""

from __future__ import annotations

from making.completions import Like
from making.planting import Planted
from making.workbook import AWARDED, SECOND_AWARDED, SECOND_TYPE, TYPE

#: Rows of learners.xlsx that hold nothing.
BLANK_ROWS = (57, 58, 200, 341)

#: By row of learners.xlsx.
ROWS: dict[int, Planted] = {
    7: Planted(
        "BR309",
        "first name by its initial only",
        Like("203512341", "ABIM", person="initial"),
        {"First Name": "A."},
    ),
    15: Planted(
        "602", "Update is no record action", Like("203512345", "ABIM"), {"Record Action": "Update"}
    ),
    21: Planted("621", "no ABIM ID", Like("203512341", "ABIM"), {"Certifying Board ID": None}),
    29: Planted(
        "661",
        "ABIM ID 004127 typed as a number, which lost its zeros",
        Like("203512345", "ABIM", person="zeros 1"),
        {"Certifying Board ID": int},
    ),
    36: Planted(
        "624",
        "no date of birth for CME credit",
        Like("203512361", cme=True),
        {"Date of Birth": None},
    ),
    44: Planted(
        "675",
        "1.3 is no multiple of 0.25",
        Like("203512341", "ABIM"),
        {"Total Board Credits": 1.3, AWARDED: None},
    ),
    52: Planted(
        "672",
        "completed six weeks before the symposium begins",
        Like("203512364", "ABS", day="2026-03-04"),
    ),
    63: Planted(
        "BR303",
        "the ABIM ID has seven digits; the roster has it so",
        Like("203512360", "ABIM", person="seven digits"),
    ),
    70: Planted(
        "671",
        "dated 05-02-2026, after the day of judging",
        Like("203512341", "ABIM"),
        {"Completion Date": "05-02-2026"},
    ),
    78: Planted("622", "no first name", Like("203512363", cme=True), {"First Name": " "}),
    85: Planted(
        "661 BR304",
        "NPI mistyped: nobody has it, and its check digit does not hold",
        Like("203512344", cme=True, by_npi=True),
        {"Licensing ID or NPI": "2961234567"},
    ),
    93: Planted("670", "reported to ABP, but registered with ABIM only", Like("203512360", "ABP")),
    101: Planted(
        "664",
        "another birth date than ABIM has",
        Like("203512345", "ABIM"),
        {"Date of Birth": "12/31"},
    ),
    108: Planted(
        "676", "Medical Knowledge misspelt", Like("203512372", "ABIM"), {TYPE: "Medical Knowlege"}
    ),
    116: Planted("603", "repeats row 115", copy_of=115),
    124: Planted(
        "680",
        "patient safety credit for a workshop not registered for it",
        Like("203512359", "ABA"),
        {SECOND_TYPE: "Patient Safety", SECOND_AWARDED: 2},
    ),
    133: Planted(
        "673",
        "the number of credits in words",
        Like("203512343", "ABS", amount="5", second=False),
        {"Total Board Credits": "five", AWARDED: None},
    ),
    140: Planted(
        "",
        "first of two completions on one day",
        Like(
            "203512342", "ABA", person="twice a day", amount="1.5", day="2026-03-02", second=False
        ),
    ),
    141: Planted(
        "717",
        "second completion on one day, which the ABA does not take",
        Like("203512342", "ABA", person="twice a day", amount="1", day="2026-03-02", second=False),
    ),
    150: Planted(
        "690", "no activity of this ID", Like("203512347", "ABA"), {"ACCME Activity ID": 203512947}
    ),
    158: Planted(
        "712",
        "Marylnd is no state that licenses physicians",
        Like("203512361", cme=True),
        {"Licensing State": "Marylnd"},
    ),
    166: Planted("631", "no completion date", Like("203512358", "ABP"), {"Completion Date": None}),
    174: Planted(
        "718",
        "no ABS ID, and the last name misspelt: nobody matches",
        Like("203512362", "ABS", person="no ID"),
        {"Certifying Board ID": None, "Last Name": "Brightwatter"},
    ),
    182: Planted(
        "681 BR310",
        "practice assessment credit for a course registered for medical knowledge",
        Like("203512345", "ABIM"),
        {TYPE: "Practice Assessment"},
    ),
    190: Planted(
        "718",
        "no ABS ID, and two surgeons of this name and birth date",
        Like("203512343", "ABS", person="namesake 1"),
        {"Certifying Board ID": None},
    ),
    198: Planted(
        "665",
        "the last name is not the one that ABIM has",
        Like("203512341", "ABIM"),
        {"Last Name": "Wrenfeather"},
    ),
    206: Planted(
        "671",
        "there is no 30th of February",
        Like("203512342", "ABA"),
        {"Completion Date": "02-30-2026"},
    ),
    213: Planted(
        "",
        "first of two parts of one course",
        Like("203512350", "ABIM", person="many reports", amount="4", day="2026-02-24"),
    ),
    214: Planted(
        "711",
        "4 and 2 credits of a course that is worth 5",
        Like("203512350", "ABIM", person="many reports", amount="2", day="2026-03-09"),
    ),
    221: Planted(
        "",
        "all the credit of a course",
        Like("203512350", "ABIM", person="full", amount="5", day="2026-02-20"),
    ),
    222: Planted(
        "710",
        "one credit more, with none left",
        Like("203512350", "ABIM", person="full", amount="1", day="2026-03-10"),
    ),
    230: Planted(
        "674",
        "16.5 points of a course registered for 15.5",
        Like("203512344", "ABP", amount="15.5"),
        {"Total Board Credits": 16.5},
    ),
    238: Planted(
        "632",
        "the total number of credits is missing",
        Like("203512373", "ABP"),
        {"Total Board Credits": None},
    ),
    247: Planted(
        "705",
        "completed in 2024, which ABIM took until 31 March 2025",
        Like("203512350", "ABIM", day="2024-11-20"),
    ),
    255: Planted(
        "713", "ABIN is no board", Like("203512346", "ABIM"), {"Certifying Board": "ABIN"}
    ),
    262: Planted(
        "661",
        "ABIM ID 000862 typed as a number, which lost its zeros",
        Like("203512341", "ABIM", person="zeros 2"),
        {"Certifying Board ID": int},
    ),
    270: Planted("623", "no last name", Like("203512356", "ABS"), {"Last Name": None}),
    278: Planted(
        "671",
        "CME credit dated ten days after the course ended",
        Like("203512344", cme=True, day="2026-03-03"),
    ),
    286: Planted(
        "690",
        "the partner's activity, which the partner must report",
        Like("203512380", "ABS", day="2026-02-13"),
    ),
    294: Planted(
        "",
        "ten credits on one day",
        Like("203512343", "ABS", person="much in a day", amount="10", day="2026-03-11"),
    ),
    295: Planted(
        "BR306",
        "and four more: 14 on one day",
        Like("203512356", "ABS", person="much in a day", amount="4", day="2026-03-11"),
    ),
    302: Planted(
        "676",
        "Lifelong Learning is a credit type of the ABA, not of ABIM",
        Like("203512353", "ABIM"),
        {TYPE: "Lifelong Learning"},
    ),
    318: Planted(
        "677",
        "neither CME nor board columns filled in",
        Like("203512363", cme=True),
        {"Licensing State": None, "Licensing ID or NPI": None, "Number of CME Credits": None},
    ),
    326: Planted(
        "BR205",
        "a no-break space behind the last name",
        Like("203512349", "ABP"),
        {"Last Name": lambda name: name + "\u00a0"},
    ),
    334: Planted(
        "624", "13/32 is no month and day", Like("203512362", "ABIM"), {"Date of Birth": "13/32"}
    ),
    342: Planted(
        "676",
        "Surgeon is no profession of the REMS list",
        Like("203512347", rems=True),
        {"Profession": "Surgeon"},
    ),
    358: Planted(
        "677",
        "a REMS participant without a profession",
        Like("203512347", rems=True),
        {"Profession": None},
    ),
    366: Planted(
        "712",
        "a licence number without its state",
        Like("203512354", cme=True),
        {"Licensing State": None},
    ),
    374: Planted(
        "678",
        "Medical Knowledge twice, once as MK",
        Like("203512341", "ABIM", amount="2"),
        {SECOND_TYPE: "MK", SECOND_AWARDED: 1},
    ),
    382: Planted(
        "BR309",
        "a new last name, which ABP lets pass because the birth date agrees",
        Like("203512358", "ABP", person="new name"),
        {"Last Name": "Verlindenau"},
    ),
    390: Planted(
        "671", "a year of two digits", Like("203512341", "ABIM"), {"Completion Date": "3/4/26"}
    ),
}
