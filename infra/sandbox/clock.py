"""The sandbox's clock: the machine's, moved by an offset that a test may set. Dates are Ecuador's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

ECUADOR = timezone(timedelta(hours=-5))


class Clock:
    """Time with an offset in seconds."""

    def __init__(self) -> None:
        self.offset_seconds = 0.0

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.offset_seconds)

    def today(self) -> date:
        """The date in Ecuador."""
        return self.now().astimezone(ECUADOR).date()
