"""Arithmetic with money: decimals only, exact products, cents rounded half up."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
"""Wide enough for the product of two 18-digit figures: the default context would round it before we do."""


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, half up.

    >>> cents(Decimal("2.345")), cents(Decimal("2.344999"))
    (Decimal('2.35'), Decimal('2.34'))
    """
    return _EXACT.quantize(amount, CENT)


def product(one: Decimal, other: Decimal) -> Decimal:
    """The exact product, not rounded."""
    return _EXACT.multiply(one, other)


def percent(base: Decimal, rate: Decimal) -> Decimal:
    """A rate in per cent of a base, rounded to the cent.

    >>> percent(Decimal("89.90"), Decimal("15"))
    Decimal('13.49')
    """
    return cents(product(base, rate).scaleb(-2, _EXACT))


def total(amounts: Iterable[Decimal | None]) -> Decimal:
    """The sum; what is absent counts as nothing."""
    result = ZERO
    for amount in amounts:
        if amount is not None:
            result = _EXACT.add(result, amount)
    return result
