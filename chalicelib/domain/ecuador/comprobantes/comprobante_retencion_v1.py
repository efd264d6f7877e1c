"""The comprobante de retención 1.0.0: the form before 2.0.0. It is read and drawn, and no longer issued.

Source: ficha técnica 2.32, anexo 6, and the schema of the comprobante de retención 1.0.0.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.documents.money import total
from chalicelib.domain.ecuador import vocabulary as v
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante, Receptor
from chalicelib.domain.ecuador.model.block import ATTRIBUTE, Block, Items


class InfoCompRetencion(Block):
    """The head: date, whose money is withheld, fiscal period."""

    fechaEmision: v.Fecha
    dirEstablecimiento: v.Texto300 | None = None
    contribuyenteEspecial: v.ContribuyenteEspecial | None = None
    obligadoContabilidad: v.SiNo | None = None
    tipoIdentificacionSujetoRetenido: v.TipoIdentificacion
    razonSocialSujetoRetenido: v.Texto300
    identificacionSujetoRetenido: v.Texto20
    periodoFiscal: v.PeriodoFiscalV1


class Impuesto(Block):
    """One withholding, and the document on which it was made."""

    codigo: v.CodigoRetenerV1
    codigoRetencion: v.Texto5
    baseImponible: v.Monto
    porcentajeRetener: v.PorcentajeCorto
    valorRetenido: v.Monto
    codDocSustento: v.CodDoc | None = None
    numDocSustento: v.NumeroDocumentoSinGuiones | None = None
    fechaEmisionDocSustento: v.Fecha | None = None


class ComprobanteRetencionV1(Comprobante):
    """The comprobante de retención 1.0.0."""

    version: Annotated[Literal["1.0.0"], ATTRIBUTE]
    infoCompRetencion: InfoCompRetencion
    impuestos: Annotated[list[Impuesto], Items("impuesto"), Field(min_length=1)]

    @property
    def emitido(self) -> date:
        """See `Comprobante`."""
        return self.infoCompRetencion.fechaEmision

    @property
    def receptor(self) -> Receptor:
        """See `Comprobante`."""
        info = self.infoCompRetencion
        return Receptor(
            info.tipoIdentificacionSujetoRetenido, info.identificacionSujetoRetenido, info.razonSocialSujetoRetenido
        )

    @property
    def monto(self) -> Decimal:
        """See `Comprobante`."""
        return total(impuesto.valorRetenido for impuesto in self.impuestos)
