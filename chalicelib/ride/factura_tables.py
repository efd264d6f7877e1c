"""The tables of a factura: lines, reimbursed purchases, destinations, retentions, other people's charges, payments.

A column that no row fills is left out.
"""

from __future__ import annotations

from decimal import Decimal

from chalicelib.domain.ecuador.catalogs import IMPUESTO_ICE, IMPUESTO_IRBPNR, IMPUESTO_IVA
from chalicelib.domain.ecuador.comprobantes.factura import Detalle, Factura, ReembolsoDetalle
from chalicelib.ride import names
from chalicelib.ride.figures import amount, day, percent, quantity
from chalicelib.ride.kit.sheet import Region, Sheet
from chalicelib.ride.kit.table import Cell, Column, Kind, table

_EMPTY = Cell("")


def lines(sheet: Sheet, region: Region, factura: Factura) -> None:
    """What was sold."""
    subsidised = any(detalle.precioSinSubsidio is not None for detalle in factura.detalles)
    columns = [
        Column("Cód. Principal", Kind.CODE),
        Column("Cód. Auxiliar", Kind.CODE),
        Column("Cantidad", Kind.FIGURE),
        Column("Descripción", Kind.PROSE),
        Column("Precio Unitario", Kind.FIGURE),
        *([Column("Subsidio", Kind.FIGURE), Column("Precio sin Subsidio", Kind.FIGURE)] if subsidised else ()),
        Column("Descuento", Kind.FIGURE),
        Column("IVA", Kind.FIGURE),
        Column("Precio Total", Kind.FIGURE),
    ]
    rows = [
        [
            Cell(detalle.codigoPrincipal or ""),
            Cell(detalle.codigoAuxiliar or ""),
            Cell(quantity(detalle.cantidad), (detalle.unidadMedida,) if detalle.unidadMedida else ()),
            Cell(detalle.descripcion, _notes(detalle)),
            Cell(quantity(detalle.precioUnitario)),
            *(_subsidy(detalle) if subsidised else ()),
            Cell(amount(detalle.descuento)),
            Cell(_iva(detalle)),
            Cell(amount(detalle.precioTotalSinImpuesto)),
        ]
        for detalle in factura.detalles
    ]
    _filled(sheet, region, columns, rows)


def _notes(detalle: Detalle) -> tuple[str, ...]:
    found = [f"{adicional.nombre}: {adicional.valor}" for adicional in detalle.detallesAdicionales]
    for impuesto in detalle.impuestos:
        if impuesto.codigo == IMPUESTO_ICE:
            found.append(
                f"{names.ice(impuesto.codigoPorcentaje)} ({percent(impuesto.tarifa)}): {amount(impuesto.valor)}"
            )
        elif impuesto.codigo == IMPUESTO_IRBPNR:
            found.append(f"IRBPNR {impuesto.codigoPorcentaje} ({amount(impuesto.tarifa)}): {amount(impuesto.valor)}")
    return tuple(found)


def _iva(detalle: Detalle) -> str:
    return " ".join(
        names.tarifa_iva(impuesto.codigoPorcentaje, impuesto.tarifa)
        for impuesto in detalle.impuestos
        if impuesto.codigo == IMPUESTO_IVA
    )


def _subsidy(detalle: Detalle) -> tuple[Cell, Cell]:
    if detalle.precioSinSubsidio is None:
        return _EMPTY, _EMPTY
    subsidy: Decimal = detalle.precioSinSubsidio - detalle.precioUnitario
    return Cell(quantity(subsidy)), Cell(quantity(detalle.precioSinSubsidio))


