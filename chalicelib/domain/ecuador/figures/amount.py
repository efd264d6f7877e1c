"""What a document amounts to: the authority's formula over the parts that its kind has (see the package)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from chalicelib.domain.documents.money import total
from chalicelib.domain.ecuador.comprobantes import comunes, factura, nota_credito, nota_debito

Tax = comunes.TotalImpuesto | nota_credito.TotalImpuesto | nota_debito.Impuesto


def amount(
    net: Decimal,
    taxes: Sequence[Tax],
    compensations: Sequence[comunes.Compensacion] = (),
    added: Iterable[Decimal | None] = (),
) -> Decimal:
    """The subtotal with its taxes and what is `added`, less additional discounts, refunds of IVA and compensations."""
    less = total((additional(taxes), refunds(taxes), *(c.valor for c in compensations)))
    return total((net, *(tax.valor for tax in taxes), *added)) - less


def additional(taxes: Iterable[Tax]) -> Decimal:
    """The discounts that stand in the totals only."""
    return total(tax.descuentoAdicional for tax in taxes if isinstance(tax, comunes.TotalImpuesto))


def refunds(taxes: Iterable[Tax]) -> Decimal:
    """The IVA that is given back at the till."""
    able = (factura.TotalImpuesto, nota_credito.TotalImpuesto, nota_debito.Impuesto)
    return total(tax.valorDevolucionIva for tax in taxes if isinstance(tax, able))
