"""The totals of reimbursed documents (ficha técnica 2.32, anexos 1, 2 and 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chalicelib.domain.documents.errors import Problem
from chalicelib.domain.documents.money import total
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.comprobantes import comprobante_retencion, comunes
from chalicelib.domain.ecuador.comprobantes.comprobante_retencion import DocSustento
from chalicelib.domain.ecuador.comprobantes.factura import InfoFactura
from chalicelib.domain.ecuador.comprobantes.liquidacion_compra import InfoLiquidacionCompra
from chalicelib.domain.ecuador.figures.compare import rounded_tax, summed

Head = InfoFactura | InfoLiquidacionCompra | DocSustento
Reembolso = comunes.ReembolsoDetalle | comprobante_retencion.ReembolsoDetalle
Detalle = comunes.DetalleImpuesto | comprobante_retencion.DetalleImpuesto

BASES, TAXES, BOTH = "totalBaseImponibleReembolso", "totalImpuestoReembolso", "totalComprobantesReembolso"


def check(head: Head, reembolsos: Sequence[Reembolso], *, totals: str, documents: str) -> Iterator[Problem]:
    """The three totals against the documents. `totals` points to them, `documents` to what holds `reembolsos`."""
    if not reembolsos:
        return
    bases: list[Decimal] = []
    taxes: list[Decimal] = []
    for number, document in enumerate(reembolsos, start=1):
        detalles: Sequence[Detalle] = document.detalleImpuestos
        bases += (detalle.baseImponibleReembolso for detalle in detalles)
        taxes += (detalle.impuestoReembolso for detalle in detalles)
        yield from _taxes(detalles, f"{documents}/reembolsos/reembolsoDetalle[{number}]/detalleImpuestos")
    for name, computed in ((BOTH, total((*bases, *taxes))), (BASES, total(bases)), (TAXES, total(taxes))):
        stated: Decimal | None = getattr(head, name)
        if stated is not None:
            yield from summed("TOT-REEMBOLSO", f"{totals}/{name}", stated, computed, name=name)


def _taxes(detalles: Sequence[Detalle], pointer: str) -> Iterator[Problem]:
    for number, tax in enumerate(detalles, start=1):
        if tax.codigo == catalogs.IMPUESTO_IVA:
            where = f"{pointer}/detalleImpuesto[{number}]/impuestoReembolso"
            base, rate = tax.baseImponibleReembolso, Decimal(tax.tarifa)
            yield from rounded_tax("TOT-REEMBOLSO-IMPUESTO", where, tax.impuestoReembolso, base, rate)
