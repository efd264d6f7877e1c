"""The rules of the factura that its schema cannot state, each with its own code.

`identity` issuer, number, date and clave; `buyer` who it is for; `taxes` the tax codes on their date; `blocks`
payments, export, reimbursement, transport and negotiable facturas; `fields` additional fields and texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from chalicelib.domain.documents.country import Issuer
from chalicelib.domain.documents.errors import Problem
from chalicelib.domain.ecuador import messages as _messages  # noqa: F401  defines the codes
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.domain.ecuador.rules import blocks, buyer, fields, identity, taxes


def check(factura: Factura, *, issuer: Issuer, today: date, ruc_proveedor: str) -> Iterator[Problem]:
    """Everything in the factura that breaks a rule, in the order of the document.

    `today` is the date in Ecuador; `ruc_proveedor` is the platform's own RUC, or empty.
    """
    yield from identity.check(factura, issuer, today)
    yield from buyer.check(factura)
    yield from taxes.check(factura)
    yield from blocks.check(factura)
    yield from fields.check(factura, ruc_proveedor)
