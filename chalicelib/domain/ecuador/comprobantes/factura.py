"""The factura (codDoc 01), versions 1.0.0, 1.1.0, 2.0.0 and 2.1.0, in one declaration.

The attribute names are the element names. Versions 1.0.0 and 2.0.0 have two decimals where 1.1.0 and 2.1.0 have six;
only 2.x know `infoSustitutivaGuiaRemision` and `otrosRubrosTerceros`, only x.1.0 know `retenciones`.

Source: ficha técnica 2.32, anexos 1 and 8, and the official schemas of the factura.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.ecuador import vocabulary as v
from chalicelib.domain.ecuador.comprobantes import comunes
from chalicelib.domain.ecuador.comprobantes.comunes import (
    Compensacion,
    Comprobante,
    Impuesto,
    Linea,
    Pago,
    Receptor,
    TipoNegociable,
)
from chalicelib.domain.ecuador.model.block import ATTRIBUTE, COMPUTED, Block, Items, Versions

COD_DOC = "01"

_V2 = Versions.only("2.0.0", "2.1.0")
_SIX_DECIMALS = Versions.only("1.1.0", "2.1.0")


class TotalImpuesto(comunes.TotalImpuesto):
    """The whole tax of one rate, and what of it is given back at the till."""

    valorDevolucionIva: v.Monto | None = None


class InfoFactura(Block):
    """The head of the factura: date, buyer, totals, payments."""

    fechaEmision: v.Fecha
    dirEstablecimiento: v.Texto300 | None = None
    contribuyenteEspecial: v.ContribuyenteEspecial | None = None
    obligadoContabilidad: v.SiNo | None = None
    comercioExterior: v.ComercioExterior | None = None
    incoTermFactura: v.Incoterm | None = None
    lugarIncoTerm: v.Texto300 | None = None
    paisOrigen: v.Pais | None = None
    puertoEmbarque: v.Texto300 | None = None
    puertoDestino: v.Texto300 | None = None
    paisDestino: v.Pais | None = None
    paisAdquisicion: v.Pais | None = None
    tipoIdentificacionComprador: v.TipoIdentificacion
    guiaRemision: v.NumeroDocumento | None = None
    razonSocialComprador: v.Texto300
    identificacionComprador: v.Texto20
    direccionComprador: v.Texto300 | None = None
    totalSinImpuestos: v.MontoCalculado
    totalSubsidio: v.Monto | None = None
    incoTermTotalSinImpuestos: v.Incoterm | None = None
    totalDescuento: v.MontoConSignoCalculado
    codDocReembolso: v.CodDocReembolso | None = None
    totalComprobantesReembolso: v.Monto | None = None
    totalBaseImponibleReembolso: v.Monto | None = None
    totalImpuestoReembolso: v.Monto | None = None
    totalConImpuestos: Annotated[list[TotalImpuesto], Items("totalImpuesto"), Field(min_length=1), COMPUTED]
    compensaciones: Annotated[list[Compensacion], Items("compensacion")] = Field(default_factory=list)
    propina: v.Monto | None = None
    fleteInternacional: v.Monto | None = None
    seguroInternacional: v.Monto | None = None
    gastosAduaneros: v.Monto | None = None
    gastosTransporteOtros: v.Monto | None = None
    importeTotal: v.MontoCalculado
    moneda: v.Texto15 | None = None
    placa: v.Texto20 | None = None
    pagos: Annotated[list[Pago], Items("pago")] = Field(default_factory=list)
    valorRetIva: v.Monto | None = None
    valorRetRenta: v.Monto | None = None


class Detalle(Linea):
    """A line."""

    impuestos: Annotated[list[Impuesto], Items("impuesto"), Field(min_length=1)]


class ReembolsoDetalle(comunes.ReembolsoDetalle):
    """A document whose cost is reimbursed, with its compensations of IVA."""

    compensacionesReembolso: Annotated[list[Compensacion], Items("compensacionReembolso")] = Field(default_factory=list)


class Retencion(Block):
    """A presumptive withholding on the factura itself (fuels, newspapers)."""

    codigo: v.CodigoRetencionFactura
    codigoPorcentaje: v.CodigoPorcentajeRetencion
    tarifa: v.TarifaRetencion
    valor: v.Monto


class Destino(Block):
    """A stop of the transport."""

    motivoTraslado: v.Texto300
    docAduaneroUnico: v.Texto64 | None = None
    codEstabDestino: v.Establecimiento | None = None
    ruta: v.Texto300 | None = None


class InfoSustitutivaGuiaRemision(Block):
    """The transport data of a factura that stands in for a guía de remisión."""

    dirPartida: v.Texto300
    dirDestinatario: v.Texto300
    fechaIniTransporte: v.Fecha
    fechaFinTransporte: v.Fecha
    razonSocialTransportista: v.Texto300
    tipoIdentificacionTransportista: v.TipoIdentificacion
    rucTransportista: v.Texto20
    placa: v.Texto20
    destinos: Annotated[list[Destino], Items("destino"), Field(min_length=1)]


class Rubro(Block):
    """An amount collected for a third party."""

    concepto: v.Texto300
    total: v.Monto


class Factura(Comprobante):
    """The factura."""

    version: Annotated[Literal["1.0.0", "1.1.0", "2.0.0", "2.1.0"], ATTRIBUTE]
    infoFactura: InfoFactura
    detalles: Annotated[list[Detalle], Items("detalle"), Field(min_length=1)]
    reembolsos: Annotated[list[ReembolsoDetalle], Items("reembolsoDetalle")] = Field(default_factory=list)
    retenciones: Annotated[list[Retencion], Items("retencion"), _SIX_DECIMALS] = Field(default_factory=list)
    infoSustitutivaGuiaRemision: Annotated[InfoSustitutivaGuiaRemision | None, _V2] = None
    otrosRubrosTerceros: Annotated[list[Rubro], Items("rubro"), _V2] = Field(default_factory=list)
    tipoNegociable: TipoNegociable | None = None

    @property
    def emitido(self) -> date:
        """See `Comprobante`."""
        return self.infoFactura.fechaEmision

    @property
    def receptor(self) -> Receptor:
        """See `Comprobante`."""
        info = self.infoFactura
        return Receptor(info.tipoIdentificacionComprador, info.identificacionComprador, info.razonSocialComprador)

    @property
    def monto(self) -> Decimal:
        """See `Comprobante`."""
        return self.infoFactura.importeTotal
