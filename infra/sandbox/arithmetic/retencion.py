"""The comprobante de retención: what is withheld, and in 2.0.0 the documents it is withheld on."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from infra.sandbox.arithmetic import reimbursement
from infra.sandbox.arithmetic.parts import IVA, Figure, amount, amounts, cents, iva

_OF_IVA = "2"
_IVA_WITHHELD = {"9": 10, "10": 20, "1": 30, "11": 50, "2": 70, "3": 100, "7": 0, "8": 0}
"""Per cent of the IVA by codigoRetencion (tabla 20)."""
_TIP = Decimal("0.10")
"""A document withheld on may have had a tip, of at most this part of its subtotal, that the retención has no element
for."""


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
    taxes = support.findall("impuestosDocSustento/impuestoDocSustento")
    for tax in taxes:
        if tax.findtext("codImpuestoDocSustento") == IVA:
            yield from iva(name, tax, tax.findtext("codigoPorcentaje") or "", "baseImponible", "valorImpuesto")
    subtotal, stated = amount(support, "totalSinImpuestos"), amount(support, "importeTotal")
    low = subtotal + amounts(taxes, "valorImpuesto")
    high = low + max(cents(subtotal * _TIP), Decimal(0))
    yield f"{name} importeTotal", stated, min(max(stated, low), high)
    yield f"{name} pagos", amounts(support.iterfind("pagos/pago"), "total"), stated
    for number, row in enumerate(support.iterfind("retenciones/retencion"), start=1):
        yield from _withheld(f"{name} retencion {number}", row)
    yield from reimbursement.figures(support, support.findall("reembolsos/reembolsoDetalle"))
