"""What the figures are made of: amounts read from elements, cents, IVA by its code.

Amounts are exact decimals in dollars; an element that is missing is worth nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from lxml import etree

IVA, ICE = "2", "3"
RATES = {"0": 0, "2": 12, "3": 14, "4": 15, "5": 5, "6": 0, "7": 0, "8": 8, "10": 13}
"""IVA per cent by codigoPorcentaje (tabla 17); 8, the rate of decreed days, see `decreed`."""
_CENT = Decimal("0.01")

Figure = tuple[str, Decimal, Decimal]
Key = tuple[str, str]


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Their sum."""
    return sum(amounts, Decimal(0))


def amount(node: etree._Element, path: str) -> Decimal:
    """The amount at a path."""
    return Decimal(node.findtext(path) or "0")


def amounts(nodes: Iterable[etree._Element], path: str) -> Decimal:
    """The sum of the amounts at a path of each."""
    return total(amount(node, path) for node in nodes)


def cents(value: Decimal) -> Decimal:
    """To the cent, half up."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def part(root: etree._Element, name: str) -> etree._Element:
    """A block that the schema demands."""
    found = root.find(name)
    assert found is not None, "the schema was judged before"
    return found


def key(tax: etree._Element) -> Key:
    """(codigo, codigoPorcentaje)."""
    return tax.findtext("codigo") or "", tax.findtext("codigoPorcentaje") or ""


def rate(tax: etree._Element, code: str) -> Decimal | None:
    """The per cent of a tax: the one stated, else the one of its IVA code, if that has one."""
    stated = tax.findtext("tarifa")
    if stated:
        return Decimal(stated)
    known = RATES.get(code)
    return None if known is None else Decimal(known)


def iva(name: str, tax: etree._Element, code: str, base: str, value: str) -> Iterator[Figure]:
    """An IVA: its rate is its code's, its value is its rate of its base. `base` and `value` are their elements."""
    percent = rate(tax, code)
    if percent is None:
        return
    yield f"{name} tarifa", percent, Decimal(RATES.get(code, percent))
    yield f"{name} IVA", amount(tax, value), cents(amount(tax, base) * percent / 100)


def nearer(stated: Decimal, one: Decimal, other: Decimal) -> Decimal:
    """Whichever of two is nearer to what is stated: where no source says which of them is meant."""
    return min((one, other), key=lambda worked: abs(stated - worked))


def compensated(info: etree._Element) -> Decimal:
    """The compensations of a document."""
    return amounts(info.iterfind("compensaciones/compensacion"), "valor")
