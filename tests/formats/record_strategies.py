"""Records of any kind, as readers may give them: every text is clean."""

from __future__ import annotations

from hypothesis import strategies as st

from boardrules.formats.cleaning import clean
from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant

#: Rich in what a table can break: separators, quotation marks, line ends, beginnings of formulas.
_ALPHABET = st.one_of(
    st.sampled_from("=+-@'\",;\t\r\n #0A1"), st.characters(exclude_categories=("Cs", "Cc"))
)


def _cleaned(text: str) -> str:
    for _ in range(3):
        text = clean(text)[0]
    return text


texts = st.text(_ALPHABET, max_size=8).map(_cleaned).filter(lambda text: clean(text)[0] == text)
maybe = st.none() | texts
days = st.sampled_from(["", "2026-05-20", "05/20/2026", "May 20"]) | st.dates().map(str)
birth_dates = st.sampled_from(["", "03/04", "12/31", "02/29", "unknown"])
participants = st.builds(Participant, *([texts] * 6))


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    credits = tuple(draw(st.lists(st.builds(CreditAmount, texts, maybe), max_size=3)))
    ids = draw(st.none() | st.tuples(*([texts] * len(credits))))
    return Claim(
        *(draw(texts) for _ in range(4)),
        total=draw(maybe),
        credits=credits,
        credit_ids=ids,
        participant=draw(st.none() | participants),
    )


@st.composite
def several_records(draw: st.DrawFn) -> list[CompletionRecord]:
    count = draw(st.integers(1, 4))
    return [
        CompletionRecord(
            number,
            draw(texts),
            draw(texts),
            draw(days),
            draw(texts),
            draw(texts),
            draw(birth_dates),
            tuple(draw(st.lists(claims(), max_size=3))),
        )
        for number in range(1, count + 1)
    ]
