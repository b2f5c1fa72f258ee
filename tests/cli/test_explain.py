"""``boardrules explain``."""

from __future__ import annotations

import json

import pytest
from syrupy.assertion import SnapshotAssertion

from boardrules.codes import builtin_catalogue

from .conftest import Installer, Run, process

OWN_CODE = """
from boardrules import CodeSpec, Severity, hookimpl


@hookimpl
def register_codes():
    return [
        CodeSpec(
            "XB101", "Badge is odd.", "Odd badge", Severity.ERROR, "format",
            why="w", trigger="t", fix="f", example_bad="3", example_good="2",
        )
    ]
"""


@pytest.mark.parametrize("code", ["674", "605", "BR302", "998"])
def test_the_page_of_a_code(run: Run, code: str, snapshot: SnapshotAssertion) -> None:
    result = run("explain", code)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "\x1b" not in result.stdout
    assert result.stdout == snapshot


@pytest.mark.parametrize("written", ["BR302", "br302", "Br302"])
def test_capitals_do_not_matter(run: Run, written: str) -> None:
    assert run("explain", written).stdout.startswith("BR302: ")


@pytest.mark.parametrize(
    ("written", "near"), [("6740", "674"), ("BR3O2", "BR302"), ("br 302", "BR302"), ("67", "67")]
)
def test_an_unknown_code_suggests_a_near_one(run: Run, written: str, near: str) -> None:
    result = run("explain", written)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"No code {written!r}. Did you mean {near}")
    assert "`boardrules list codes` lists them all." in result.stderr


@pytest.mark.parametrize("written", ["", "hello", "../x", "{found}", "Ж"])
def test_a_code_like_no_other(run: Run, written: str) -> None:
    result = run("explain", written)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"No code {written!r}. `boardrules list codes`")


@pytest.mark.parametrize("arguments", [[], ["674", "675"], ["674", "--format", "xml"]])
def test_usage(run: Run, arguments: list[str]) -> None:
    result = run("explain", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: ")


@pytest.mark.parametrize("code", [spec.code for spec in builtin_catalogue()])
def test_json_says_everything_that_is_known(run: Run, code: str) -> None:
    result = run("explain", code, "--format", "json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    spec = builtin_catalogue()[code]
    assert (document["code"], document["message"]) == (code, spec.message)
    assert document["official"] == (not code.startswith("BR"))
    assert set(document["reasons"]) == set(spec.reasons)
    assert all(reason["fix"] for reason in document["reasons"].values())
    assert all(document[name] for name in ("title", "why", "trigger", "fix", "sources"))


def test_a_plugin_s_code(run: Run, install: Installer) -> None:
    install("xb", OWN_CODE)
    result = run("explain", "xb101")
    assert result.exit_code == 0
    assert result.stdout.startswith("XB101: Odd badge\n")
    assert "Did you mean XB101?" in run("explain", "XB100").stderr


def test_as_a_process() -> None:
    done = process("explain", "674")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"674: ")
    assert process("explain", "000").returncode == 2
