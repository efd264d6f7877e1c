"""The guía de remisión (codDoc 06), versions 1.0.0 and 1.1.0: goods on their way, with one carrier and many receivers.

It has no amounts and no date of issue: the date stands in its clave de acceso only. Version 1.0.0 has two decimals
where 1.1.0 has six.

Source: ficha técnica 2.32, anexo 5, and the official schemas of the guía de remisión.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.documents.money import ZERO
from chalicelib.domain.ecuador import vocabulary as v
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante, DetAdicional, Receptor
from chalicelib.domain.ecuador.identificacion import tipo_de
from chalicelib.domain.ecuador.model.block import ATTRIBUTE, Block, Items


class InfoGuiaRemision(Block):
    """The head: where from, who carries, when, with which vehicle."""

    dirEstablecimiento: v.Texto300 | None = None
    dirPartida: v.Texto300
    razonSocialTransportista: v.Texto300
    tipoIdentificacionTransportista: v.TipoIdentificacion
    rucTransportista: v.Texto20
    rise: v.Texto40 | None = None
    obligadoContabilidad: v.SiNo | None = None
    contribuyenteEspecial: v.ContribuyenteEspecial | None = None
    fechaIniTransporte: v.Fecha
    fechaFinTransporte: v.Fecha
    placa: v.Texto20


class Detalle(Block):
    """Goods carried."""

    codigoInterno: v.Texto25 | None = None
    codigoAdicional: v.Texto25 | None = None
    descripcion: v.Texto300
    cantidad: v.Cantidad
    detallesAdicionales: Annotated[
        list[DetAdicional], Items("detAdicional", may_be_empty=True), Field(max_length=3)
    ] = Field(default_factory=list)


class Destinatario(Block):
    """Who receives which goods, why, and the document that sustains it."""

    identificacionDestinatario: v.Texto20
    razonSocialDestinatario: v.Texto300
    dirDestinatario: v.Texto300
    motivoTraslado: v.Texto300
    docAduaneroUnico: v.Texto20 | None = None
    codEstabDestino: v.Establecimiento | None = None
    ruta: v.Texto300 | None = None
    codDocSustento: v.CodDoc | None = None
    numDocSustento: v.NumeroDocumento | None = None
    numAutDocSustento: v.NumeroAutorizacion | None = None
    fechaEmisionDocSustento: v.Fecha | None = None
    detalles: Annotated[list[Detalle], Items("detalle"), Field(min_length=1)]


class GuiaRemision(Comprobante):
    """The guía de remisión."""

    version: Annotated[Literal["1.0.0", "1.1.0"], ATTRIBUTE]
    infoGuiaRemision: InfoGuiaRemision
    destinatarios: Annotated[list[Destinatario], Items("destinatario"), Field(min_length=1)]

    @property
    def emitido(self) -> None:
        """Only the clave de acceso says it."""
        return None

    @property
    def receptor(self) -> Receptor:
        """The first destinatario; what kind of number theirs is, is told by its form."""
        first = self.destinatarios[0]
        numero = first.identificacionDestinatario
        return Receptor(tipo_de(numero), numero, first.razonSocialDestinatario)

    @property
    def monto(self) -> Decimal:
        """A guía has no amounts."""
        return ZERO
