"""What a learner file says beside its records, which no rule asks for and a conversion keeps."""

from __future__ import annotations

from attrs import frozen


@frozen(slots=True)
class Beside:
    """What stands around one record. What is absent is blank.

    ``organization`` is ``ReportingOrganization``, ``provider`` the provider's ID
    (``ProviderOrganization``), ``title`` the activity's, ``service_id`` the ``ProviderID`` of
    web services, ``regulation`` the address of ``CompliantToRegulation``. ``completed`` is the
    completion as it was written, with its time, and ``status`` other than Completed.
    ``units`` are credit units other than Point by the claim's and the credit's number, both
    from 0. ``local_ids`` are domain and value of participants' ``LocalIdentifier``, by the number
    of the claim. ``others`` are elements that have no place in a record: name and text.
    """

    organization: str = ""
    provider: str = ""
    title: str = ""
    service_id: str = ""
    regulation: str = ""
    completed: str = ""
    status: str = ""
    units: tuple[tuple[int, int, str], ...] = ()
    local_ids: tuple[tuple[int, str, str], ...] = ()
    others: tuple[tuple[str, str], ...] = ()


NOTHING_BESIDE = Beside()
