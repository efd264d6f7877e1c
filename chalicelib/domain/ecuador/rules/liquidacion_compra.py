"""The rules of the liquidación de compra only (ficha técnica 2.32, tabla 6 and anexo 2)."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador import identificacion as ids
from chalicelib.domain.ecuador.comprobantes.liquidacion_compra import LiquidacionCompra
from chalicelib.domain.ecuador.rules import fields, payments, reimbursement, taxes
from chalicelib.domain.ecuador.rules.party import identification

_ROOT = "liquidacionCompra"
_INFO = "/liquidacionCompra/infoLiquidacionCompra"


def check(liquidacion: LiquidacionCompra) -> Iterator[Problem]:
    """The problems of a liquidación de compra."""
    info, on = liquidacion.infoLiquidacionCompra, liquidacion.emitido
    tipo, numero = info.tipoIdentificacionProveedor, info.identificacionProveedor
    if tipo == ids.CONSUMIDOR_FINAL:
        yield problem("LIQ-CONSUMIDOR-FINAL", f"{_INFO}/tipoIdentificacionProveedor")
    else:
        yield from identification(tipo, numero, f"{_INFO}/identificacionProveedor")
    yield from taxes.rows(info.totalConImpuestos, on, f"{_INFO}/totalConImpuestos/totalImpuesto")
    yield from payments.check(info.pagos, f"{_INFO}/pagos", on)
    documents = f"/{_ROOT}"
    yield from reimbursement.check(info, liquidacion.reembolsos, on, totals=_INFO, documents=documents)
    yield from taxes.lines(liquidacion.detalles, on, _ROOT)
    yield from fields.main_codes(liquidacion.detalles, _ROOT)
