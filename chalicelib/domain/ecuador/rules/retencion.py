"""The rules of the comprobante de retención only, but those of its percentages: see `withheld`.

Source: ficha técnica 2.32, anexo 7 (conditions of each field), tablas 6 and 25; ATS, tables 4, 5 and 19.
"""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador import identificacion as ids
from chalicelib.domain.ecuador.catalogs import sustento as codes
from chalicelib.domain.ecuador.clave_acceso import ClaveAcceso, ClaveInvalida
from chalicelib.domain.ecuador.comprobantes.comprobante_retencion import ComprobanteRetencion, DocSustento
from chalicelib.domain.ecuador.model.simple import written_day
from chalicelib.domain.ecuador.rules import payments, reimbursement, taxes, withheld
from chalicelib.domain.ecuador.rules.party import identification

_INFO = "/comprobanteRetencion/infoCompRetencion"

_EXTERIOR = ("tipoRegi", "paisEfecPago", "aplicConvDobTrib", "pagoRegFis")
_AL_EXTERIOR = "02"
_NORM = "pagExtSujRetNorLeg"
_GENERAL = "01"
_ELECTRONIC = 49
_LENGTHS = (10, 37, _ELECTRONIC)
"""Digits of an authorisation: preprinted, of the former on-line scheme, electronic."""


def check(retencion: ComprobanteRetencion) -> Iterator[Problem]:
    """The problems of a comprobante de retención."""
    yield from _sujeto(retencion)
    for number, sustento in enumerate(retencion.docsSustento, start=1):
        pointer = f"/comprobanteRetencion/docsSustento/docSustento[{number}]"
        yield from _sustento(retencion, sustento, pointer)
        yield from _exterior(sustento, pointer)
        yield from _taxes(sustento, pointer)
        yield from withheld.check(sustento, pointer)
        yield from reimbursement.check(
            sustento, sustento.reembolsos, retencion.emitido, totals=pointer, documents=pointer
        )
        yield from payments.check(sustento.pagos, f"{pointer}/pagos", sustento.fechaEmisionDocSustento)
    yield from withheld.own(retencion)


def _sujeto(retencion: ComprobanteRetencion) -> Iterator[Problem]:
    info = retencion.infoCompRetencion
    tipo, numero = info.tipoIdentificacionSujetoRetenido, info.identificacionSujetoRetenido
    if tipo == ids.CONSUMIDOR_FINAL:
        yield problem("RET-CONSUMIDOR-FINAL", f"{_INFO}/tipoIdentificacionSujetoRetenido")
    else:
        yield from identification(tipo, numero, f"{_INFO}/identificacionSujetoRetenido")
    if tipo == ids.EXTERIOR and info.tipoSujetoRetenido is None:
        yield problem("RET-TIPO-SUJETO-FALTA", f"{_INFO}/tipoSujetoRetenido")
    if tipo != ids.EXTERIOR and info.tipoSujetoRetenido is not None:
        yield problem("RET-TIPO-SUJETO-SOBRA", f"{_INFO}/tipoSujetoRetenido", tipo=tipo)
    month = written_day(info.fechaEmision)[3:]
    if info.periodoFiscal != month:
        yield problem("RET-PERIODO", f"{_INFO}/periodoFiscal", value=info.periodoFiscal, expected=month)


def _sustento(retencion: ComprobanteRetencion, sustento: DocSustento, pointer: str) -> Iterator[Problem]:
    """What the document is good for, its kind, number, day and authorisation."""
    day, issued = sustento.fechaEmisionDocSustento, retencion.emitido
    code, document = sustento.codSustento, sustento.codDocSustento
    row = codes.SUSTENTOS.fila(code, day)
    if row is None:
        yield problem("RET-SUSTENTO-CODIGO", f"{pointer}/codSustento", value=code, day=written_day(day))
    elif document not in codes.DOCUMENTOS_DE.get(code, {document}):
        figures = {"sustento": code, "name": row.nombre, "document": document}
        yield problem("RET-SUSTENTO-PAREJA", f"{pointer}/codSustento", **figures)
    yield from reimbursement.known_document(document, f"{pointer}/codDocSustento")
    if day > issued:
        figures = {"value": written_day(day), "issued": written_day(issued)}
        yield problem("RET-SUSTENTO-FECHA", f"{pointer}/fechaEmisionDocSustento", **figures)
    if not sustento.numDocSustento.strip("0"):
        yield problem("RET-SUSTENTO-NUMERO", f"{pointer}/numDocSustento")
    if sustento.numAutDocSustento is not None and not _authorises(sustento.numAutDocSustento, sustento):
        figures = {"value": sustento.numAutDocSustento, "number": sustento.numDocSustento, "day": written_day(day)}
        yield problem("RET-AUTORIZACION", f"{pointer}/numAutDocSustento", **figures)


def _authorises(number: str, sustento: DocSustento) -> bool:
    """Whether the number may be the document's. An electronic one is its clave, which tells number and day."""
    if len(number) != _ELECTRONIC:
        return len(number) in _LENGTHS
    try:
        clave = ClaveAcceso.parse(number)
    except ClaveInvalida:
        return False
    same = clave.estab + clave.ptoEmi + clave.secuencial == sustento.numDocSustento
    return same and clave.fecha == sustento.fechaEmisionDocSustento


def _exterior(sustento: DocSustento, pointer: str) -> Iterator[Problem]:
    """Payments abroad (pagoLocExt 02) say where to and under which treaty; others do not."""
    abroad = sustento.pagoLocExt == _AL_EXTERIOR
    for name in _EXTERIOR:
        yield from _conditional(sustento, name, abroad, "con pagoLocExt 02 (pago al exterior)", pointer)
    no_treaty = abroad and sustento.aplicConvDobTrib == "NO"
    yield from _conditional(sustento, _NORM, no_treaty, "cuando aplicConvDobTrib dice NO", pointer)
    regime, country = sustento.tipoRegi, sustento.paisEfecPago
    if regime is not None and regime not in catalogs.REGIMENES_EXTERIOR:
        yield problem("RET-REGIMEN", f"{pointer}/tipoRegi", value=regime)
    if regime == _GENERAL and country is not None and catalogs.pais(country) is None:
        yield problem("RET-PAIS", f"{pointer}/paisEfecPago", value=country)


def _conditional(sustento: DocSustento, name: str, expected: bool, when: str, pointer: str) -> Iterator[Problem]:
    present = getattr(sustento, name) is not None
    if expected and not present:
        yield problem("RET-EXTERIOR-FALTA", f"{pointer}/{name}", name=name)
    elif present and not expected:
        yield problem("RET-EXTERIOR-SOBRA", f"{pointer}/{name}", name=name, when=when)


def _taxes(sustento: DocSustento, pointer: str) -> Iterator[Problem]:
    day = sustento.fechaEmisionDocSustento
    for number, row in enumerate(sustento.impuestosDocSustento, start=1):
        where = f"{pointer}/impuestosDocSustento/impuestoDocSustento[{number}]"
        yield from taxes.tax(row.codImpuestoDocSustento, row.codigoPorcentaje, row.tarifa, day, where)
