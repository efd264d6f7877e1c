"""Filling in the figures of the comprobante de retención: percentages by concept and day, amounts, totals.

The base of a withholding is for the issuer to say: a document may be withheld on in parts, under several concepts.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from chalicelib.domain.documents.money import ZERO, percent
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.catalogs import retencion as tables
from chalicelib.domain.ecuador.figures.filling.payments import fill as fill_payments
from chalicelib.domain.ecuador.figures.filling.plain import (
    Block,
    absent,
    amount,
    block,
    column,
    items,
    put,
    put_rate,
    text,
    total_of,
)
from chalicelib.domain.ecuador.figures.filling.reimbursement import fill as fill_reimbursement
from chalicelib.domain.ecuador.model.simple import day, written_day


def fill(document: Block) -> None:
    """Fill in what was left out, in place."""
    head = block(document, "infoCompRetencion")
    issued = day(head.get("fechaEmision"))
    if issued is not None and absent(head, "periodoFiscal"):
        head["periodoFiscal"] = written_day(issued)[3:]
    for sustento in items(document, "docsSustento"):
        _sustento(sustento, day(sustento.get("fechaEmisionDocSustento")))


def _sustento(sustento: Block, on: date | None) -> None:
    taxes = items(sustento, "impuestosDocSustento")
    for row in taxes:
        if text(row, "codImpuestoDocSustento") == catalogs.IMPUESTO_IVA:
            put_rate(row, "tarifa", catalogs.tarifa_iva(text(row, "codigoPorcentaje"), on) or ZERO)
            _product(row, "valorImpuesto", "tarifa")
    for row in items(sustento, "retenciones"):
        put_rate(row, "porcentajeRetener", _percentage(row, on))
        _product(row, "valorRetenido", "porcentajeRetener")
    fill_reimbursement(sustento, items(sustento, "reembolsos"))
    if taxes:
        _totals(sustento, taxes)
    fill_payments(sustento, amount(sustento, "importeTotal"), on)


def _percentage(row: Block, on: date | None) -> Decimal | None:
    """The percentage of a concept on a day. An IVA code that does not exist gets one, for the rule to speak of it."""
    family = text(row, "codigo")
    table = tables.CONCEPTOS.get(family)
    fila = table.fila(text(row, "codigoRetencion"), on) if table and on else None
    if fila is None and family == tables.IVA_RETENIDO:
        return ZERO
    return fila.tarifa if fila else None


def _product(row: Block, name: str, rate_name: str) -> None:
    base, rate = amount(row, "baseImponible"), amount(row, rate_name)
    put(row, name, percent(base, rate) if base is not None and rate is not None else None)


def _totals(sustento: Block, taxes: list[Block]) -> None:
    """What the document amounts to: the bases of its IVA less the ICE that they hold, and with all its taxes."""
    iva = [row for row in taxes if text(row, "codImpuestoDocSustento") == catalogs.IMPUESTO_IVA]
    ice = [row for row in taxes if text(row, "codImpuestoDocSustento") == catalogs.IMPUESTO_ICE]
    bases, held = total_of(column(iva, "baseImponible")), total_of(column(ice, "valorImpuesto"))
    put(sustento, "totalSinImpuestos", bases - held if bases is not None and held is not None else None)
    put(sustento, "importeTotal", total_of((amount(sustento, "totalSinImpuestos"), *column(taxes, "valorImpuesto"))))
