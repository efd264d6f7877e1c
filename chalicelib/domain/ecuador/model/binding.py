"""XML → values with structural problems, and model → XML.

Reading checks what only XML has: unknown, misplaced and repeated elements, empty wrappers, attributes, stray text. It
gives the values as plain dictionaries and strings, to be validated by the model; both lists of problems together are
everything that is wrong with the document. Comments and processing instructions carry no meaning here and are left out,
also in the middle of a name or a description; CDATA is text like any other. A figure or an identifier that one of them
cuts in two is refused: who reads it with another program may see another number. So is a figure with a plus sign.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from lxml import etree

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.documents.xml import SIGNATURE
from chalicelib.domain.ecuador import messages as _messages  # noqa: F401  defines the codes
from chalicelib.domain.ecuador.model.block import Block
from chalicelib.domain.ecuador.model.plan import Child, Plan, plan_of
from chalicelib.domain.ecuador.model.simple import Amount, Text, plain, written_day

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_HARMLESS_ATTRIBUTES = frozenset({f"{_XSI}schemaLocation", f"{_XSI}noNamespaceSchemaLocation"})
"""Hints for XML editors; they say nothing about the document and are not written back."""

MAX_SUGGESTIONS = 100
"""Looking for a similar name takes time that a document full of rubbish is not worth."""

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def read_values(element: etree._Element, model: type[Block], pointer: str, found: list[Problem]) -> dict[str, Any]:
    """The values of an element as its model wants them; structural problems are appended to `found`."""
    plan = plan_of(model)
    values = _attributes(element, plan, pointer, found)
    if plan.content is not None:
        values[plan.content.name] = _text(element, pointer, found)
        return values
    places: list[int] = []
    for node in _elements(element, pointer, found):
        place = plan.order.get(node.tag)
        if place is None:
            found.append(_unknown(node.tag, plan, pointer, suggest=len(found) < MAX_SUGGESTIONS))
            continue
        child = plan.children[place]
        if child.name in values:
            found.append(problem("XML-REPETIDO", f"{pointer}/{child.name}", name=child.name))
            continue
        places.append(place)
        values[child.name] = _value(node, child, f"{pointer}/{child.name}", found)
    if any(later < earlier for earlier, later in pairwise(places)):
        found.extend(_misplaced(places, plan, pointer))
    return values


def _value(node: etree._Element, child: Child, pointer: str, found: list[Problem]) -> Any:
    if child.model is None:
        _refuse_attributes(node, pointer, found)
        text = _text(node, pointer, found)
        _check_whole(node, child, text, pointer, found)
        return text
    if not child.item:
        return read_values(node, child.model, pointer, found)
    _refuse_attributes(node, pointer, found)
    items: list[dict[str, Any]] = []
    for item in _elements(node, pointer, found):
        if item.tag == child.item:
            items.append(read_values(item, child.model, f"{pointer}/{child.item}[{len(items) + 1}]", found))
        else:
            found.append(problem("XML-DESCONOCIDO", f"{pointer}/{_shown(item.tag)}", name=_shown(item.tag), hint=""))
    if not items and not child.may_be_empty:
        found.append(problem("XML-SIN-ELEMENTOS", pointer, name=child.name, item=child.item))
    return items


def _elements(element: etree._Element, pointer: str, found: list[Problem]) -> list[Any]:
    """The child elements; text between them is a problem."""
    stray = element.text or ""
    nodes = []
    for node in element:
        stray += node.tail or ""
        if isinstance(node.tag, str):
            nodes.append(node)
    if stray and not stray.isspace():
        found.append(problem("XML-TEXTO", pointer, name=_shown(element.tag), value=shortened(stray.strip())))
    return nodes


def _text(node: etree._Element, pointer: str, found: list[Problem]) -> str:
    """The whole text of a value: `.text` alone would stop at a comment."""
    text: str = node.text or ""
    for inner in node:
        if isinstance(inner.tag, str):
            found.append(problem("XML-HIJOS", pointer, name=_shown(node.tag), inner=_shown(inner.tag)))
        text += inner.tail or ""
    return text


UNSIGNED_ONLY = frozenset({"XML-FIRMADO", "XML-PARTIDO", "XML-SIGNO"})
"""What does not matter in a document that came signed: nothing of it is written anew."""


def _check_whole(node: etree._Element, child: Child, text: str, pointer: str, found: list[Problem]) -> None:
    """A figure or an identifier stands there in one piece and without a plus sign."""
    if isinstance(child.simple, Text) and child.simple.is_prose:
        return
    pieces = [node.text, *(inner.tail for inner in node)]
    if sum(1 for piece in pieces if piece and not piece.isspace()) > 1:
        found.append(problem("XML-PARTIDO", pointer, name=child.name, value=shortened(text.strip())))
    if isinstance(child.simple, Amount) and text.lstrip().startswith("+"):
        found.append(problem("XML-SIGNO", pointer, name=child.name, value=shortened(text.strip())))


def _attributes(element: etree._Element, plan: Plan, pointer: str, found: list[Problem]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in element.attrib.items():
        if name in plan.attributes:
            values[str(name)] = value
        elif name not in _HARMLESS_ATTRIBUTES:
            found.append(problem("XML-ATRIBUTO", f"{pointer}/@{_shown(name)}", name=_shown(name)))
    return values


def _refuse_attributes(element: etree._Element, pointer: str, found: list[Problem]) -> None:
    for name in element.attrib:
        if name not in _HARMLESS_ATTRIBUTES:
            found.append(problem("XML-ATRIBUTO", f"{pointer}/@{_shown(name)}", name=_shown(name)))


def _unknown(tag: str, plan: Plan, pointer: str, *, suggest: bool) -> Problem:
    if tag == SIGNATURE:
        return problem("XML-FIRMADO", pointer)
    name = _shown(tag)
    hint = similar(name, plan) if suggest else ""
    return problem("XML-DESCONOCIDO", f"{pointer}/{name}", name=name, hint=hint)


def similar(name: str, plan: Plan) -> str:
    """A hint at the child that may have been meant, or nothing."""
    known = {child.name.lower(): child.name for child in plan.children}
    near = get_close_matches(name.lower(), known, n=1, cutoff=0.8)
    return f" ¿Quiso escribir «{known[near[0]]}»?" if near else ""


def _misplaced(places: list[int], plan: Plan, pointer: str) -> list[Problem]:
    """The fewest elements that, taken away, leave the rest in order: those outside a longest increasing run."""
    tails: list[int] = []
    length_at = []
    for place in places:
        at = bisect_right(tails, place)
        tails[at : at + 1] = [place]
        length_at.append(at)
    wanted = len(tails) - 1
    kept = set()
    for place, at in zip(reversed(places), reversed(length_at), strict=True):
        if at == wanted:
            kept.add(place)
            wanted -= 1
    problems = []
    for place in places:
        if place not in kept:
            name = plan.children[place].name
            before = [c.name for c in plan.children[:place] if plan.order[c.name] in kept]
            where = f"después de <{before[-1]}>" if before else "al comienzo"
            problems.append(problem("XML-ORDEN", f"{pointer}/{name}", name=name, where=where))
    return problems


def shortened(value: str, limit: int = 60) -> str:
    """A value as it is shown in a message: not too long, and nothing in it that cannot be shown or stored.

    >>> shortened("1\\x000"), shortened("a\\ud800")
    ('1\ufffd0', 'a\ufffd')
    """
    seen = value if value.isprintable() else "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in value)
    return seen if len(seen) <= limit else seen[: limit - 1] + "…"


def _shown(tag: Any) -> str:
    return shortened(str(tag).rsplit("}", 1)[-1])


def to_element(block: Block, name: str) -> etree._Element:
    """A block as an element of that name, its children in order, nothing between them."""
    element = etree.Element(name)
    _fill(element, block)
    return element


def to_bytes(block: Block, name: str) -> bytes:
    """A comprobante as UTF-8 with an XML declaration, and in canonical form: what its signature will cover."""
    return DECLARATION + etree.tostring(to_element(block, name), method="c14n")


def _fill(element: etree._Element, block: Block) -> None:
    plan = plan_of(type(block))
    for name in plan.attributes:
        element.set(name, _written(getattr(block, name)))
    if plan.content is not None:
        element.text = _written(getattr(block, plan.content.name))
    for child in plan.children:
        value = getattr(block, child.name)
        if value is None or (value == [] and not _is_written_empty(block, child)):
            continue
        node = etree.SubElement(element, child.name)
        if child.item:
            for item in value:
                _fill(etree.SubElement(node, child.item), item)
        elif child.model is not None:
            _fill(node, value)
        else:
            node.text = _written(value)


def _is_written_empty(block: Block, child: Child) -> bool:
    return child.may_be_empty and (child.required or child.name in block.model_fields_set)


def _written(value: str | Decimal | date) -> str:
    if isinstance(value, str):
        return value
    return plain(value) if isinstance(value, Decimal) else written_day(value)
