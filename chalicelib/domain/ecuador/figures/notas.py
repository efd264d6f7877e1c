"""The figures of the notas de crédito and de débito (ficha técnica 2.32, anexos 3 and 4).

A nota de débito has no lines: its motivos add up to `totalSinImpuestos`, and its taxes stand in the head.
"""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.documents.money import total
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.comprobantes.nota_credito import NotaCredito
from chalicelib.domain.ecuador.comprobantes.nota_debito import InfoNotaDebito, NotaDebito
from chalicelib.domain.ecuador.figures import lines
from chalicelib.domain.ecuador.figures.amount import amount
from chalicelib.domain.ecuador.figures.compare import rounded_tax, summed

_CREDITO = "/notaCredito/infoNotaCredito"
_DEBITO = "/notaDebito/infoNotaDebito"


def check_credito(nota: NotaCredito) -> Iterator[Problem]:
    """Every figure of the nota de crédito that does not agree with the others."""
    info = nota.infoNotaCredito
    sale = lines.Sale("notaCredito", _CREDITO, nota.detalles, info.totalConImpuestos, info.fechaEmisionDocSustento)
    yield from lines.check(sale, info.totalSinImpuestos)
    whole = amount(info.totalSinImpuestos, info.totalConImpuestos, info.compensaciones)
    yield from summed("TOT-IMPORTE", f"{_CREDITO}/valorModificacion", info.valorModificacion, whole)


def check_debito(nota: NotaDebito) -> Iterator[Problem]:
    """Every figure of the nota de débito that does not agree with the others."""
    info = nota.infoNotaDebito
    reasons = total(motivo.valor for motivo in nota.motivos)
    yield from summed("TOT-MOTIVOS", f"{_DEBITO}/totalSinImpuestos", info.totalSinImpuestos, reasons)
    yield from _taxes(info)
    whole = amount(info.totalSinImpuestos, info.impuestos, info.compensaciones)
    yield from summed("TOT-IMPORTE", f"{_DEBITO}/valorTotal", info.valorTotal, whole)
    if info.pagos:
        paid = total(p.total for p in info.pagos)
        yield from summed("TOT-PAGOS", f"{_DEBITO}/pagos", paid, info.valorTotal)


def _taxes(info: InfoNotaDebito) -> Iterator[Problem]:
    seen = set()
    for number, row in enumerate(info.impuestos, start=1):
        pointer, key = f"{_DEBITO}/impuestos/impuesto[{number}]", (row.codigo, row.codigoPorcentaje)
        if key in seen:
            tax = catalogs.IMPUESTOS[row.codigo]
            yield problem("TOT-IMPUESTO-REPETIDO", pointer, tax=tax, porcentaje=row.codigoPorcentaje)
        seen.add(key)
        if row.codigo == catalogs.IMPUESTO_IVA:
            yield from rounded_tax("TOT-IMPUESTO", f"{pointer}/valor", row.valor, row.baseImponible, row.tarifa)
    iva = [row.baseImponible for row in info.impuestos if row.codigo == catalogs.IMPUESTO_IVA]
    ice = total(row.valor for row in info.impuestos if row.codigo == catalogs.IMPUESTO_ICE)
    if iva:
        yield from summed("TOT-BASES", f"{_DEBITO}/impuestos", total(iva), info.totalSinImpuestos + ice)
