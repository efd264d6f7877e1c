"""The nota de débito (codDoc 05), version 1.0.0: it adds charges (interest, penalties…) to another document.

It has reasons (`motivos`) where others have lines, and its taxes stand in the head.

Source: ficha técnica 2.32, anexo 4, and the official schema of the nota de débito.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.ecuador import vocabulary as v
from chalicelib.domain.ecuador.comprobantes import comunes
from chalicelib.domain.ecuador.comprobantes.comunes import Compensacion, Comprobante, Pago, Receptor
from chalicelib.domain.ecuador.model.block import ATTRIBUTE, Block, Items


class Impuesto(comunes.Impuesto):
    """The whole tax of one rate, and what of it is given back."""

    valorDevolucionIva: v.Monto | None = None


class InfoNotaDebito(Block):
    """The head: date, buyer, the document it modifies, taxes, total, payments."""

    fechaEmision: v.Fecha
    dirEstablecimiento: v.Texto300 | None = None
    tipoIdentificacionComprador: v.TipoIdentificacion
    razonSocialComprador: v.Texto300
    identificacionComprador: v.Texto20
    contribuyenteEspecial: v.ContribuyenteEspecial | None = None
    obligadoContabilidad: v.SiNo | None = None
    rise: v.Texto40 | None = None
    codDocModificado: v.CodDoc
    numDocModificado: v.NumeroDocumento
    fechaEmisionDocSustento: v.Fecha
    totalSinImpuestos: v.MontoConSignoCalculado
    impuestos: Annotated[list[Impuesto], Items("impuesto"), Field(min_length=1)]
    compensaciones: Annotated[list[Compensacion], Items("compensacion")] = Field(default_factory=list)
    valorTotal: v.MontoCalculado
    pagos: Annotated[list[Pago], Items("pago")] = Field(default_factory=list)


class Motivo(Block):
    """A reason and its amount, without taxes."""

    razon: v.Texto300
    valor: v.Monto


class NotaDebito(Comprobante):
    """The nota de débito."""

    version: Annotated[Literal["1.0.0"], ATTRIBUTE]
    infoNotaDebito: InfoNotaDebito
    motivos: Annotated[list[Motivo], Items("motivo"), Field(min_length=1)]

    @property
    def emitido(self) -> date:
        """See `Comprobante`."""
        return self.infoNotaDebito.fechaEmision

    @property
    def receptor(self) -> Receptor:
        """See `Comprobante`."""
        info = self.infoNotaDebito
        return Receptor(info.tipoIdentificacionComprador, info.identificacionComprador, info.razonSocialComprador)

    @property
    def monto(self) -> Decimal:
        """See `Comprobante`."""
        return self.infoNotaDebito.valorTotal
