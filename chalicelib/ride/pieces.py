"""Pieces that several comprobantes print alike: receiver, lines, payments, reimbursed documents, modified document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from chalicelib.domain.ecuador.catalogs import IMPUESTO_ICE, IMPUESTO_IRBPNR, IMPUESTO_IVA
from chalicelib.domain.ecuador.comprobantes import comprobante_retencion as retencion
from chalicelib.domain.ecuador.comprobantes import comunes, factura, liquidacion_compra
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante, DetAdicional, Pago, TipoNegociable
from chalicelib.ride import names
from chalicelib.ride.content import Listing, Section
from chalicelib.ride.figures import amount, bare, day, percent
from chalicelib.ride.kit.blocks import Field
from chalicelib.ride.kit.table import EMPTY, Cell, Column, Grid, Kind


def receiver(document: Comprobante, label: str = "Razón Social / Nombres y Apellidos", brief: str = "") -> list[Field]:
    """Who the comprobante is for, and its day of issue."""
    tipo, identificacion, nombre = document.receptor
    return [
        Field(label, nombre, 6, strong=True, brief=brief),
        Field(f"Identificación ({names.identificacion(tipo)})", identificacion, 3, brief=names.tipo(tipo)),
        Field("Fecha Emisión", day(document.emitido) if document.emitido else "", 3),
    ]


class _Tax(Protocol):
    @property
    def codigo(self) -> str: ...
    @property
    def codigoPorcentaje(self) -> str: ...
    @property
    def tarifa(self) -> Decimal | None: ...
    @property
    def valor(self) -> Decimal: ...


def details(adicionales: Iterable[DetAdicional], impuestos: Iterable[_Tax] = ()) -> tuple[str, ...]:
    """The small lines under a line: its additional details, and what it pays besides the IVA."""
    found = [f"{adicional.nombre}: {adicional.valor}" for adicional in adicionales]
    for tax in impuestos:
        rate = "" if tax.tarifa is None else percent(tax.tarifa)
        if tax.codigo == IMPUESTO_ICE:
            found.append(f"{names.ice(tax.codigoPorcentaje)}{f' ({rate})' if rate else ''}: {amount(tax.valor)}")
        elif tax.codigo == IMPUESTO_IRBPNR:
            each = "" if tax.tarifa is None else f" ({amount(tax.tarifa)})"
            found.append(f"IRBPNR {tax.codigoPorcentaje}{each}: {amount(tax.valor)}")
    return tuple(found)


def iva(impuestos: Iterable[_Tax]) -> str:
    """The IVA rate of a line."""
    return " ".join(
        names.tarifa_iva(tax.codigoPorcentaje, tax.tarifa) for tax in impuestos if tax.codigo == IMPUESTO_IVA
    )


CODE = Column("Cód. Principal", Kind.CODE, "cód.")
OTHER_CODE = Column("Cód. Auxiliar", Kind.CODE, "aux.")
QUANTITY = Column("Cantidad", Kind.FIGURE, "")
DESCRIPTION = Column("Descripción", Kind.PROSE)
PRICE = Column("Precio Unitario", Kind.FIGURE, "×")
DISCOUNT = Column("Descuento", Kind.FIGURE, "dcto.", idle="0.00")
IVA = Column("IVA", Kind.FIGURE, "IVA")
LINE_TOTAL = Column("Precio Total", Kind.FIGURE, "")


def lines(detalles: Sequence[factura.Detalle] | Sequence[liquidacion_compra.Detalle]) -> Grid:
    """What was sold or bought; subsidies only where there is one."""
    columns = [
        CODE, OTHER_CODE, QUANTITY, DESCRIPTION, PRICE, Column("Subsidio", Kind.FIGURE, "subsidio"),
        Column("Precio sin Subsidio", Kind.FIGURE, "sin subsidio"), DISCOUNT, IVA, LINE_TOTAL,
    ]  # fmt: skip
    return Grid(columns, [_line(detalle) for detalle in detalles])


def _line(detalle: factura.Detalle | liquidacion_compra.Detalle) -> list[Cell]:
    taxes: Sequence[_Tax] = detalle.impuestos
    free = detalle.precioSinSubsidio
    return [
        Cell(detalle.codigoPrincipal or ""),
        Cell(detalle.codigoAuxiliar or ""),
        Cell(amount(detalle.cantidad), (detalle.unidadMedida,) if detalle.unidadMedida else ()),
        Cell(detalle.descripcion, details(detalle.detallesAdicionales, taxes)),
        Cell(amount(detalle.precioUnitario)),
        EMPTY if free is None else Cell(amount(free - detalle.precioUnitario)),
        EMPTY if free is None else Cell(amount(free)),
        Cell(amount(detalle.descuento)),
        Cell(iva(taxes)),
        Cell(amount(detalle.precioTotalSinImpuesto)),
    ]


def payments(pagos: Sequence[Pago] | Sequence[retencion.PagoDocSustento]) -> Grid:
    """How it is paid."""
    columns = [
        Column("Forma de Pago", Kind.PROSE), Column("Plazo", Kind.FIGURE), Column("Valor", Kind.FIGURE, ""),
    ]  # fmt: skip
    return Grid(
        columns,
        [[Cell(names.forma_pago(pago.formaPago)), Cell(_term(pago)), Cell(amount(pago.total))] for pago in pagos],
    )


def _term(pago: Pago | retencion.PagoDocSustento) -> str:
    if not isinstance(pago, Pago):
        return ""
    count = "" if pago.plazo is None else bare(pago.plazo)
    return f"{count} {pago.unidadTiempo or ''}".strip()


def reimbursed(
    detalles: Sequence[factura.ReembolsoDetalle]
    | Sequence[comunes.ReembolsoDetalle]
    | Sequence[retencion.ReembolsoDetalle],
) -> Grid:
    """The documents whose cost is reimbursed, a row per tax of each."""
    columns = [
        Column("Proveedor", Kind.CODE),
        Column("Documento", Kind.PROSE),
        Column("Fecha", Kind.FIGURE, ""),
        Column("Tarifa", Kind.FIGURE, ""),
        Column("Base Imponible", Kind.FIGURE, "base"),
        Column("Impuesto", Kind.FIGURE, ""),
    ]
    rows = []
    for detalle in detalles:
        first = _purchase(detalle)
        for tax in detalle.detalleImpuestos:
            rate = rate_of(tax.codigo, tax.codigoPorcentaje, Decimal(tax.tarifa))
            base, value = tax.baseImponibleReembolso, tax.impuestoReembolso
            rows.append([*first, Cell(rate), Cell(amount(base)), Cell(amount(value))])
            first = (EMPTY, EMPTY, EMPTY)
    return Grid(columns, rows)


def rate_of(codigo: str, porcentaje: str, tarifa: Decimal) -> str:
    """A tax and its rate: «15 %» for the IVA, «ICE 10 %» for others."""
    if codigo == IMPUESTO_IVA:
        return names.tarifa_iva(porcentaje, tarifa)
    return f"{names.impuesto(codigo)} {percent(tarifa)}"


def _purchase(detalle: comunes.ReembolsoDetalle | retencion.ReembolsoDetalle) -> tuple[Cell, Cell, Cell]:
    supplier = [
        names.identificacion(detalle.tipoIdentificacionProveedorReembolso),
        names.persona(detalle.tipoProveedorReembolso),
    ]
    if detalle.codPaisPagoProveedorReembolso:
        supplier.append(names.pais(detalle.codPaisPagoProveedorReembolso))
    number = f"{detalle.estabDocReembolso}-{detalle.ptoEmiDocReembolso}-{detalle.secuencialDocReembolso}"
    authorisation = (
        detalle.numeroAutorizacionDocReemb
        if isinstance(detalle, retencion.ReembolsoDetalle)
        else detalle.numeroautorizacionDocReemb
    )
    notes = [f"Autorización {authorisation}"]
    if isinstance(detalle, factura.ReembolsoDetalle):
        notes += [f"Compensación {percent(c.tarifa)}: {amount(c.valor)}" for c in detalle.compensacionesReembolso]
    return (
        Cell(detalle.identificacionProveedorReembolso, (" · ".join(supplier),)),
        Cell(f"{names.documento(detalle.codDocReembolso)} {number}", tuple(notes)),
        Cell(day(detalle.fechaEmisionDocReembolso)),
    )


class _Reimbursing(Protocol):
    @property
    def totalComprobantesReembolso(self) -> Decimal | None: ...
    @property
    def totalBaseImponibleReembolso(self) -> Decimal | None: ...
    @property
    def totalImpuestoReembolso(self) -> Decimal | None: ...


def reimbursement(info: _Reimbursing, codDoc: str | None, grid: Grid) -> Section:
    """The reimbursed expenses: their totals and their documents."""
    fields = [
        Field("Documento de Reembolso", names.documento(codDoc) if codDoc else ""),
        Field("Total Comprobantes", optional(info.totalComprobantesReembolso)),
        Field("Total Base Imponible", optional(info.totalBaseImponibleReembolso)),
        Field("Total Impuesto", optional(info.totalImpuestoReembolso)),
    ]
    return Section("REEMBOLSO DE GASTOS", fields, grid)


class _Modifying(Protocol):
    @property
    def codDocModificado(self) -> str: ...
    @property
    def numDocModificado(self) -> str: ...
    @property
    def fechaEmisionDocSustento(self) -> date: ...


def modified(info: _Modifying, reason: str = "") -> Section:
    """The document that a nota changes, and why."""
    document = f"{names.documento(info.codDocModificado).upper()} {info.numDocModificado}"
    return Section(
        "COMPROBANTE QUE SE MODIFICA",
        [
            Field("Comprobante", document, 6, strong=True),
            Field("Fecha Emisión (Comprobante a modificar)", day(info.fechaEmisionDocSustento), 6),
            Field("Razón de Modificación", reason, 12),
        ],
    )


def notes(document: Comprobante, negotiable: TipoNegociable | None = None) -> list[Grid | Listing]:
    """What stands at the end of every comprobante that has it."""
    machine = document.maquinaFiscal
    found = [
        Listing("Comprobante Negociable", [("Correo", negotiable.correo)] if negotiable else []),
        Listing(
            "Máquina Fiscal",
            [("Marca", machine.marca), ("Modelo", machine.modelo), ("Serie", machine.serie)] if machine else [],
        ),
        Listing("Información Adicional", [(campo.nombre, campo.valor) for campo in document.infoAdicional]),
    ]
    return [listing for listing in found if listing.pairs]


def optional(value: Decimal | None) -> str:
    """An amount, or nothing."""
    return "" if value is None else amount(value)
