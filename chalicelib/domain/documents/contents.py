"""What stands in a document, for its receiver's page and an accountant's list: lines, taxes, what was withheld.

The words in it (a tax, a form of payment) are its country's; the amounts are those of the document, not reckoned anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """A line. What its kind of document does not have is empty or None; `tax` is its rate in words."""

    description: str
    code: str = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    discount: Decimal | None = None
    amount: Decimal | None = None
    tax: str = ""


@dataclass(frozen=True, slots=True)
class Tax:
    """The whole tax of one rate. `name` is the tax (`IVA`), `rate` its rate in words (`15 %`, `no objeto`).

    `by_rate` says that it is booked rate by rate, and not only by its amount.
    """

    name: str
    rate: str
    base: Decimal
    amount: Decimal
    by_rate: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document that this one modifies or supports. `kind` is its name, empty if it is not told."""

    kind: str
    number: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Withheld:
    """One withholding. `rate` is in per cent."""

    tax: str
    code: str
    base: Decimal
    rate: Decimal
    amount: Decimal
    document: Reference


@dataclass(frozen=True, slots=True)
class Figure:
    """Another amount under its name."""

    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Contents:
    """All of it. `others` are amounts of the total besides subtotal and taxes; `subtotal` is without taxes."""

    trade_name: str = ""
    subtotal: Decimal | None = None
    discount: Decimal | None = None
    taxes: tuple[Tax, ...] = ()
    others: tuple[Figure, ...] = ()
    total: Decimal | None = None
    lines: tuple[Line, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    modifies: Reference | None = None
    reason: str = ""
    payments: tuple[Figure, ...] = ()
