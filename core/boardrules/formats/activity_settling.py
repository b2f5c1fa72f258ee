"""Activities as a format can hold them, so that what is written is what will be read.

Days, amounts, yes and no are put as the format wants them, values of a list as PARS spells
them (BR155). What has no place in the format goes, and is told of (BR154). A value that
is none of what the format wants stays as it is: judging says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from boardrules.activities.model import (
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
from boardrules.activities.rules import builtin_rules
from boardrules.findings import Severity
from boardrules.formats.activity_columns import LISTS, SINGLE
from boardrules.formats.activity_forms import Form, Told, written
from boardrules.formats.activity_tree import as_tree
from boardrules.formats.workbook_bytes import MOST_IN_CELL
from boardrules.values import plain, read_amount, read_day

_DAYS = frozenset({"start", "end", "reporting_start", "reporting_end"})
_TRUTHS = frozenset(
    {"close", "public", "commercial_support", "interprofessional", "mips", "has_state_content"}
)
_CHOICES = frozenset({"action", "status", "format", "sponsorship", "fee", "registration"})
_LISTED = {"delivery_methods": "delivery_methods", "professions": "profession"}
_YEAR = re.compile(r"\d{4}", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_ACRONYM = re.compile(r"[A-Za-z]{2,7}", re.ASCII)
_MIDNIGHT = "T00:00:00"
#: What a field is called in a message, where the name does not say it.
WORDS = {
    "id": "activity ID", "own_id": "provider activity ID", "provider_id": "provider ID",
    "action": "record action", "close": "request to close", "start": "start date",
    "end": "end date", "reporting_start": "reporting start date",
    "reporting_end": "reporting end date", "url": "URL", "public": "public listing",
    "sponsorship": "providership", "mips": "merit-based incentive payment",
    "format": "activity format", "interprofessional": "interprofessional activity",
    "has_state_content": "content asked for by states",
}  # fmt: skip


def settled(entry: ActivityEntry, form: Form, told: Told) -> ActivityEntry:
    """``entry`` as ``form`` holds it, its own columns and rows aside. What changes is ``told``."""
    made = _Settling(entry, form, told).entry()
    return as_tree(made, form, told) if form.is_tree else made


class _Settling:
    def __init__(self, entry: ActivityEntry, form: Form, told: Told) -> None:
        self._entry = entry
        self._form = form
        self._told = told

    def _say(self, code: str, severity: Severity, reason: str, field: str, **params: str) -> None:
        self._told.say(code, severity, reason, self._entry, field, **params)

    # ------------------------------------------------------------ single values

    def text(self, field: str, what: str, text: str) -> str:
        """A text without what no file can hold."""
        kept, lost = written(text)
        if lost:
            self._say("BR154", Severity.WARNING, "characters", field, what=what)
        if self._form.is_workbook and len(kept) > MOST_IN_CELL:
            found = str(len(kept))
            self._say("BR154", Severity.WARNING, "too-long", field, what=what, found=found)
            kept = written(kept[:MOST_IN_CELL])[0]
        return kept

    def item(self, field: str, what: str, text: str, parting: str = ";") -> str:
        """A text that stands in one cell with others."""
        kept = self.text(field, what, text)
        if self._form.is_tree or not any(each in kept for each in parting):
            return kept
        self._say("BR154", Severity.WARNING, "separator", field, what=what, found=kept)
        for each in parting:
            kept = kept.replace(each, ",")
        return kept

    def day(self, field: str, what: str, text: str, time: str = "") -> str:
        """A day as ``YYYY-MM-DD``, with ``time`` behind it."""
        text = self.text(field, what, text)
        day, _, has_time = read_day(text)
        if day is not None:
            if has_time:
                self._say("BR155", Severity.INFO, "time", field, what=what, found=text)
            return day.isoformat() + time
        if text:
            self._as_it_is(field, what, text, "a date")
        return text

    def amount(self, field: str, what: str, text: str) -> str:
        """An amount without zeros behind it."""
        text = self.text(field, what, text)
        amount = read_amount(text)
        if amount is not None:
            return plain(amount)
        if text:
            self._as_it_is(field, what, text, "a number")
        return text

    def whole(self, field: str, what: str, text: str) -> str:
        """A whole number."""
        text = self.item(field, what, text)
        if _WHOLE.fullmatch(text):
            return str(int(text))
        if text:
            self._as_it_is(field, what, text, "a whole number")
        return text

    def truth(self, field: str, what: str, text: str) -> str:
        """Yes or no as the format says it."""
        text = self.text(field, what, text)
        meant = builtin_rules().lists["yes_or_no"].meant(text) if text else None
        if meant is not None:
            yes, no = self._form.yes_no
            # In XML this one is MEMS's own word; what a registration says has no place in a tree.
            if "/" in field or (field == "commercial_support" and self._form.kind == "xml"):
                yes, no = "yes", "no"
            return yes if meant in ("yes", "true") else no
        if text:
            self._as_it_is(field, what, text, "yes or no")
        return text

    def choice(self, field: str, what: str, text: str, listed: str) -> str:
        """A value of a list of ``activities.toml`` as PARS spells it."""
        text = self.text(field, what, text)
        meant = builtin_rules().lists[listed].meant(text) if text else None
        if meant is None or meant == text:
            return text
        meant = written(meant)[0]
        if meant != text:
            self._say(
                "BR155", Severity.INFO, "spelling", field, what=what, found=text, expected=meant
            )
        return meant

    def _as_it_is(self, field: str, what: str, found: str, expected: str) -> None:
        self._say(
            "BR155", Severity.WARNING, "as-it-is", field, what=what, found=found, expected=expected
        )

    # ------------------------------------------------------------ several values

    def several(
        self, field: str, what: str, texts: Iterable[str], listed: str = ""
    ) -> tuple[str, ...]:
        """Texts, each once, none of them blank."""
        kept: dict[str, None] = {}
        for index, text in enumerate(texts):
            place = f"{field}/{index}"
            if listed:
                text = self.choice(place, what, text, listed)
            kept[self.item(place, what, text)] = None
        return tuple(text for text in kept if text)

    def entry(self) -> ActivityEntry:
        """The activity, each value as the format wants it."""
        entry = self._entry
        values: dict[str, Any] = {}
        for field in SINGLE.values():
            what, text = WORDS.get(field, field.replace("_", " ")), getattr(entry, field)
            values[field] = self._single(field, what, text)
        for field in LISTS:
            what = field.removesuffix("s").replace("_", " ")
            listed = _LISTED.get(field, "")
            values[field] = self.several(field, what, getattr(entry, field), listed)
        return ActivityEntry(
            number=entry.number,
            **values,
            credits=tuple(self._credits(entry)),
            supports=tuple(self._supports(entry)),
            outcomes=tuple(self._outcomes(entry)),
            participants=tuple(self._participants(entry)),
            registrations=tuple(self._registrations(entry)),
            rems=tuple(self._rems(entry)),
            keywords=tuple(self._texts("keywords", "keyword", entry.keywords, Keyword)),
            outlines=tuple(self._texts("outlines", "content outline", entry.outlines, OutlineKey)),
            state_content=tuple(
                self._texts("state_content", "state content", entry.state_content, StateContent)
            ),
            pharmacy=self._pharmacy(entry.pharmacy),
            origin=entry.origin,
        )

    def _single(self, field: str, what: str, text: str) -> str:
        if field in ("start", "end"):
            return self.day(field, what, text, _MIDNIGHT if self._form.is_tree else "")
        if field in _DAYS:
            return text if _YEAR.fullmatch(text) else self.day(field, what, text)
        if field in _TRUTHS:
            return self.truth(field, what, text)
        if field in _CHOICES:
            return self.choice(field, what, text, field)
        return self.text(field, what, text)

    def _texts(self, field: str, what: str, rows: Sequence[Any], made: Any) -> Iterator[Any]:
        for index, row in enumerate(rows):
            names = [name for name in made.__slots__ if not name.startswith("__")]
            texts = {
                name: self.item(f"{field}/{index}", what, getattr(row, name)) for name in names
            }
            if any(texts.values()):
                yield made(**texts)

    def _credits(self, entry: ActivityEntry) -> Iterator[Credit]:
        for index, each in enumerate(entry.credits):
            field = f"credits/{index}"
            kind = self.choice(f"{field}/kind", "kind of credit", each.kind, "credit")
            kind = self.item(f"{field}/kind", "kind of credit", kind)
            amount = self.item(field, "number of credits", each.amount)
            amount = self.amount(f"{field}/amount", "number of credits", amount)
            if kind or amount:
                yield Credit(kind, amount)

    def _supports(self, entry: ActivityEntry) -> Iterator[Support]:
        for index, each in enumerate(entry.supports):
            field = f"supports/{index}"
            made = Support(
                self.item(f"{field}/source", "supporter", each.source),
                self.whole(f"{field}/amount", "amount of support", each.amount),
                self.item(f"{field}/currency", "currency", each.currency),
            )
            if made != Support():
                yield made

    def _outcomes(self, entry: ActivityEntry) -> Iterator[MeasuredOutcome]:
        seen = set()
        for index, each in enumerate(entry.outcomes):
            field = f"outcomes/{index}"
            name = self.choice(f"{field}/name", "measured outcome", each.name, "outcome")
            name = self.item(f"{field}/name", "measured outcome", name)
            types = dict.fromkeys(
                self.item(
                    f"{field}/types",
                    "type of measurement",
                    self.choice(f"{field}/types", "type of measurement", text, "measurement"),
                    ";/",
                )
                for text in each.types
            )
            made = MeasuredOutcome(name, tuple(filter(None, types)))
            if name and made not in seen:
                seen.add(made)
                yield made

    def _participants(self, entry: ActivityEntry) -> Iterator[Participants]:
        for index, each in enumerate(entry.participants):
            field, what = f"participants/{index}", "category of participants"
            category = self.choice(f"{field}/category", what, each.category, "category")
            category = self.item(f"{field}/category", what, category)
            number = self.whole(f"{field}/number", "number of participants", each.number)
            # A category of which nobody was counted says nothing.
            if number:
                yield Participants(category, number)

    def _registrations(self, entry: ActivityEntry) -> Iterator[BoardRegistration]:
        for index, each in enumerate(entry.registrations):
            field = f"registrations/{index}"
            board = self.text(f"{field}/board", "board", each.board)
            lists = {
                name: self.several(f"{field}/{name}", what, getattr(each, name))
                for name, what in (
                    ("credit_types", "credit type"),
                    ("content_areas", "content area"),
                    ("practice_areas", "practice area"),
                )
            }
            made = BoardRegistration(
                board=board.upper() if _ACRONYM.fullmatch(board) else board,
                points=self.amount(f"{field}/points", "number of points", each.points),
                claim_date=self.day(f"{field}/claim_date", "credit claim date", each.claim_date),
                attested=self.truth(f"{field}/attested", "attestation", each.attested),
                pre_approved=self.truth(f"{field}/pre_approved", "approval", each.pre_approved),
                withdrawn=each.withdrawn,
                **lists,
            )
            if made not in (BoardRegistration(""), BoardRegistration("", withdrawn=True)):
                yield made

    def _rems(self, entry: ActivityEntry) -> Iterator[RemsRegistration]:
        for index, each in enumerate(entry.rems):
            field = f"rems/{index}"
            kind = self.choice(f"{field}/kind", "kind of REMS", each.kind, "rems_kind")
            identifier = self.text(f"{field}/identifier", "REMS identifier", each.identifier)
            if kind or identifier:
                yield RemsRegistration(kind, identifier)

    def _pharmacy(self, pharmacy: Pharmacy) -> Pharmacy:
        at, what = "pharmacy", "particulars for pharmacists"
        texts = {
            name: self.text(f"{at}/{name}", what, getattr(pharmacy, name))
            for name in ("kind", "topic", "sequence", "uan", "uan_technician")
        }
        return Pharmacy(
            **texts,
            live_date=self.day(f"{at}/live_date", "pharmacy live date", pharmacy.live_date),
            has_recertifications=self._answer("has_recertifications", pharmacy),
            has_content_tags=self._answer("has_content_tags", pharmacy),
            recertifications=tuple(
                self._texts(f"{at}/recertifications", what, pharmacy.recertifications,
                            Recertification)
            ),
            states=self.several(f"{at}/states", what, pharmacy.states),
            content_topics=self.several(f"{at}/content_topics", what, pharmacy.content_topics),
        )  # fmt: skip

    def _answer(self, name: str, pharmacy: Pharmacy) -> str:
        # True, false or not sure, and text even in JSON.
        text = self.text(f"pharmacy/{name}", "particulars for pharmacists", getattr(pharmacy, name))
        return {"yes": "true", "no": "false"}.get(text.casefold(), text)
