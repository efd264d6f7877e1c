"""The figures of the liquidación de compra (ficha técnica 2.32, anexo 2)."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain.documents.errors import Problem
from chalicelib.domain.documents.money import total
from chalicelib.domain.ecuador.comprobantes.liquidacion_compra import LiquidacionCompra
from chalicelib.domain.ecuador.figures import lines, reimbursement
from chalicelib.domain.ecuador.figures.compare import readings, summed

_ROOT = "liquidacionCompra"
_INFO = "/liquidacionCompra/infoLiquidacionCompra"


def check(liquidacion: LiquidacionCompra) -> Iterator[Problem]:
    """Every figure of the liquidación that does not agree with the others."""
    info = liquidacion.infoLiquidacionCompra
    sale = lines.Sale(_ROOT, _INFO, liquidacion.detalles, info.totalConImpuestos, liquidacion.emitido)
    yield from lines.check(sale, info.totalSinImpuestos)
    discounts = (sale.discounts, sale.discounts + sale.additional)
    yield from summed("TOT-DESCUENTO", f"{_INFO}/totalDescuento", info.totalDescuento, *discounts)
    computed = total((info.totalSinImpuestos, *(row.valor for row in info.totalConImpuestos)))
    amounts = readings(computed, (-sale.additional,))
    yield from summed("TOT-IMPORTE", f"{_INFO}/importeTotal", info.importeTotal, *amounts)
    if info.pagos:
        paid = total(p.total for p in info.pagos)
        yield from summed("TOT-PAGOS", f"{_INFO}/pagos", paid, info.importeTotal)
    yield from reimbursement.check(info, liquidacion.reembolsos, totals=_INFO, documents=f"/{_ROOT}")
