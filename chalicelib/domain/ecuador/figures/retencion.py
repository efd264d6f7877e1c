"""The figures of the comprobante de retención (ficha técnica 2.32, anexo 7).

What is withheld is the issuer's own arithmetic: a difference is an error. The figures of a sustento are those of
somebody else's document, which may hold a tip or amounts of third parties: a difference is a doubt.

A percentage has three digits, so one that is worked out from the amount (dividends, payments abroad) is itself rounded:
where no table fixes it, the amount may differ by what that rounding makes of the base.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.documents.money import ZERO, percent, total
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.catalogs import retencion as tables
from chalicelib.domain.ecuador.comprobantes.comprobante_retencion import ComprobanteRetencion, DocSustento, Retencion
from chalicelib.domain.ecuador.figures import reimbursement
from chalicelib.domain.ecuador.figures.compare import TOLERANCE


def check(retencion: ComprobanteRetencion) -> Iterator[Problem]:
    """Every figure of the retención that does not agree with the others."""
    for number, sustento in enumerate(retencion.docsSustento, start=1):
        pointer = f"/comprobanteRetencion/docsSustento/docSustento[{number}]"
        yield from _sustento(sustento, pointer)
        for n, row in enumerate(sustento.retenciones, start=1):
            yield from _withheld(row, f"{pointer}/retenciones/retencion[{n}]")
        yield from reimbursement.check(sustento, sustento.reembolsos, totals=pointer, documents=pointer)


def _withheld(row: Retencion, pointer: str) -> Iterator[Problem]:
    rate = row.porcentajeRetener
    computed = percent(row.baseImponible, rate)
    if abs(row.valorRetenido - computed) > TOLERANCE + _slack(row):
        shown = format(rate.normalize(), "f")
        figures = {"stated": row.valorRetenido, "computed": computed, "base": row.baseImponible, "rate": shown}
        yield problem("TOT-RETENIDO", f"{pointer}/valorRetenido", **figures)


def _slack(row: Retencion) -> Decimal:
    """What the rounding of a percentage to three digits makes of the base."""
    if tables.CONCEPTOS[row.codigo].ultima(row.codigoRetencion) is not None:
        return ZERO
    last_digit = Decimal("0.1") if row.porcentajeRetener >= 10 else Decimal("0.01")
    return percent(row.baseImponible, last_digit)


def _sustento(sustento: DocSustento, pointer: str) -> Iterator[Problem]:
    taxes = sustento.impuestosDocSustento
    for number, row in enumerate(taxes, start=1):
        if row.codImpuestoDocSustento == catalogs.IMPUESTO_IVA:
            computed = percent(row.baseImponible, row.tarifa)
            where = f"{pointer}/impuestosDocSustento/impuestoDocSustento[{number}]/valorImpuesto"
            yield from _doubt(where, row.valorImpuesto, computed)
    yield from _doubt(f"{pointer}/totalSinImpuestos", sustento.totalSinImpuestos, net(sustento))
    whole = total((sustento.totalSinImpuestos, *(row.valorImpuesto for row in taxes)))
    yield from _doubt(f"{pointer}/importeTotal", sustento.importeTotal, whole)
    yield from _doubt(f"{pointer}/pagos", total(p.total for p in sustento.pagos), sustento.importeTotal)


def net(sustento: DocSustento) -> Decimal:
    """What a sustento amounts to without taxes: the bases of its IVA less the ICE that they hold."""
    rows = sustento.impuestosDocSustento
    bases = total(row.baseImponible for row in rows if row.codImpuestoDocSustento == catalogs.IMPUESTO_IVA)
    return bases - total(row.valorImpuesto for row in rows if row.codImpuestoDocSustento == catalogs.IMPUESTO_ICE)


def _doubt(pointer: str, stated: Decimal, computed: Decimal) -> Iterator[Problem]:
    if abs(stated - computed) > TOLERANCE:
        name = pointer.rsplit("/", 1)[-1]
        yield problem("TOT-SUSTENTO", pointer, name=name, stated=stated, computed=computed)
