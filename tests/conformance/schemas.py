"""The official schemas in a folder, told by what they hold: their root element, and the version in their file name."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from chalicelib.domain.ecuador.comprobantes import BY_ROOT
from tests.conformance.compare import Subject

_XS = "{http://www.w3.org/2001/XMLSchema}"
_VERSION = re.compile(r"([0-9]+\.[0-9]+\.[0-9]+)\.xsd$", re.IGNORECASE)


def subjects(folder: Path) -> list[Subject]:
    """One for each schema of a comprobante in the folder. Raises ValueError for a version that we do not know."""
    found = []
    for path in sorted(folder.glob("*.xsd")):
        tree = etree.parse(path, etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False))
        kinds = [BY_ROOT[e.get("name", "")] for e in tree.iterfind(f"{_XS}element") if e.get("name") in BY_ROOT]
        if not kinds:
            continue
        version = _VERSION.search(path.name)
        if len(kinds) != 1 or version is None or version[1] not in kinds[0].models:
            raise ValueError(f"{path.name}: a schema of {[kind.root for kind in kinds]}, of no version that we know")
        names = tuple(sorted({e.get("name", "") for e in tree.iter(f"{_XS}element") if e.get("name")}))
        found.append(Subject(kinds[0], version[1], etree.XMLSchema(tree), names))
    return found
