"""Ports that hold everything in memory, for one file's worth of data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from boardrules.records import Activity, Claim, CompletionRecord, Entry, Person
from boardrules.values import id_key, loose_id_key


class MemoryActivities:
    """Activities by ID; of two with one ID the first counts."""

    def __init__(self, activities: Iterable[Activity]) -> None:
        self._activities: dict[str, Activity] = {}
        for activity in activities:
            self._activities.setdefault(activity.id, activity)

    def __len__(self) -> int:
        return len(self._activities)

    def get(self, activity_id: str) -> Activity | None:
        return self._activities.get(activity_id)


class MemoryRoster:
    """A roster over a list of people. ``programs`` adds programs that it covers with nobody listed."""

    def __init__(self, people: Iterable[Person], programs: Iterable[str] = ()) -> None:
        self._ids: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
        self._loose: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
        self._npis: defaultdict[str, list[Person]] = defaultdict(list)
        self._births: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
        self._programs = set(programs)
        for person in people:
            self._programs.add(person.program)
            if person.id:
                self._ids[person.program, id_key(person.id)].append(person)
                self._loose[person.program, loose_id_key(person.id)].append(person)
            if person.npi:
                self._npis[person.npi].append(person)
            self._births[person.program, person.birth_date].append(person)

    def covers(self, program: str) -> bool:
        return program in self._programs

    def by_id(self, program: str, key: str) -> Sequence[Person]:
        return self._ids.get((program, key), ())

    def by_loose_id(self, program: str, key: str) -> Sequence[Person]:
        return self._loose.get((program, key), ())

    def by_npi(self, npi: str) -> Sequence[Person]:
        return self._npis.get(npi, ())

    def by_birth_date(self, program: str, birth_date: str) -> Sequence[Person]:
        return self._births.get((program, birth_date), ())


class MemoryLedger:
    """Entries by credit ID and by learner."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._credit_ids: dict[str, Entry] = {}
        self._learners: defaultdict[tuple[str, str, str], list[Entry]] = defaultdict(list)
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Take in one entry."""
        for credit_id in entry.credit_ids:
            self._credit_ids[credit_id] = entry
        self._learners[entry.program, entry.learner, entry.activity_id].append(entry)

    def prefetch(self, records: Sequence[CompletionRecord]) -> None:
        """Nothing to fetch: everything is here."""

    def by_credit_id(self, credit_id: str) -> Entry | None:
        return self._credit_ids.get(credit_id)

    def by_learner(self, program: str, learner: str, activity_id: str) -> Sequence[Entry]:
        return self._learners.get((program, learner, activity_id), ())


class MemoryAnswers:
    """Boards' answers by credit ID."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = dict(answers)

    def answer(self, record: CompletionRecord, claim: Claim, credit_id: str) -> str | None:
        return self._answers.get(credit_id)
