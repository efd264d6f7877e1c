"""The authority's messages: identificador, mensaje, informacionAdicional, tipo (ficha técnica 2.32 §11; 90 and 96 from
published answers)."""

from __future__ import annotations

ERROR, WARNING = "ERROR", "ADVERTENCIA"
MAX_DETAIL = 2000
"""Characters of informacionAdicional: a document may be cited in it, but not repeated."""

NAMES = {
    "2": "RUC DEL EMISOR NO SE ENCUENTRA ACTIVO",
    "10": "ESTABLECIMIENTO DEL EMISOR SE ENCUENTRA CLAUSURADO",
    "26": "TAMAÑO MÁXIMO SUPERADO",
    "27": "CLASE NO PERMITIDA",
    "28": "ACUERDO DE MEDIOS ELECTRÓNICOS NO ACEPTADO",
    "35": "ARCHIVO NO CUMPLE ESTRUCTURA XML",
    "36": "VERSIÓN ESQUEMA DESCONTINUADA",
    "37": "RUC SIN AUTORIZACIÓN DE EMISIÓN",
    "39": "FIRMA INVALIDA",
    "43": "CLAVE ACCESO REGISTRADA",
    "45": "ERROR SECUENCIAL REGISTRADO",
    "46": "RUC NO EXISTE",
    "47": "TIPO DE COMPROBANTE NO EXISTE",
    "49": "ARGUMENTOS QUE ENVÍAN AL WEB SERVICE NULOS",
    "50": "ERROR INTERNO GENERAL",
    "52": "ERROR EN DIFERENCIAS",
    "56": "ESTABLECIMIENTO CERRADO",
    "57": "AUTORIZACIÓN SUSPENDIDA",
    "58": "ERROR EN LA ESTRUCTURA DE CLAVE ACCESO",
    "59": "IDENTIFICACIÓN NO EXISTE",
    "60": "ESTE PROCESO FUE REALIZADO EN EL AMBIENTE DE PRUEBAS",
    "62": "IDENTIFICACIÓN INCORRECTA",
    "63": "RUC CLAUSURADO",
    "64": "CÓDIGO DOCUMENTO SUSTENTO",
    "65": "FECHA DE EMISIÓN EXTEMPORÁNEA",
    "67": "FECHA INVÁLIDA",
    "68": "DOCUMENTO SUSTENTO NO EXISTE COMO ELECTRÓNICO",
    "69": "ERROR EN LA IDENTIFICACIÓN DEL RECEPTOR",
    "70": "CLAVE DE ACCESO EN PROCESAMIENTO",
    "80": "ERROR EN LA ESTRUCTURA DE CLAVE ACCESO",
    "90": "LIMITE DE INTENTOS NO AUTORIZADOS POR DIA",
    "96": "NO ES AGENTE DE RETENCIÓN",
    "82": "ERROR EN LA FECHA DE INICIO DE TRANSPORTE",
}


def message(code: str, detail: str = "", kind: str = ERROR) -> dict[str, str]:
    """A message as the services give it; a code without a name here is given by its number."""
    return {
        "identificador": code,
        "mensaje": NAMES.get(code, f"ERROR {code}"),
        "informacionAdicional": detail[:MAX_DETAIL],
        "tipo": kind,
    }
