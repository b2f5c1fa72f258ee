"""What the documents show, taken out of them to be tried."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^(?:<!-- (\w+) -->\n)?```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

SOURCE = """
[[rule_set.source]]
rule = "{rule}"
says = "XB reporting manual, page 3"
confidence = "board"
"""


def blocks(document: str, language: str) -> list[str]:
    """The code blocks of a document that are in ``language``, in their order."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return [block for _, of, block in _BLOCK.findall(text) if of == language]


def marked(document: str, mark: str) -> str:
    """The code block of a document that follows ``<!-- mark -->``."""
    text = (ROOT / document).read_text(encoding="utf-8")
    found: list[str] = [block for name, _, block in _BLOCK.findall(text) if name == mark]
    [block] = found
    return block


def named(document: str, name: str) -> str:
    """The code block of a document that begins with the comment ``# name``."""
    text = (ROOT / document).read_text(encoding="utf-8")
    found: list[str] = [each[-1] for each in _BLOCK.findall(text)]
    [block] = [each for each in found if each.startswith(f"# {name}")]
    return block


def board() -> dict[str, str]:
    """The files of README's board by their names, with the sources that its last line promises."""
    program = named("README.md", "boardrules_xb/program.toml")
    *_, last = program.splitlines()
    promised = re.findall(r"[a-z_]+", last.split("so on for ")[1])
    rules = [rule for rule in promised if rule != "and"]
    program += "".join(SOURCE.format(rule=rule) for rule in rules)
    stated = tomllib.loads(program)["rule_set"][0]
    assert {each["rule"] for each in stated["source"]} <= set(stated), "a source without its rule"
    return {"__init__.py": named("README.md", "boardrules_xb/__init__.py"), "program.toml": program}
