"""Lines and the totals of their taxes, as the factura, the liquidación de compra and the nota de crédito have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.documents.money import ZERO, cents, product, total
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.comprobantes import comunes, factura, liquidacion_compra, nota_credito
from chalicelib.domain.ecuador.figures.amount import additional
from chalicelib.domain.ecuador.figures.compare import TOLERANCE, rounded_tax, summed
from chalicelib.domain.ecuador.figures.rounding import explained

Detalle = factura.Detalle | liquidacion_compra.Detalle | nota_credito.Detalle
Tax = comunes.Impuesto | nota_credito.Impuesto
Total = comunes.TotalImpuesto | nota_credito.TotalImpuesto


@dataclass(frozen=True, slots=True)
class Sale:
    """The part of a document that has lines. `info` points to its head; its IVA is that of the day `on`."""

    root: str
    info: str
    detalles: Sequence[Detalle]
    totals: Sequence[Total]
    on: date

    @property
    def net(self) -> Decimal:
        """The sum of the lines, without taxes."""
        return total(d.precioTotalSinImpuesto for d in self.detalles)

    @property
    def discounts(self) -> Decimal:
        """The sum of the discounts of the lines."""
        return total(d.descuento for d in self.detalles)


def check(sale: Sale, net: Decimal) -> Iterator[Problem]:
    """Every line, `totalSinImpuestos` (`net`) and every total of a tax."""
    for number, detalle in enumerate(sale.detalles, start=1):
        yield from _line(detalle, sale.on, f"/{sale.root}/detalles/detalle[{number}]")
    yield from summed("TOT-SIN-IMPUESTOS", f"{sale.info}/totalSinImpuestos", net, sale.net)
    yield from _taxes(sale)


def _taxes_of(detalle: Detalle) -> Sequence[Tax]:
    return detalle.impuestos


def _rate(tax: Tax, on: date) -> Decimal | None:
    return catalogs.tarifa_iva(tax.codigoPorcentaje, on) if tax.tarifa is None else tax.tarifa


def _line(detalle: Detalle, on: date, pointer: str) -> Iterator[Problem]:
    gross = product(detalle.cantidad, detalle.precioUnitario)
    exact = total((gross, -(detalle.descuento or ZERO)))
    computed, stated = cents(exact), detalle.precioTotalSinImpuesto
    if abs(stated - computed) > TOLERANCE:
        rounded = explained(stated, exact, detalle.cantidad, detalle.precioUnitario)
        code = "TOT-LINEA-REDONDEO" if rounded else "TOT-LINEA"
        yield problem(code, f"{pointer}/precioTotalSinImpuesto", stated=stated, computed=computed)
    bases, ice, first_iva = ZERO, ZERO, 0
    for number, tax in enumerate(_taxes_of(detalle), start=1):
        if tax.codigo == catalogs.IMPUESTO_ICE:
            ice += tax.valor
        elif tax.codigo == catalogs.IMPUESTO_IVA:
            first_iva = first_iva or number
            bases += tax.baseImponible
            where = f"{pointer}/impuestos/impuesto[{number}]/valor"
            yield from rounded_tax("TOT-IMPUESTO-LINEA", where, tax.valor, tax.baseImponible, _rate(tax, on))
    if first_iva and abs(bases - (stated + ice)) > TOLERANCE:
        where = f"{pointer}/impuestos/impuesto[{first_iva}]/baseImponible"
        yield problem("TOT-BASE-IVA", where, stated=bases, computed=stated + ice)


def _taxes(sale: Sale) -> Iterator[Problem]:
    """The totals per tax and rate against the lines."""
    lines: dict[tuple[str, str], tuple[Decimal, Decimal, Decimal | None]] = {}
    for detalle in sale.detalles:
        for tax in _taxes_of(detalle):
            base, valor, _ = lines.get((tax.codigo, tax.codigoPorcentaje), (ZERO, ZERO, None))
            rate = _rate(tax, sale.on)
            lines[tax.codigo, tax.codigoPorcentaje] = (base + tax.baseImponible, valor + tax.valor, rate)
    seen = set()
    for number, row in enumerate(sale.totals, start=1):
        key = (row.codigo, row.codigoPorcentaje)
        pointer = f"{sale.info}/totalConImpuestos/totalImpuesto[{number}]"
        names = {"tax": catalogs.IMPUESTOS[row.codigo], "porcentaje": row.codigoPorcentaje}
        if key in seen:
            yield problem("TOT-IMPUESTO-REPETIDO", pointer, **names)
        elif key not in lines:
            yield from _without_lines(row, pointer, names)
        else:
            yield from _tax_total(row, pointer, names, *lines[key])
        seen.add(key)
    for tax_code, porcentaje in sorted(lines.keys() - seen):
        yield problem(
            "TOT-IMPUESTO-FALTA",
            f"{sale.info}/totalConImpuestos",
            tax=catalogs.IMPUESTOS[tax_code],
            tax_code=tax_code,
            porcentaje=porcentaje,
        )


def _without_lines(row: Total, pointer: str, names: dict[str, str]) -> Iterator[Problem]:
    """A total of a rate that no line has. Many programs write one for every rate that there is, with zeros; the
    authority authorises them."""
    if row.baseImponible or row.valor or additional((row,)):
        yield problem("TOT-IMPUESTO-SOBRA", pointer, **names)


def _tax_total(
    row: Total, pointer: str, names: dict[str, str], base: Decimal, valor: Decimal, rate: Decimal | None
) -> Iterator[Problem]:
    yield from summed("TOT-BASE", f"{pointer}/baseImponible", row.baseImponible, base - additional((row,)), **names)
    if row.codigo == catalogs.IMPUESTO_IVA:
        yield from rounded_tax("TOT-IMPUESTO", f"{pointer}/valor", row.valor, row.baseImponible, rate)
    else:
        # ICE and IRBPNR may be so much per unit: their rate says nothing about the base.
        yield from summed("TOT-IMPUESTO-SUMA", f"{pointer}/valor", row.valor, valor, **names)
