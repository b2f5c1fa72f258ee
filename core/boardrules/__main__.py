"""``python -m boardrules``: the command line."""

from __future__ import annotations

from boardrules.cli import main

if __name__ == "__main__":
    main(prog_name="boardrules")
