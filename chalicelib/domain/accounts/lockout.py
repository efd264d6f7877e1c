"""Lockout: how often a usuario may be tried from one origin, and how long it rests there after that.

**Attempts** are counted per origin and usuario as it was typed, whether or not it belongs to anybody, so that the
answer to a stranger is the same. Every `TRIES`-th attempt in a row closes the usuario for that origin, and for no
other, for a time that doubles from `FIRST` to `LONGEST`. An attempt is counted before its password is looked at: of
many at the same moment no more than the allowed ones are looked at. A right password within them clears the count; a
count that nobody added to for `FORGET` is void.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

TRIES = 5
FIRST = timedelta(minutes=5)
LONGEST = timedelta(hours=12)
FORGET = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Attempts:
    """How it stands with a usuario."""

    count: int = 0
    last: datetime | None = None
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Locked:
    """No attempt may be made until then."""

    until: datetime


def current(attempts: Attempts, now: datetime) -> Attempts:
    """The attempts that still count."""
    if attempts.last is None:
        return attempts
    rests = attempts.locked_until is not None and attempts.locked_until > now
    return attempts if rests or now - attempts.last < FORGET else Attempts()


def attempt(attempts: Attempts, now: datetime) -> Attempts | Locked:
    """Count one more attempt, before it is made; the one that uses up the tries locks in advance."""
    known = current(attempts, now)
    if known.locked_until is not None and known.locked_until > now:
        return Locked(known.locked_until)
    count = known.count + 1
    until = now + rest_after(count) if count % TRIES == 0 else None
    return Attempts(count, now, until)


def rest_after(count: int) -> timedelta:
    """How long a usuario rests after so many attempts in a row.

    >>> [int(rest_after(n).total_seconds() // 60) for n in (5, 10, 15, 20, 60)]
    [5, 10, 20, 40, 720]
    """
    rounds = max(count // TRIES, 1)
    return min(FIRST * (1 << min(rounds - 1, 20)), LONGEST)
