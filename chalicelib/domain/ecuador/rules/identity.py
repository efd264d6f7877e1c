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
from chalicelib.domain.ecuador.comprobantes import Kind, kind_of
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.model.simple import written_day

# Its length is the model's to check.
_CLAVE_CODES = {
    clave.REASON_CHECK_DIGIT: "CLAVE-DIGITO",
    clave.REASON_EMISSION: "CLAVE-EMISION",
    clave.REASON_DATE: "CLAVE-FECHA",
}


def check(comprobante: Comprobante, issuer: Issuer, today: date, issued: date) -> Iterator[Problem]:
    """The problems of identity."""
    kind = kind_of(comprobante)
    pointer = f"/{kind.root}/infoTributaria"
    info = comprobante.infoTributaria
    if info.ruc != issuer.tax_id:
        yield problem("DOC-RUC-EMISOR", f"{pointer}/ruc", value=info.ruc, expected=issuer.tax_id)
    if info.ambiente not in issuer.environments:
        name = catalogs.AMBIENTES[info.ambiente].lower()
        yield problem("DOC-AMBIENTE", f"{pointer}/ambiente", value=info.ambiente, name=name)
    if info.tipoEmision != clave.NORMAL:
        yield problem("DOC-TIPO-EMISION", f"{pointer}/tipoEmision", value=info.tipoEmision)
    if info.codDoc != kind.cod_doc:
        yield problem("DOC-CODDOC", f"{pointer}/codDoc", value=info.codDoc, name=kind.name, expected=kind.cod_doc)
    for name in ("estab", "ptoEmi", "secuencial"):
        if not getattr(info, name).strip("0"):
            yield problem("DOC-NUMERO-CERO", f"{pointer}/{name}", name=name)
    yield from _date(issued, today, _where_issued(comprobante, kind))
    if info.claveAcceso:
        yield from _clave(comprobante, info.claveAcceso, f"{pointer}/claveAcceso")


def _where_issued(comprobante: Comprobante, kind: Kind) -> str:
    """Where the document says its day of issue."""
    if comprobante.emitido is None:
        return f"/{kind.root}/infoTributaria/claveAcceso"
    return f"/{kind.root}/{kind.info}/fechaEmision"


def _date(issued: date, today: date, pointer: str) -> Iterator[Problem]:
    figures = {"value": written_day(issued), "today": written_day(today), "days": catalogs.MAX_DIAS}
    if issued > today:
        yield problem("DOC-FECHA-FUTURA", pointer, **figures)
    elif issued < today - timedelta(days=catalogs.MAX_DIAS):
        yield problem("DOC-FECHA-ANTIGUA", pointer, **figures)


def _clave(comprobante: Comprobante, text: str, pointer: str) -> Iterator[Problem]:
    try:
        parts = clave.ClaveAcceso.parse(text)
    except clave.ClaveInvalida as error:
        yield problem(_CLAVE_CODES[error.reason], pointer, value=text, digit=clave.digito_verificador(text[:48]))
        return
    info = comprobante.infoTributaria
    issued = comprobante.emitido
    if issued is not None and parts.fecha != issued:
        yield _differs(pointer, "la fecha", written_day(parts.fecha), "fechaEmision", written_day(issued))
    for name in ("codDoc", "ruc", "ambiente", "estab", "ptoEmi", "secuencial"):
        if getattr(parts, name) != getattr(info, name):
            yield _differs(pointer, name, getattr(parts, name), name, getattr(info, name))


def _differs(pointer: str, part: str, in_clave: str, field: str, in_document: str) -> Problem:
    return problem("CLAVE-PARTE", pointer, part=part, in_clave=in_clave, field=field, in_document=in_document)
