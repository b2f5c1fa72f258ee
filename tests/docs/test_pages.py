"""The pages that are made from the registry are up to date, and links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from boardrules.codes import CodeSpec, builtin_catalogue
from boardrules.conformance.cases import load_suite
from boardrules.pages import neighbours, pages, program_page, table, write_pages
from boardrules.plugins import installed_plugins
from boardrules.programs import ProgramSpec
from boardrules.rulebook import rule_lines

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
TEXTS = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
CODES = list(builtin_catalogue())
PROGRAMS = list(installed_plugins().programs)
AGAIN = "out of date: run `python -m boardrules.pages docs`"

each_code = pytest.mark.parametrize("spec", CODES, ids=lambda spec: spec.code)
each_program = pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.code)
each_text = pytest.mark.parametrize(
    "path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix()
)


def below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for name in ("codes", "programs")
        for path in (folder / name).iterdir()
    }


def test_the_pages_are_those_of_the_registry(tmp_path: Path) -> None:
    write_pages(tmp_path)
    made, kept = below(tmp_path), below(DOCS)
    assert sorted(kept) == sorted(made), AGAIN
    assert [name for name in made if kept[name] != made[name]] == [], AGAIN


def test_there_is_a_page_for_each_code_and_program_and_for_nothing_else() -> None:
    assert sorted(pages()) == sorted(
        [
            "codes/README.md",
            "programs/README.md",
            *(f"codes/{spec.code}.md" for spec in CODES),
            *(f"programs/{program.code}.md" for program in PROGRAMS),
        ]
    )


def test_a_page_of_nothing_is_removed(tmp_path: Path) -> None:
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes" / "BR999.md").write_text("# BR999\n", encoding="utf-8")
    (tmp_path / "index.md").write_text("# Index\n", encoding="utf-8")
    write_pages(tmp_path)
    assert not (tmp_path / "codes" / "BR999.md").exists()
    assert (tmp_path / "index.md").exists()


def as_written(template: str) -> re.Pattern[str]:
    """A pattern for a text of the catalogue on a page: any words may stand for a placeholder."""
    parts = re.split(r"\{\w+\}", " ".join(template.split()))
    return re.compile(r"\*[a-z ]+\*".join(map(re.escape, parts)))


@each_code
def test_a_code_s_page_holds_message_trigger_and_fix(spec: CodeSpec) -> None:
    page = (DOCS / "codes" / f"{spec.code}.md").read_text("utf-8").replace("\\", "")
    lines = page.splitlines()
    assert page.startswith(f"# {spec.code}: ")
    for text in (spec.message, spec.trigger, spec.fix):
        whole = as_written(text.replace("\\", ""))
        assert any(whole.search(line) for line in lines), text


@pytest.mark.parametrize("code", [spec.code for spec in CODES if spec.official])
def test_an_official_code_has_an_example_from_the_cases(code: str) -> None:
    if code == "998":
        pytest.skip("it is a fault of the engine, so that there is no case")
    page = (DOCS / "codes" / f"{code}.md").read_text("utf-8")
    pairs = [pair for pair in neighbours(code, load_suite()) if f"`{pair.fails.id}`" in page]
    assert 1 <= len(pairs) <= 3
    for pair in pairs:
        assert f"`{pair.passes.id}`" in page
        assert pair.differs
        assert code in {each for _, each, _ in pair.fails.expect}
        assert code not in {each for _, each, _ in pair.passes.expect}


@each_program
def test_a_program_s_page_holds_every_rule_with_its_source(program: ProgramSpec) -> None:
    page = (DOCS / "programs" / f"{program.code}.md").read_text("utf-8").replace("\\", "")
    for rule_set in program.rule_sets:
        section = page[page.index(f"## {rule_set.id}: ") :]
        for line in rule_lines(rule_set):
            # A credit type stands in a table of its own, what is said of its days among the rules.
            name = "credit_type" if line.rule.startswith("credit_type ") else line.rule
            row = next(each for each in section.splitlines() if each.startswith(f"| `{name}` "))
            assert " ".join(line.source.says.split()).replace("\\", "") in row
            assert f"| {line.source.confidence} " in row
        for kind in rule_set.credit_types:
            assert f"| {kind.name} " in section
    for jurisdiction in program.jurisdictions:
        assert re.search(rf"\| {jurisdiction.code} +\| {re.escape(jurisdiction.name)}", page)


@each_program
def test_a_program_s_page_can_be_made_without_cases(program: ProgramSpec) -> None:
    assert "| -" in program_page(program, CODES, [])


def test_pipes_do_not_break_a_table() -> None:
    assert table(("a", "b"), [("x|y", "z")]) == [
        "| a    | b   |",
        "| ---- | --- |",
        "| x\\|y | z   |",
    ]


@each_text
def test_tables_have_as_many_cells_in_each_row(path: Path) -> None:
    widths: list[int] = []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        if line.startswith("|"):
            widths.append(len(re.findall(r"(?<!\\)\|", line)))
        else:
            assert len(set(widths)) <= 1, line
            widths = []


def anchors(path: Path) -> Iterator[str]:
    """The anchors of a page's headings, as they are made of their text."""
    for line in path.read_text("utf-8").splitlines():
        if heading := re.match(r"#+ (.*)", line):
            yield re.sub(r"[^\w\- ]", "", heading[1].lower()).replace(" ", "-")


@each_text
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.M | re.S)
    text = re.sub(r"`+[^`\n]+`+", "", text)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = path.parent / name if name else path
        assert there.exists(), f"{target}: there is no such file"
        assert not anchor or anchor in anchors(there), f"{target}: there is no such heading"


def test_the_index_leads_to_every_page() -> None:
    text = (DOCS / "index.md").read_text("utf-8")
    for path in sorted(DOCS.glob("*.md")):
        assert path.name == "index.md" or f"]({path.name})" in text, path.name
    assert "](codes/README.md)" in text
    assert "](programs/README.md)" in text
