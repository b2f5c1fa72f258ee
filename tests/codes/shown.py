"""What a user sees of a judgment, as text for a snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from attrs import evolve, frozen

from boardrules import Finding, Verdict
from boardrules.codes import Catalogue
from boardrules.conformance.cases import ConformanceCase
from boardrules.conformance.judge import engine_for, judge_text
from boardrules.formats.neutral import record_from
from boardrules.plugins import Plugins, installed_plugins
from boardrules.reports.text import place_of

#: More records, or findings on a file of one code, than this are told by their number only.
_FEW = 20


@frozen
class Judged:
    """What became of a case: verdicts, and what is wrong with its files or plugins."""

    verdicts: Sequence[Verdict]
    about_files: Sequence[Finding]
    catalogue: Catalogue

    def codes(self, program: str | None = None) -> set[str]:
        """The codes found; with ``program`` those that are that program's or nobody's own."""
        return {
            found.code
            for found in self._findings()
            if program is None or found.program in (None, program)
        }

    def shown(self) -> str:
        return "\n".join(self._lines())

    def _findings(self) -> Iterator[Finding]:
        yield from self.about_files
        for verdict in self.verdicts:
            yield from verdict.findings

    def _lines(self) -> Iterator[str]:
        told: Counter[str] = Counter()
        for found in self.about_files:
            told[found.code] += 1
            if told[found.code] <= _FEW:
                yield from self._finding(found, "")
        for code, count in told.items():
            if count > _FEW:
                yield f"{count - _FEW} x {code} more"
        if len(self.verdicts) > _FEW:
            for status, count in Counter(each.status for each in self.verdicts).items():
                yield f"{count} x {status}"
            return
        for verdict in self.verdicts:
            because = f" ({verdict.because})" if verdict.because else ""
            yield f"record {verdict.record.number}: {verdict.status}{because}"
            for found in verdict.findings:
                yield from self._finding(found, "  ")

    def _finding(self, found: Finding, indent: str) -> Iterator[str]:
        spec = self.catalogue[found.code]
        program = f" [{found.program}]" if found.program else ""
        place = found.location and evolve(found.location, file=PurePath(found.location.file).name)
        yield f"{indent}{found.code} {found.severity}{program} at {place_of(place) or 'no place'}"
        texts = (spec.render_message(found), spec.render_detail(found), spec.render_fix(found))
        for label, text in zip(("", "", "fix: "), texts, strict=True):
            if text:
                yield f"{indent}  {label}{text}"


def judged(case: ConformanceCase, plugins: Plugins | None = None) -> Judged:
    """A conformance case judged by ``plugins``, or by the installed ones."""
    plugins = plugins or installed_plugins()
    engine = engine_for(case.given, plugins)
    if "records" not in case.given:
        report = judge_text(case.given, engine)
        return Judged(report.verdicts, report.file_findings, report.catalogue)
    records = [record_from(each, number) for number, each in enumerate(case.given["records"], 1)]
    return Judged(list(engine.check(records)), (), plugins.catalogue)
