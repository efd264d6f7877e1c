"""The sandbox's clock: the machine's, moved by an offset that a test may set. Dates are Ecuador's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

ECUADOR = timezone(timedelta(hours=-5))
MAX_OFFSET = 10 * 366 * 86_400


class Clock:
    """Time with an offset in seconds."""

    def __init__(self) -> None:
        self._offset = timedelta()

    def move(self, seconds: float) -> None:
        """Set the offset. Raises ValueError beyond ten years."""
        if not -MAX_OFFSET <= seconds <= MAX_OFFSET:
            raise ValueError("offset_seconds must be within ten years")
        self._offset = timedelta(seconds=seconds)

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC) + self._offset
