"""The words printed for the authority's codes. A code that no catalogue has is printed as it is: it must never be lost.

Retentions of fuel and press invoices and the kinds of supporting documents are not catalogues of the issuing rules, so
they are here (ficha técnica 2.32, anexo 1 and tablas of the anexo transaccional).
"""

from __future__ import annotations

from decimal import Decimal

from chalicelib.domain.ecuador import catalogs
from chalicelib.ride.figures import percent

CERO, NO_OBJETO, EXENTO, DIFERENCIADO = "0", "6", "7", "8"
SIN_IVA = (CERO, NO_OBJETO, EXENTO)

_IN_BRACKETS = {"05": "cédula", "06": "pasaporte", "07": "consumidor final", "08": "del exterior"}

_DOCUMENTOS = {
    "01": "Factura",
    "02": "Nota de venta",
    "03": "Liquidación de compra",
    "04": "Nota de crédito",
    "05": "Nota de débito",
    "12": "Documento de institución financiera",
    "15": "Comprobante del exterior",
    "19": "Comprobante de pago de cuotas",
    "41": "Comprobante por reembolso",
}

_RETENCIONES = {
    "3": "IVA presuntivo 100 %",
    "4": "IVA presuntivo 12 %",
    "5": "IVA distribuidores de prensa",
    "6": "IVA voceadores de prensa",
    "327": "Renta 2 por mil",
    "328": "Renta 3 por mil",
}


def identificacion(code: str) -> str:
    """What kind of number identifies a person, as it stands in brackets after «Identificación»."""
    return _IN_BRACKETS.get(code) or catalogs.TIPOS_IDENTIFICACION.get(code, code)


def proveedor(code: str) -> str:
    """What a reimbursed supplier is."""
    return {"01": "persona natural", "02": "sociedad"}.get(code, code)


def pais(code: str | None) -> str:
    """A country of tabla 25; empty for none."""
    return (catalogs.pais(code) or code) if code else ""


def impuesto(code: str) -> str:
    """A tax."""
    return catalogs.IMPUESTOS.get(code, f"Impuesto {code}")


def ice(code: str) -> str:
    """An ICE code with what it stands for."""
    return f"ICE {code} {catalogs.ice(code) or ''}".strip()


def forma_pago(code: str) -> str:
    """A form of payment."""
    return catalogs.forma_pago(code) or code


def documento(code: str) -> str:
    """A kind of document that supports a reimbursement, with its code if it is a rarer one."""
    return _DOCUMENTOS.get(code, f"Documento {code}")


def retencion(code: str) -> str:
    """A retention of a fuel or press invoice."""
    return _RETENCIONES.get(code, f"Código {code}")


def tarifa_iva(code: str, tarifa: Decimal | None) -> str:
    """How an IVA rate is named in a line or a total: «15 %», «no objeto»…"""
    if code == NO_OBJETO:
        return "no objeto"
    if code == EXENTO:
        return "exento"
    if tarifa is None and (known := catalogs.iva(code)):
        tarifa = known.tarifa
    return percent(tarifa) if tarifa is not None else f"código {code}"
