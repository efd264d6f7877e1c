"""Turns at a stage's queues, so that an issuer with one document does not wait for one with thousands.

- The **front** queue of a stage is where everything arrives. A worker does of it what is within each issuer's
  **share**: a message or two at once, then a tenth of the worker's time, and never more than one a second.
- What is beyond the share **stands aside**: it is moved, ten at a time, to the stage's second queue, which has workers
  of its own and no shares. Moving costs a fraction of doing, so whoever comes after thousands is soon in front.

The share is of time, not of messages: on a machine that is slow because of the thousands, a message a second would be
more than a worker can do. Nobody but the worker counts: a message only wakes somebody who looks at the record, so that
one that is moved twice, or moved and lost, does no harm. With many workers an issuer has as many shares.
"""

from __future__ import annotations

BURST = 2
"""Messages of one issuer that a worker does at once."""
PER_SECOND = 1.0
"""Of an issuer that goes on, at most."""
OF_THE_TIME = 0.1
"""What one issuer may take of a worker's time."""
MOST_ISSUERS = 10_000
"""That a worker remembers."""


class Shares:
    """What one worker did for each issuer of late. `now` is in seconds, of any clock that does not go back."""

    def __init__(self, burst: int = BURST, per_second: float = PER_SECOND, of_the_time: float = OF_THE_TIME) -> None:
        self._ahead = (burst - 1) / per_second
        self._each = 1 / per_second
        self._of_the_time = of_the_time
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

    def took(self, issuer: str, seconds: float) -> None:
        """Note how long a message of the issuer took, if that is more than its share counted on."""
        if issuer in self._next:
            self._next[issuer] += max(seconds / self._of_the_time - self._each, 0)
