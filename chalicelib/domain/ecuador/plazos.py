"""Until when a comprobante has to be handed over to the SRI.

The **last day** is counted from the date of issue. Each rule holds for documents issued from its day on; days before
the first rule have the first rule. Since 2026-01-01 the handing over is immediate (Resolución NAC-DGERCGC25-00000014
with 25-00000017): the day of issue itself. From November 2024 it was four business days; holidays, which the law moves
from year to year, are not counted here, so the date is the strictest one.
"""

from __future__ import annotations

from datetime import date, timedelta

BUSINESS_DAYS = (
    (date(2024, 11, 1), 4),
    (date(2026, 1, 1), 0),
)
"""Per rule: the first day of issue it holds for, and how many business days follow the day of issue."""

_SATURDAY = 5


def last_day(issued: date) -> date:
    """The last day on which a document issued on that day is handed over in time.

    >>> last_day(date(2026, 11, 23)).isoformat(), last_day(date(2025, 10, 3)).isoformat()
    ('2026-11-23', '2025-10-09')
    """
    left = next((days for since, days in reversed(BUSINESS_DAYS) if issued >= since), BUSINESS_DAYS[0][1])
    day = issued
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return day
