"""The SRI's catalogues and limits, asked by code and date.

Every table says where it comes from; what changes with time carries the days on which it holds. A document is judged by
the tables of its own day. A code that is not in a table gives None. A new decree is one more row: see `tabla`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from chalicelib.domain.ecuador.catalogs import retencion, sustento
from chalicelib.domain.ecuador.catalogs.ice import ICE
from chalicelib.domain.ecuador.catalogs.iva import IVA
from chalicelib.domain.ecuador.catalogs.paises import PAISES
from chalicelib.domain.ecuador.catalogs.tabla import Fila, Tabla

__all__ = ["ICE", "IVA", "PAISES", "Fila", "Tabla", "retencion", "sustento"]

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

IRBPNR = Tabla("5001 | 0.02 | | | Botellas plásticas no retornables")
"""The rate is dollars a bottle (ficha técnica 2.32, anexo 1)."""

FORMAS_PAGO = Tabla("""
01 | | 2013-01-01 | | Sin utilización del sistema financiero
15 | | 2013-01-01 | | Compensación de deudas
16 | | 2016-06-01 | | Tarjeta de débito
17 | | 2016-06-01 | | Dinero electrónico
18 | | 2016-06-01 | | Tarjeta prepago
19 | | 2016-06-01 | | Tarjeta de crédito
20 | | 2016-06-01 | | Otros con utilización del sistema financiero
21 | | 2016-06-01 | | Endoso de títulos
""")
"""Tabla 24; the schema lets every code from 01 to 21 pass."""
EFECTIVO, SISTEMA_FINANCIERO = "01", "20"

RETENCIONES_EN_FACTURA = Tabla("""
3   | 1    | | | Retención presuntiva del IVA 100 %
4   | 0.12 | | | Retención presuntiva del IVA 12 %
5   | 1    | | | IVA 100 %, distribuidores de prensa
6   | 1    | | | IVA 100 %, voceadores
327 | 0.20 | | | Renta 2 por mil
328 | 0.30 | | | Renta 3 por mil
""")
"""Tablas 22 and 23: presumptive withholdings on the factura itself (fuels, press)."""

REGIMENES_EXTERIOR = {"01": "Régimen general", "02": "Paraíso fiscal", "03": "Régimen fiscal preferente"}
"""ATS, table 19: tipoRegi. The countries of 02 and 03 have numbers of their own (ATS, tables 17 and 16)."""

COMBUSTIBLES = {
    "0101": "Extra",
    "0103": "Súper",
    "0104": "Diésel 2",
    "0121": "Diésel premium",
    "0174": "Extra con etanol",
}
"""Tabla 30 (anexo 16)."""

ICE_FUNDAS = "3680"
CODIGOS_FUNDAS = {"ICE-FPN-01": Decimal(1), "ICE-FPR-02": Decimal("0.5"), "ICE-FPE-03": Decimal(0)}
"""Anexo 18: the codigoPrincipal of plastic bags (normal, half the rate, exempt), and the part of the rate they pay."""

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
MAX_DIAS = 89
"""How many days ago a document may be issued. Error 65 speaks of 129600 minutes, counted from the beginning of the day
of issue: on the ninetieth day after it they are over."""
MAX_IMPORTE = Decimal(200_000_000)
"""Above it the SRI asks for a prior authorisation."""
MAX_PROPINA = Decimal(10)
"""The largest tip, in per cent of the subtotal."""

RUC_PROVEEDOR = "RUC Proveedor"
"""The exact name of the field that names the provider of the invoicing system (ficha técnica 2.34, anexo 26)."""

RUC_PROVEEDOR_DESDE = date(2026, 9, 26)

LIMITES = Tabla("""
consumidor final | 50   | | | la mayor venta sin identificar al comprador (ficha técnica 2.32 §9.10)
sistema financiero | 500 | | | por encima, se paga por el sistema financiero (bancarización)
""")
"""Amounts in dollars that the law sets."""


def iva(codigo: str) -> Fila | None:
    """The newest row of an IVA code, whenever it was valid: ask it with `vigente(fecha)`.

    >>> [(c, iva(c).vigente(date(2026, 11, 3))) for c in ("2", "4")]
    [('2', False), ('4', True)]
    """
    return IVA.ultima(codigo)


def tarifa_iva(codigo: str, fecha: date | None) -> Decimal | None:
    """The rate of an IVA code on a day; that of its newest row if it does not hold then; None if there is no such code.

    >>> tarifa_iva("4", date(2026, 11, 3)), tarifa_iva("1", None)
    (Decimal('15'), None)
    """
    fila = (IVA.fila(codigo, fecha) if fecha else None) or IVA.ultima(codigo)
    return fila.tarifa if fila else None


def ice(codigo: str) -> str | None:
    """What an ICE code stands for."""
    return ICE.nombre(codigo)


def irbpnr(codigo: str) -> str | None:
    """What an IRBPNR code stands for."""
    return IRBPNR.nombre(codigo)


def forma_pago(codigo: str) -> str | None:
    """The name of a form of payment."""
    return FORMAS_PAGO.nombre(codigo)


def pais(codigo: str) -> str | None:
    """The name of a country.

    >>> pais("593"), pais("110")
    ('ECUADOR', 'ESTADOS UNIDOS')
    """
    return PAISES.nombre(codigo)


def limite(nombre: str, fecha: date) -> Decimal:
    """An amount in dollars that the law sets, on a day. Raises KeyError for one that is not in `LIMITES`."""
    fila = LIMITES.fila(nombre, fecha)
    if fila is None or fila.tarifa is None:
        raise KeyError(nombre)
    return fila.tarifa


def consumidor_final_maximo(fecha: date) -> Decimal:
    """The largest sale without the buyer's identification on that day (ficha técnica 2.32 §9.10)."""
    return limite("consumidor final", fecha)


def ruc_proveedor_obligatorio(fecha: date) -> bool:
    """Whether a comprobante of that day must name the system's provider (Res. NAC-DGERCGC26-00000027)."""
    return fecha >= RUC_PROVEEDOR_DESDE
