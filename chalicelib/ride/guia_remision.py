"""The RIDE of the guía de remisión (codDoc 06): who carries what from where, and each receiver with its goods."""

from __future__ import annotations

from chalicelib.domain.ecuador.comprobantes.guia_remision import Destinatario, GuiaRemision
from chalicelib.domain.ecuador.identificacion import tipo_de
from chalicelib.ride import names, pieces
from chalicelib.ride.content import Content, Section
from chalicelib.ride.figures import amount, day
from chalicelib.ride.kit.blocks import Field
from chalicelib.ride.kit.table import Cell, Grid


def content(guia: GuiaRemision) -> Content:
    """What is printed of a guía de remisión."""
    info = guia.infoGuiaRemision
    kind = names.identificacion(info.tipoIdentificacionTransportista)
    count = len(guia.destinatarios)
    return Content(
        "GUÍA DE REMISIÓN",
        [
            Field("Transportista: Razón Social / Nombres y Apellidos", info.razonSocialTransportista, 6, strong=True),
            Field(f"Identificación ({kind})", info.rucTransportista, 3),
            Field("Placa", info.placa, 3, strong=True),
            Field("Punto de Partida", info.dirPartida, 6),
            Field("Fecha Inicio Transporte", day(info.fechaIniTransporte), 3),
            Field("Fecha Fin Transporte", day(info.fechaFinTransporte), 3),
        ],
        [
            _receiver(destinatario, "DESTINATARIO" if count == 1 else f"DESTINATARIO {number} DE {count}")
            for number, destinatario in enumerate(guia.destinatarios, 1)
        ],
        notes=pieces.notes(guia),
    )


def _receiver(destinatario: Destinatario, heading: str) -> Section:
    numero = destinatario.identificacionDestinatario
    sustento = destinatario.codDocSustento
    since = destinatario.fechaEmisionDocSustento
    return Section(
        heading,
        [
            Field("Razón Social / Nombres y Apellidos", destinatario.razonSocialDestinatario, 6, strong=True),
            Field(f"Identificación ({names.identificacion(tipo_de(numero))})", numero, 3),
            Field("Código Establecimiento Destino", destinatario.codEstabDestino or "", 3),
            Field("Destino (Punto de Llegada)", destinatario.dirDestinatario, 6),
            Field("Motivo del Traslado", destinatario.motivoTraslado, 6),
            Field("Ruta", destinatario.ruta or "", 6),
            Field("Documento Aduanero", destinatario.docAduaneroUnico or "", 6),
            Field("Comprobante de Venta", names.documento(sustento) if sustento else "", 3),
            Field("Número", destinatario.numDocSustento or "", 3),
            Field("Fecha de Emisión", day(since) if since else "", 6),
            Field("Número de Autorización", destinatario.numAutDocSustento or "", 12),
        ],
        _goods(destinatario),
    )


def _goods(destinatario: Destinatario) -> Grid:
    return Grid(
        [pieces.QUANTITY, pieces.DESCRIPTION, pieces.CODE, pieces.OTHER_CODE],
        [
            [
                Cell(amount(detalle.cantidad)),
                Cell(detalle.descripcion, pieces.details(detalle.detallesAdicionales)),
                Cell(detalle.codigoInterno or ""),
                Cell(detalle.codigoAdicional or ""),
            ]
            for detalle in destinatario.detalles
        ],
    )
