"""Names that lead to no file, or to one that cannot be read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROLES = ("learners", "activities", "roster")


def nothing(path: Path) -> None:
    """No file at all."""


def empty(path: Path) -> None:
    path.touch()


def only_a_mark(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf\r\n")


def directory(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def link_to_nothing(path: Path) -> None:
    path.symlink_to("elsewhere")


def link_to_zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices of Unix")
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (nothing, "There is no file of this name here."),
        (empty, "The file has no content."),
        (only_a_mark, "The file has no content."),
        (directory, "This is a folder, not a file."),
        (pipe, "This is a pipe or a device, not a file."),
        (link_to_itself, "There is no file of this name here."),
        (link_to_nothing, "There is no file of this name here."),
        (link_to_zeros, "This is a pipe or a device, not a file."),
    ],
)
def test_what_cannot_be_opened(desk: Any, role: str, make: Any, reason: str) -> None:
    make(desk.folder / "given")
    told = desk.check("given", role)
    assert (told.status, told.codes, told.place()) == (2, ["BR101"], {})
    assert told.findings[0]["detail"] == reason
    assert len(told.verdicts) == (role != "learners")


@pytest.mark.parametrize("role", ROLES)
def test_a_file_without_permission(desk: Any, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Taken by a patch, since the administrator may read everything.
    (desk.folder / "given").write_text("x")
    whole = Path.open

    def locked(path: Path, *given: Any, **named: Any) -> Any:
        if path.name == "given":
            raise PermissionError
        return whole(path, *given, **named)

    monkeypatch.setattr(Path, "open", locked)
    told = desk.check("given", role)
    assert (told.status, told.codes) == (2, ["BR101"])
    assert "may not be read by this user" in told.findings[0]["detail"]


def test_a_link_to_a_sound_file_is_read(desk: Any) -> None:
    (desk.folder / "given").symlink_to("sound.xlsx")
    told = desk.check("given")
    assert (told.status, told.codes, len(told.verdicts)) == (0, [], 1)


def test_many_comments_before_an_element_are_not_pondered(tmp_path: Path) -> None:
    """Each comment could end at any of those after it: 2 to the power of 5,000 ways to see them."""
    path = tmp_path / "a.xml"
    path.write_text("<!-- -->" * 5_000 + "<a>")
    code = (
        "import sys; from pathlib import Path; from boardrules.formats.source import *;"
        "print(sniff(Source(Path(sys.argv[1]), 'a.xml')).kind)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("xml\n", "")
