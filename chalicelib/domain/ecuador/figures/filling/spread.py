"""The IVA of the lines: the rate of the summed bases, its cents spread so that the lines add up to it.

Each line gets its own tax rounded to the cent; then the lines that lost (or gained) most by their rounding take one
cent each until the sum is that of the rate. So no line is farther than one cent from its own rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from chalicelib.domain.documents.money import CENT, ZERO, percent, product, total


def spread(bases: Sequence[Decimal], rate: Decimal, rest: Decimal) -> list[Decimal]:
    """The taxes of lines with those bases, to add up to `rest`; each rounded by itself if they cannot.

    >>> spread([Decimal("0.10")] * 3, Decimal(15), Decimal("0.05"))
    [Decimal('0.01'), Decimal('0.02'), Decimal('0.02')]
    """
    own = [percent(base, rate) for base in bases]
    difference = rest - total(own)
    step = CENT if difference > ZERO else -CENT
    count = int(abs(difference) / CENT)
    if count > len(own):
        return own
    lost = [product(base, rate).scaleb(-2) - tax for base, tax in zip(bases, own, strict=True)]
    order = sorted(range(len(own)), key=lambda n: (-lost[n] if step > ZERO else lost[n], n))
    chosen = set(order[:count])
    return [tax + step if n in chosen else tax for n, tax in enumerate(own)]
