"""The RIDE of the factura (codDoc 01): what is printed, and in which order.

Buyer, the blocks that only some facturas have (export, guía de remisión), the lines, the reimbursed purchases, and at
the end the totals beside payments and información adicional. *Subsidio* explains the total and never changes it.
"""

from __future__ import annotations

from chalicelib.domain.ecuador.comprobantes.factura import Factura, InfoFactura, InfoSustitutivaGuiaRemision
from chalicelib.ride import names, pieces, totals
from chalicelib.ride.content import Content, Listing, Section
from chalicelib.ride.figures import amount, bare, day
from chalicelib.ride.kit.blocks import Field, Total
from chalicelib.ride.kit.table import Cell, Column, Grid, Kind


def content(factura: Factura) -> Content:
    """What is printed of a factura."""
    info = factura.infoFactura
    return Content(
        "FACTURA",
        [
            *pieces.receiver(factura, brief="Cliente"),
            Field("Dirección", info.direccionComprador or "", 6),
            Field("Guía Remisión", info.guiaRemision or "", 3),
            Field("Placa / Matrícula", info.placa or "", 3),
        ],
        [
            Section("EXPORTACIÓN", _export(info)),
            _guide(factura.infoSustitutivaGuiaRemision),
            Section(grid=pieces.lines(factura.detalles)),
            pieces.reimbursement(info, info.codDocReembolso, pieces.reimbursed(factura.reembolsos)),
        ],
        _totals(factura),
        info.moneda or "",
        _notes(factura),
    )


def _export(info: InfoFactura) -> list[Field]:
    return [
        Field("Comercio Exterior", info.comercioExterior or ""),
        Field("Incoterm", info.incoTermFactura or ""),
        Field("Lugar Incoterm", info.lugarIncoTerm or ""),
        Field("Incoterm Total sin Impuestos", info.incoTermTotalSinImpuestos or ""),
        Field("País de Origen", names.pais(info.paisOrigen)),
        Field("País de Destino", names.pais(info.paisDestino)),
        Field("País de Adquisición", names.pais(info.paisAdquisicion)),
        Field("Puerto de Embarque", info.puertoEmbarque or "", 6),
        Field("Puerto de Destino", info.puertoDestino or "", 6),
    ]


def _guide(guide: InfoSustitutivaGuiaRemision | None) -> Section:
    if guide is None:
        return Section()
    kind = names.identificacion(guide.tipoIdentificacionTransportista)
    columns = [
        Column("Motivo del Traslado", Kind.PROSE),
        Column("Ruta", Kind.PROSE),
        Column("Documento Aduanero", Kind.CODE),
        Column("Estab. Destino", Kind.CODE),
    ]
    rows = [
        [
            Cell(destino.motivoTraslado),
            Cell(destino.ruta or ""),
            Cell(destino.docAduaneroUnico or ""),
            Cell(destino.codEstabDestino or ""),
        ]
        for destino in guide.destinos
    ]
    return Section(
        "SUSTITUTIVA DE GUÍA DE REMISIÓN",
        [
            Field("Transportista", guide.razonSocialTransportista, 6),
            Field(f"Identificación ({kind})", guide.rucTransportista, 3),
            Field("Placa", guide.placa, 3),
            Field("Dirección de Partida", guide.dirPartida, 6),
            Field("Inicio del Transporte", day(guide.fechaIniTransporte), 3),
            Field("Fin del Transporte", day(guide.fechaFinTransporte), 3),
            Field("Dirección del Destinatario", guide.dirDestinatario, 12),
        ],
        Grid(columns, rows),
    )


def _totals(factura: Factura) -> list[Total]:
    info = factura.infoFactura
    taxes = [
        totals.Tax(
            tax.codigo, tax.codigoPorcentaje, tax.tarifa, tax.baseImponible, tax.valor, tax.descuentoAdicional,
            tax.valorDevolucionIva,
        )
        for tax in info.totalConImpuestos
    ]  # fmt: skip
    found = totals.taxed(taxes, info.totalSinImpuestos, info.totalDescuento)
    for label, value in (
        ("PROPINA", info.propina),
        ("FLETE INTERNACIONAL", info.fleteInternacional),
        ("SEGURO INTERNACIONAL", info.seguroInternacional),
        ("GASTOS ADUANEROS", info.gastosAduaneros),
        ("GASTOS TRANSPORTE OTROS", info.gastosTransporteOtros),
    ):
        found += totals.filled(label, value)
    found += totals.filled("RETENCIONES", totals.added(one.valor for one in factura.retenciones))
    found += totals.filled("OTROS RUBROS DE TERCEROS", totals.added(one.total for one in factura.otrosRubrosTerceros))
    found += totals.compensations(info.compensaciones)
    found.append(totals.grand(info.importeTotal))
    if info.totalSubsidio is not None:
        found += [
            totals.line("VALOR TOTAL SIN SUBSIDIO", info.importeTotal + info.totalSubsidio),
            Total("AHORRO POR SUBSIDIO", amount(info.totalSubsidio), 1),
        ]
    found += totals.filled("RETENCIÓN IVA PRESUNTIVO", info.valorRetIva)
    found += totals.filled("RETENCIÓN RENTA", info.valorRetRenta)
    return found


def _notes(factura: Factura) -> list[Grid | Listing]:
    third_parties = Grid(
        [Column("Otros Rubros de Terceros", Kind.PROSE), Column("Valor", Kind.FIGURE, "")],
        [[Cell(rubro.concepto), Cell(amount(rubro.total))] for rubro in factura.otrosRubrosTerceros],
    )
    retentions = Grid(
        [Column("Retención", Kind.PROSE), Column("Tarifa", Kind.FIGURE), Column("Valor", Kind.FIGURE, "")],
        [
            [Cell(names.retencion(one.codigoPorcentaje)), Cell(bare(one.tarifa)), Cell(amount(one.valor))]
            for one in factura.retenciones
        ],
    )
    grids = [pieces.payments(factura.infoFactura.pagos), third_parties, retentions]
    return [*(grid for grid in grids if grid.rows), *pieces.notes(factura, factura.tipoNegociable)]
