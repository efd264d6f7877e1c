"""The codes of the taxes: whether they exist, hold on the day and agree with their rate (ficha técnica 2.32, §3).

IVA is strict: its codes and rates are law. ICE and IRBPNR codes that we do not know are only a warning, because their
tables change with the law and the SRI decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.documents.money import ZERO
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador import identificacion as ids
from chalicelib.domain.ecuador.catalogs.ice import AD_VALOREM, ESPECIFICAS
from chalicelib.domain.ecuador.catalogs.iva import DIFERENCIADO, decreto
from chalicelib.domain.ecuador.comprobantes import comunes, factura, nota_credito, nota_debito
from chalicelib.domain.ecuador.model.simple import written_day

Row = comunes.Impuesto | comunes.TotalImpuesto | nota_credito.Impuesto | nota_credito.TotalImpuesto
Detalle = comunes.Linea | nota_credito.Detalle


def rows(taxes: Sequence[Row], on: date, pointer: str) -> Iterator[Problem]:
    """The problems of some taxes; `pointer` is that of the first without its number."""
    for number, row in enumerate(taxes, start=1):
        rate = getattr(row, "tarifa", None)  # the totals of a nota de crédito have none
        yield from tax(row.codigo, row.codigoPorcentaje, rate, on, f"{pointer}[{number}]")


def lines(detalles: Sequence[Detalle], on: date, root: str) -> Iterator[Problem]:
    """The problems of the taxes of the lines."""
    for number, detalle in enumerate(detalles, start=1):
        taxes: Sequence[Row] = getattr(detalle, "impuestos", ())
        yield from rows(taxes, on, f"/{root}/detalles/detalle[{number}]/impuestos/impuesto")


def tax(codigo: str, porcentaje: str, rate: Decimal | None, on: date, pointer: str) -> Iterator[Problem]:
    """The problems of one tax of a document of a day."""
    if codigo == catalogs.IMPUESTO_IVA:
        yield from _iva(porcentaje, rate, on, pointer)
    elif codigo == catalogs.IMPUESTO_ICE:
        yield from _ice(porcentaje, rate, on, pointer)
    elif codigo == catalogs.IMPUESTO_IRBPNR and catalogs.IRBPNR.fila(porcentaje, on) is None:
        yield problem("IMP-IRBPNR-CODIGO", f"{pointer}/codigoPorcentaje", value=porcentaje)


def _ice(porcentaje: str, rate: Decimal | None, on: date, pointer: str) -> Iterator[Problem]:
    if catalogs.ICE.fila(porcentaje, on) is None:
        yield problem("IMP-ICE-CODIGO", f"{pointer}/codigoPorcentaje", value=porcentaje)
    specific = ESPECIFICAS.fila(porcentaje, on)
    # What a bag pays depends on its kind: see the rules of the factura.
    if specific is None or specific.tarifa is None or rate is None or porcentaje == catalogs.ICE_FUNDAS:
        return
    if rate != specific.tarifa and rate not in AD_VALOREM:
        figures = {"value": porcentaje, "stated": rate, "expected": specific.tarifa, "unit": specific.nombre}
        yield problem("IMP-ICE-TARIFA", f"{pointer}/tarifa", **figures, year=on.year)


def _iva(porcentaje: str, rate: Decimal | None, on: date, pointer: str) -> Iterator[Problem]:
    known = catalogs.IVA.ultima(porcentaje)
    if known is None:
        yield problem("IMP-IVA-CODIGO", f"{pointer}/codigoPorcentaje", value=porcentaje)
        return
    iva = catalogs.IVA.fila(porcentaje, on) or known
    figures = {"value": porcentaje, "name": iva.nombre, "day": written_day(on)}
    if not iva.vigente(on):
        yield problem("IMP-IVA-FECHA", f"{pointer}/codigoPorcentaje", **figures)
    elif porcentaje == DIFERENCIADO:
        yield from _decreed(on, f"{pointer}/codigoPorcentaje")
    if rate is not None and rate != iva.tarifa:
        yield problem("IMP-IVA-TARIFA", f"{pointer}/tarifa", **figures, stated=rate, expected=iva.tarifa)


def _decreed(on: date, pointer: str) -> Iterator[Problem]:
    """The 8 % of the days that a decree names, in the whole country or in a part of it."""
    decree = decreto(on)
    if decree is None:
        yield problem("IMP-IVA-DIFERENCIADO", pointer, day=written_day(on))
    elif decree.lugar:
        figures = {"day": written_day(on), "place": decree.lugar, "decree": decree.norma}
        yield problem("IMP-IVA-DIFERENCIADO-LUGAR", pointer, **figures)


Refundable = factura.TotalImpuesto | nota_credito.TotalImpuesto | nota_debito.Impuesto


def refund(taxes: Sequence[Refundable], buyer: str, pointer: str) -> Iterator[Problem]:
    """IVA given back at the till: only to a person with cédula, and never more than the IVA (ficha técnica 2.32 §9)."""
    given_back = [tax for tax in taxes if tax.valorDevolucionIva]
    if given_back and buyer != ids.CEDULA:
        yield problem("IMP-DEVOLUCION-CEDULA", pointer)
    for row in given_back:
        limit = row.valor if row.codigo == catalogs.IMPUESTO_IVA else ZERO
        if row.valorDevolucionIva is not None and row.valorDevolucionIva > limit:
            yield problem("IMP-DEVOLUCION-MONTO", pointer, stated=row.valorDevolucionIva, limit=limit)
