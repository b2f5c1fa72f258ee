"""Made-up activities for hypothesis: as PARS would have them, and as people leave them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from boardrules.activities import (
    ActivityEntry,
    BoardRegistration,
    Credit,
    Keyword,
    MeasuredOutcome,
    OutlineKey,
    Participants,
    Pharmacy,
    Recertification,
    RemsRegistration,
    StateContent,
    Support,
)

BOARDS = ("ABA", "ABIM", "ABOHNS", "ABOS", "ABP", "ABPATH", "ABPMR", "ABS", "ABTS")
CREDITS = ("AMA PRA Category 1", "IPCE", "Nursing", "Pharmacy", "Social Worker")
CATEGORIES = ("physician", "non-physician", "nurse", "pharmacist", "other")
FORMATS = ("Live Course", "Enduring Material", "Regularly Scheduled Series", "Journal-based CE")

#: What nobody should write, and somebody does.
ODD = st.one_of(
    st.text(max_size=12),
    st.text(alphabet=";,/=+-@'\"<&>\t\n\r _xX0A9\u2019\u00a0\x07\ufffe", max_size=12),
    st.sampled_from(
        ("=1+1", "'=1+1", "+1", "-2", "@x", "a;b", "_x0041_", "true", "yes", "0012", "1.50", "EM",
         "null", "a\r\nb", " x ", "\u2019", "04/17/2026", "2026-02-30", "abim", "REMS", "title")
    ),
)  # fmt: skip
DAYS = st.dates().map(lambda day: day.isoformat())
QUARTERS = st.integers(1, 400).map(lambda each: f"{each / 4:g}")
YES_NO = st.sampled_from(("", "true", "false"))
WORDS = st.text(alphabet="abcdefghij KLMN\u00e9\u4e00'&<", min_size=1, max_size=20).map(
    lambda text: " ".join(text.split()) or "x"
)


def _several(values: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(values, max_size=most).map(tuple)


def _entries(text: st.SearchStrategy[str], **known: st.SearchStrategy[Any]) -> Any:
    """Activities whose values are ``text`` where ``known`` has nothing better."""

    def value(name: str) -> st.SearchStrategy[str]:
        return known.get(name, text)

    texts = (
        "id", "own_id", "provider_id", "action", "status", "close", "title", "format", "start",
        "end", "reporting_start", "reporting_end", "description", "url", "city", "state",
        "country", "sponsorship", "public", "fee", "registration", "commercial_support",
        "interprofessional", "mips", "has_state_content",
    )  # fmt: skip
    lists = {
        "delivery_methods": "delivery", "joint_providers": "", "professions": "profession",
        "in_kind": "", "specialties": "", "commendation_tags": "",
    }  # fmt: skip
    return st.builds(
        ActivityEntry,
        **{name: value(name) for name in texts},
        **{name: _several(value(one)) for name, one in lists.items()},
        credits=_several(
            st.builds(Credit, value("credit"), value("amount")), known.get("most_credits", 3)  # type: ignore[arg-type]
        ),
        supports=_several(
            st.builds(Support, value("source"), value("whole"), value("currency"))
        ),
        outcomes=_several(
            st.builds(MeasuredOutcome, value("outcome"), _several(value("measurement")))
        ),
        participants=_several(st.builds(Participants, value("category"), value("whole"))),
        registrations=_several(
            st.builds(
                BoardRegistration,
                board=value("board"),
                points=value("amount"),
                credit_types=_several(value("type")),
                claim_date=value("claim_date"),
                content_areas=_several(text, 2),
                practice_areas=_several(text, 2),
                attested=value("public"),
                pre_approved=value("public"),
                withdrawn=st.booleans(),
            )
        ),
        rems=_several(st.builds(RemsRegistration, value("rems"), text), 2),
        keywords=_several(st.builds(Keyword, text, value("keyword_id"), value("keyword_source"))),
        outlines=_several(st.builds(OutlineKey, value("board"), text, text)),
        state_content=_several(st.builds(StateContent, text, text)),
        pharmacy=st.builds(
            Pharmacy,
            kind=value("pharmacy_kind"),
            topic=value("pharmacy_topic"),
            live_date=value("start"),
            sequence=text,
            uan=text,
            uan_technician=text,
            has_recertifications=value("sure"),
            recertifications=_several(
                st.builds(Recertification, value("pharmacy_audience"), text), 2
            ),
            has_content_tags=value("sure"),
            states=_several(text, 2),
            content_topics=_several(text, 2),
        ),
    )  # fmt: skip


#: Anything at all.
ANY = _entries(ODD)

_KNOWN: dict[str, Any] = {
    "id": st.just(""),
    "provider_id": st.just("0007654"),
    "action": st.sampled_from(("Add", "Update", "Delete")),
    "status": st.just(""),
    "close": YES_NO,
    "format": st.sampled_from(FORMATS),
    "start": DAYS,
    "end": DAYS,
    "reporting_start": DAYS,
    "reporting_end": DAYS,
    "claim_date": DAYS,
    "state": st.sampled_from(("WA", "PR")),
    "country": st.just("USA"),
    "sponsorship": st.sampled_from(("direct", "joint")),
    "public": YES_NO,
    "fee": st.sampled_from(("Yes", "No, it's free", "Variable")),
    "registration": st.sampled_from(("Open to all", "Limited")),
    "commercial_support": st.sampled_from(("true", "false")),
    "interprofessional": YES_NO,
    "mips": YES_NO,
    "has_state_content": YES_NO,
    "delivery": st.sampled_from(("In-Person", "Live-Streamed", "Online")),
    "profession": st.sampled_from(("Physician", "Nurse")),
    "credit": st.sampled_from(CREDITS),
    "amount": QUARTERS,
    "whole": st.integers(0, 10**6).map(str),
    "currency": st.just("USD"),
    "outcome": st.sampled_from(("Learner Knowledge", "Patient Health")),
    "measurement": st.sampled_from(("Objective", "Subjective")),
    "category": st.sampled_from(CATEGORIES),
    "board": st.sampled_from(BOARDS),
    "type": st.sampled_from(("Medical Knowledge", "Lifelong Learning")),
    "rems": st.sampled_from(("Opioid Analgesic", "Mycophenolate")),
    "keyword_id": st.sampled_from(("Level 3 ID", "Tag ID", "Free Text")),
    "keyword_source": st.sampled_from(("01_ABAMCO", "02_ABAMCO")),
    "pharmacy_kind": st.sampled_from(("Knowledge", "Application", "Certificate Program")),
    "pharmacy_topic": st.sampled_from(("02-AIDS Therapy", "05-Patient Safety")),
    "pharmacy_audience": st.sampled_from(("Pharmacists", "Pharmacy Technicians")),
    "sure": st.sampled_from(("true", "false", "not sure")),
}  # fmt: skip
#: Values as ACCME's draft schema lists them.
SOUND = _entries(WORDS, **_KNOWN)
