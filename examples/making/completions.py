"""Completions as they really were, before anybody typed them into a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from making.activities import CME, LIVE, LL, LLSA, MK, PA, PS, SA, Activity
from making.people import STATES, Person

AS_OF = date(2026, 3, 15)
_FIRST_RECENT = date(2026, 2, 14)
_LAST_RECENT = date(2026, 3, 13)
_MOST_PER_PERSON = 4

_PROFESSIONS = (
    "Physician",
    "Physician",
    "Advanced practice nurse",
    "Pharmacist",
    "Nurse",
    "Dentist",
)
_AREAS = ("Pain", "Internal Medicine", "Family Medicine", "Emergency", "Anesthesiology", "N/A")
_TIMES = ("Trainee", "0-5 years post training", "6-10 years", "11-15 years", "21+ years")
#: The type that every completion earns with a board, and one that some earn besides.
_TYPES = {"ABIM": (MK, PA), "ABA": (LL, PS), "ABP": (LLSA, ""), "ABS": (CME, SA)}
_DEA = ("Individual", "Institutional", "None")


@dataclass(frozen=True)
class Completion:
    """One learner's completion of one activity.

    ``cme`` and ``points`` are amounts as text, blank when no such credit is reported;
    ``types`` are the board's credit types with the amount of each. ``participant`` is what
    REMS asks for, by the template's header; ``person`` is None where it is all that is reported.
    """

    activity: Activity
    completed: date
    person: Person | None = None
    cme: str = ""
    by_npi: bool = False
    board: str = ""
    points: str = ""
    types: tuple[tuple[str, str], ...] = ()
    participant: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Like:
    """Which completion to draw: the activity's ID and the programs it is reported to.

    ``person`` names a reserved person; ``amount``, ``day`` (YYYY-MM-DD) and ``second`` (whether
    there is a second credit type) fix what is drawn otherwise.
    """

    activity: str
    board: str = ""
    cme: bool = False
    by_npi: bool = False
    rems: bool = False
    person: str = ""
    amount: str = ""
    day: str = ""
    second: bool | None = None


class Drawing:
    """Draws completions of one file; nobody completes two activities on one day, or one twice."""

    def __init__(self, rng: Random, people: list[Person]) -> None:
        self._rng = rng
        self._people = people
        self._days: defaultdict[Person, set[date]] = defaultdict(set)
        self._done: set[tuple[Person, str]] = set()

    def clean(self, activity: Activity, count: int) -> Iterator[Completion]:
        """``count`` completions of an activity, reported to a fitting mixture of programs."""
        rng = self._rng
        for _ in range(count):
            if activity.rems and rng.random() < 0.35:
                yield self.draw(activity, Like(activity.id, rems=True))
                continue
            board = rng.choice([*activity.boards] * 3 + [""])
            cme = not board or rng.random() < 0.35
            rems = activity.rems and rng.random() < 0.3
            by_npi = cme and rng.random() < 0.4
            yield self.draw(activity, Like(activity.id, board, cme, by_npi, rems))

    def draw(self, activity: Activity, like: Like) -> Completion:
        """One completion like that."""
        day = date.fromisoformat(like.day) if like.day else self._day(activity)
        participant = self._participant() if like.rems else {}
        if like.rems and not like.board and not like.cme:
            return Completion(activity, day, participant=participant)
        person = self._person(activity, like, day)
        amount = Decimal(like.amount) if like.amount else self._amount(activity)
        registration = activity.boards.get(like.board)
        most = Decimal(registration.points) if registration else amount
        if like.board == "ABS":
            most = min(most, Decimal(12))
        points = min(amount, most)
        return Completion(
            activity,
            day,
            person,
            _text(amount) if like.cme else "",
            like.by_npi,
            like.board,
            _text(points) if like.board else "",
            self._types(activity, like, points),
            participant,
        )

    def _person(self, activity: Activity, like: Like, day: date) -> Person:
        if like.person:
            return next(person for person in self._people if person.reserved == like.person)
        fitting = [
            person
            for person in self._people
            if not person.reserved
            and person.board == (like.board or person.board)
            and (not like.cme or person.state)
            and (not like.by_npi or person.npi)
            and (person, activity.id) not in self._done
            and day not in self._days[person]
            and len(self._days[person]) < _MOST_PER_PERSON
        ]
        fewest = min(len(self._days[person]) for person in fitting)
        person = self._rng.choice([each for each in fitting if len(self._days[each]) == fewest])
        self._days[person].add(day)
        self._done.add((person, activity.id))
        return person

    def _day(self, activity: Activity) -> date:
        """A day within the activity, mostly of the last thirty before the judging."""
        rng = self._rng
        last = min(activity.last_day, _LAST_RECENT)
        first = activity.first_day
        if activity.format != LIVE and last >= _FIRST_RECENT:
            late = rng.random()
            if late < 0.94:
                first = max(first, _FIRST_RECENT)
            else:
                last = _FIRST_RECENT - timedelta(days=2)
                first = max(first, date(2026, 1, 2) if late < 0.99 else date(2025, 12, 2))
        elif activity.format != LIVE:
            first = max(first, last - timedelta(days=14))
        return first + timedelta(days=rng.randint(0, (last - first).days))

    def _amount(self, activity: Activity) -> Decimal:
        """What the learner earned: of a series a few sessions, of a course mostly all of it."""
        whole = Decimal(activity.credits)
        match activity.format:
            case "Regularly Scheduled Series":
                return Decimal(self._rng.randint(4, 20)) / 4
            case "Live Course" | "Performance/Quality Improvement" if self._rng.random() < 0.3:
                return Decimal(self._rng.randint(int(whole * 2), int(whole * 4))) / 4
            case "Internet Searching and Learning" | "Committee Learning":
                return Decimal(self._rng.randint(1, 6)) / 2
            case _:
                return whole

    def _types(
        self, activity: Activity, like: Like, points: Decimal
    ) -> tuple[tuple[str, str], ...]:
        """The credit types: the main one for all points, and for some learners a second for a part."""
        registration = activity.boards.get(like.board)
        offered = registration.types if registration else ()
        first, second = _TYPES.get(like.board, ("", ""))
        if PA in offered:
            first, second = PA, MK
        both = like.second if like.second is not None else self._rng.random() < 0.4
        types = [(first, _text(points))] if first else []
        if both and second in offered:
            part = max(Decimal("0.25"), Decimal(int(points * 2)) / 4)
            types.append((second, _text(part)))
        return tuple(types)

    def _participant(self) -> dict[str, str]:
        rng = self._rng
        participant = {
            "Profession": rng.choice(_PROFESSIONS),
            "Practice Area": rng.choice(_AREAS),
            "Time in Practice": rng.choice(_TIMES),
            "DEA Registration": rng.choice(_DEA),
            "State of Primary Practice": STATES[rng.choice(sorted(STATES))],
            "Surgical Procedures": rng.choice(("true", "false")),
        }
        if rng.random() < 0.4:
            del participant["Practice Area"], participant["Time in Practice"]
        return participant


def _text(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
