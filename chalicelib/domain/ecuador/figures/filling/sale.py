"""Filling in the figures of documents with lines: factura, liquidación de compra, nota de crédito.

The issuer says what it sells (quantities, prices, discounts, and the tax codes of each line); the rest follows. ICE and
IRBPNR do not: their bases and rates are set product by product, so the issuer gives them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chalicelib.domain.documents.money import ZERO, cents, percent, product, total
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.figures.filling.payments import fill as fill_payments
from chalicelib.domain.ecuador.figures.filling.plain import (
    Block,
    absent,
    amount,
    amount_if_any,
    block,
    column,
    items,
    put,
    put_rate,
    text,
    total_of,
)
from chalicelib.domain.ecuador.figures.filling.reimbursement import fill as fill_reimbursement
from chalicelib.domain.ecuador.figures.filling.spread import spread
from chalicelib.domain.ecuador.model.simple import day


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a kind has its figures. `day` is the field whose date says the rate of the IVA; `added` are figures of the
    head that raise the amount, `listed` lists beside it (and the figure of each item) that do; `payable` documents must
    state discounts and rates, and are paid."""

    info: str
    day: str = "fechaEmision"
    amount: str = "importeTotal"
    added: tuple[str, ...] = ()
    listed: tuple[tuple[str, str], ...] = ()
    payable: bool = True


FACTURA = Shape(
    "infoFactura",
    added=("propina", "fleteInternacional", "seguroInternacional", "gastosAduaneros", "gastosTransporteOtros"),
    listed=(("retenciones", "valor"), ("otrosRubrosTerceros", "total")),
)
LIQUIDACION = Shape("infoLiquidacionCompra")
NOTA_CREDITO = Shape("infoNotaCredito", day="fechaEmisionDocSustento", amount="valorModificacion", payable=False)

Key = tuple[str, str]


def fill(document: Block, shape: Shape) -> None:
    """Fill in what was left out, in place."""
    head, lines = block(document, shape.info), items(document, "detalles")
    on = day(head.get(shape.day))
    for line in lines:
        _line(line, shape, on)
    taxes = [tax for line in lines for tax in items(line, "impuestos")]
    _spread([tax for tax in taxes if text(tax, "codigo") == catalogs.IMPUESTO_IVA], on)
    fill_reimbursement(head, items(document, "reembolsos"))
    if lines and head:
        put(head, "totalSinImpuestos", total_of(column(lines, "precioTotalSinImpuesto")))
        if shape.payable:
            put(head, "totalDescuento", total_of((*column(lines, "descuento"), *_each(head, "descuentoAdicional"))))
        _totals(head, taxes, on)
        put(head, shape.amount, _amount(document, head, shape))
    if shape.payable:
        fill_payments(head, amount(head, shape.amount), on)


def _line(line: Block, shape: Shape, on: date | None) -> None:
    if shape.payable and absent(line, "descuento"):
        line["descuento"] = "0.00"
    quantity, price = amount(line, "cantidad"), amount(line, "precioUnitario")
    discount = amount_if_any(line, "descuento")
    if quantity is not None and price is not None and discount is not None:
        put(line, "precioTotalSinImpuesto", cents(total((product(quantity, price), -discount))))
    taxes = items(line, "impuestos")
    iva = [tax for tax in taxes if text(tax, "codigo") == catalogs.IMPUESTO_IVA]
    ice = [tax for tax in taxes if text(tax, "codigo") == catalogs.IMPUESTO_ICE]
    for tax in taxes if shape.payable else ():
        put_rate(tax, "tarifa", _known_rate(tax, on))
    if len(iva) == 1:
        put(iva[0], "baseImponible", total_of((amount(line, "precioTotalSinImpuesto"), *column(ice, "valor"))))


def _known_rate(tax: Block, on: date | None) -> Decimal | None:
    codigo, porcentaje = text(tax, "codigo"), text(tax, "codigoPorcentaje")
    if codigo == catalogs.IMPUESTO_IVA:
        # A code that does not exist gets a rate, so that the rule can say what is wrong with it.
        return catalogs.tarifa_iva(porcentaje, on) or ZERO
    row = catalogs.IRBPNR.ultima(porcentaje) if codigo == catalogs.IMPUESTO_IRBPNR else None
    return row.tarifa if row else None


def _rate(tax: Block, on: date | None) -> Decimal | None:
    return _known_rate(tax, on) if absent(tax, "tarifa") else amount(tax, "tarifa")


def _spread(taxes: Iterable[Block], on: date | None) -> None:
    """The IVA of each line, rate by rate."""
    rates: dict[tuple[str, Decimal], list[Block]] = {}
    for tax in taxes:
        rate = _rate(tax, on)
        if rate is not None and amount(tax, "baseImponible") is not None:
            rates.setdefault((text(tax, "codigoPorcentaje"), rate), []).append(tax)
    for (_, rate), rows in rates.items():
        open_rows = [row for row in rows if absent(row, "valor")]
        whole = percent(total(column(rows, "baseImponible")), rate)
        rest = whole - total(column((row for row in rows if not absent(row, "valor")), "valor"))
        for row, valor in zip(open_rows, spread(list(_bases(open_rows)), rate, rest), strict=True):
            put(row, "valor", valor)


def _bases(rows: Iterable[Block]) -> Iterable[Decimal]:
    return (base for base in column(rows, "baseImponible") if base is not None)


def _totals(head: Block, taxes: list[Block], on: date | None) -> None:
    """`totalConImpuestos`: made from the lines, or its rows filled in."""
    lines: dict[Key, list[Block]] = {}
    for tax in taxes:
        lines.setdefault((text(tax, "codigo"), text(tax, "codigoPorcentaje")), []).append(tax)
    rows: list[Block] = items(head, "totalConImpuestos")
    if absent(head, "totalConImpuestos"):
        rows = [{"codigo": codigo, "codigoPorcentaje": code} for codigo, code in lines]
    for row in rows:
        mine = lines.get((text(row, "codigo"), text(row, "codigoPorcentaje")), [])
        if not mine:
            continue
        less = amount_if_any(row, "descuentoAdicional")
        bases = total_of(column(mine, "baseImponible"))
        put(row, "baseImponible", bases - less if bases is not None and less is not None else None)
        put(row, "valor", _tax_of(row, mine, on))
    if absent(head, "totalConImpuestos") and rows and all("valor" in row for row in rows):
        head["totalConImpuestos"] = rows


def _tax_of(row: Block, lines: list[Block], on: date | None) -> Decimal | None:
    if text(row, "codigo") != catalogs.IMPUESTO_IVA:
        return total_of(column(lines, "valor"))
    base, rate = amount(row, "baseImponible"), _rate(lines[0], on)
    return percent(base, rate) if base is not None and rate is not None else None


def _amount(document: Block, head: Block, shape: Shape) -> Decimal | None:
    """The authority's formula (see `figures`)."""
    rows = items(head, "totalConImpuestos")
    added = (amount_if_any(head, name) for name in shape.added)
    listed = (figure for name, inner in shape.listed for figure in column(items(document, name), inner))
    whole = total_of((amount(head, "totalSinImpuestos"), *column(rows, "valor"), *added, *listed))
    compensations = column(items(head, "compensaciones"), "valor")
    less = total_of((*_each(head, "descuentoAdicional"), *_each(head, "valorDevolucionIva"), *compensations))
    return whole - less if whole is not None and less is not None and rows else None


def _each(head: Block, name: str) -> Iterable[Decimal | None]:
    """A figure that the totals of the taxes may have."""
    return (amount_if_any(row, name) for row in items(head, "totalConImpuestos"))
