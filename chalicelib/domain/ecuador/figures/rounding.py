"""Whether rounding at fewer decimals explains that the total of a line is off.

Programs round at other places than we do. Two of them are met:
- the total of the line is rounded to **tenths** of a dollar (39.10 for 39.142, a document that was authorised);
- quantity or price are written with fewer decimals than they were multiplied with. A figure that is written with
  decimals may then be off by half of its last one; a whole number is a count and exact, and two decimals are the
  fewest that a schema makes one round to.

`MOST` bounds both: it is what rounding to tenths can make at most, and more was never seen to pass. Where it holds the
difference is told and the rest of the document has to follow the total that the line states.
"""

from __future__ import annotations

from decimal import Decimal

from chalicelib.domain.documents.money import CENT, product, total

MOST = Decimal("0.05")
_TENTH = Decimal("0.1")
_HALF = Decimal("0.5")
_FEWEST = 2


def explained(stated: Decimal, exact: Decimal, quantity: Decimal, price: Decimal) -> bool:
    """Whether rounding explains a total that is not quantity × price less the discount (`exact`, not rounded).

    >>> explained(Decimal("39.10"), Decimal("39.142"), Decimal("2.09"), Decimal("28.80"))
    True
    >>> explained(Decimal("91.04"), Decimal("91.00"), Decimal("2"), Decimal("45.50"))
    False
    """
    off = abs(stated - exact)
    if off > MOST:
        return False
    return stated % _TENTH == 0 or off <= _reach(quantity, price)


def _reach(quantity: Decimal, price: Decimal) -> Decimal:
    """How far the product moves if both figures are roundings of longer ones, and half a cent for its own."""
    of_quantity, of_price = _half_of_last(quantity), _half_of_last(price)
    moved = (product(quantity, of_price), product(price, of_quantity), product(of_quantity, of_price))
    return total((*moved, product(CENT, _HALF)))


def _half_of_last(figure: Decimal) -> Decimal:
    if figure == figure.to_integral_value():
        return Decimal(0)
    exponent = figure.as_tuple().exponent
    places = max(_FEWEST, -exponent if isinstance(exponent, int) else 0)
    return _HALF.scaleb(-places)
