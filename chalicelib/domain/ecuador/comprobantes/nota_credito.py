"""The nota de crédito (codDoc 04), versions 1.0.0 and 1.1.0: it takes back part or all of another document.

Version 1.0.0 has two decimals where 1.1.0 has six.

Source: ficha técnica 2.32, anexo 3, and the official schemas of the nota de crédito.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.ecuador import vocabulary as v
from chalicelib.domain.ecuador.comprobantes.comunes import Compensacion, Comprobante, DetallesAdicionales, Receptor
from chalicelib.domain.ecuador.model.block import ATTRIBUTE, COMPUTED, Block, Items


class TotalImpuesto(Block):
    """The whole tax of one rate, and what of it had been given back at the till."""

    codigo: v.CodigoImpuesto
    codigoPorcentaje: v.CodigoPorcentaje
    baseImponible: v.MontoCalculado
    valor: v.MontoCalculado
    valorDevolucionIva: v.Monto | None = None


class InfoNotaCredito(Block):
    """The head: date, buyer, the document it modifies, totals. `valorModificacion` is the whole amount."""

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
    totalSinImpuestos: v.MontoCalculado
    compensaciones: Annotated[list[Compensacion], Items("compensacion")] = Field(default_factory=list)
    valorModificacion: v.MontoCalculado
    moneda: v.Texto15 | None = None
    totalConImpuestos: Annotated[list[TotalImpuesto], Items("totalImpuesto"), Field(min_length=1), COMPUTED]
    motivo: v.Texto300


class Impuesto(Block):
    """One tax of a line."""

    codigo: v.CodigoImpuesto
    codigoPorcentaje: v.CodigoPorcentaje
    tarifa: v.Tarifa | None = None
    baseImponible: v.MontoCalculado
    valor: v.MontoCalculado


class Detalle(Block):
    """A line. `impuestos` must be there, but may be empty."""

    codigoInterno: v.Texto25 | None = None
    codigoAdicional: v.Texto25 | None = None
    descripcion: v.Texto300
    cantidad: v.Cantidad
    precioUnitario: v.Cantidad
    descuento: v.Monto | None = None
    precioTotalSinImpuesto: v.MontoCalculado
    detallesAdicionales: DetallesAdicionales = Field(default_factory=list)
    impuestos: Annotated[list[Impuesto], Items("impuesto", may_be_empty=True)]


class NotaCredito(Comprobante):
    """The nota de crédito."""

    version: Annotated[Literal["1.0.0", "1.1.0"], ATTRIBUTE]
    infoNotaCredito: InfoNotaCredito
    detalles: Annotated[list[Detalle], Items("detalle"), Field(min_length=1)]

    @property
    def emitido(self) -> date:
        """See `Comprobante`."""
        return self.infoNotaCredito.fechaEmision

    @property
    def receptor(self) -> Receptor:
        """See `Comprobante`."""
        info = self.infoNotaCredito
        return Receptor(info.tipoIdentificacionComprador, info.identificacionComprador, info.razonSocialComprador)

    @property
    def monto(self) -> Decimal:
        """See `Comprobante`."""
        return self.infoNotaCredito.valorModificacion
