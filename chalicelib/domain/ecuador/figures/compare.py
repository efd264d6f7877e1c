"""Comparing a stated figure with a computed one, to the tolerance (see the package)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.documents.money import CENT, percent

TOLERANCE = CENT


def rounded_tax(code: str, pointer: str, stated: Decimal, base: Decimal, rate: Decimal | None) -> Iterator[Problem]:
    """Compare an IVA with the rate of its base. A rate that is not known says nothing."""
    if rate is not None and abs(stated - (computed := percent(base, rate))) > TOLERANCE:
        shown = format(rate.normalize(), "f")
        yield problem(code, pointer, tax="IVA", stated=stated, computed=computed, base=base, rate=shown)


def summed(code: str, pointer: str, stated: Decimal, computed: Decimal, **figures: str) -> Iterator[Problem]:
    """Compare a sum with what it adds up to."""
    if stated == computed:
        return
    name = figures.pop("name", pointer.rsplit("/", 1)[-1])
    told = "TOT-CENTAVO" if abs(computed - stated) <= TOLERANCE else code
    if told == "TOT-CENTAVO":
        figures = {}
    yield problem(told, pointer, name=name, stated=stated, computed=computed, **figures)
