"""Figures and dates as they are printed: the authority's decimal point, commas between thousands as in the portal."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

ECUADOR = timezone(timedelta(hours=-5))


def amount(value: Decimal) -> str:
    """Money: two decimals, more only if the value has them.

    >>> amount(Decimal("1234567.8")), amount(Decimal("0.125"))
    ('1,234,567.80', '0.125')
    """
    return _figure(value)


def quantity(value: Decimal) -> str:
    """A quantity or unit price: at least two decimals, no idle zeros after them."""
    return _figure(value)


def bare(value: Decimal) -> str:
    """A number without idle zeros: «45», «0.2»."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Decimal) -> str:
    """A rate: «15 %», «12.5 %»."""
    return f"{bare(value)} %"


def serial(digits: str) -> str:
    """A document's number, of fifteen digits, with its dashes: «001-002-000000123»; anything else as it is."""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if len(digits) == 15 and digits.isdigit() else digits


def day(value: date) -> str:
    """A date: dd/mm/aaaa."""
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def moment(value: datetime) -> str:
    """An aware moment in continental Ecuador's time: dd/mm/aaaa hh:mm:ss."""
    local = value.astimezone(ECUADOR)
    return f"{day(local)} {local:%H:%M:%S}"


def _figure(value: Decimal) -> str:
    whole, _, decimals = f"{value:,f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
