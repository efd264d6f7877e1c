"""The figures of a document, reckoned another way: exact fractions, from the quantities up, rounded by integers."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

RATES = {"0": 0, "2": 12, "4": 15, "5": 5, "6": 0, "7": 0}
WITHHELD = {"1": 30, "2": 70, "3": 100, "7": 0, "9": 10, "10": 20, "11": 50}
RENTA = {
    "312": ("1.75", "2"),
    "303": ("10", "10"),
    "304A": ("8", "10"),
    "3440": ("2.75", "3"),
    "332": ("0", "0"),
}
"""Per cent before and since March 2026."""


def cents(value: Fraction) -> Fraction:
    """To the cent, half up."""
    return Fraction((value * 200 + 1) // 2, 100)


def fraction(value: Any) -> Fraction:
    """The exact value of a figure as it stands in a document."""
    return Fraction(str(value))


def total(figures: Iterable[Fraction]) -> Fraction:
    """The sum."""
    return sum(figures, Fraction(0))


def net(line: dict[str, Any]) -> Fraction:
    """A line without taxes."""
    gross = fraction(line["cantidad"]) * fraction(line["precioUnitario"])
    return cents(gross - fraction(line.get("descuento", 0)))


def ice(line: dict[str, Any]) -> Fraction:
    """The ICE of a line."""
    return total(fraction(t["valor"]) for t in line["impuestos"] if t["codigo"] == "3")


def by_rate(lines: Iterable[dict[str, Any]], head: dict[str, Any]) -> dict[str, tuple[Fraction, Fraction]]:
    """Base and IVA of each codigoPorcentaje, in the totals: additional discounts lower the base."""
    bases: dict[str, Fraction] = {}
    for line in lines:
        code = next(t["codigoPorcentaje"] for t in line["impuestos"] if t["codigo"] == "2")
        bases[code] = bases.get(code, Fraction(0)) + net(line) + ice(line)
    for row in head.get("totalConImpuestos", ()):
        if row["codigo"] == "2":
            bases[row["codigoPorcentaje"]] -= fraction(row.get("descuentoAdicional", 0))
    return {code: (base, cents(base * RATES[code] / 100)) for code, base in bases.items()}


def additional(head: dict[str, Any]) -> Fraction:
    """The discounts that stand in the totals only."""
    return total(fraction(row.get("descuentoAdicional", 0)) for row in head.get("totalConImpuestos", ()))


def whole(document: dict[str, Any], head: dict[str, Any]) -> Fraction:
    """What the document amounts to by the authority's formula, from the lines up."""
    lines = document["detalles"]
    names = ("propina", "fleteInternacional", "seguroInternacional", "gastosAduaneros", "gastosTransporteOtros")
    up = [fraction(head.get(name, 0)) for name in names]
    up += [fraction(row["valor"]) for row in document.get("retenciones", ())]
    up += [fraction(row["total"]) for row in document.get("otrosRubrosTerceros", ())]
    down = [fraction(row["valor"]) for row in head.get("compensaciones", ())]
    down += [fraction(row.get("valorDevolucionIva", 0)) for row in head.get("totalConImpuestos", ())]
    taxes = total(valor for _, valor in by_rate(lines, head).values()) + total(map(ice, lines))
    return total(map(net, lines)) + taxes + total(up) - total(down) - additional(head)


def same(stated: Decimal | None, reckoned: Fraction | int) -> bool:
    """Whether a figure of the service is the reckoned one, to the cent."""
    return stated is not None and Fraction(stated) == reckoned
