"""Documents for the tests: the examples, and changes to them by path.

`change(xml, "infoFactura/importeTotal", "5.00")` sets a text; None takes the element away. A path may end in `@name`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lxml import etree

from chalicelib.domain.documents.country import DocumentNumber, Issuer, Part, Prepared, Rejected, Unnumbered
from chalicelib.domain.documents.errors import Problem
from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform

EXAMPLES = Path(__file__).parents[2] / "examples" / "factura"
COMPLETE = (EXAMPLES / "completa_2.1.0.xml").read_bytes()
MINIMAL = (EXAMPLES / "minima_1.1.0.xml").read_bytes()
EXPORT = (EXAMPLES / "exportacion_1.1.0.xml").read_bytes()
REIMBURSEMENT = (EXAMPLES / "reembolso_1.1.0.xml").read_bytes()
ALL = (COMPLETE, MINIMAL, EXPORT, REIMBURSEMENT)

TODAY = date(2026, 11, 10)
PLATFORM_RUC = "1793201458001"


def change(xml: bytes, path: str, text: str | None) -> bytes:
    """The document with one text (or attribute) set, or taken away."""
    root = parse(xml)
    where, _, attribute = path.partition("@")
    node = root.find(where.rstrip("/")) if where else root
    assert node is not None, f"no {path}"
    if attribute and text is None:
        del node.attrib[attribute]
    elif attribute:
        node.set(attribute, str(text))
    elif text is None:
        parent = node.getparent()
        assert parent is not None
        parent.remove(node)
    else:
        node.text = text
    return etree.tostring(root, encoding="UTF-8")


def swap(xml: bytes, old: str, new: str) -> bytes:
    """The document with a piece of its text replaced, everywhere."""
    assert old.encode() in xml, f"no {old}"
    return xml.replace(old.encode(), new.encode())


def unclaimed(xml: bytes) -> bytes:
    """The document without clave de acceso."""
    return change(xml, "infoTributaria/claveAcceso", None)


def issuer_of(xml: bytes, *environments: str) -> Issuer:
    """The issuer the document names."""
    return Issuer(parse(xml).findtext("infoTributaria/ruc") or "", frozenset(environments or ("1",)))


def eight(number: DocumentNumber) -> str:
    """A código numérico."""
    return "31415926"


def prepare(
    xml: bytes, *, issuer: Issuer | None = None, today: date = TODAY, platform: str = PLATFORM_RUC
) -> Prepared | Rejected | Unnumbered:
    """Prepare a document as intake does."""
    return EcuadorPreparer(Platform(platform)).prepare(
        Part("factura.xml", xml), issuer=issuer or issuer_of(xml), today=today, numeric_code=eight
    )


def accepted(xml: bytes) -> Prepared:
    """Prepare a document that must pass."""
    outcome = prepare(xml)
    assert isinstance(outcome, Prepared), outcome
    return outcome


def told(outcome: object) -> list[Problem]:
    """Every problem, errors and warnings, but that a bare example has no address to be mailed to."""
    assert isinstance(outcome, (Prepared, Rejected))
    found = outcome.problems if isinstance(outcome, Rejected) else outcome.warnings
    return [p for p in found if p.code != "DOC-SIN-CORREO"]


def problems(xml: bytes, **settings: object) -> set[tuple[str, str]]:
    """(code, pointer) of every problem that is `told`."""
    return {(p.code, p.pointer) for p in told(prepare(xml, **settings))}  # type: ignore[arg-type]
