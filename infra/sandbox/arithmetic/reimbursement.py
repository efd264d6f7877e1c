"""Reembolsos: what somebody else's documents come to, stated again in three totals."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from infra.sandbox.arithmetic.parts import IVA, Figure, amount, amounts, iva, key, nearer

_TOTALS = (
    ("totalBaseImponibleReembolso", "baseImponibleReembolso"),
    ("totalImpuestoReembolso", "impuestoReembolso"),
)


def figures(head: etree._Element, documents: list[etree._Element]) -> Iterator[Figure]:
    """The totals in `head` against the documents, if there are any."""
    if not documents:
        return
    taxes = [tax for document in documents for tax in document.iterfind("detalleImpuestos/detalleImpuesto")]
    for tax in taxes:
        codigo, porcentaje = key(tax)
        if codigo == IVA:
            yield from iva("reembolso", tax, porcentaje, "baseImponibleReembolso", "impuestoReembolso")
    for name, each in _TOTALS:
        if head.find(name) is not None:
            yield name, amount(head, name), amounts(taxes, each)
    name = "totalComprobantesReembolso"
    if head.find(name) is not None:
        stated = amount(head, name)
        worked = amounts(taxes, "baseImponibleReembolso") + amounts(taxes, "impuestoReembolso")
        compensated = amounts(
            (c for d in documents for c in d.iterfind("compensacionesReembolso/compensacionReembolso")), "valor"
        )
        yield name, stated, nearer(stated, worked, worked - compensated)
