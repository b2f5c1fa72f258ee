"""What a learner file says beside its records, which no rule asks for and a conversion keeps."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from boardrules.formats.learner_claims import ClaimPlace, UniqueID
from boardrules.formats.learner_dates import moment_of
from boardrules.formats.learner_report import Module


@frozen(slots=True)
class Beside:
    """What stands around one record. What is absent is blank.

    ``organization`` is ``ReportingOrganization``, ``provider`` the provider's ID
    (``ProviderOrganization``), ``title`` and ``activity_name`` name the activity (``ModuleName``,
    ``ActivityName``), ``service_id`` is the ``ProviderID`` of web services, ``regulation`` the
    address of ``CompliantToRegulation`` and ``regulation_label`` its label. ``completed`` is the completion as ``YYYY-MM-DDThh:mm:ss`` where
    it has a time of day, ``status`` one other than Completed. Claims count from 0: ``units`` are
    (claim, credit, unit) other than Point, ``local_ids`` (claim, domain, value) of participants'
    ``LocalIdentifier``, ``more_ids`` (claim, domain, value) of identifiers beside a claim's own,
    and ``member_ids`` (domain, value) of the member's that no claim took. ``others`` have no
    place in any record: name, text, and the field that an origin finds them by.
    """

    organization: str = ""
    provider: str = ""
    title: str = ""
    activity_name: str = ""
    service_id: str = ""
    regulation: str = ""
    regulation_label: str = ""
    completed: str = ""
    status: str = ""
    units: tuple[tuple[int, int, str], ...] = ()
    local_ids: tuple[tuple[int, str, str], ...] = ()
    more_ids: tuple[tuple[int, str, str], ...] = ()
    member_ids: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, str, str], ...] = ()


NOTHING_BESIDE = Beside()

#: The parts that are one text each, in words.
PARTS = {
    "organization": "the reporting organization",
    "provider": "the provider's ID",
    "title": "the activity's title",
    "activity_name": "the activity's name",
    "service_id": "the provider's ID for web services",
    "regulation": "the address of the regulation that the activity complies with",
    "regulation_label": "the regulation that the activity complies with",
    "completed": "the time of day of the completion",
    "status": "the status",
}


def beside_of(
    module: Module,
    places: Sequence[ClaimPlace],
    member_ids: Sequence[UniqueID],
    local_ids: Sequence[tuple[str, str]],
    *,
    organization: str = "",
    provider: str = "",
    title: str = "",
    activity_name: str = "",
    service_id: str = "",
    regulation: tuple[str, str] = ("", ""),
    others: Sequence[tuple[str, str, str]] = (),
) -> Beside:
    """What stands beside the record of ``module``, whose claims were made from ``places``.

    ``local_ids`` are by participant, ``regulation`` is its address and its label.
    """
    # In MedBiquitous both are there, and in ACCME's draft only the title.
    activity_name = "" if activity_name == title else activity_name
    units = dict(module.units)
    certificates = {each.number: each for each in module.certificates}
    taken = {place.unique_id for place in places}
    chosen = {
        (number, place.unique_id[1])
        for place in places
        if place.unique_id is not None and not place.unique_id[0]
        for number in place.certificates
    }
    more: dict[tuple[int, str, str], None] = {}
    told: set[int] = set()
    for index, place in enumerate(places):
        for number in place.certificates:
            for each in certificates[number].ids if number not in told else ():
                if (each.id or each.domain) and (number, each.place) not in chosen:
                    more[index, each.domain, each.id] = None
            told.add(number)
    return Beside(
        organization,
        provider,
        title,
        activity_name,
        service_id,
        *regulation,
        moment_of(module.completed),
        module.status if module.status.casefold() != "completed" else "",
        tuple(
            (index, credit, units[number])
            for index, place in enumerate(places)
            for credit, number in enumerate(place.certificates)
            if units.get(number, "Point").casefold() != "point"
        ),
        tuple(
            (index, *local_ids[place.participant])
            for index, place in enumerate(places)
            if place.participant is not None
            and place.participant < len(local_ids)
            and any(local_ids[place.participant])
        ),
        tuple(more),
        tuple(
            (each.domain, each.id)
            for each in member_ids
            if (each.id or each.domain) and (True, each.place) not in taken
        ),
        tuple(others),
    )


class GathersBesides:
    """A reader that keeps what stands beside its records, if it is asked to before it reads."""

    _besides: dict[int, Beside] | None = None

    def keep_besides(self) -> None:
        """Gather what stands beside the records as well; :attr:`besides` has it afterwards."""
        self._besides = {}

    @property
    def besides(self) -> dict[int, Beside]:
        """What stands beside the records read, by number."""
        return self._besides or {}
