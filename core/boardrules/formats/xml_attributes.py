"""The attributes of an XML element, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from lxml.etree import _Element

#: lxml looks each value up among all of them, so that it takes the square of their number.
_FEW = 100


def attributes(element: _Element) -> list[tuple[str, str]]:
    """The name, ``{namespace}name`` if it has one, and value of each attribute, in their order."""
    if len(element.attrib) <= _FEW:
        return [(str(name), str(value)) for name, value in element.attrib.items()]
    return [(str(each.attrname), str(each)) for each in cast("list[Any]", element.xpath("@*"))]
