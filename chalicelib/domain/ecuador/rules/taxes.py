"""The codes of the taxes: whether they exist, hold on the day and agree with their rate (ficha técnica 2.32, §3).

IVA is strict: its codes and rates are law. ICE and IRBPNR codes that we do not know are only a warning, because their
tables change with the law and the SRI decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.catalogs.iva import CONSTRUCCION
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.domain.ecuador.model.simple import written_day


def check(factura: Factura) -> Iterator[Problem]:
    """The problems of the tax codes."""
    issued = factura.infoFactura.fechaEmision
    for number, row in enumerate(factura.infoFactura.totalConImpuestos, start=1):
        pointer = f"/factura/infoFactura/totalConImpuestos/totalImpuesto[{number}]"
        yield from _tax(row.codigo, row.codigoPorcentaje, row.tarifa, issued, pointer)
    for n, detalle in enumerate(factura.detalles, start=1):
        line = f"/factura/detalles/detalle[{n}]"
        for number, tax in enumerate(detalle.impuestos, start=1):
            pointer = f"{line}/impuestos/impuesto[{number}]"
            yield from _tax(tax.codigo, tax.codigoPorcentaje, tax.tarifa, issued, pointer)
            if (tax.codigo, tax.codigoPorcentaje) == (catalogs.IMPUESTO_IVA, CONSTRUCCION) and (
                detalle.codigoAuxiliar not in catalogs.MATERIALES_CONSTRUCCION
            ):
                value = detalle.codigoAuxiliar or "vacío"
                yield problem("FAC-CONSTRUCCION", f"{line}/codigoAuxiliar", value=value)
    for n, document in enumerate(factura.reembolsos, start=1):
        for number, reimbursed in enumerate(document.detalleImpuestos, start=1):
            pointer = f"/factura/reembolsos/reembolsoDetalle[{n}]/detalleImpuestos/detalleImpuesto[{number}]"
            yield from _tax(
                reimbursed.codigo,
                reimbursed.codigoPorcentaje,
                reimbursed.tarifa,
                document.fechaEmisionDocReembolso,
                pointer,
            )


def _tax(codigo: str, porcentaje: str, rate: Decimal | None, on: date, pointer: str) -> Iterator[Problem]:
    if codigo == catalogs.IMPUESTO_IVA:
        yield from _iva(porcentaje, rate, on, pointer)
    elif codigo == catalogs.IMPUESTO_ICE and catalogs.ice(porcentaje) is None:
        yield problem("FAC-ICE-CODIGO", f"{pointer}/codigoPorcentaje", value=porcentaje)
    elif codigo == catalogs.IMPUESTO_IRBPNR and catalogs.irbpnr(porcentaje) is None:
        yield problem("FAC-IRBPNR-CODIGO", f"{pointer}/codigoPorcentaje", value=porcentaje)


def _iva(porcentaje: str, rate: Decimal | None, on: date, pointer: str) -> Iterator[Problem]:
    iva = catalogs.iva(porcentaje)
    if iva is None:
        yield problem("FAC-IVA-CODIGO", f"{pointer}/codigoPorcentaje", value=porcentaje)
        return
    figures = {"value": porcentaje, "name": iva.nombre, "day": written_day(on)}
    if not iva.vigente(on):
        yield problem("FAC-IVA-FECHA", f"{pointer}/codigoPorcentaje", **figures)
    if rate is not None and rate != iva.tarifa:
        yield problem("FAC-IVA-TARIFA", f"{pointer}/tarifa", **figures, stated=rate, expected=iva.tarifa)
