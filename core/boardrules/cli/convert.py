"""``boardrules convert``: a file of learners, or of activities, as one of another kind."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from boardrules.cli.output import ProviderId, configured, paint, refuse_input, wants_colour

if TYPE_CHECKING:
    from boardrules.codes import Catalogue
    from boardrules.findings import Finding
    from boardrules.formats.converting import Conversion

#: So many places of one and the same thing are told unless all are asked for.
_MOST_PLACES = 8
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII)
#: Told though nothing got lost: what is wanting, what is written otherwise or read so, what PARS takes no more.
_TOLD = frozenset({"BR119", "BR139", "BR145", "BR155"})
_IN_JSON = re.compile(r"/(ActivityReport/\d+)(?:/|$)", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2})?", re.ASCII)


class _Moment(click.ParamType[datetime]):
    """A day, or a day and a time, in Chicago."""

    name = "moment"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            if _MOMENT.fullmatch(str(value)) is None:
                raise ValueError
            return datetime.fromisoformat(str(value))
        except ValueError:
            form = "YYYY-MM-DD or YYYY-MM-DDThh:mm:ss"
            self.fail(f"{value!r} is no moment; write it as {form}.", param, ctx)


class _Domain(click.ParamType[str]):
    """What a credit ID names as the place where it is unique."""

    name = "domain"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        text = str(value)
        if text and _DOMAIN.fullmatch(text) is None:
            self.fail(f"{value!r} is no domain such as example.org.", param, ctx)
        return text


@click.command("convert")
@click.argument("source", metavar="IN")
@click.argument("output", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--to", "kind", metavar="KIND", help="The kind of OUT, where its ending does not say it."
)
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@click.option("--all", "every", is_flag=True, help="Tell every place, however many there are.")
@click.option(
    "--organization", metavar="NAME", default="", help="The reporting organization's name."
)
@click.option(
    "--provider", type=ProviderId(), metavar="ID", help="The provider's seven-digit ACCME ID."
)
@click.option(
    "--activities",
    multiple=True,
    metavar="FILE",
    help="The provider's activities, for their titles; may be repeated.",
)
@click.option(
    "--credit-ids",
    "credit_domain",
    metavar="DOMAIN",
    type=_Domain(),
    default="",
    help="Make credit IDs of this domain (example.org) where IN has no place for them.",
)
@click.option(
    "--created",
    type=_Moment(),
    help="The moment that a report names as that of its making; now in Chicago if not given.",
)
@click.option(
    "--namespace", metavar="URI", help="The XML namespace of ACCME's own elements, if known."
)
@click.option(
    "--config", "config_path", type=click.Path(path_type=Path), help="Use this boardrules.toml."
)
def command(
    source: str,
    output: Path,
    kind: str | None,
    force: bool,
    every: bool,
    organization: str,
    provider: str | None,
    activities: tuple[str, ...],
    credit_domain: str,
    created: datetime | None,
    namespace: str | None,
    config_path: Path | None,
) -> None:
    """Write the file IN, of learners or of activities or a roster, as one of another kind, OUT.

    Nothing is judged or corrected. What OUT cannot hold is told, with its place in IN. Exit
    status: 0 nothing lost, 1 something could not be held, 2 IN could not be read.
    """
    from boardrules.formats.activity_forms import KINDS
    from boardrules.formats.converting import UnknownKindError, WrongKindError, convert
    from boardrules.formats.converting_roster import KINDS as ROSTER_KINDS
    from boardrules.formats.records_parquet import ParquetMissingError
    from boardrules.formats.writers import NAMESPACE, WRITERS

    config, plugins = configured(config_path)
    refuse_input(output, (source, *activities, config.path), "OUT")
    if output.exists() and not force:
        click.echo(f"{output} is there already; --force writes over it.", err=True)
        sys.exit(2)
    try:
        made = convert(
            source,
            kind or output.name,
            created=created or _now(),
            organization=organization,
            provider=provider or config.provider or "",
            activities=activities or None,
            namespace=namespace or NAMESPACE,
            credit_domain=credit_domain,
            plugins=plugins,
            columns=config.columns,
        )
    except ParquetMissingError as error:
        raise click.UsageError(str(error)) from None
    except WrongKindError:
        told = f"--to {kind}" if kind else f"the ending of {output.name}"
        raise click.UsageError(
            f"{source} holds learners; {told} means a kind of file of activities."
        ) from None
    except UnknownKindError:
        known = ", ".join(
            [
                *(spec.kind for spec in WRITERS),
                *(f"activities-{each}" for each in KINDS),
                *ROSTER_KINDS,
            ]
        )
        told = f"--to {kind}" if kind else f"the ending of {output.name}"
        raise click.UsageError(f"No kind of file is known by {told}; kinds are {known}.") from None
    for line in _told(made, plugins.catalogue, every=every):
        click.echo(line)
    if made.data is None:
        click.echo(f"{output} was not written: {made.file} could not be read.", err=True)
    else:
        _write(output, made)
    sys.exit(made.exit_status)


def _now() -> datetime:
    from zoneinfo import ZoneInfo

    # Without an offset: where a report names none, it is the time in Chicago.
    return datetime.now(ZoneInfo("America/Chicago")).replace(tzinfo=None)


def _write(output: Path, made: Conversion) -> None:
    assert made.data is not None
    try:
        output.write_bytes(made.data)
    except OSError as error:
        click.echo(f"Cannot write {output}: {error.strerror}.", err=True)
        sys.exit(2)
    one, several = ("record", "records")
    if made.from_kind.startswith("activities"):
        one, several = ("activity", "activities")
    elif made.from_kind == "roster":
        one, several = ("person", "people")
    records = f"{made.records} {one if made.records == 1 else several}"
    if made.left_out:
        records += f" ({made.left_out} left out)"
    count = len(made.lost)
    lost = "nothing lost" if not count else f"{count} thing{'' if count == 1 else 's'} lost"
    click.echo(f"{output} written ({made.kind}): {records}, {lost}.", err=True)


def _told(made: Conversion, codes: Catalogue, *, every: bool) -> Iterator[str]:
    """What got lost, what is wanting and what could not be read, in words.

    Findings that differ only in value and place are told together. Others are not about the
    conversion; ``check`` tells them.
    """
    lost = {id(found) for found in made.lost}
    groups: dict[object, list[Finding]] = {}
    for number, found in enumerate(made.findings):
        if id(found) not in lost and found.code not in _TOLD and found.severity != "error":
            continue
        same = tuple(each for each in found.params if each[0] != "found")
        key = number if every else (found.code, found.severity, same)
        groups.setdefault(key, []).append(found)
    colour = wants_colour()
    for together in groups.values():
        yield from _group(together, codes, colour)
        yield ""


def _group(together: Sequence[Finding], codes: Catalogue, colour: bool) -> Iterator[str]:
    from boardrules.reports.text import place_of

    found = together[0]
    spec = codes[found.code]
    label = found.code if found.severity == "error" else f"{found.code} {found.severity.value}"
    if colour:
        label = paint(label, "error" if found.severity == "error" else "warning")
    yield f"{label} {place_of(found.location)}: {spec.render_message(found)}"
    if detail := spec.render_detail(found):
        yield f"    {detail}"
    yield f"    fix: {spec.render_fix(found)}"
    if len(together) > 1:
        places = [_short(place_of(each.location)) for each in together[1:_MOST_PLACES]]
        rest = len(together) - 1 - len(places)
        more = f" and {rest} more (--all tells each)" if rest else ""
        yield f"    {len(together)} places, also {', '.join(places)}{more}"


def _short(place: str) -> str:
    """A place without its file, which is that of the first; of a pointer the number of the report."""
    rest = place.partition(", ")[2] or place
    report = _IN_JSON.search(rest)
    return report[1] if report else rest.rpartition(", ")[2]
