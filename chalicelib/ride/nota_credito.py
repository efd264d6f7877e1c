"""The RIDE of the nota de crédito (codDoc 04): what is taken back, and of which document."""

from __future__ import annotations

from chalicelib.domain.ecuador.comprobantes.nota_credito import Detalle, NotaCredito
from chalicelib.ride import pieces, totals
from chalicelib.ride.content import Content, Section
from chalicelib.ride.figures import amount
from chalicelib.ride.kit.blocks import Total
from chalicelib.ride.kit.table import EMPTY, Cell, Grid


def content(nota: NotaCredito) -> Content:
    """What is printed of a nota de crédito."""
    info = nota.infoNotaCredito
    return Content(
        "NOTA DE CRÉDITO",
        pieces.receiver(nota, brief="Cliente"),
        [pieces.modified(info, info.motivo), Section(grid=_lines(nota))],
        _totals(nota),
        info.moneda or "",
        pieces.notes(nota),
    )


def _lines(nota: NotaCredito) -> Grid:
    columns = [
        pieces.CODE, pieces.OTHER_CODE, pieces.QUANTITY, pieces.DESCRIPTION, pieces.PRICE, pieces.DISCOUNT, pieces.IVA,
        pieces.LINE_TOTAL,
    ]  # fmt: skip
    return Grid(columns, [_line(detalle) for detalle in nota.detalles])


def _line(detalle: Detalle) -> list[Cell]:
    return [
        Cell(detalle.codigoInterno or ""),
        Cell(detalle.codigoAdicional or ""),
        Cell(amount(detalle.cantidad)),
        Cell(detalle.descripcion, pieces.details(detalle.detallesAdicionales, detalle.impuestos)),
        Cell(amount(detalle.precioUnitario)),
        EMPTY if detalle.descuento is None else Cell(amount(detalle.descuento)),
        Cell(pieces.iva(detalle.impuestos)),
        Cell(amount(detalle.precioTotalSinImpuesto)),
    ]


def _totals(nota: NotaCredito) -> list[Total]:
    """The totals of a nota de crédito state no rate: it is that of the lines with the same code."""
    info = nota.infoNotaCredito
    rates = {(i.codigo, i.codigoPorcentaje): i.tarifa for detalle in nota.detalles for i in detalle.impuestos}
    taxes = [
        totals.Tax(
            tax.codigo, tax.codigoPorcentaje, rates.get((tax.codigo, tax.codigoPorcentaje)), tax.baseImponible,
            tax.valor, refund=tax.valorDevolucionIva,
        )
        for tax in info.totalConImpuestos
    ]  # fmt: skip
    return [
        *totals.taxed(taxes, info.totalSinImpuestos),
        *totals.compensations(info.compensaciones),
        totals.grand(info.valorModificacion),
    ]
