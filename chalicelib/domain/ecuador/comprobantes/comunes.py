"""What several comprobantes have in common: the base of all, `infoTributaria` and the shared blocks.

Source: ficha técnica 2.32, anexos 1 to 8, and the official schemas.
"""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field

from chalicelib.domain.ecuador import vocabulary as v
from chalicelib.domain.ecuador.model.block import ATTRIBUTE, CONTENT, LAST, Block, Items


def _empty_is_absent(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


class InfoTributaria(Block):
    """Who issues, and which document this is. `claveAcceso` may be missing in what an issuer hands in."""

    ambiente: v.Ambiente
    tipoEmision: v.TipoEmision
    razonSocial: v.Texto300
    nombreComercial: v.Texto300 | None = None
    ruc: v.NumeroRuc
    claveAcceso: Annotated[v.Clave | None, BeforeValidator(_empty_is_absent)] = None
    codDoc: v.CodDoc
    estab: v.Establecimiento
    ptoEmi: v.PuntoEmision
    secuencial: v.Secuencial
    dirMatriz: v.Texto300
    agenteRetencion: v.AgenteRetencion | None = None
    contribuyenteRimpe: v.ContribuyenteRimpe | None = None


class CampoAdicional(Block):
    """One field of información adicional: `<campoAdicional nombre="…">valor</campoAdicional>`."""

    nombre: Annotated[v.Texto300, ATTRIBUTE]
    valor: Annotated[v.Texto300, CONTENT]


class DetAdicional(Block):
    """One additional detail of a line: `<detAdicional nombre="…" valor="…"/>`."""

    nombre: Annotated[v.Texto300, ATTRIBUTE]
    valor: Annotated[v.Texto300, ATTRIBUTE]


DetallesAdicionales = Annotated[list[DetAdicional], Items("detAdicional"), Field(max_length=3)]


class MaquinaFiscal(Block):
    """The fiscal machine that issued the document."""

    marca: v.Texto30
    modelo: v.Texto30
    serie: v.Texto30


class TipoNegociable(Block):
    """Where the acceptance of a negotiable factura is notified."""

    correo: v.Texto100


class Compensacion(Block):
    """A compensation of IVA."""

    codigo: v.CodigoCompensacion
    tarifa: v.Tarifa
    valor: v.Monto


class Pago(Block):
    """How part of the total is paid. `plazo` counts `unidadTiempo` (días, meses…)."""

    formaPago: v.FormaPago
    total: v.MontoCalculado
    plazo: v.Monto | None = None
    unidadTiempo: v.Texto10 | None = None


class DetalleImpuesto(Block):
    """One tax of a reimbursed document."""

    codigo: v.CodigoImpuesto
    codigoPorcentaje: v.CodigoPorcentaje
    tarifa: v.TarifaCalculada
    baseImponibleReembolso: v.Monto
    impuestoReembolso: v.MontoCalculado


class TotalImpuesto(Block):
    """The whole tax of one rate."""

    codigo: v.CodigoImpuesto
    codigoPorcentaje: v.CodigoPorcentaje
    descuentoAdicional: v.MontoConSigno | None = None
    baseImponible: v.MontoCalculado
    tarifa: v.Tarifa | None = None
    valor: v.MontoCalculado


class Impuesto(Block):
    """One tax of a line."""

    codigo: v.CodigoImpuesto
    codigoPorcentaje: v.CodigoPorcentaje
    tarifa: v.TarifaCalculada
    baseImponible: v.MontoCalculado
    valor: v.MontoCalculado


class Linea(Block):
    """A line of goods or services, still without its taxes."""

    codigoPrincipal: v.Texto25 | None = None
    codigoAuxiliar: v.Texto25 | None = None
    descripcion: v.Texto300
    unidadMedida: v.Texto50 | None = None
    cantidad: v.Cantidad
    precioUnitario: v.Cantidad
    precioSinSubsidio: v.Cantidad | None = None
    descuento: v.MontoCalculado
    precioTotalSinImpuesto: v.MontoCalculado
    detallesAdicionales: DetallesAdicionales = Field(default_factory=list)


class ReembolsoDetalle(Block):
    """A document whose cost is reimbursed."""

    tipoIdentificacionProveedorReembolso: v.TipoIdentificacion
    identificacionProveedorReembolso: v.Texto20
    codPaisPagoProveedorReembolso: v.Pais | None = None
    tipoProveedorReembolso: v.TipoProveedorReembolso
    codDocReembolso: v.CodDocReembolso
    estabDocReembolso: v.Establecimiento
    ptoEmiDocReembolso: v.PuntoEmision
    secuencialDocReembolso: v.Secuencial
    fechaEmisionDocReembolso: v.Fecha
    numeroautorizacionDocReemb: v.NumeroAutorizacion
    detalleImpuestos: Annotated[list[DetalleImpuesto], Items("detalleImpuesto"), Field(min_length=1)]


class Receptor(NamedTuple):
    """Who a comprobante is for, under whatever name its kind has for that (comprador, proveedor, sujeto retenido…)."""

    tipo: str
    identificacion: str
    nombre: str


class Comprobante(Block):
    """What every comprobante is: `version` says which of its schemas it follows.

    Wrapper elements are plain lists; what is absent is None or an empty list.
    """

    id: Annotated[Literal["comprobante"], ATTRIBUTE] = "comprobante"
    version: Annotated[str, ATTRIBUTE]
    infoTributaria: InfoTributaria
    maquinaFiscal: Annotated[MaquinaFiscal | None, LAST] = None
    infoAdicional: Annotated[list[CampoAdicional], Items("campoAdicional"), Field(max_length=15), LAST] = Field(
        default_factory=list
    )

    @property
    @abstractmethod
    def emitido(self) -> date | None:
        """The day of issue, or None where only the clave de acceso says it."""

    @property
    @abstractmethod
    def receptor(self) -> Receptor:
        """Who it is for."""

    @property
    @abstractmethod
    def monto(self) -> Decimal:
        """What it amounts to in dollars; 0 where it has no amount."""
