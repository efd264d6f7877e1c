"""An XML Schema written from our own declaration: the comparison must find nothing against it, until it is changed."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from lxml import etree

from chalicelib.domain.ecuador.comprobantes import Kind
from chalicelib.domain.ecuador.comprobantes.comunes import CampoAdicional
from chalicelib.domain.ecuador.model.block import Block
from chalicelib.domain.ecuador.model.plan import Child, Simple, plan_of
from chalicelib.domain.ecuador.model.simple import Amount, Choice, Day, Text

_CONTENT = "contenido"
_DAY = "(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[012])/20[0-9][0-9]"


def text_of(kind: Kind, version: str) -> str:
    """The schema of a kind and version, as text."""
    body = _block(kind.models[version], version, root=True)
    content = plan_of(CampoAdicional).content
    assert content is not None
    named = _simple(content, version).replace("<xs:simpleType>", f'<xs:simpleType name="{_CONTENT}">')
    return (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
        f'<xs:element name="{kind.root}">{body}</xs:element>{named}</xs:schema>'
    )


def compiled(text: str) -> etree.XMLSchema:
    """The schema, ready to judge."""
    return etree.XMLSchema(etree.fromstring(text))


def _block(model: type[Block], version: str, *, root: bool = False) -> str:
    plan = plan_of(model)
    attributes = "".join(
        f'<xs:attribute name="{a.name}" use="{"required" if a.required else "optional"}">{_simple(a, version)}'
        "</xs:attribute>"
        for a in plan.attributes.values()
        if not (root and a.name == "version")
    )
    if root:
        attributes += '<xs:attribute name="version" type="xs:NMTOKEN"/>'
    if plan.content is not None:
        return (
            f'<xs:complexType><xs:simpleContent><xs:extension base="{_CONTENT}">{attributes}'
            "</xs:extension></xs:simpleContent></xs:complexType>"
        )
    children = "".join(
        _child(c, version, always=c.name == "claveAcceso")
        for c in plan.children
        if c.versions is None or version in c.versions
    )
    sequence = f"<xs:sequence>{children}</xs:sequence>" if children else ""
    return f"<xs:complexType>{sequence}{attributes}</xs:complexType>"


def _child(child: Child, version: str, *, always: bool) -> str:
    least = 1 if child.required or always else 0
    head = f'<xs:element name="{child.name}" minOccurs="{least}">'
    if child.model is None:
        return f"{head}{_simple(child, version)}</xs:element>"
    inner = _block(child.model, version)
    if not child.item:
        return f"{head}{inner}</xs:element>"
    few, many = (0 if child.may_be_empty else 1), child.at_most or "unbounded"
    item = f'<xs:element name="{child.item}" minOccurs="{few}" maxOccurs="{many}">{inner}</xs:element>'
    return f"{head}<xs:complexType><xs:sequence>{item}</xs:sequence></xs:complexType></xs:element>"


def _simple(child: Child, version: str) -> str:
    assert child.simple is not None
    base, facets = _facets(child.simple, version)
    inner = "".join(f"<xs:{name} value={quoteattr(str(value))}/>" for name, value in facets)
    return f'<xs:simpleType><xs:restriction base="xs:{base}">{inner}</xs:restriction></xs:simpleType>'


def _facets(simple: Simple, version: str) -> tuple[str, list[tuple[str, object]]]:
    match simple:
        case Choice():
            return "string", [("enumeration", value) for value in simple.values]
        case Day():
            return "string", [("pattern", _DAY)]
        case Amount():
            digits, places = simple.limits(version)
            least: list[tuple[str, object]] = [] if simple.signed else [("minInclusive", 0)]
            return "decimal", [("totalDigits", digits), ("fractionDigits", places), *least]
        case Text():
            most: list[tuple[str, object]] = [] if simple.maximum is None else [("maxLength", simple.maximum)]
            pattern = "[^\\n]*" if simple.pattern is None else simple.pattern.replace("(?:", "(")
            return "string", [("minLength", simple.minimum), *most, ("pattern", pattern)]
