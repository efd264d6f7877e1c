"""Filling in the figures of reimbursed documents: their taxes and the three totals."""

from __future__ import annotations

from chalicelib.domain.documents.money import ZERO, percent
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.figures.filling.plain import Block, amount, column, items, put, put_rate, text, total_of
from chalicelib.domain.ecuador.figures.reimbursement import BASES, BOTH, TAXES
from chalicelib.domain.ecuador.model.simple import day


def fill(head: Block, documents: list[Block]) -> None:
    """Fill in what was left out of the documents and of the head that totals them, in place."""
    rows = [row for document in documents for row in _filled(document)]
    if not rows or not head:
        return
    bases, taxes = total_of(column(rows, "baseImponibleReembolso")), total_of(column(rows, "impuestoReembolso"))
    put(head, BASES, bases)
    put(head, TAXES, taxes)
    put(head, BOTH, bases + taxes if bases is not None and taxes is not None else None)


def _filled(document: Block) -> list[Block]:
    rows = items(document, "detalleImpuestos")
    on = day(document.get("fechaEmisionDocReembolso"))
    for row in rows:
        if text(row, "codigo") == catalogs.IMPUESTO_IVA:
            put_rate(row, "tarifa", catalogs.tarifa_iva(text(row, "codigoPorcentaje"), on) or ZERO)
            base, rate = amount(row, "baseImponibleReembolso"), amount(row, "tarifa")
            put(row, "impuestoReembolso", percent(base, rate) if base is not None and rate is not None else None)
    return rows
