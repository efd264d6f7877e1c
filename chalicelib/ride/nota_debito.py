"""The RIDE of the nota de débito (codDoc 05): what is charged in addition, why, and to which document."""

from __future__ import annotations

from chalicelib.domain.ecuador.comprobantes.nota_debito import NotaDebito
from chalicelib.ride import pieces, totals
from chalicelib.ride.content import Content, Section
from chalicelib.ride.figures import amount
from chalicelib.ride.kit.table import Cell, Column, Grid, Kind


def content(nota: NotaDebito) -> Content:
    """What is printed of a nota de débito."""
    info = nota.infoNotaDebito
    reasons = Grid(
        [Column("Razón de la Modificación", Kind.PROSE), Column("Valor de la Modificación", Kind.FIGURE, "")],
        [[Cell(motivo.razon), Cell(amount(motivo.valor))] for motivo in nota.motivos],
    )
    taxes = [
        totals.Tax(
            tax.codigo, tax.codigoPorcentaje, tax.tarifa, tax.baseImponible, tax.valor, refund=tax.valorDevolucionIva
        )
        for tax in info.impuestos
    ]
    payments = pieces.payments(info.pagos)
    return Content(
        "NOTA DE DÉBITO",
        pieces.receiver(nota, brief="Cliente"),
        [pieces.modified(info), Section(grid=reasons)],
        [
            *totals.taxed(taxes, info.totalSinImpuestos),
            *totals.compensations(info.compensaciones),
            totals.grand(info.valorTotal),
        ],
        notes=[*([payments] if payments.rows else ()), *pieces.notes(nota)],
    )
