"""The words printed for the authority's codes. A code that no catalogue has is printed as it is: it must never be lost.

Only words stand here: which codes are valid when is the catalogues' matter. The kinds of supporting documents, of
sustento and of payments abroad are those of the anexo transaccional (tablas 4, 5, 15, 16 and 19).
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
    "06": "Guía de remisión",
    "07": "Comprobante de retención",
    "08": "Entrada a espectáculos públicos",
    "09": "Tiquete de máquina registradora",
    "11": "Pasaje de aviación",
    "12": "Documento de institución financiera",
    "15": "Comprobante del exterior",
    "16": "Documento aduanero (FUE, DAU, DAV)",
    "18": "Documento autorizado en ventas",
    "19": "Comprobante de pago de cuotas",
    "20": "Documento de servicios del Estado",
    "21": "Carta de porte aéreo",
    "41": "Comprobante por reembolso",
    "42": "Retención presuntiva o autorretención",
    "43": "Liquidación de hidrocarburos",
    "44": "Comprobante de contribuciones y aportes",
    "45": "Liquidación por reclamos de aseguradoras",
    "47": "Nota de crédito por reembolso",
    "48": "Nota de débito por reembolso",
    "294": "Liquidación de compra de bienes muebles usados",
    "344": "Liquidación de compra de vehículos usados",
    "364": "Acta de entrega-recepción PET",
}

_SUSTENTOS = {
    "01": "Crédito tributario para IVA (servicios y bienes distintos de inventarios y activos fijos)",
    "02": "Costo o gasto para impuesto a la renta (servicios y bienes distintos de inventarios y activos fijos)",
    "03": "Activo fijo, crédito tributario para IVA",
    "04": "Activo fijo, costo o gasto para impuesto a la renta",
    "05": "Liquidación de gastos de viaje, hospedaje y alimentación de empleados",
    "06": "Inventario, crédito tributario para IVA",
    "07": "Inventario, costo o gasto para impuesto a la renta",
    "08": "Valor pagado para solicitar reembolso de gasto (intermediario)",
    "09": "Reembolso por siniestros",
    "10": "Distribución de dividendos, beneficios o utilidades",
    "11": "Convenios de débito o recaudación de instituciones financieras",
    "12": "Impuestos y retenciones presuntivos",
    "13": "Valores reconocidos por entidades del sector público a favor de sujetos pasivos",
    "14": "Valores facturados por socios a operadoras de transporte",
    "15": "Consumos propios y de terceros de servicios digitales",
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


def tipo(code: str) -> str:
    """The same kind as a label of its own."""
    return catalogs.TIPOS_IDENTIFICACION.get(code, "Identificación")


def persona(code: str) -> str:
    """What a reimbursed supplier or a foreign sujeto retenido is."""
    return {"01": "persona natural", "02": "sociedad"}.get(code, code)


def pais(code: str | None) -> str:
    """A country of tabla 25; empty for none."""
    return (catalogs.pais(code) or code) if code else ""


def pais_pago(regimen: str | None, code: str | None) -> str:
    """The country of a payment; only the régimen general uses the codes of tabla 25."""
    return pais(code) if regimen in (None, "01") else code or ""


def regimen(code: str | None) -> str:
    """The tax regime of a payment abroad; empty for none."""
    known = {"01": "Régimen general", "02": "Paraíso fiscal", "03": "Régimen fiscal preferente"}
    return known.get(code, code) if code else ""


def pago_local_exterior(code: str) -> str:
    """Whether a payment stays in the country."""
    return {"01": "A residente", "02": "A no residente"}.get(code, code)


def impuesto_retenido(code: str) -> str:
    """What is withheld (tabla 19)."""
    return {"1": "Renta", "2": "IVA", "6": "ISD"}.get(code, f"Código {code}")


def concepto(codigo: str, codigo_retencion: str) -> str:
    """What a concept of withholding (`codigoRetencion`) stands for under its tax; empty for one in no table.

    >>> concepto("1", "312"), concepto("1", "999")
    ('Transferencia de bienes muebles corporales', '')
    """
    known = catalogs.retencion.CONCEPTOS.get(codigo)
    return (known.nombre(codigo_retencion) or "") if known else ""


def sustento(code: str) -> str:
    """What the document is deducted as, after its code."""
    return f"{code} {_SUSTENTOS.get(code, '')}".strip()


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
    """A kind of document, by its code if it is a rarer one."""
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
