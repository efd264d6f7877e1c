"""Counting attempts with a usuario, one at a time even when they come all at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.accounts import lockout
from chalicelib.domain.accounts.lockout import Attempts, Locked
from chalicelib.services.portal.context import Portal
from chalicelib.services.ports import Conflict

RACES = 6


@dataclass(frozen=True, slots=True)
class Counted:
    """An attempt that may be made; `closes` says that it was the last one for a while, if it fails."""

    attempts: Attempts
    closes: bool


def count(portal: Portal, usuario: str) -> Counted | Locked:
    """Count an attempt before it is made. Somebody who loses every race is told to wait, like somebody locked."""
    key = portal.key("intentos", usuario)
    for _ in range(RACES):
        known, version = portal.limits.attempts(key)
        now = portal.now
        after = lockout.attempt(known, now)
        if isinstance(after, Locked):
            return after
        try:
            portal.limits.save_attempts(key, after, version)
        except Conflict:
            continue
        return Counted(after, after.locked_until is not None)
    return Locked(_soon(portal.now))


def failures(portal: Portal, usuario: str) -> int:
    """How many attempts in a row a usuario has behind it."""
    known, _ = portal.limits.attempts(portal.key("intentos", usuario))
    return lockout.current(known, portal.now).count


def forgive(portal: Portal, usuario: str) -> None:
    """The password was right."""
    portal.limits.clear_attempts(portal.key("intentos", usuario))


def _soon(now: datetime) -> datetime:
    return now + lockout.FIRST
