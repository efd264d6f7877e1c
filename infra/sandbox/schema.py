"""The schema of each comprobante and version, compiled from its table (see `tables`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from threading import Lock
from typing import Any, cast
from xml.sax.saxutils import quoteattr

from lxml import etree

from infra.sandbox.tables import ID_REQUIRED, TABLES, TAIL, TRIBUTARIA, TYPES

DS = "http://www.w3.org/2000/09/xmldsig#"

_JUDGING = Lock()
_TIMES = {"": ("1", "1"), "?": ("0", "1"), "+": ("1", "unbounded"), "*": ("0", "unbounded")}

_LINE = re.compile(
    r"(?P<indent> *)(?:\{(?P<when>[^}]+)\} )?(?P<at>@)?(?P<name>\w+?)(?P<many>[?+*]|\{\d+,\d+\})?(?: (?P<type>.+))?$"
)


def known(root: str, version: str) -> bool:
    """Whether there is a schema for it."""
    return root in TABLES and version in TABLES[root]


def problems(root: etree._Element) -> list[str]:
    """What in a comprobante of a known type and version does not follow the schema, in the document's order."""
    judged = schema(str(root.tag), root.get("version") or "")
    with _JUDGING:  # the log belongs to the schema, not to the call
        if judged.validate(root):
            return []
        return [f"{e.path}: {e.message}" for e in cast("Iterable[Any]", judged.error_log)]


@cache
def schema(root: str, version: str) -> etree.XMLSchema:
    """The compiled schema. Raises KeyError for an unknown root or version."""
    return etree.XMLSchema(etree.fromstring(xsd(root, version).encode()))


def xsd(root: str, version: str) -> str:
    """The schema as text."""
    body = _elements(_tree(TRIBUTARIA + TABLES[root][version] + TAIL, version), version)
    needed = "required" if root in ID_REQUIRED else "optional"
    return (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="unqualified">'
        f'{_named("t300", version)}<xs:element name="{root}"><xs:complexType><xs:sequence>{body}'
        f'<xs:any namespace="{DS}" processContents="skip" minOccurs="0"/></xs:sequence>'
        f'<xs:attribute name="id" use="{needed}"><xs:simpleType><xs:restriction base="xs:string">'
        '<xs:enumeration value="comprobante"/></xs:restriction></xs:simpleType></xs:attribute>'
        f'<xs:attribute name="version" fixed="{version}"/>'
        "</xs:complexType></xs:element></xs:schema>"
    )


class _Node:
    def __init__(self, line: re.Match[str]) -> None:
        self.name: str = line["name"]
        self.many: str = line["many"] or ""
        self.type: str = line["type"] or ""
        self.attribute = bool(line["at"])
        self.children: list[_Node] = []


def _tree(table: str, version: str) -> list[_Node]:
    top: list[_Node] = []
    path: list[_Node] = []
    hidden: int | None = None
    for text in table.splitlines():
        if not text:
            continue
        line = _LINE.match(text)
        assert line is not None, text
        depth = len(line["indent"]) // 2
        if hidden is not None and depth > hidden:
            continue
        hidden = None
        if line["when"] and not _applies(line["when"], version):
            hidden = depth
            continue
        node = _Node(line)
        del path[depth:]
        (path[-1].children if path else top).append(node)
        path.append(node)
    return top


def _applies(when: str, version: str) -> bool:
    return version.startswith("2.") if when == "2" else version.endswith(".1.0")


def _elements(nodes: list[_Node], version: str) -> str:
    return "".join(_element(node, version) for node in nodes if not node.attribute)


def _element(node: _Node, version: str) -> str:
    low, high = _TIMES.get(node.many) or tuple(node.many.strip("{}").split(","))
    attributes = "".join(
        f'<xs:attribute name="{a.name}" use="required">{_simple(a.type, version)}</xs:attribute>'
        for a in node.children
        if a.attribute
    )
    children = _elements(node.children, version)
    if node.type and attributes:
        inner = (
            f'<xs:complexType><xs:simpleContent><xs:extension base="{node.type}">{attributes}</xs:extension>'
            "</xs:simpleContent></xs:complexType>"
        )
    elif node.type:
        inner = _simple(node.type, version)
    else:
        sequence = f"<xs:sequence>{children}</xs:sequence>" if children else ""
        inner = f"<xs:complexType>{sequence}{attributes}</xs:complexType>"
    return f'<xs:element name="{node.name}" minOccurs="{low}" maxOccurs="{high}">{inner}</xs:element>'


def _simple(kind: str, version: str) -> str:
    if kind.startswith("/"):
        return _restriction("xs:string", _facet("pattern", kind.strip("/")))
    if kind in TYPES:
        return _restriction("xs:string", _facet("pattern", TYPES[kind]))
    if kind[0] in "st":
        facets = _facet("minLength", "1") + _facet("maxLength", kind[1:])
        return _restriction("xs:string", facets + (_facet("pattern", "[^\\n]*") if kind[0] == "s" else ""))
    if kind[0] == "q":
        kind = "d18.6" if version.endswith(".1.0") else "d14.2"
    total, _, fraction = kind[1:].partition(".")
    facets = _facet("totalDigits", total) + _facet("fractionDigits", fraction)
    return _restriction("xs:decimal", facets + ("" if kind[0] == "i" else _facet("minInclusive", "0")))


def _named(kind: str, version: str) -> str:
    """A simple type by its name in the table, for elements that have text and attributes."""
    return _simple(kind, version).replace("<xs:simpleType>", f'<xs:simpleType name="{kind}">', 1)


def _restriction(base: str, facets: str) -> str:
    return f'<xs:simpleType><xs:restriction base="{base}">{facets}</xs:restriction></xs:simpleType>'


def _facet(name: str, value: str) -> str:
    return f"<xs:{name} value={quoteattr(value)}/>"