def reimbursed(sheet: Sheet, region: Region, factura: Factura) -> None:
    """The purchases made for the buyer's account, a row per tax of each."""
    columns = [
        Column("Proveedor", Kind.CODE),
        Column("Documento", Kind.PROSE),
        Column("Fecha", Kind.FIGURE),
        Column("Tarifa", Kind.FIGURE),
        Column("Base Imponible", Kind.FIGURE),
        Column("Impuesto", Kind.FIGURE),
    ]
    rows = []
    for detalle in factura.reembolsos:
        first = _purchase(detalle)
        for impuesto in detalle.detalleImpuestos:
            rate = (
                names.tarifa_iva(impuesto.codigoPorcentaje, impuesto.tarifa)
                if impuesto.codigo == IMPUESTO_IVA
                else f"{names.impuesto(impuesto.codigo)} {percent(impuesto.tarifa)}"
            )
            base, tax = impuesto.baseImponibleReembolso, impuesto.impuestoReembolso
            rows.append([*first, Cell(rate), Cell(amount(base)), Cell(amount(tax))])
            first = (_EMPTY, _EMPTY, _EMPTY)
    table(sheet, region, columns, rows)


def _purchase(detalle: ReembolsoDetalle) -> tuple[Cell, Cell, Cell]:
    supplier = [
        names.identificacion(detalle.tipoIdentificacionProveedorReembolso),
        names.proveedor(detalle.tipoProveedorReembolso),
    ]
    if detalle.codPaisPagoProveedorReembolso:
        supplier.append(names.pais(detalle.codPaisPagoProveedorReembolso))
    number = f"{detalle.estabDocReembolso}-{detalle.ptoEmiDocReembolso}-{detalle.secuencialDocReembolso}"
    notes = [f"Autorización {detalle.numeroautorizacionDocReemb}"]
    notes += [f"Compensación {percent(c.tarifa)}: {amount(c.valor)}" for c in detalle.compensacionesReembolso]
    return (
        Cell(detalle.identificacionProveedorReembolso, (" · ".join(supplier),)),
        Cell(f"{names.documento(detalle.codDocReembolso)} {number}", tuple(notes)),
        Cell(day(detalle.fechaEmisionDocReembolso)),
    )


def destinations(sheet: Sheet, region: Region, factura: Factura) -> None:
    """Where the goods go when the factura stands for the guía de remisión."""
    guide = factura.infoSustitutivaGuiaRemision
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
        for destino in (guide.destinos if guide else ())
    ]
    _filled(sheet, region, columns, rows)


def payments(sheet: Sheet, region: Region, factura: Factura) -> None:
    """How it is paid."""
    columns = [Column("Forma de Pago", Kind.PROSE), Column("Plazo", Kind.FIGURE), Column("Valor", Kind.FIGURE)]
    rows = []
    for pago in factura.infoFactura.pagos:
        term = _bare(pago.plazo) if pago.plazo is not None else ""
        term = f"{term} {pago.unidadTiempo or ''}".strip()
        rows.append([Cell(names.forma_pago(pago.formaPago)), Cell(term), Cell(amount(pago.total))])
    _filled(sheet, region, columns, rows)


def retentions(sheet: Sheet, region: Region, factura: Factura) -> None:
    """What is withheld in a fuel or press invoice."""
    columns = [Column("Retención", Kind.PROSE), Column("Tarifa", Kind.FIGURE), Column("Valor", Kind.FIGURE)]
    rows = [
        [
            Cell(names.retencion(retencion.codigoPorcentaje)),
            Cell(_bare(retencion.tarifa)),
            Cell(amount(retencion.valor)),
        ]
        for retencion in factura.retenciones
    ]
    table(sheet, region, columns, rows)


def third_parties(sheet: Sheet, region: Region, factura: Factura) -> None:
    """What is collected for others."""
    columns = [Column("Otros Rubros de Terceros", Kind.PROSE), Column("Valor", Kind.FIGURE)]
    rows = [[Cell(rubro.concepto), Cell(amount(rubro.total))] for rubro in factura.otrosRubrosTerceros]
    table(sheet, region, columns, rows)


def _filled(sheet: Sheet, region: Region, columns: list[Column], rows: list[list[Cell]]) -> None:
    kept = [index for index in range(len(columns)) if any(row[index] != _EMPTY for row in rows)]
    table(sheet, region, [columns[i] for i in kept], [[row[i] for i in kept] for row in rows])


def _bare(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
