"""The arithmetic of a factura: what every figure must be, worked out from the lines.

- **stated** is the figure in the document, **computed** ours. A problem shows both.
- A **rounded** figure (a line's total, a tax) may differ from ours by `TOLERANCE`: issuers round at different steps,
  and the cents of a rate's tax may be spread over its lines.
- A **sum** of figures that stand in the document has nothing to round: one cent off is a warning, more an error.

`TOLERANCE` is one cent per figure. The SRI does not publish how far it lets figures differ (error 52); one cent is what
is seen to pass. The tax of a rate is the rate of the summed bases, not the sum of the lines' taxes.

Rules: ficha técnica 2.32, tabla 21 and anexo 1. Where its samples disagree (whether `importeTotal` holds the rubros de
terceros, the compensations, the presumptive withholdings, the additional discount) either reading passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product as combinations

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.documents.money import CENT, ZERO, cents, percent, product, total
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador import messages as _messages  # noqa: F401  defines the codes
from chalicelib.domain.ecuador.comprobantes.factura import Detalle, Factura, ReembolsoDetalle, TotalImpuesto

TOLERANCE = CENT

_INFO = "/factura/infoFactura"


def check(factura: Factura) -> Iterator[Problem]:
    """Every figure of the factura that does not agree with the others."""
    for number, detalle in enumerate(factura.detalles, start=1):
        yield from _line(detalle, f"/factura/detalles/detalle[{number}]")
    info = factura.infoFactura
    yield from _sum(
        "TOT-SIN-IMPUESTOS",
        f"{_INFO}/totalSinImpuestos",
        info.totalSinImpuestos,
        total(d.precioTotalSinImpuesto for d in factura.detalles),
    )
    additional = total(t.descuentoAdicional for t in info.totalConImpuestos)
    discounts = total(d.descuento for d in factura.detalles)
    yield from _sum("TOT-DESCUENTO", f"{_INFO}/totalDescuento", info.totalDescuento, discounts, discounts + additional)
    yield from _taxes(factura)
    yield from _amount(factura, additional)
    yield from _payments(factura)
    if info.propina is not None and info.propina > (limit := percent(info.totalSinImpuestos, Decimal(10))) + TOLERANCE:
        yield problem("TOT-PROPINA", f"{_INFO}/propina", stated=info.propina, computed=limit)
    yield from _reimbursements(factura)


def _line(detalle: Detalle, pointer: str) -> Iterator[Problem]:
    computed = cents(total((product(detalle.cantidad, detalle.precioUnitario), -detalle.descuento)))
    stated = detalle.precioTotalSinImpuesto
    if abs(stated - computed) > TOLERANCE:
        yield problem("TOT-LINEA", f"{pointer}/precioTotalSinImpuesto", stated=stated, computed=computed)
    bases, ice, first_iva = ZERO, ZERO, 0
    for number, tax in enumerate(detalle.impuestos, start=1):
        if tax.codigo == catalogs.IMPUESTO_ICE:
            ice += tax.valor
        elif tax.codigo == catalogs.IMPUESTO_IVA:
            first_iva = first_iva or number
            bases += tax.baseImponible
            yield from _rounded_tax(
                "TOT-IMPUESTO-LINEA",
                f"{pointer}/impuestos/impuesto[{number}]/valor",
                tax.valor,
                tax.baseImponible,
                tax.tarifa,
            )
    if first_iva and abs(bases - (stated + ice)) > TOLERANCE:
        where = f"{pointer}/impuestos/impuesto[{first_iva}]/baseImponible"
        yield problem("TOT-BASE-IVA", where, stated=bases, computed=stated + ice)


def _taxes(factura: Factura) -> Iterator[Problem]:
    """The totals per tax and rate against the lines."""
    lines: dict[tuple[str, str], tuple[Decimal, Decimal, Decimal]] = {}
    for detalle in factura.detalles:
        for tax in detalle.impuestos:
            base, valor, _ = lines.get((tax.codigo, tax.codigoPorcentaje), (ZERO, ZERO, ZERO))
            lines[tax.codigo, tax.codigoPorcentaje] = (base + tax.baseImponible, valor + tax.valor, tax.tarifa)
    seen = set()
    for number, row in enumerate(factura.infoFactura.totalConImpuestos, start=1):
        key = (row.codigo, row.codigoPorcentaje)
        pointer = f"{_INFO}/totalConImpuestos/totalImpuesto[{number}]"
        names = {"tax": catalogs.IMPUESTOS[row.codigo], "porcentaje": row.codigoPorcentaje}
        if key in seen:
            yield problem("TOT-IMPUESTO-REPETIDO", pointer, **names)
        elif key not in lines:
            yield problem("TOT-IMPUESTO-SOBRA", pointer, **names)
        else:
            yield from _tax_total(row, pointer, names, *lines[key])
        seen.add(key)
    for tax_code, porcentaje in sorted(lines.keys() - seen):
        yield problem(
            "TOT-IMPUESTO-FALTA",
            f"{_INFO}/totalConImpuestos",
            tax=catalogs.IMPUESTOS[tax_code],
            tax_code=tax_code,
            porcentaje=porcentaje,
        )


def _tax_total(
    row: TotalImpuesto, pointer: str, names: dict[str, str], base: Decimal, valor: Decimal, rate: Decimal
) -> Iterator[Problem]:
    expected = base - (row.descuentoAdicional or ZERO)
    yield from _sum("TOT-BASE", f"{pointer}/baseImponible", row.baseImponible, expected, **names)
    if row.codigo == catalogs.IMPUESTO_IVA:
        yield from _rounded_tax("TOT-IMPUESTO", f"{pointer}/valor", row.valor, row.baseImponible, rate)
    else:
        # ICE and IRBPNR may be so much per unit: their rate says nothing about the base.
        yield from _sum("TOT-IMPUESTO-SUMA", f"{pointer}/valor", row.valor, valor, **names)


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
    yield from _sum("TOT-IMPORTE", f"{_INFO}/importeTotal", info.importeTotal, *_readings(computed, optional))


def _payments(factura: Factura) -> Iterator[Problem]:
    info = factura.infoFactura
    if not info.pagos:
        return
    optional = (
        total(r.total for r in factura.otrosRubrosTerceros),
        -total((info.valorRetIva, info.valorRetRenta)),
    )
    paid = total(p.total for p in info.pagos)
    yield from _sum("TOT-PAGOS", f"{_INFO}/pagos", paid, *_readings(info.importeTotal, optional))


def _readings(base: Decimal, optional: Iterable[Decimal]) -> list[Decimal]:
    """The base, then the base with every choice of the optional parts."""
    choices = [(ZERO, part) for part in optional if part]
    return [total((base, *chosen)) for chosen in combinations(*choices)]


def _reimbursements(factura: Factura) -> Iterator[Problem]:
    info = factura.infoFactura
    if not factura.reembolsos:
        return
    bases = taxes = ZERO
    for number, document in enumerate(factura.reembolsos, start=1):
        bases += total(i.baseImponibleReembolso for i in document.detalleImpuestos)
        taxes += total(i.impuestoReembolso for i in document.detalleImpuestos)
        yield from _reimbursed_taxes(document, f"/factura/reembolsos/reembolsoDetalle[{number}]")
    for name, computed in _reimbursement_totals(bases, taxes):
        stated = getattr(info, name)
        if stated is not None:
            yield from _sum("TOT-REEMBOLSO", f"{_INFO}/{name}", stated, computed, name=name)


def _reimbursement_totals(bases: Decimal, taxes: Decimal) -> tuple[tuple[str, Decimal], ...]:
    return (
        ("totalComprobantesReembolso", bases + taxes),
        ("totalBaseImponibleReembolso", bases),
        ("totalImpuestoReembolso", taxes),
    )


def _reimbursed_taxes(document: ReembolsoDetalle, pointer: str) -> Iterator[Problem]:
    for number, tax in enumerate(document.detalleImpuestos, start=1):
        if tax.codigo == catalogs.IMPUESTO_IVA:
            where = f"{pointer}/detalleImpuestos/detalleImpuesto[{number}]/impuestoReembolso"
            yield from _rounded_tax(
                "TOT-REEMBOLSO-IMPUESTO", where, tax.impuestoReembolso, tax.baseImponibleReembolso, tax.tarifa
            )


def _rounded_tax(code: str, pointer: str, stated: Decimal, base: Decimal, rate: Decimal) -> Iterator[Problem]:
    computed = percent(base, rate)
    if abs(stated - computed) > TOLERANCE:
        shown = format(rate.normalize(), "f")
        yield problem(code, pointer, tax="IVA", stated=stated, computed=computed, base=base, rate=shown)


def _sum(code: str, pointer: str, stated: Decimal, *computed: Decimal, **figures: str) -> Iterator[Problem]:
    """Compare a figure with the readings it may have; the first is the one that is shown."""
    if stated in computed:
        return
    nearest = min(computed, key=lambda figure: abs(figure - stated))
    name = figures.pop("name", pointer.rsplit("/", 1)[-1])
    if abs(nearest - stated) <= TOLERANCE:
        yield problem("TOT-CENTAVO", pointer, name=name, stated=stated, computed=nearest)
    else:
        yield problem(code, pointer, name=name, stated=stated, computed=computed[0], **figures)
