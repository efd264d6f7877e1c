"""Line totals that were rounded more coarsely than to the cent of the product.

The authority has authorised 39.10 for 2.09 × 28.80 − 21.05 (39.142). Its tolerance is not published, so what is let
pass here is no more than explains that document: five cents at most, and only if the total ends in a whole tenth, or
if the figures, where they have decimals at all, may themselves have been cut at their last one (the second, at least).
"""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

_FIVE_CENTS = Decimal(5).scaleb(-2)


def coarser(line: etree._Element, stated: Decimal, exact: Decimal) -> bool:
    """Whether the stated total of a line is its exact one, coarsely rounded."""
    away = abs(exact - stated)
    if away > _FIVE_CENTS:
        return False
    if stated * 10 == int(stated * 10):
        return True
    many, dear = _range(line.findtext("cantidad")), _range(line.findtext("precioUnitario"))
    exactly = Decimal(line.findtext("cantidad") or 0) * Decimal(line.findtext("precioUnitario") or 0)
    return away <= many * dear - exactly + Decimal(5).scaleb(-3)


def _range(text: str | None) -> Decimal:
    """The largest figure that is written so when it is cut."""
    figure = Decimal(text or 0)
    if not figure % 1:
        return figure
    decimals = len((text or "").partition(".")[2])
    return figure + Decimal(5).scaleb(-max(decimals, 2) - 1)
