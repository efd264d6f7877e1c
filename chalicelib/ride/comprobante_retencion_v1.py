"""The RIDE of the comprobante de retención 1.0.0: one flat table."""

from __future__ import annotations

from chalicelib.domain.ecuador.comprobantes.comprobante_retencion_v1 import ComprobanteRetencionV1, Impuesto
from chalicelib.ride import names, pieces
from chalicelib.ride.comprobante_retencion import COLUMNS, NAME, concept, withheld_totals
from chalicelib.ride.content import Content, Section
from chalicelib.ride.figures import amount, day, percent, serial
from chalicelib.ride.kit.blocks import Field
from chalicelib.ride.kit.table import Cell, Grid


def content(comprobante: ComprobanteRetencionV1) -> Content:
    """What is printed of a comprobante de retención 1.0.0."""
    periodo = comprobante.infoCompRetencion.periodoFiscal
    return Content(
        NAME,
        [
            *pieces.receiver(comprobante, "Sujeto Retenido: Razón Social / Nombres y Apellidos", "Sujeto retenido"),
            Field("Período Fiscal", periodo, 12),
        ],
        [Section(grid=Grid(COLUMNS, [_row(periodo, impuesto) for impuesto in comprobante.impuestos]))],
        withheld_totals((impuesto.codigo, impuesto.valorRetenido) for impuesto in comprobante.impuestos),
        notes=pieces.notes(comprobante),
    )


def _row(periodo: str, impuesto: Impuesto) -> list[Cell]:
    since = impuesto.fechaEmisionDocSustento
    return [
        Cell(
            names.documento(impuesto.codDocSustento) if impuesto.codDocSustento else "",
            concept(impuesto.codigo, impuesto.codigoRetencion),
        ),
        Cell(serial(impuesto.numDocSustento or "")),
        Cell(day(since) if since else ""),
        Cell(periodo),
        Cell(amount(impuesto.baseImponible)),
        Cell(names.impuesto_retenido(impuesto.codigo)),
        Cell(impuesto.codigoRetencion),
        Cell(percent(impuesto.porcentajeRetener)),
        Cell(amount(impuesto.valorRetenido)),
    ]
