"""The words printed for the authority's codes. An unknown code is printed as it is: a reader must never lose it.

Sources: ficha técnica 2.32, tablas 6 (identificación), 16 to 18 (impuestos), 24 (formas de pago), and the retentions of
fuel and press invoices (tabla 22).
"""

from __future__ import annotations

from decimal import Decimal

from chalicelib.ride.figures import percent

AMBIENTES = {"1": "PRUEBAS", "2": "PRODUCCIÓN"}

_IDENTIFICACIONES = {
    "04": "RUC",
    "05": "cédula",
    "06": "pasaporte",
    "07": "consumidor final",
    "08": "del exterior",
}

_FORMAS_DE_PAGO = {
    "01": "Sin utilización del sistema financiero",
    "15": "Compensación de deudas",
    "16": "Tarjeta de débito",
    "17": "Dinero electrónico",
    "18": "Tarjeta prepago",
    "19": "Tarjeta de crédito",
    "20": "Otros con utilización del sistema financiero",
    "21": "Endoso de títulos",
}

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

_TARIFAS = {"0": "0", "2": "12", "3": "14", "4": "15", "5": "5", "8": "8", "10": "13"}

CERO, NO_OBJETO, EXENTO, DIFERENCIADO = "0", "6", "7", "8"
SIN_IVA = (CERO, NO_OBJETO, EXENTO)
IVA, ICE, IRBPNR = "2", "3", "5"


def identificacion(code: str) -> str:
    """What kind of number identifies a person."""
    return _IDENTIFICACIONES.get(code, code)


def proveedor(code: str) -> str:
    """What a reimbursed supplier is."""
    return {"01": "persona natural", "02": "sociedad"}.get(code, code)


def pais(code: str | None) -> str:
    """A country of tabla 25; empty for none."""
    return code or ""


def impuesto(code: str) -> str:
    """A tax."""
    return {IVA: "IVA", ICE: "ICE", IRBPNR: "IRBPNR"}.get(code, f"Impuesto {code}")


def forma_pago(code: str) -> str:
    """A form of payment."""
    return _FORMAS_DE_PAGO.get(code, code)


def documento(code: str) -> str:
    """A kind of document that supports a reimbursement, with its code if it is a rarer one."""
    return _DOCUMENTOS.get(code, f"Documento {code}")


def retencion(code: str) -> str:
    """A retention of a fuel or press invoice."""
    return _RETENCIONES.get(code, f"Código {code}")


def tarifa_iva(code: str, tarifa: Decimal | None) -> str:
    """How an IVA rate is named in a line or a total: «15 %», «no objeto de IVA»…"""
    if code == NO_OBJETO:
        return "no objeto"
    if code == EXENTO:
        return "exento"
    if tarifa is None and code in _TARIFAS:
        tarifa = Decimal(_TARIFAS[code])
    return percent(tarifa) if tarifa is not None else f"código {code}"
