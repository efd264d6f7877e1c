"""Turns at a stage's queues, so that an issuer with one document does not wait for one with thousands.

- The **front** queue of a stage is where everything arrives. A worker does of it what is within each issuer's
  **share**: so many messages at once, and so many a second from then on.
- What is beyond the share **stands aside**: it is moved, ten at a time, to the stage's second queue, which has workers
  of its own and no shares. Moving costs a thousandth of doing, so whoever comes after thousands is soon in front.

Nobody but the worker counts: a message only wakes somebody who looks at the record, so that one that is moved twice,
or moved and lost, does no harm. With many workers an issuer has as many shares.
"""

from __future__ import annotations

BURST = 10
"""Messages of one issuer that a worker does at once."""
PER_SECOND = 1.0
"""Of an issuer that goes on."""
MOST_ISSUERS = 10_000
"""That a worker remembers."""


class Shares:
    """What one worker did for each issuer of late. `now` is in seconds, of any clock that does not go back."""

    def __init__(self, burst: int = BURST, per_second: float = PER_SECOND) -> None:
        self._ahead = (burst - 1) / per_second
        self._each = 1 / per_second
        self._next: dict[str, float] = {}

    def within(self, issuer: str, now: float) -> bool:
        """Whether one more message of the issuer is within its share, which is then used up by it."""
        slot = max(self._next.get(issuer, now), now)
        if slot - now > self._ahead:
            return False
        if len(self._next) >= MOST_ISSUERS:
            self._next = {name: moment for name, moment in self._next.items() if moment > now}
        self._next[issuer] = slot + self._each
        return True
