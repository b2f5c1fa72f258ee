"""Text on a page: nothing in it is ever mark-up."""

from __future__ import annotations

import html

from boardrules.printable import printable


def shown(text: object) -> str:
    """``text`` for the page, between tags or within the quotes of an attribute."""
    return html.escape(printable(str(text)))


def element(name: str, text: object, **attributes: str) -> str:
    """An element that holds ``text``; ``class_`` stands for the attribute ``class``."""
    given = "".join(f' {key.rstrip("_")}="{shown(value)}"' for key, value in attributes.items())
    return f"<{name}{given}>{shown(text)}</{name}>"


def own(text: object) -> str:
    """What somebody entered, kept from turning the text around it when it runs right to left."""
    return element("bdi", text)


def many(count: int, noun: str) -> str:
    """``1 record``, ``2 records``, ``2 activities``."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"
