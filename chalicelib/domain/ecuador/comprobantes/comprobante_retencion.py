"""The comprobante de retención (codDoc 07), version 2.0.0: what was withheld, document by document.

A **sustento** is a document on which something was withheld, with its own taxes, withholdings, payments and, if it
passes expenses on, reimbursed documents. Percentages and rates have three digits, two of them decimals.

Source: ficha técnica 2.32, anexo 7, and the official schema of the comprobante de retención ATS 2.0.0.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.documents.money import total
from chalicelib.domain.ecuador import vocabulary as v
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante, Receptor
from chalicelib.domain.ecuador.model.block import ATTRIBUTE, COMPUTED, Block, Items


class InfoCompRetencion(Block):
    """The head: date, whose money is withheld, fiscal period."""

    fechaEmision: v.Fecha
    dirEstablecimiento: v.Texto300 | None = None
    contribuyenteEspecial: v.ContribuyenteEspecial5 | None = None
    obligadoContabilidad: v.SiNo | None = None
    tipoIdentificacionSujetoRetenido: v.TipoIdentificacion
    tipoSujetoRetenido: v.TipoSujetoRetenido | None = None
    parteRel: v.SiNo
    razonSocialSujetoRetenido: v.Texto300
    identificacionSujetoRetenido: v.Texto20
    periodoFiscal: v.PeriodoFiscalCalculado


class ImpuestoDocSustento(Block):
    """One tax of the sustento."""

    codImpuestoDocSustento: v.CodigoImpuesto
    codigoPorcentaje: v.CodigoPorcentaje
    baseImponible: v.Monto
    tarifa: v.PorcentajeCortoCalculado
    valorImpuesto: v.MontoCalculado


class Dividendos(Block):
    """The dividend on which was withheld: paid when, the company's tax on it, profits of which year."""

    fechaPagoDiv: v.Fecha
    imRentaSoc: v.Monto
    ejerFisUtDiv: v.EjercicioFiscal


class CompraCajBanano(Block):
    """Boxes of bananas bought, and the price of one."""

    numCajBan: v.NumeroCajas
    precCajBan: v.Monto


class Retencion(Block):
    """One withholding: family (renta, IVA, ISD), concept, base, percentage, amount."""

    codigo: v.CodigoRetener
    codigoRetencion: v.Texto5
    baseImponible: v.Monto
    porcentajeRetener: v.PorcentajeCortoCalculado
    valorRetenido: v.MontoCalculado
    dividendos: Dividendos | None = None
    compraCajBanano: CompraCajBanano | None = None


class DetalleImpuesto(Block):
    """One tax of a reimbursed document; its rate is a whole number."""

    codigo: v.CodigoImpuesto
    codigoPorcentaje: v.CodigoPorcentaje
    tarifa: v.TarifaEnteraCalculada
    baseImponibleReembolso: v.Monto
    impuestoReembolso: v.MontoCalculado


class ReembolsoDetalle(Block):
    """A document whose cost is reimbursed."""

    tipoIdentificacionProveedorReembolso: v.TipoIdentificacion
    identificacionProveedorReembolso: v.Texto20
    codPaisPagoProveedorReembolso: v.Pais | None = None
    tipoProveedorReembolso: v.TipoProveedorReembolso
    codDocReembolso: v.CodDoc
    estabDocReembolso: v.Establecimiento
    ptoEmiDocReembolso: v.PuntoEmision
    secuencialDocReembolso: v.Secuencial
    fechaEmisionDocReembolso: v.Fecha
    numeroAutorizacionDocReemb: v.NumeroAutorizacion
    detalleImpuestos: Annotated[list[DetalleImpuesto], Items("detalleImpuesto"), Field(min_length=1)]


class PagoDocSustento(Block):
    """How part of the sustento was paid."""

    formaPago: v.FormaPago
    total: v.MontoCalculado


class DocSustento(Block):
    """A document on which something was withheld."""

    codSustento: v.CodSustento
    codDocSustento: v.CodDocSustento
    numDocSustento: v.NumeroDocumentoSinGuiones
    fechaEmisionDocSustento: v.Fecha
    fechaRegistroContable: v.Fecha | None = None
    numAutDocSustento: v.NumeroAutorizacion | None = None
    pagoLocExt: v.PagoLocExt
    tipoRegi: v.TipoRegimen | None = None
    paisEfecPago: v.PaisEfecPago | None = None
    aplicConvDobTrib: v.SiNo | None = None
    pagExtSujRetNorLeg: v.SiNo | None = None
    pagoRegFis: v.SiNo | None = None
    totalComprobantesReembolso: v.MontoConSigno | None = None
    totalBaseImponibleReembolso: v.MontoConSigno | None = None
    totalImpuestoReembolso: v.MontoConSigno | None = None
    totalSinImpuestos: v.MontoConSignoCalculado
    importeTotal: v.MontoCalculado
    impuestosDocSustento: Annotated[list[ImpuestoDocSustento], Items("impuestoDocSustento"), Field(min_length=1)]
    retenciones: Annotated[list[Retencion], Items("retencion"), Field(min_length=1)]
    reembolsos: Annotated[list[ReembolsoDetalle], Items("reembolsoDetalle")] = Field(default_factory=list)
    pagos: Annotated[list[PagoDocSustento], Items("pago"), Field(min_length=1), COMPUTED]


class ComprobanteRetencion(Comprobante):
    """The comprobante de retención."""

    version: Annotated[Literal["2.0.0"], ATTRIBUTE]
    infoCompRetencion: InfoCompRetencion
    docsSustento: Annotated[list[DocSustento], Items("docSustento"), Field(min_length=1)]

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
        return total(r.valorRetenido for sustento in self.docsSustento for r in sustento.retenciones)
