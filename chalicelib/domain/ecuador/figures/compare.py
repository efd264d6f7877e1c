"""Comparing a stated figure with a computed one, to the tolerance (see the package)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product as combinations

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.documents.money import CENT, ZERO, percent, total

TOLERANCE = CENT


def rounded_tax(code: str, pointer: str, stated: Decimal, base: Decimal, rate: Decimal | None) -> Iterator[Problem]:
    """Compare an IVA with the rate of its base. A rate that is not known says nothing."""
    if rate is not None and abs(stated - (computed := percent(base, rate))) > TOLERANCE:
        shown = format(rate.normalize(), "f")
        yield problem(code, pointer, tax="IVA", stated=stated, computed=computed, base=base, rate=shown)


def summed(code: str, pointer: str, stated: Decimal, *computed: Decimal, **figures: str) -> Iterator[Problem]:
    """Compare a sum with the readings it may have; the first is the one that is shown."""
    if stated in computed:
        return
    nearest = min(computed, key=lambda figure: abs(figure - stated))
    name = figures.pop("name", pointer.rsplit("/", 1)[-1])
    if abs(nearest - stated) <= TOLERANCE:
        yield problem("TOT-CENTAVO", pointer, name=name, stated=stated, computed=nearest)
    else:
        yield problem(code, pointer, name=name, stated=stated, computed=computed[0], **figures)


def readings(base: Decimal, optional: Iterable[Decimal]) -> list[Decimal]:
    """The base, then the base with every choice of the optional parts."""
    choices = [(ZERO, part) for part in optional if part]
    return [total((base, *chosen)) for chosen in combinations(*choices)]
