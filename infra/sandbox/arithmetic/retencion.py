"""The comprobante de retención: what is withheld, and in 2.0.0 the taxes of the documents it is withheld on.

The importeTotal and pagos of such a document are not added up: it may hold what the retención has no element for, such
as a tip or the fees that an electricity bill collects for others.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from infra.sandbox.arithmetic import reimbursement
from infra.sandbox.arithmetic.parts import IVA, Figure, amount, cents, iva

_OF_IVA = "2"
_IVA_WITHHELD = {"9": 10, "10": 20, "1": 30, "11": 50, "2": 70, "3": 100, "7": 0, "8": 0}
"""Per cent of the IVA by codigoRetencion (tabla 20)."""


def figures(root: etree._Element) -> Iterator[Figure]:
    """Of either version."""
    for number, row in enumerate(root.iterfind("impuestos/impuesto"), start=1):
        yield from _withheld(f"impuesto {number}", row)
    for number, support in enumerate(root.iterfind("docsSustento/docSustento"), start=1):
        yield from _support(f"docSustento {number}", support)


def _withheld(name: str, row: etree._Element) -> Iterator[Figure]:
    percent = amount(row, "porcentajeRetener")
    if row.findtext("codigo") == _OF_IVA:
        expected = _IVA_WITHHELD.get(row.findtext("codigoRetencion") or "")
        yield f"{name} porcentajeRetener", percent, percent if expected is None else Decimal(expected)
    yield (
        f"{name} valorRetenido",
        amount(row, "valorRetenido"),
        cents(amount(row, "baseImponible") * percent / 100),
    )


def _support(name: str, support: etree._Element) -> Iterator[Figure]:
    for tax in support.iterfind("impuestosDocSustento/impuestoDocSustento"):
        if tax.findtext("codImpuestoDocSustento") == IVA:
            yield from iva(name, tax, tax.findtext("codigoPorcentaje") or "", "baseImponible", "valorImpuesto")
    for number, row in enumerate(support.iterfind("retenciones/retencion"), start=1):
        yield from _withheld(f"{name} retencion {number}", row)
    yield from reimbursement.figures(support, support.findall("reembolsos/reembolsoDetalle"))
