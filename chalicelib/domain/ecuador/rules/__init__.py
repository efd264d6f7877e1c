"""The rules of the comprobantes that their schemas cannot state, each with its own code.

`identity` issuer, number, date and clave; `buyer` who it is for; `taxes` the tax codes on their date; `blocks`
payments, export, reimbursement, transport and negotiable facturas; `fields` additional fields and texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from chalicelib.domain.documents.country import Issuer
from chalicelib.domain.documents.errors import Problem
from chalicelib.domain.ecuador import messages as _messages  # noqa: F401  defines the codes
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.domain.ecuador.rules import blocks, buyer, fields, identity, taxes


def check(
    comprobante: Comprobante, *, issuer: Issuer, today: date, issued: date, ruc_proveedor: str
) -> Iterator[Problem]:
    """Everything in the comprobante that breaks a rule, in the order of the document.

    `today` is the date in Ecuador, `issued` the document's own day; `ruc_proveedor` is the platform's own RUC, or
    empty.
    """
    yield from identity.check(comprobante, issuer, today, issued)
    if isinstance(comprobante, Factura):
        yield from buyer.check(comprobante)
        yield from taxes.check(comprobante)
        yield from blocks.check(comprobante)
        yield from fields.check(comprobante)
    yield from fields.provider(comprobante, issued, ruc_proveedor)
