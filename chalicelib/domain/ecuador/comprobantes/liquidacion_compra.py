"""The liquidación de compra de bienes y prestación de servicios (codDoc 03), versions 1.0.0 and 1.1.0.

The buyer issues it for a supplier who cannot issue a factura. Version 1.0.0 has two decimals where 1.1.0 has six; the
only tax is the IVA.

Source: ficha técnica 2.32, anexo 2, and the official schemas of the liquidación de compra.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.ecuador import vocabulary as v
from chalicelib.domain.ecuador.comprobantes import comunes
from chalicelib.domain.ecuador.comprobantes.comunes import (
    Comprobante,
    Linea,
    Pago,
    Receptor,
    ReembolsoDetalle,
    TipoNegociable,
)
from chalicelib.domain.ecuador.model.block import ATTRIBUTE, COMPUTED, Block, Items


class TotalImpuesto(comunes.TotalImpuesto):
    """The whole IVA of one rate."""

    codigo: v.CodigoIva


class InfoLiquidacionCompra(Block):
    """The head: date, supplier, totals, payments."""

    fechaEmision: v.Fecha
    dirEstablecimiento: v.Texto300 | None = None
    contribuyenteEspecial: v.ContribuyenteEspecial | None = None
    obligadoContabilidad: v.SiNo | None = None
    tipoIdentificacionProveedor: v.TipoIdentificacion
    razonSocialProveedor: v.Texto300
    identificacionProveedor: v.Texto20
    direccionProveedor: v.Texto300 | None = None
    totalSinImpuestos: v.MontoCalculado
    totalDescuento: v.MontoConSignoCalculado
    codDocReembolso: v.CodDocReembolso | None = None
    totalComprobantesReembolso: v.Monto | None = None
    totalBaseImponibleReembolso: v.Monto | None = None
    totalImpuestoReembolso: v.Monto | None = None
    totalConImpuestos: Annotated[list[TotalImpuesto], Items("totalImpuesto"), Field(min_length=1), COMPUTED]
    importeTotal: v.MontoCalculado
    moneda: v.Texto15 | None = None
    pagos: Annotated[list[Pago], Items("pago")] = Field(default_factory=list)


class Impuesto(comunes.Impuesto):
    """The IVA of a line."""

    codigo: v.CodigoIva


class Detalle(Linea):
    """A line."""

    impuestos: Annotated[list[Impuesto], Items("impuesto"), Field(min_length=1)]


class LiquidacionCompra(Comprobante):
    """The liquidación de compra."""

    version: Annotated[Literal["1.0.0", "1.1.0"], ATTRIBUTE]
    infoLiquidacionCompra: InfoLiquidacionCompra
    detalles: Annotated[list[Detalle], Items("detalle"), Field(min_length=1)]
    reembolsos: Annotated[list[ReembolsoDetalle], Items("reembolsoDetalle")] = Field(default_factory=list)
    tipoNegociable: TipoNegociable | None = None

    @property
    def emitido(self) -> date:
        """See `Comprobante`."""
        return self.infoLiquidacionCompra.fechaEmision

    @property
    def receptor(self) -> Receptor:
        """See `Comprobante`."""
        info = self.infoLiquidacionCompra
        return Receptor(info.tipoIdentificacionProveedor, info.identificacionProveedor, info.razonSocialProveedor)

    @property
    def monto(self) -> Decimal:
        """See `Comprobante`."""
        return self.infoLiquidacionCompra.importeTotal
