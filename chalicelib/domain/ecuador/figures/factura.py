"""The figures of the factura (see the package; ficha técnica 2.32, tabla 21 and anexo 1)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.documents.money import percent, total
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.comprobantes.factura import Factura, InfoFactura
from chalicelib.domain.ecuador.figures import lines, reimbursement
from chalicelib.domain.ecuador.figures.amount import additional, amount
from chalicelib.domain.ecuador.figures.compare import TOLERANCE, summed

_INFO = "/factura/infoFactura"


def check(factura: Factura) -> Iterator[Problem]:
    """Every figure of the factura that does not agree with the others."""
    info = factura.infoFactura
    sale = lines.Sale("factura", _INFO, factura.detalles, info.totalConImpuestos, factura.emitido)
    yield from lines.check(sale, info.totalSinImpuestos)
    discounts = sale.discounts + additional(info.totalConImpuestos)
    yield from summed("TOT-DESCUENTO", f"{_INFO}/totalDescuento", info.totalDescuento, discounts)
    yield from summed("TOT-IMPORTE", f"{_INFO}/importeTotal", info.importeTotal, _amount(factura))
    yield from _payments(info)
    limit = percent(info.totalSinImpuestos, catalogs.MAX_PROPINA)
    if info.propina is not None and info.propina > limit + TOLERANCE:
        yield problem("TOT-PROPINA", f"{_INFO}/propina", stated=info.propina, computed=limit)
    yield from reimbursement.check(info, factura.reembolsos, totals=_INFO, documents="/factura")


def _amount(factura: Factura) -> Decimal:
    info = factura.infoFactura
    added = (
        info.propina,
        info.fleteInternacional,
        info.seguroInternacional,
        info.gastosAduaneros,
        info.gastosTransporteOtros,
        *(retencion.valor for retencion in factura.retenciones),
        *(rubro.total for rubro in factura.otrosRubrosTerceros),
    )
    return amount(info.totalSinImpuestos, info.totalConImpuestos, info.compensaciones, added)


def _payments(info: InfoFactura) -> Iterator[Problem]:
    """What is withheld by the buyer may or may not be counted as paid: no source says, so both pass."""
    if not info.pagos:
        return
    paid = total(p.total for p in info.pagos)
    withheld = total((info.valorRetIva, info.valorRetRenta))
    due = info.importeTotal - withheld if paid == info.importeTotal - withheld else info.importeTotal
    yield from summed("TOT-PAGOS", f"{_INFO}/pagos", paid, due)
