"""The system's clock and dice. Nothing else in the pipeline asks what time it is, waits, or draws lots."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime

LONGEST_PAUSE = 1.0


class SystemClock:
    """Implements `Clock`."""

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC)


def pause(attempt: int) -> None:
    """Wait before trying again: a random moment of a time that doubles with each try, at most `LONGEST_PAUSE`."""
    time.sleep(random.uniform(0, min(LONGEST_PAUSE, 0.02 * 2 ** min(attempt, 10))))  # noqa: S311  not a secret


class SystemChance:
    """Implements `Chance`."""

    def fraction(self) -> float:
        """Evenly from 0 (included) to 1."""
        return random.random()  # noqa: S311  not a secret
