"""Filling in how a document is paid.

Without `pagos` the whole is taken to be paid at once: up to the amount above which the law asks for the financial
system, without it (01); above, with it (20). It is only a guess, so the issuer is told: see `assumed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.figures.filling.plain import Block, absent, amount, column, items, put, text, total_of


def fill(head: Block, whole: Decimal | None, on: date | None) -> None:
    """Fill in `pagos`, or the one total that its payments lack, in place."""
    if not head or whole is None:
        return
    if absent(head, "pagos"):
        head["pagos"] = [{"formaPago": _usual(whole, on)}]
    payments = items(head, "pagos")
    open_payments = [pago for pago in payments if absent(pago, "total")]
    if len(open_payments) == 1:
        stated = total_of(column((pago for pago in payments if not absent(pago, "total")), "total"))
        if stated is not None and stated <= whole:
            put(open_payments[0], "total", whole - stated)


def assumed(given: Block, filled: Block, pointer: str) -> Iterator[Problem]:
    """A warning where payments were left out and had to be guessed. `pointer` is that of the block."""
    if absent(given, "pagos") and (pagos := items(filled, "pagos")) and amount(pagos[0], "total") is not None:
        code = text(pagos[0], "formaPago")
        yield problem("DOC-PAGOS-SUPUESTOS", f"{pointer}/pagos", value=code, name=catalogs.forma_pago(code))


def _usual(whole: Decimal, on: date | None) -> str:
    limit = catalogs.limite("sistema financiero", on or date.max)
    return catalogs.SISTEMA_FINANCIERO if whole > limit else catalogs.EFECTIVO
