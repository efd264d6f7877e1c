"""What is withheld: concepts, percentages and their special data (see `catalogs.retencion`).

The percentages are those of the day of the document withheld on. IVA is strict: its table is the ficha técnica's own.
Renta and ISD are doubts: their tables come with resolutions, and their percentages may depend on the case.
"""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.documents.money import total
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.catalogs import retencion as tables
from chalicelib.domain.ecuador.catalogs.sustento import (
    AUTORRETENCION_DOCUMENTO,
    AUTORRETENCION_SUSTENTO,
    DIVIDENDOS,
)
from chalicelib.domain.ecuador.catalogs.tabla import Fila
from chalicelib.domain.ecuador.comprobantes.comprobante_retencion import (
    ComprobanteRetencion,
    DocSustento,
    Retencion,
)
from chalicelib.domain.ecuador.model.simple import written_day

_INFO = "/comprobanteRetencion/infoCompRetencion"
_FAMILY = {tables.RENTA: "RENTA", tables.IVA_RETENIDO: "IVA", tables.ISD: "ISD"}


def check(sustento: DocSustento, pointer: str) -> Iterator[Problem]:
    """The problems of the withholdings on one document."""
    for number, retencion in enumerate(sustento.retenciones, start=1):
        where = f"{pointer}/retenciones/retencion[{number}]"
        yield from _concept(retencion, sustento, where)
        if retencion.codigo == tables.RENTA:
            yield from _dividends(retencion, sustento, where)
        yield from _banana(retencion, where)
    yield from _base(sustento, pointer)


def _concept(retencion: Retencion, sustento: DocSustento, pointer: str) -> Iterator[Problem]:
    code, where = retencion.codigoRetencion, f"{pointer}/codigoRetencion"
    rows = tables.CONCEPTOS[retencion.codigo]
    if rows.ultima(code) is None:
        yield from _unknown(retencion, where)
        return
    row = rows.fila(code, sustento.fechaEmisionDocSustento)
    if row is not None and row.tarifa != retencion.porcentajeRetener:
        yield _percentage(retencion, row, written_day(sustento.fechaEmisionDocSustento), f"{pointer}/porcentajeRetener")


def _unknown(retencion: Retencion, where: str) -> Iterator[Problem]:
    code = retencion.codigoRetencion
    if retencion.codigo == tables.IVA_RETENIDO and code in tables.CASILLEROS_104:
        yield problem("RET-IVA-CASILLERO", where, value=code, expected=tables.CASILLEROS_104[code])
    elif retencion.codigo != tables.RENTA or not tables.renta_variable(code):
        yield problem(f"RET-{_FAMILY[retencion.codigo]}-CODIGO", where, value=code)


def _percentage(retencion: Retencion, row: Fila, day: str, where: str) -> Problem:
    figures = {"value": row.codigo, "name": row.nombre, "day": day, "expected": row.tarifa}
    code = f"RET-{_FAMILY[retencion.codigo]}-PORCENTAJE"
    return problem(code, where, stated=retencion.porcentajeRetener, **figures)


def _dividends(retencion: Retencion, sustento: DocSustento, pointer: str) -> Iterator[Problem]:
    where = f"{pointer}/dividendos"
    if sustento.codSustento == DIVIDENDOS and retencion.dividendos is None:
        yield problem("RET-DIVIDENDOS-FALTA", where)
    if sustento.codSustento != DIVIDENDOS and retencion.dividendos is not None:
        yield problem("RET-DIVIDENDOS-SOBRA", where, value=sustento.codSustento)


def _banana(retencion: Retencion, pointer: str) -> Iterator[Problem]:
    where, code = f"{pointer}/compraCajBanano", retencion.codigoRetencion
    banana = retencion.codigo == tables.RENTA and code in tables.BANANO
    if banana and retencion.compraCajBanano is None:
        yield problem("RET-BANANO-FALTA", where, value=code)
    if not banana and retencion.compraCajBanano is not None:
        yield problem("RET-BANANO-SOBRA", where, value=code)


def _base(sustento: DocSustento, pointer: str) -> Iterator[Problem]:
    """IVA is withheld on the IVA of the document: its subtotal as base is a frequent mistake."""
    bases = total(r.baseImponible for r in sustento.retenciones if r.codigo == tables.IVA_RETENIDO)
    iva = total(
        row.valorImpuesto
        for row in sustento.impuestosDocSustento
        if row.codImpuestoDocSustento == catalogs.IMPUESTO_IVA
    )
    if bases > iva:
        yield problem("RET-BASE-IVA", f"{pointer}/retenciones", stated=bases, computed=iva)


def own(retencion: ComprobanteRetencion) -> Iterator[Problem]:
    """Autorretención: who withholds from itself says so in four places (ficha técnica 2.32, anexo 7)."""
    ruc, sujeto = retencion.infoTributaria.ruc, retencion.infoCompRetencion.identificacionSujetoRetenido
    concepts = {r.codigoRetencion for s in retencion.docsSustento for r in s.retenciones if r.codigo == tables.RENTA}
    if sujeto != ruc:
        if concepts & tables.AUTORRETENCION:
            where = f"{_INFO}/identificacionSujetoRetenido"
            yield _not_own(where, sujeto, f"{ruc}, el RUC de quien emite")
        return
    for number, sustento in enumerate(retencion.docsSustento, start=1):
        pointer = f"/comprobanteRetencion/docsSustento/docSustento[{number}]"
        if sustento.codSustento != AUTORRETENCION_SUSTENTO:
            yield _not_own(f"{pointer}/codSustento", sustento.codSustento, AUTORRETENCION_SUSTENTO)
        if sustento.codDocSustento != AUTORRETENCION_DOCUMENTO:
            yield _not_own(f"{pointer}/codDocSustento", sustento.codDocSustento, AUTORRETENCION_DOCUMENTO)
        for n, row in enumerate(sustento.retenciones, start=1):
            if row.codigoRetencion not in tables.AUTORRETENCION:
                where = f"{pointer}/retenciones/retencion[{n}]/codigoRetencion"
                yield _not_own(where, row.codigoRetencion, " o ".join(sorted(tables.AUTORRETENCION)))


def _not_own(pointer: str, value: str, expected: str) -> Problem:
    name = pointer.rsplit("/", 1)[-1]
    return problem("RET-AUTORRETENCION", pointer, name=name, value=value, expected=expected)
