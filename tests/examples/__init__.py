"""The example documents, and how a test makes a fresh document of one.

An **example** is a whole comprobante of an invented company, under the day it was written on. To issue it, a test moves
it to another company, day and number: `fresh` does that and leaves the rest as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from lxml import etree

FOLDER = Path(__file__).parent

_DAY = "%d/%m/%Y"


def examples() -> list[Path]:
    """Every good example: `<comprobante>/<name>_<version>.xml`."""
    return sorted(FOLDER.glob("*/*_*.xml"))


def name_of(path: Path) -> str:
    """How a test calls an example: `notaCredito minima 1.1.0`."""
    name, version = path.stem.rsplit("_", 1)
    return f"{path.parent.name} {name} {version}"


def can_be_issued(path: Path) -> bool:
    """False for what is only read."""
    return not (path.parent.name == "comprobanteRetencion" and path.stem.endswith("1.0.0"))


def issue_day(root: etree._Element) -> date:
    """The day of issue; a guía says it only in its clave."""
    text = next(root.iterfind("*/fechaEmision"), None)
    if text is not None and text.text:
        return datetime.strptime(text.text, _DAY).date()
    return datetime.strptime((root.findtext("infoTributaria/claveAcceso") or "")[:8], "%d%m%Y").date()


def fresh(path: Path, *, ruc: str, name: str, day: date, secuencial: int | None) -> bytes:
    """The example as another company would issue it on `day`, without clave; without `secuencial`, to be numbered."""
    root = etree.parse(path).getroot()
    info = root.find("infoTributaria")
    assert info is not None
    shift = day - issue_day(root)
    for element in _days(root):
        moved = datetime.strptime(element.text or "", _DAY).date() + shift
        element.text = moved.strftime(_DAY)
    for tag, text in (("ruc", ruc), ("razonSocial", name)):
        _set(info, tag, text)
    for tag in ("claveAcceso", "secuencial"):
        found = info.find(tag)
        if found is not None and tag == "secuencial" and secuencial is not None:
            found.text = f"{secuencial:09d}"
        elif found is not None:
            info.remove(found)
    period = root.find("infoCompRetencion/periodoFiscal")
    if period is not None:
        period.text = day.strftime("%m/%Y")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _days(root: etree._Element) -> Iterator[etree._Element]:
    for element in root.iter("*"):
        if isinstance(element.tag, str) and element.tag.startswith("fecha"):
            yield element


def _set(parent: etree._Element, tag: str, text: str) -> None:
    found = parent.find(tag)
    assert found is not None
    found.text = text
