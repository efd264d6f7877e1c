"""The figures of the liquidación de compra (ficha técnica 2.32, anexo 2)."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain.documents.errors import Problem
from chalicelib.domain.documents.money import total
from chalicelib.domain.ecuador.comprobantes.liquidacion_compra import LiquidacionCompra
from chalicelib.domain.ecuador.figures import lines, reimbursement
from chalicelib.domain.ecuador.figures.amount import additional, amount
from chalicelib.domain.ecuador.figures.compare import summed

_ROOT = "liquidacionCompra"
_INFO = "/liquidacionCompra/infoLiquidacionCompra"


def check(liquidacion: LiquidacionCompra) -> Iterator[Problem]:
    """Every figure of the liquidación that does not agree with the others."""
    info = liquidacion.infoLiquidacionCompra
    sale = lines.Sale(_ROOT, _INFO, liquidacion.detalles, info.totalConImpuestos, liquidacion.emitido)
    yield from lines.check(sale, info.totalSinImpuestos)
    discounts = sale.discounts + additional(info.totalConImpuestos)
    yield from summed("TOT-DESCUENTO", f"{_INFO}/totalDescuento", info.totalDescuento, discounts)
    whole = amount(info.totalSinImpuestos, info.totalConImpuestos)
    yield from summed("TOT-IMPORTE", f"{_INFO}/importeTotal", info.importeTotal, whole)
    if info.pagos:
        paid = total(p.total for p in info.pagos)
        yield from summed("TOT-PAGOS", f"{_INFO}/pagos", paid, info.importeTotal)
    yield from reimbursement.check(info, liquidacion.reembolsos, totals=_INFO, documents=f"/{_ROOT}")
