"""The SRI's catalogues and limits, asked by code and date.

Every table says where it comes from; what changes with time carries the days on which it holds. A code that is not in a
table gives None.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from chalicelib.domain.ecuador.catalogs.ice import ICE
from chalicelib.domain.ecuador.catalogs.iva import IVA, TarifaIva
from chalicelib.domain.ecuador.catalogs.paises import PAISES

AMBIENTES = {"1": "PRUEBAS", "2": "PRODUCCIÓN"}
"""Tabla 4."""

TIPOS_IDENTIFICACION = {
    "04": "RUC",
    "05": "Cédula",
    "06": "Pasaporte",
    "07": "Consumidor final",
    "08": "Identificación del exterior",
}
"""Tabla 6."""

IMPUESTO_IVA, IMPUESTO_ICE, IMPUESTO_IRBPNR = "2", "3", "5"
IMPUESTOS = {IMPUESTO_IVA: "IVA", IMPUESTO_ICE: "ICE", IMPUESTO_IRBPNR: "IRBPNR"}
"""Tabla 16."""

_IRBPNR = {"5001": "Botellas plásticas no retornables"}

FORMAS_PAGO = {
    "01": "Sin utilización del sistema financiero",
    "15": "Compensación de deudas",
    "16": "Tarjeta de débito",
    "17": "Dinero electrónico",
    "18": "Tarjeta prepago",
    "19": "Tarjeta de crédito",
    "20": "Otros con utilización del sistema financiero",
    "21": "Endoso de títulos",
}
"""Tabla 24, all of them in force since 2016-06-01; the schema lets every code from 01 to 21 pass."""

MATERIALES_CONSTRUCCION = frozenset(
    f"F01{group}{item:02d}"
    for group, items in (("01", 1), ("02", 5), ("03", 1), ("04", 2), ("05", 1), ("06", 1), ("07", 3), ("08", 4))
    for item in range(1, items + 1)
)
"""Tabla 31 (anexo 23): what the codigoAuxiliar of a line at 5 % must be."""

TRANSPORTE_COMERCIAL = frozenset({"H492001", "H492002"})
"""Tabla 32 (anexo 25): codigoAuxiliar of commercial transport; their facturas carry the plate."""

MAX_CAMPOS_ADICIONALES = 15
MAX_BYTES = 320 * 1024
"""The largest signed comprobante (ficha técnica 2.32 §7.5)."""
MAX_DIAS = 90
"""The oldest date of issue: error 65 speaks of 129600 minutes."""
MAX_IMPORTE = Decimal(200_000_000)
"""Above it the SRI asks for a prior authorisation."""
MAX_PROPINA = Decimal("0.10")
"""The largest tip, as a part of the subtotal."""

RUC_PROVEEDOR = "RUC Proveedor"
"""The exact name of the field that names the provider of the invoicing system (ficha técnica 2.34, anexo 26)."""

_RUC_PROVEEDOR_DESDE = date(2026, 9, 26)
_CONSUMIDOR_FINAL = ((date.min, Decimal(50)),)
"""(first day, limit), the newest first."""


def iva(codigo: str) -> TarifaIva | None:
    """The IVA code, whenever it was valid: ask it with `vigente(fecha)`.

    >>> [(c, iva(c).vigente(date(2026, 11, 3))) for c in ("2", "4")]
    [('2', False), ('4', True)]
    """
    return IVA.get(codigo)


def ice(codigo: str) -> str | None:
    """What an ICE code stands for."""
    return ICE.get(codigo)


def irbpnr(codigo: str) -> str | None:
    """What an IRBPNR code stands for."""
    return _IRBPNR.get(codigo)


def forma_pago(codigo: str) -> str | None:
    """The name of a form of payment."""
    return FORMAS_PAGO.get(codigo)


def pais(codigo: str) -> str | None:
    """The name of a country.

    >>> pais("593"), pais("110")
    ('ECUADOR', 'ESTADOS UNIDOS')
    """
    return PAISES.get(codigo)


def consumidor_final_maximo(fecha: date) -> Decimal:
    """The largest sale without the buyer's identification on that day (ficha técnica 2.32 §9.10)."""
    return next(limit for since, limit in _CONSUMIDOR_FINAL if since <= fecha)


def ruc_proveedor_obligatorio(fecha: date) -> bool:
    """Whether a comprobante of that day must name the system's provider (Res. NAC-DGERCGC26-00000027)."""
    return fecha >= _RUC_PROVEEDOR_DESDE
