"""How dates, moments and amounts are written on the pages."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

HERE = timezone(timedelta(hours=-5))
"""The time people read on the pages: continental Ecuador."""


def day(value: date) -> str:
    """A date as people write it here: 23/11/2026."""
    return value.strftime("%d/%m/%Y")


def moment(value: datetime | None) -> str:
    """A moment in Ecuador's time: 23/11/2026 10:15."""
    return value.astimezone(HERE).strftime("%d/%m/%Y %H:%M") if value else ""


def soon(value: datetime, now: datetime) -> str:
    """A moment of today or of the next day: 10:15, or 10:15 del 24/11/2026."""
    then, here = value.astimezone(HERE), now.astimezone(HERE)
    return f"{then:%H:%M}" if then.date() == here.date() else f"{then:%H:%M} del {then:%d/%m/%Y}"


def money(value: Decimal) -> str:
    """An amount with two decimals: 1,234.50."""
    return f"{value:,.2f}"


def signed(value: Decimal) -> str:
    """An amount with its sign as it is printed: −1,234.50."""
    return money(value).replace("-", "−")


def figure(value: Decimal | None) -> str:
    """A quantity or a price with the decimals it has, two at least for a price: 1,234.5678.

    >>> figure(Decimal("2.000000")), figure(Decimal("1234.5600")), figure(None)
    ('2', '1,234.56', '')
    """
    if value is None:
        return ""
    bare = value.normalize()
    return f"{bare:,f}"


def dashed(text: str) -> str:
    """A state as a part of a class name or of a key: `NO ABIERTO` is `no-abierto`."""
    return text.lower().replace(" ", "-")
