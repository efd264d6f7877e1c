"""The rules of the notas de crédito and de débito: who they are for and what they modify.

Their IVA is that of the day of the document they modify. Source: ficha técnica 2.32, tabla 6 and anexos 3 and 4.
"""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador import identificacion as ids
from chalicelib.domain.ecuador.catalogs.sustento import DOCUMENTOS
from chalicelib.domain.ecuador.comprobantes import kind_of
from chalicelib.domain.ecuador.comprobantes.nota_credito import NotaCredito
from chalicelib.domain.ecuador.comprobantes.nota_debito import NotaDebito
from chalicelib.domain.ecuador.model.simple import written_day
from chalicelib.domain.ecuador.rules import payments, taxes
from chalicelib.domain.ecuador.rules.party import identification
from chalicelib.domain.ecuador.rules.reimbursement import known_document

_NEVER = frozenset({"04", "06", "07"})
"""A nota de crédito, a guía and a retención are not sales: nothing modifies them."""


def check_credito(nota: NotaCredito) -> Iterator[Problem]:
    """The problems of a nota de crédito."""
    yield from _modified(nota)
    info, on = nota.infoNotaCredito, nota.infoNotaCredito.fechaEmisionDocSustento
    pointer = "/notaCredito/infoNotaCredito/totalConImpuestos"
    yield from taxes.rows(info.totalConImpuestos, on, f"{pointer}/totalImpuesto")
    yield from taxes.refund(info.totalConImpuestos, info.tipoIdentificacionComprador, pointer)
    yield from taxes.lines(nota.detalles, on, "notaCredito")


def check_debito(nota: NotaDebito) -> Iterator[Problem]:
    """The problems of a nota de débito."""
    yield from _modified(nota)
    info, on = nota.infoNotaDebito, nota.infoNotaDebito.fechaEmisionDocSustento
    pointer = "/notaDebito/infoNotaDebito"
    yield from taxes.rows(info.impuestos, on, f"{pointer}/impuestos/impuesto")
    yield from taxes.refund(info.impuestos, info.tipoIdentificacionComprador, f"{pointer}/impuestos")
    yield from payments.check(info.pagos, f"{pointer}/pagos", nota.emitido)


def _modified(nota: NotaCredito | NotaDebito) -> Iterator[Problem]:
    kind = kind_of(nota)
    info = nota.infoNotaCredito if isinstance(nota, NotaCredito) else nota.infoNotaDebito
    pointer, name = f"/{kind.root}/{kind.info}", kind.name.lower()
    tipo, numero = info.tipoIdentificacionComprador, info.identificacionComprador
    if tipo == ids.CONSUMIDOR_FINAL:
        yield problem("NOTA-CONSUMIDOR-FINAL", f"{pointer}/tipoIdentificacionComprador", name=name)
    else:
        yield from identification(tipo, numero, f"{pointer}/identificacionComprador")
    code, where = info.codDocModificado, f"{pointer}/codDocModificado"
    yield from known_document(code, where)
    if code in _NEVER:
        yield problem("NOTA-DOCUMENTO", where, name=name, value=code, document=DOCUMENTOS.nombre(code))
    for part in info.numDocModificado.split("-"):
        if not part.strip("0"):
            yield problem("DOC-NUMERO-CERO", f"{pointer}/numDocModificado", name="numDocModificado")
            break
    day = info.fechaEmisionDocSustento
    if day > info.fechaEmision:
        figures = {"value": written_day(day), "issued": written_day(info.fechaEmision)}
        yield problem("NOTA-FECHA", f"{pointer}/fechaEmisionDocSustento", **figures)
