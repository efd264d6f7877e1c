"""The totals, line by line as they are printed (ficha técnica 2.32, formatos de los RIDE).

Only the lines that the document fills appear. The subtotal of a rate is the base of its IVA, which holds the ICE.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from chalicelib.domain.ecuador.catalogs import IMPUESTO_ICE, IMPUESTO_IRBPNR, IMPUESTO_IVA
from chalicelib.domain.ecuador.comprobantes.comunes import Compensacion
from chalicelib.ride import names
from chalicelib.ride.figures import amount, percent
from chalicelib.ride.kit.blocks import Total

_ZERO = Decimal(0)


class Tax(NamedTuple):
    """The whole tax of one rate. `discount` and `refund` are descuentoAdicional and valorDevolucionIva."""

    codigo: str
    porcentaje: str
    tarifa: Decimal | None
    base: Decimal
    valor: Decimal
    discount: Decimal | None = None
    refund: Decimal | None = None


def taxed(taxes: Sequence[Tax], sin_impuestos: Decimal, descuento: Decimal | None = None) -> list[Total]:
    """From the subtotals per rate down to the taxes; what is added to them is the caller's."""
    found = [_subtotal(tax) for tax in _of(taxes, IMPUESTO_IVA)]
    found.append(line("SUBTOTAL SIN IMPUESTOS", sin_impuestos))
    found += filled("TOTAL DESCUENTO", descuento)
    found += filled("DESCUENTO ADICIONAL", added(tax.discount for tax in taxes))
    found += [line(f"ICE {tax.porcentaje}", tax.valor) for tax in _of(taxes, IMPUESTO_ICE)]
    found += [
        line(f"IVA {names.tarifa_iva(tax.porcentaje, tax.tarifa)}", tax.valor)
        for tax in _of(taxes, IMPUESTO_IVA)
        if tax.valor or tax.porcentaje not in names.SIN_IVA
    ]
    found += filled("TOTAL DEVOLUCIÓN IVA", added(tax.refund for tax in taxes))
    found += [line("IRBPNR", tax.valor) for tax in _of(taxes, IMPUESTO_IRBPNR)]
    return found


def grand(value: Decimal, label: str = "VALOR TOTAL") -> Total:
    """The line that everything else leads to."""
    return Total(label, amount(value), 2)


def compensations(compensaciones: Iterable[Compensacion]) -> list[Total]:
    """Compensations of IVA: they are taken off the total."""
    return [line(f"COMPENSACIÓN IVA {percent(c.tarifa)}", c.valor) for c in compensaciones]


def filled(label: str, value: Decimal | None) -> list[Total]:
    """A line if there is a value."""
    return [] if value is None else [line(label, value)]


def line(label: str, value: Decimal) -> Total:
    """An ordinary line."""
    return Total(label, amount(value))


def _subtotal(tax: Tax) -> Total:
    rate = names.tarifa_iva(tax.porcentaje, tax.tarifa)
    if tax.porcentaje == names.NO_OBJETO:
        label = "SUBTOTAL NO OBJETO DE IVA"
    elif tax.porcentaje == names.EXENTO:
        label = "SUBTOTAL EXENTO DE IVA"
    elif tax.porcentaje == names.DIFERENCIADO:
        label = f"SUBTOTAL TARIFA ESPECIAL {rate}"
    else:
        label = f"SUBTOTAL {rate}"
    return line(label, tax.base)


def _of(taxes: Iterable[Tax], codigo: str) -> list[Tax]:
    return [tax for tax in taxes if tax.codigo == codigo]


def added(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is there, or None if nothing is."""
    given = [value for value in values if value is not None]
    return sum(given, _ZERO) if given else None
