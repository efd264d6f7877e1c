"""The figures of the factura (ficha técnica 2.32, tabla 21 and anexo 1)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.documents.money import percent, total
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.domain.ecuador.figures import lines, reimbursement
from chalicelib.domain.ecuador.figures.compare import TOLERANCE, readings, summed

_INFO = "/factura/infoFactura"


def check(factura: Factura) -> Iterator[Problem]:
    """Every figure of the factura that does not agree with the others."""
    info = factura.infoFactura
    sale = lines.Sale("factura", _INFO, factura.detalles, info.totalConImpuestos, factura.emitido)
    yield from lines.check(sale, info.totalSinImpuestos)
    discounts = (sale.discounts, sale.discounts + sale.additional)
    yield from summed("TOT-DESCUENTO", f"{_INFO}/totalDescuento", info.totalDescuento, *discounts)
    yield from _amount(factura, sale.additional)
    yield from _payments(factura)
    limit = percent(info.totalSinImpuestos, catalogs.MAX_PROPINA)
    if info.propina is not None and info.propina > limit + TOLERANCE:
        yield problem("TOT-PROPINA", f"{_INFO}/propina", stated=info.propina, computed=limit)
    yield from reimbursement.check(info, factura.reembolsos, totals=_INFO, documents="/factura")


def _amount(factura: Factura, additional: Decimal) -> Iterator[Problem]:
    info = factura.infoFactura
    computed = total(
        (
            info.totalSinImpuestos,
            *(t.valor for t in info.totalConImpuestos),
            info.propina,
            info.fleteInternacional,
            info.seguroInternacional,
            info.gastosAduaneros,
            info.gastosTransporteOtros,
        )
    ) - total(t.valorDevolucionIva for t in info.totalConImpuestos)
    optional = (
        -additional,
        -total(c.valor for c in info.compensaciones),
        total(r.total for r in factura.otrosRubrosTerceros),
        total(r.valor for r in factura.retenciones),
    )
    yield from summed("TOT-IMPORTE", f"{_INFO}/importeTotal", info.importeTotal, *readings(computed, optional))


def _payments(factura: Factura) -> Iterator[Problem]:
    info = factura.infoFactura
    if not info.pagos:
        return
    optional = (
        total(r.total for r in factura.otrosRubrosTerceros),
        -total((info.valorRetIva, info.valorRetRenta)),
    )
    paid = total(p.total for p in info.pagos)
    yield from summed("TOT-PAGOS", f"{_INFO}/pagos", paid, *readings(info.importeTotal, optional))
