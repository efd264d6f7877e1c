"""Where our models differ from the official schemas on purpose, each with its reason.

- A **repair** is something our reading puts right or lets be absent: it makes of a document the one that the schema
  then judges.
- An **extra** rule refuses what the schema lets pass.

So the models are right if they accept a document exactly when the schema accepts its repaired form and no extra rule
is broken. Both are told from the document alone, not from what our reading says about it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from datetime import date

from lxml import etree

from chalicelib.domain.ecuador.comprobantes import BY_ROOT, KINDS
from chalicelib.domain.ecuador.model.block import Block
from chalicelib.domain.ecuador.model.plan import plan_of
from chalicelib.domain.ecuador.model.simple import Amount, normalise

CLAVE = "0" * 49
RIMPE = "CONTRIBUYENTE RÉGIMEN RIMPE"
UNKNOWN_VERSION = "versión desconocida"
NEGOCIO_POPULAR = "CONTRIBUYENTE NEGOCIO POPULAR - RÉGIMEN RIMPE"

_DATE = re.compile(r"([0-9]{2})/([0-9]{2})/(20[0-9]{2})")


def _texts(root: etree._Element) -> None:
    for node in root.iterdescendants():
        for name, value in node.attrib.items():
            node.set(name, normalise(str(value)))
        if not len(node):
            node.text = normalise(node.text or "") or None


def _clave(root: etree._Element) -> None:
    info = root.find("infoTributaria")
    if info is None:
        return
    present = info.findall("claveAcceso")
    if len(present) == 1 and not len(present[0]) and not (present[0].text or "").strip():
        present[0].text = CLAVE
    if present:
        return
    clave = etree.Element("claveAcceso")
    clave.text = CLAVE
    before, after = info.find("ruc"), info.find("codDoc")
    if after is not None:
        after.addprevious(clave)
    elif before is not None:
        before.addnext(clave)


def _id(root: etree._Element) -> None:
    if root.get("id") is None:
        root.set("id", "comprobante")


def _rimpe(root: etree._Element) -> None:
    for node in root.iterfind("infoTributaria/contribuyenteRimpe"):
        if not len(node) and node.text == NEGOCIO_POPULAR:
            node.text = RIMPE


REPAIRS: dict[str, tuple[Callable[[etree._Element], None], str]] = {
    "texto normalizado": (
        _texts,
        "Blanks at the ends, runs of blanks, line breaks, tabs and invisible characters are put right before a text is "
        "judged: the schemas refuse some of them and the SRI trips over others (error 35). A text of blanks is empty.",
    ),
    "clave ausente": (_clave, "The clave de acceso may be absent or empty in what is handed in: it is made here."),
    "id ausente": (_id, "The attribute id has one value only; it is written always and not asked for."),
    "negocio popular": (
        _rimpe,
        "The ficha técnica knows this legend; the official files of 2022 only the other. A rule asks about it.",
    ),
}


def repaired(root: etree._Element, *names: str) -> etree._Element:
    """A copy with the named repairs made, all of them if none is named."""
    made = copy.deepcopy(root)
    etree.strip_tags(made, etree.Comment)
    for name in names or REPAIRS:
        REPAIRS[name][0](made)
    return made


def _unreal_date(root: etree._Element) -> bool:
    for node in root.iterdescendants():
        if str(node.tag).startswith("fecha") and (match := _DATE.fullmatch(node.text or "")):
            day, month, year = map(int, match.groups())
            try:
                date(year, month, day)
            except ValueError:
                return True
    return False


def _without_version(root: etree._Element) -> bool:
    kind = BY_ROOT.get(str(root.tag))
    return kind is None or root.get("version") not in kind.models


def _two_lists_of_payments(root: etree._Element) -> bool:
    return root.tag == "notaDebito" and len(root.findall("infoNotaDebito/pagos")) > 1


def _amounts(model: type[Block]) -> set[str]:
    """The names of the elements inside a block that hold a figure."""
    found: set[str] = set()
    for child in plan_of(model).children:
        if child.model is not None:
            found |= _amounts(child.model)
        elif isinstance(child.simple, Amount):
            found.add(child.name)
    return found


_FIGURES = set[str]().union(*(_amounts(model) for kind in KINDS for model in kind.models.values()))


def _plus(root: etree._Element) -> bool:
    return any(node.tag in _FIGURES and (node.text or "").strip().startswith("+") for node in root.iterdescendants())


EXTRAS: dict[str, tuple[Callable[[etree._Element], bool], str]] = {
    "fecha irreal": (_unreal_date, "31/02/2026 follows the pattern and is no day."),
    UNKNOWN_VERSION: (
        _without_version,
        "The schemas take any version or none; which schema a document follows must be known before it is read.",
    ),
    "signo +": (_plus, "A figure with its sign is refused: nothing is dropped of what was written."),
    "dos listas de pagos": (
        _two_lists_of_payments,
        "The schema of the nota de débito lets `pagos` repeat; the ficha técnica has it once.",
    ),
}


def broken_extras(root: etree._Element) -> list[str]:
    """The extra rules that a (repaired) document breaks."""
    return [name for name, (breaks, _) in EXTRAS.items() if breaks(root)]
