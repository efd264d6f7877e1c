"""The SRI's messages about a comprobante: what each number means and what is done about it.

An **action** is what the service does next; the **remedy** tells the issuer what to do. The **stage** is where the SRI
raises the message. Codes, names, stages and kinds: ficha técnica 2.32 §11; actions and remedies are this service's. A
code that is not in the table needs a person: it is never repeated by itself.

Some codes mean several things, told apart by the **detail** (informacionAdicional): `_BY_DETAIL` has those. Codes 90
and 96 and the second meaning of 35 are in no ficha; answers of the SRI that were published show them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Action(StrEnum):
    """How the service reacts."""

    BLOCK_ISSUER = "BLOCK_ISSUER"
    """Nothing in the document is wrong: the issuer must put something in order at the SRI."""
    WAIT_FOR_ISSUER = "WAIT_FOR_ISSUER"
    """As before, and nothing of the document is stored there: once it is in order, the same bytes go."""
    WAIT_FOR_TOMORROW = "WAIT_FOR_TOMORROW"
    """The SRI takes nothing more from the issuer today: tomorrow the same bytes go."""
    FIX_LOCAL = "FIX_LOCAL"
    """Bad input that should have been caught before: correct it and send it again."""
    FIX_RESEND_SAME_KEY = "FIX_RESEND_SAME_KEY"
    """Correct, sign and send again under the same clave and secuencial."""
    FIX_NEW_DATE = "FIX_NEW_DATE"
    """The date must change, and with it the clave."""
    QUERY_AUTHORIZATION = "QUERY_AUTHORIZATION"
    """The SRI already has this clave: ask what became of it."""
    QUERY_THEN_NEW_SEQUENTIAL = "QUERY_THEN_NEW_SEQUENTIAL"
    """The secuencial is taken: ask whether by this document; if not, another number is needed."""
    POLL_AUTHORIZATION = "POLL_AUTHORIZATION"
    """The SRI is still working on it: ask again later, send nothing."""
    RETRY_BACKOFF_SAME_XML = "RETRY_BACKOFF_SAME_XML"
    """A failure of the SRI: send the same bytes again later."""
    SHOW_WARNING = "SHOW_WARNING"
    """Authorised all the same; the issuer should know."""
    IGNORE = "IGNORE"
    """Means nothing."""
    ESCALATE = "ESCALATE"
    """Unknown: a person must look."""


@dataclass(frozen=True, slots=True)
class SriError:
    """One row of the table."""

    code: str
    name: str
    stage: str
    kind: Literal["ERROR", "ADVERTENCIA"]
    action: Action
    remedy: str


_A = Action
_IN_ORDER = (
    "Regularice la situación en SRI en Línea; el documento no necesita cambios y se puede volver a enviar después."
)

_ROWS = (
    ("2", "RUC DEL EMISOR NO ACTIVO", "AUTORIZACION", _A.BLOCK_ISSUER, f"El RUC no está activo. {_IN_ORDER}"),
    ("10", "ESTABLECIMIENTO CLAUSURADO", "AUTORIZACION", _A.BLOCK_ISSUER,
     "El establecimiento está clausurado. Podrá emitir desde él cuando termine la clausura."),
    ("26", "TAMAÑO MÁXIMO SUPERADO", "RECEPCION", _A.FIX_LOCAL,
     "El comprobante pesa más de 320 KB. Divida la venta en varias facturas."),
    ("27", "CLASE NO PERMITIDA", "AUTORIZACION", _A.BLOCK_ISSUER,
     f"La clase de contribuyente no permite emitir este comprobante. {_IN_ORDER}"),
    ("28", "ACUERDO DE MEDIOS ELECTRÓNICOS NO ACEPTADO", "RECEPCION", _A.BLOCK_ISSUER,
     "Acepte el acuerdo de uso de medios electrónicos en SRI en Línea y vuelva a enviar el documento."),
    ("34", "COMPROBANTE NO AUTORIZADO", "EMISOR", _A.BLOCK_ISSUER,
     "Su empresa no tiene autorización para este tipo de comprobante. Solicítela en SRI en Línea."),
    ("35", "DOCUMENTO INVÁLIDO", "RECEPCION", _A.FIX_RESEND_SAME_KEY,
     "El documento no cumple el esquema. Corrija lo que dice el detalle y vuelva a enviarlo con el mismo secuencial."),
    ("36", "VERSIÓN ESQUEMA DESCONTINUADA", "RECEPCION", _A.FIX_LOCAL,
     "La versión del comprobante ya no se admite. Use la 1.1.0 o la 2.1.0."),
    ("37", "RUC SIN AUTORIZACIÓN DE EMISIÓN", "AUTORIZACION", _A.BLOCK_ISSUER,
     "Solicite en SRI en Línea la autorización para emitir en este ambiente."),
    ("39", "FIRMA INVÁLIDA", "AUTORIZACION", _A.FIX_RESEND_SAME_KEY,
     "Revise que el certificado esté vigente y lleve el RUC de su empresa. Si lo está, escriba a soporte."),
    ("40", "ERROR EN EL CERTIFICADO", "AUTORIZACION", _A.FIX_RESEND_SAME_KEY,
     "El SRI no pudo validar el certificado de firma. Cargue un certificado vigente y vuelva a enviar el documento."),
    ("42", "CERTIFICADO REVOCADO", "EMISOR", _A.BLOCK_ISSUER,
     "El certificado fue revocado. Obtenga uno nuevo de su entidad certificadora y cárguelo."),
    ("43", "CLAVE ACCESO REGISTRADA", "RECEPCION", _A.QUERY_AUTHORIZATION,
     "El SRI ya tiene este documento; se está consultando su autorización. No haga nada."),
    ("45", "SECUENCIAL REGISTRADO", "RECEPCION", _A.QUERY_THEN_NEW_SEQUENTIAL,
     "Otro documento ya usó este secuencial. Revise la numeración de su sistema y emita con el siguiente libre."),
    ("46", "RUC NO EXISTE", "AUTORIZACION", _A.FIX_LOCAL,
     "El RUC del emisor o del comprador no existe. Corríjalo y vuelva a enviar el documento."),
    ("47", "TIPO DE COMPROBANTE NO EXISTE", "RECEPCION", _A.FIX_LOCAL, "Corrija el código de documento (codDoc)."),
    ("48", "ESQUEMA XSD NO EXISTE", "RECEPCION", _A.FIX_LOCAL, "Corrija la versión del comprobante."),
    ("49", "ARGUMENTOS NULOS", "RECEPCION", _A.FIX_LOCAL, "El envío llegó vacío al SRI. Escriba a soporte."),
    ("50", "ERROR INTERNO GENERAL", "RECEPCION", _A.RETRY_BACKOFF_SAME_XML,
     "Es una falla del SRI; se vuelve a intentar sin que usted haga nada."),
    ("52", "ERROR EN DIFERENCIAS", "AUTORIZACION", _A.FIX_RESEND_SAME_KEY,
     "Los valores no cuadran. Corrija los cálculos y vuelva a enviarlo con el mismo secuencial."),
    ("56", "ESTABLECIMIENTO CERRADO", "AUTORIZACION", _A.BLOCK_ISSUER,
     "El establecimiento consta cerrado en el RUC. Ábralo en SRI en Línea o emita desde otro."),
    ("57", "AUTORIZACIÓN SUSPENDIDA", "AUTORIZACION", _A.BLOCK_ISSUER,
     f"La autorización de emisión está suspendida. {_IN_ORDER}"),
    ("58", "ERROR EN LA ESTRUCTURA DE CLAVE ACCESO", "AUTORIZACION", _A.FIX_LOCAL,
     "La clave de acceso no coincide con los datos del documento. Envíelo sin clave y la generamos por usted."),
    ("59", "IDENTIFICACIÓN NO EXISTE", "AUTORIZACION", _A.SHOW_WARNING,
     "El SRI no encuentra la identificación del comprador. El documento es válido; confirme el dato con su cliente."),
    ("60", "AMBIENTE EJECUCIÓN", "AUTORIZACION", _A.IGNORE, "Aviso normal del ambiente de pruebas."),
    ("62", "IDENTIFICACIÓN INCORRECTA", "AUTORIZACION", _A.SHOW_WARNING,
     "La identificación del comprador parece mal escrita. El documento es válido; confirme el dato con su cliente."),
    ("63", "RUC CLAUSURADO", "AUTORIZACION", _A.BLOCK_ISSUER, f"El RUC está clausurado. {_IN_ORDER}"),
    ("64", "CÓDIGO DOCUMENTO SUSTENTO", "EMISOR", _A.FIX_LOCAL, "Corrija el código del documento de sustento."),
    ("65", "FECHA DE EMISIÓN EXTEMPORÁNEA", "EMISOR/RECEPCION", _A.FIX_NEW_DATE,
     "La fecha es futura o demasiado antigua. Emita el documento con la fecha de hoy."),
    ("67", "FECHA INVÁLIDA", "RECEPCION", _A.FIX_LOCAL, "Corrija la fecha: debe existir y escribirse dd/mm/aaaa."),
    ("68", "DOCUMENTO SUSTENTO NO EXISTE COMO ELECTRÓNICO", "AUTORIZACION", _A.SHOW_WARNING,
     "El SRI no encuentra el documento de sustento. El comprobante es válido; revise el número citado."),
    ("69", "IDENTIFICACIÓN DEL RECEPTOR", "EMISOR", _A.FIX_RESEND_SAME_KEY,
     "El RUC del comprador no consta en el SRI. Corríjalo y vuelva a enviarlo con el mismo secuencial."),
    ("70", "CLAVE DE ACCESO EN PROCESAMIENTO", "RECEPCION", _A.POLL_AUTHORIZATION,
     "El SRI todavía procesa este documento, lo que puede tardar hasta 24 horas. No lo reenvíe."),
    ("80", "ERROR EN LA ESTRUCTURA DE CLAVE ACCESO", "AUTORIZACION", _A.FIX_LOCAL,
     "La consulta llevaba una clave mal formada. Escriba a soporte."),
    ("82", "ERROR EN LA FECHA DE INICIO DE TRANSPORTE", "RECEPCION", _A.FIX_RESEND_SAME_KEY,
     "El transporte no puede empezar antes de la emisión. Corrija la fecha de inicio."),
    ("90", "LIMITE DE INTENTOS NO AUTORIZADOS POR DIA", "RECEPCION", _A.WAIT_FOR_TOMORROW,
     "El SRI ya no recibe hoy documentos de su empresa, porque hoy no autorizó demasiados. Corrija los que no fueron "
     "autorizados; los demás esperan y salen mañana sin que usted haga nada."),
    ("92", "ERROR AL VALIDAR MONTO DE DEVOLUCIÓN DEL IVA", "RECEPCION", _A.FIX_LOCAL,
     "Revise el monto de devolución del IVA del comprador."),
    ("96", "NO ES AGENTE DE RETENCIÓN", "AUTORIZACION", _A.BLOCK_ISSUER,
     "El SRI no tiene a su empresa como agente de retención. Si lo es, pida en SRI en Línea que conste en su RUC; si "
     "no, deje de emitir comprobantes de retención."),
    ("99", "ERROR AL CONSULTAR DATOS DEL SERVICIO WEB", "CONSULTA", _A.ESCALATE,
     "El SRI no encuentra el documento o está fuera del período que permite consultar."),
)  # fmt: skip

_WARNINGS = frozenset({"59", "60", "62", "68"})

TABLE: dict[str, SriError] = {
    code: SriError(code, name, stage, "ADVERTENCIA" if code in _WARNINGS else "ERROR", action, remedy)
    for code, name, stage, action, remedy in _ROWS
}

_BY_DETAIL = (
    ("35", "NO EXISTE UN CONTRIBUYENTE REGISTRADO CON EL RUC", _A.WAIT_FOR_ISSUER,
     "El documento está bien: el SRI no tiene su RUC entre los emisores del ambiente de {ambiente}. Pida en SRI en "
     "Línea la autorización para emitir en el ambiente de {ambiente} y avísenos; sus documentos esperan y salen sin "
     "cambios."),
)  # fmt: skip
"""Code, what its detail says (without accents, in capitals), action, remedy."""

_AMBIENTES = {"1": "pruebas", "2": "producción"}

_UNKNOWN_REMEDY = "Lea el detalle del mensaje del SRI; si no queda claro, escriba a soporte."


def action(code: str, detail: str = "") -> Action:
    """How the service reacts to a code and its detail; ESCALATE for a code that the table does not have.

    >>> action("70").value, action("070").value, action("1234").value
    ('POLL_AUTHORIZATION', 'POLL_AUTHORIZATION', 'ESCALATE')
    >>> action("35").value, action("35", "No existe un contribuyente registrado con el RUC 1790012345001").value
    ('FIX_RESEND_SAME_KEY', 'WAIT_FOR_ISSUER')
    """
    special = _special(code, detail)
    if special is not None:
        return special[0]
    row = TABLE.get(_bare(code))
    return row.action if row else Action.ESCALATE


def _special(code: str, detail: str) -> tuple[Action, str] | None:
    """Action and remedy of a code whose detail gives it another meaning."""
    plain = unicodedata.normalize("NFD", detail).encode("ascii", "ignore").decode().upper()
    said = " ".join(plain.split())
    found = ((a, remedy) for known, words, a, remedy in _BY_DETAIL if known == _bare(code) and words in said)
    return next(found, None)


_DECISIVE = (
    _A.QUERY_AUTHORIZATION,
    _A.POLL_AUTHORIZATION,
    _A.QUERY_THEN_NEW_SEQUENTIAL,
    _A.RETRY_BACKOFF_SAME_XML,
    _A.BLOCK_ISSUER,
    _A.WAIT_FOR_ISSUER,
    _A.WAIT_FOR_TOMORROW,
    _A.ESCALATE,
    _A.FIX_NEW_DATE,
    _A.FIX_RESEND_SAME_KEY,
    _A.FIX_LOCAL,
)
"""Of several messages, the one whose action comes first here decides: what the SRI already has must never be sent anew,
and what needs a person is not hidden behind what the issuer can correct."""


def decisive(said: Iterable[tuple[str, str]]) -> Action:
    """What is done about a refusal with these codes and their details; ESCALATE if none of them explains one.

    >>> decisive([("35", ""), ("70", "")]).value, decisive([("60", "")]).value
    ('POLL_AUTHORIZATION', 'ESCALATE')
    >>> decisive([("39", ""), ("9999", "")]).value
    'ESCALATE'
    """
    found = {action(code, detail) for code, detail in said}
    return next((a for a in _DECISIVE if a in found), Action.ESCALATE)


def remedy(code: str, detail: str = "", ambiente: str = "") -> str:
    """What the issuer should do, in Spanish. `ambiente` is the code («1», «2») of the one that the answer came from."""
    special = _special(code, detail)
    if special is not None:
        return special[1].format(ambiente=_AMBIENTES.get(ambiente, "pruebas o de producción"))
    row = TABLE.get(_bare(code))
    return row.remedy if row else _UNKNOWN_REMEDY


def _bare(code: str) -> str:
    return code.strip().lstrip("0")
