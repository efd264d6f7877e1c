"""What people are owed after a change: written with the change, delivered however often it takes.

- A use case makes what is **owed** and stores it in the same transaction as the change (`ports.Also`). After that it
  may **wake** whoever delivers; whether that works is no matter.
- A **delivery** holds what is owed for a while, so that two workers never serve it at once, does it, and forgets it. If
  it fails or dies the record falls due again after a wait that doubles; after `PATIENCE` a person is called.
- The sweep wakes for whatever is due.

A letter may therefore leave twice (its worker died between sending and forgetting), never not at all.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.services.portal.context import Portal
from chalicelib.services.portal.ports import Facts, Notices, Outbox, Owed
from chalicelib.services.ports import Clock, Conflict, Telemetry

EVENT_TIME = timedelta(seconds=60)
"""How long a wake-up may take before the sweep looks."""
HELD = timedelta(seconds=90)
"""Longer than the function that delivers may run."""
FIRST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
PATIENCE = timedelta(days=3)
MOST = 500
"""Woken by one run of the sweep."""


def owe(portal: Portal, kind: str, after: timedelta = timedelta(0), /, **facts: str) -> Owed:
    """Something owed from `after` on, to be stored with the change it is about."""
    due = portal.now + after + EVENT_TIME
    sealed = portal.secrets.seal("debe", json.dumps(facts, ensure_ascii=False))
    return Owed(portal.chance.token(), kind, sealed, since=due, due_at=due)


def wake(portal: Portal, *owed: Owed) -> None:
    """Have it delivered at once. What nobody was woken for is the sweep's: no answer hangs on this."""
    for one in owed:
        with suppress(Exception):
            portal.notices.wake(one.id)


def told(portal: Portal, kind: str, /, **facts: str) -> None:
    """Owe something that no other change goes with, and have it delivered."""
    owed = owe(portal, kind, **facts)
    portal.outbox.owe(owed)
    wake(portal, owed)


class Delivers(Protocol):
    """Who knows what is to be done about each kind."""

    def deliver(self, kind: str, facts: Facts) -> None:
        """Do it. May raise anything: then it is tried again."""
        ...


class Delivery:
    """Delivers one thing at a time."""

    def __init__(self, portal: Portal, letters: Delivers, telemetry: Telemetry) -> None:
        self._portal = portal
        self._letters = letters
        self._telemetry = telemetry

    def run(self, owed_id: str) -> bool:
        """Deliver; False if there is nothing to do now or it did not work."""
        p = self._portal
        now = p.now
        owed = p.outbox.get(owed_id)
        if owed is None or _rests(owed, now):
            return False
        try:
            held = p.outbox.hold(owed, now + wait_after(owed.tries), now + HELD)
        except Conflict:
            return False
        facts = p.secrets.unseal("debe", held.sealed)
        try:
            self._letters.deliver(held.kind, json.loads(facts or ""))
        except Exception as error:  # noqa: BLE001  whatever went wrong, it stays owed
            self._failed(held, now, error)
            return False
        p.outbox.settle(held)
        return True

    def _failed(self, held: Owed, now: datetime, error: Exception) -> None:
        self._telemetry.fault(f"letters {held.kind}", error)
        if now - held.since >= PATIENCE:
            self._portal.outbox.bury(held)
            self._telemetry.alert("letter-given-up", "", "", {"kind": held.kind, "id": held.id})


class Reminder:
    """The part of the sweep that wakes for what is due."""

    def __init__(self, outbox: Outbox, notices: Notices, clock: Clock) -> None:
        self._outbox = outbox
        self._notices = notices
        self._clock = clock

    def run(self) -> int:
        """Wake; answers for how much. Raises Unavailable."""
        woken = 0
        for owed_id in self._outbox.due(self._clock.now(), MOST):
            self._notices.wake(owed_id)
            woken += 1
        return woken


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries.

    >>> [int(wait_after(n).total_seconds() // 60) for n in (0, 1, 2, 20)]
    [2, 4, 8, 360]
    """
    return min(FIRST_WAIT * (1 << min(tries, 20)), LONGEST_WAIT)


def _rests(owed: Owed, now: datetime) -> bool:
    """Whether it is not yet time, or another worker is at it."""
    held = owed.held_until is not None and owed.held_until > now
    return held or now < owed.since - EVENT_TIME
