"""Who issues, under which number, on which day; and whether the clave de acceso says the same.

Sources: ficha técnica 2.32 §5.2 (clave), §11 (errors 58 and 65), tabla 2 (off-line emission is always 1).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from chalicelib.domain.documents.country import Issuer
from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador import clave_acceso as clave
from chalicelib.domain.ecuador.comprobantes.factura import COD_DOC, Factura
from chalicelib.domain.ecuador.model.simple import written_day

_INFO = "/factura/infoTributaria"
_CLAVE = f"{_INFO}/claveAcceso"

_CLAVE_CODES = {
    clave.REASON_LENGTH: "CLAVE-LARGO",
    clave.REASON_CHECK_DIGIT: "CLAVE-DIGITO",
    clave.REASON_EMISSION: "CLAVE-EMISION",
    clave.REASON_DATE: "CLAVE-FECHA",
}


def check(factura: Factura, issuer: Issuer, today: date) -> Iterator[Problem]:
    """The problems of identity."""
    info = factura.infoTributaria
    if info.ruc != issuer.tax_id:
        yield problem("FAC-RUC-EMISOR", f"{_INFO}/ruc", value=info.ruc, expected=issuer.tax_id)
    if info.ambiente not in issuer.environments:
        name = catalogs.AMBIENTES[info.ambiente].lower()
        yield problem("FAC-AMBIENTE", f"{_INFO}/ambiente", value=info.ambiente, name=name)
    if info.tipoEmision != clave.NORMAL:
        yield problem("FAC-TIPO-EMISION", f"{_INFO}/tipoEmision", value=info.tipoEmision)
    if info.codDoc != COD_DOC:
        yield problem("FAC-CODDOC", f"{_INFO}/codDoc", value=info.codDoc)
    for name in ("estab", "ptoEmi", "secuencial"):
        if not getattr(info, name).strip("0"):
            yield problem("FAC-NUMERO-CERO", f"{_INFO}/{name}", name=name)
    yield from _date(factura.infoFactura.fechaEmision, today)
    if info.claveAcceso:
        yield from _clave(factura, info.claveAcceso)


def _date(issued: date, today: date) -> Iterator[Problem]:
    pointer = "/factura/infoFactura/fechaEmision"
    figures = {"value": written_day(issued), "today": written_day(today), "days": catalogs.MAX_DIAS}
    if issued > today:
        yield problem("FAC-FECHA-FUTURA", pointer, **figures)
    elif issued < today - timedelta(days=catalogs.MAX_DIAS):
        yield problem("FAC-FECHA-ANTIGUA", pointer, **figures)


def _clave(factura: Factura, text: str) -> Iterator[Problem]:
    try:
        parts = clave.ClaveAcceso.parse(text)
    except clave.ClaveInvalida as error:
        yield problem(_CLAVE_CODES[error.reason], _CLAVE, value=text, digit=clave.digito_verificador(text[:48]))
        return
    info = factura.infoTributaria
    issued = factura.infoFactura.fechaEmision
    if parts.fecha != issued:
        yield _differs("la fecha", written_day(parts.fecha), "fechaEmision", written_day(issued))
    for name in ("codDoc", "ruc", "ambiente", "estab", "ptoEmi", "secuencial"):
        if getattr(parts, name) != getattr(info, name):
            yield _differs(name, getattr(parts, name), name, getattr(info, name))


def _differs(part: str, in_clave: str, field: str, in_document: str) -> Problem:
    return problem("CLAVE-PARTE", _CLAVE, part=part, in_clave=in_clave, field=field, in_document=in_document)
