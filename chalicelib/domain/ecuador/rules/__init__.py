"""The rules of the comprobantes that their schemas cannot state, each with its own code.

Of every kind: `identity` issuer, number, date and clave; `fields` single fields and the provider. Shared by several:
`party` identity numbers, `taxes` tax codes on their day, `payments`, `reimbursement`, `transport`. Of one kind: the
module of its name (`notas` both notas; `withheld` what a retención withholds).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from chalicelib.domain.documents.country import Issuer
from chalicelib.domain.documents.errors import Problem
from chalicelib.domain.ecuador import messages as _messages  # noqa: F401  defines the codes
from chalicelib.domain.ecuador.comprobantes.comprobante_retencion import ComprobanteRetencion
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.domain.ecuador.comprobantes.guia_remision import GuiaRemision
from chalicelib.domain.ecuador.comprobantes.liquidacion_compra import LiquidacionCompra
from chalicelib.domain.ecuador.comprobantes.nota_credito import NotaCredito
from chalicelib.domain.ecuador.comprobantes.nota_debito import NotaDebito
from chalicelib.domain.ecuador.rules import (
    factura,
    fields,
    guia_remision,
    identity,
    liquidacion_compra,
    notas,
    retencion,
)


def check(
    comprobante: Comprobante, *, issuer: Issuer, today: date, issued: date, ruc_proveedor: str
) -> Iterator[Problem]:
    """Everything in the comprobante that breaks a rule.

    `today` is the date in Ecuador, `issued` the document's own day; `ruc_proveedor` is the platform's own RUC, or
    empty.
    """
    yield from identity.check(comprobante, issuer, today, issued)
    yield from fields.check(comprobante)
    yield from _of_its_kind(comprobante, issued)
    yield from fields.provider(comprobante, issued, ruc_proveedor)


def _of_its_kind(comprobante: Comprobante, issued: date) -> Iterator[Problem]:
    match comprobante:
        case Factura():
            yield from factura.check(comprobante)
        case LiquidacionCompra():
            yield from liquidacion_compra.check(comprobante)
        case NotaCredito():
            yield from notas.check_credito(comprobante)
        case NotaDebito():
            yield from notas.check_debito(comprobante)
        case GuiaRemision():
            yield from guia_remision.check(comprobante, issued)
        case ComprobanteRetencion():
            yield from retencion.check(comprobante)
