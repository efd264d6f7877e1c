"""The RIDE of the factura (codDoc 01): what is printed, and in which order.

Issuer and fiscal panel, buyer, the blocks that only some facturas have (export, guía de remisión), the lines, the
reimbursed purchases, and at the end the totals on the right beside payments and información adicional on the left.
"""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal

from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.ride import factura_tables as tables
from chalicelib.ride import header, names
from chalicelib.ride.factura_totals import totals
from chalicelib.ride.figures import ECUADOR, amount, day
from chalicelib.ride.inputs import Authorization, Brand
from chalicelib.ride.kit import blocks
from chalicelib.ride.kit.blocks import Field
from chalicelib.ride.kit.lettering import lettering
from chalicelib.ride.kit.palette import MUTED, palette
from chalicelib.ride.kit.pdf import Particulars, write
from chalicelib.ride.kit.sheet import FULL, Region, Sheet

_TOTALS = Region(FULL.end - 226, 226)
_NOTES = Region(FULL.x, FULL.width - _TOTALS.width - 18)


def draw(factura: Factura, autorizacion: Authorization, brand: Brand) -> bytes:
    """The PDF. The same input gives the same bytes; no content of a valid factura makes it fail."""
    sheet = compose(factura, autorizacion, brand)
    pages = header.feet(sheet, brand.footer, autorizacion)
    return write(pages, sheet.lettering, _particulars(factura, autorizacion))


def compose(factura: Factura, autorizacion: Authorization, brand: Brand) -> Sheet:
    """The pages before they become a file, still without their feet."""
    issuer, identity = _issuer(factura), _identity(factura)
    letters = lettering(factura.model_dump_json() + brand.footer)
    sheet = Sheet(letters, palette(brand.colour), lambda s: header.strip(s, issuer, identity, autorizacion))
    header.head(sheet, issuer, identity, autorizacion, brand)
    _buyer(sheet, factura)
    _export(sheet, factura)
    _guide(sheet, factura)
    sheet.y += 6
    tables.lines(sheet, FULL, factura)
    sheet.y += 12
    _reimbursement(sheet, factura)
    _closing(sheet, factura)
    return sheet


def _issuer(factura: Factura) -> header.Issuer:
    tributaria, info = factura.infoTributaria, factura.infoFactura
    return header.Issuer(
        tributaria.razonSocial,
        tributaria.nombreComercial or "",
        tributaria.dirMatriz,
        info.dirEstablecimiento or "",
        tributaria.ruc,
        header.legends(
            contribuyente_especial=info.contribuyenteEspecial,
            obligado_contabilidad=info.obligadoContabilidad,
            agente_retencion=tributaria.agenteRetencion,
            contribuyente_rimpe=tributaria.contribuyenteRimpe,
        ),
    )


def _identity(factura: Factura) -> header.Identity:
    tributaria = factura.infoTributaria
    number = f"{tributaria.estab}-{tributaria.ptoEmi}-{tributaria.secuencial}"
    return header.Identity("FACTURA", number, tributaria.claveAcceso or "")


def _particulars(factura: Factura, autorizacion: Authorization) -> Particulars:
    identity = _identity(factura)
    issued = datetime.combine(factura.infoFactura.fechaEmision, time(), ECUADOR)
    return Particulars(
        title=f"Factura {identity.number}",
        author=factura.infoTributaria.razonSocial,
        subject=f"Clave de acceso {identity.clave}",
        created=autorizacion.fecha or issued,
    )


def _buyer(sheet: Sheet, factura: Factura) -> None:
    info = factura.infoFactura
    kind = names.identificacion(info.tipoIdentificacionComprador)
    sheet.rule(FULL, sheet.y, sheet.palette.accent, 0.7)
    sheet.y += 7
    blocks.fields(
        sheet,
        FULL,
        [
            Field("Razón Social / Nombres y Apellidos", info.razonSocialComprador, 6, strong=True),
            Field(f"Identificación ({kind})", info.identificacionComprador, 3),
            Field("Fecha Emisión", day(info.fechaEmision), 3),
            Field("Dirección", info.direccionComprador or "", 6),
            Field("Guía Remisión", info.guiaRemision or "", 3),
            Field("Placa / Matrícula", info.placa or "", 3),
        ],
    )
    sheet.y += 3


def _export(sheet: Sheet, factura: Factura) -> None:
    info = factura.infoFactura
    data = [
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
    _titled(sheet, "EXPORTACIÓN", data)


def _guide(sheet: Sheet, factura: Factura) -> None:
    guide = factura.infoSustitutivaGuiaRemision
    if guide is None:
        return
    kind = names.identificacion(guide.tipoIdentificacionTransportista)
    _titled(
        sheet,
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
    )
    tables.destinations(sheet, FULL, factura)
    sheet.y += 10


def _reimbursement(sheet: Sheet, factura: Factura) -> None:
    info = factura.infoFactura
    data = [
        Field("Documento de Reembolso", names.documento(info.codDocReembolso) if info.codDocReembolso else ""),
        Field("Total Comprobantes", _amount(info.totalComprobantesReembolso)),
        Field("Total Base Imponible", _amount(info.totalBaseImponibleReembolso)),
        Field("Total Impuesto", _amount(info.totalImpuestoReembolso)),
    ]
    _titled(sheet, "REEMBOLSO DE GASTOS", data)
    if factura.reembolsos:
        tables.reimbursed(sheet, FULL, factura)
        sheet.y += 12


def _closing(sheet: Sheet, factura: Factura) -> None:
    lines = totals(factura)
    sheet.room(blocks.totals_height(lines) + 12)
    page, top = len(sheet.pages), sheet.y
    blocks.totals(sheet, _TOTALS, lines)
    currency = factura.infoFactura.moneda
    if currency:
        sheet.text(_TOTALS.end - 6, sheet.y + 8, f"Moneda: {currency}", 6.6, colour=MUTED, align="R")
    if len(sheet.pages) == page:
        sheet.y = top
    _notes(sheet, factura)


def _notes(sheet: Sheet, factura: Factura) -> None:
    for wanted, drawn in (
        (factura.infoFactura.pagos, tables.payments),
        (factura.otrosRubrosTerceros, tables.third_parties),
        (factura.retenciones, tables.retentions),
    ):
        if wanted:
            drawn(sheet, _NOTES, factura)
            sheet.y += 10
    negotiable, machine = factura.tipoNegociable, factura.maquinaFiscal
    for heading, pairs in (
        ("Factura Comercial Negociable", [("Correo", negotiable.correo)] if negotiable else []),
        (
            "Máquina Fiscal",
            [("Marca", machine.marca), ("Modelo", machine.modelo), ("Serie", machine.serie)] if machine else [],
        ),
        ("Información Adicional", [(campo.nombre, campo.valor) for campo in factura.infoAdicional]),
    ):
        if pairs:
            blocks.pairs(sheet, _NOTES, heading, pairs)
            sheet.y += 9


def _titled(sheet: Sheet, heading: str, data: list[Field]) -> None:
    if any(field.value for field in data):
        sheet.y += 4
        blocks.title(sheet, FULL, heading)
        blocks.fields(sheet, FULL, data)
        sheet.y += 4


def _amount(value: Decimal | None) -> str:
    return "" if value is None else amount(value)
