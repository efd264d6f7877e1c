"""Counting attempts with a usuario, one at a time even when they come all at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.accounts import lockout
from chalicelib.domain.accounts.lockout import Attempts, Locked
from chalicelib.services.portal.context import Portal
from chalicelib.services.portal.owing import owe
from chalicelib.services.portal.ports import Owed
from chalicelib.services.ports import Conflict

RACES = 6


@dataclass(frozen=True, slots=True)
class Counted:
    """An attempt that may be made; `closes` says that it was the last one for a while, if it fails.

    The notice of that is `owed` already: whoever made the attempt settles it or has it delivered.
    """

    attempts: Attempts
    owed: Owed | None = None

    @property
    def closes(self) -> bool:
        """Whether this is the last one."""
        return self.owed is not None


def count(portal: Portal, usuario: str) -> Counted | Locked:
    """Count an attempt before it is made. Somebody who loses every race is told to wait, like somebody locked."""
    key = portal.key("intentos", usuario)
    for _ in range(RACES):
        known, version = portal.limits.attempts(key)
        now = portal.now
        after = lockout.attempt(known, now)
        if isinstance(after, Locked):
            return after
        owed = owe(portal, "bloqueo", usuario=usuario) if after.locked_until is not None else None
        try:
            portal.limits.save_attempts(key, after, version, *([owed] if owed else []))
        except Conflict:
            continue
        return Counted(after, owed)
    return Locked(_soon(portal.now))


def failures(portal: Portal, usuario: str) -> int:
    """How many attempts in a row a usuario has behind it."""
    known, _ = portal.limits.attempts(portal.key("intentos", usuario))
    return lockout.current(known, portal.now).count


def forgive(portal: Portal, usuario: str, counted: Counted | None = None) -> None:
    """The password was right: nothing is locked, and nobody has to be told so."""
    portal.limits.clear_attempts(portal.key("intentos", usuario))
    if counted is not None and counted.owed is not None:
        portal.outbox.settle(counted.owed)


def _soon(now: datetime) -> datetime:
    return now + lockout.FIRST
