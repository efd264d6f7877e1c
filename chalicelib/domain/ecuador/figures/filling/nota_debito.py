"""Filling in the figures of the nota de débito: it has motivos where others have lines."""

from __future__ import annotations

from decimal import Decimal

from chalicelib.domain.documents.money import ZERO, percent
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
from chalicelib.domain.ecuador.model.simple import day


def fill(document: Block) -> None:
    """Fill in what was left out, in place."""
    head, reasons = block(document, "infoNotaDebito"), items(document, "motivos")
    on = day(head.get("fechaEmisionDocSustento"))
    if reasons and head:
        put(head, "totalSinImpuestos", total_of(column(reasons, "valor")))
    rows = items(head, "impuestos")
    iva = [row for row in rows if text(row, "codigo") == catalogs.IMPUESTO_IVA]
    for row in iva:
        put_rate(row, "tarifa", catalogs.tarifa_iva(text(row, "codigoPorcentaje"), on) or ZERO)
    _base(iva, _taxable(head, rows))
    for row in iva:
        base, rate = amount(row, "baseImponible"), amount(row, "tarifa")
        put(row, "valor", percent(base, rate) if base is not None and rate is not None else None)
    whole = total_of((amount(head, "totalSinImpuestos"), *column(rows, "valor")))
    refunds = (amount_if_any(row, "valorDevolucionIva") for row in rows)
    less = total_of((*refunds, *column(items(head, "compensaciones"), "valor")))
    if rows and whole is not None and less is not None:
        put(head, "valorTotal", whole - less)
    fill_payments(head, amount(head, "valorTotal"), day(head.get("fechaEmision")))


def _taxable(head: Block, rows: list[Block]) -> Decimal | None:
    """What the bases of the IVA add up to: the subtotal and the ICE."""
    ice = [row for row in rows if text(row, "codigo") == catalogs.IMPUESTO_ICE]
    return total_of((amount(head, "totalSinImpuestos"), *column(ice, "valor")))


def _base(iva: list[Block], taxable: Decimal | None) -> None:
    """The one base that is missing: what the others leave."""
    without = [row for row in iva if absent(row, "baseImponible")]
    stated = total_of(column((row for row in iva if not absent(row, "baseImponible")), "baseImponible"))
    if len(without) == 1 and taxable is not None and stated is not None and stated <= taxable:
        put(without[0], "baseImponible", taxable - stated)
