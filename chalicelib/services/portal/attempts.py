"""Counting attempts with a usuario from an origin, one at a time even when they come all at once.

A lock closes a usuario for the origin that erred; everybody else is asked for the image until its owner comes in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.accounts import limits, lockout
from chalicelib.domain.accounts.account import Account
from chalicelib.domain.accounts.lockout import Attempts, Locked
from chalicelib.services.portal import guesses
from chalicelib.services.portal.context import Portal, Visitor
from chalicelib.services.portal.owing import owe
from chalicelib.services.portal.ports import Owed
from chalicelib.services.ports import Conflict

RACES = 6


@dataclass(frozen=True, slots=True)
class Counted:
    """An attempt that may be made; `closes` says that it was the last one for a while, if it fails.

    The notice of that is `owed` already, unless the owner was told often enough: whoever made the attempt settles it or
    has it delivered.
    """

    attempts: Attempts
    owed: Owed | None = None

    @property
    def closes(self) -> bool:
        """Whether this is the last one."""
        return self.attempts.locked_until is not None


def count(portal: Portal, visitor: Visitor, usuario: str, known: Sequence[Account]) -> Counted | Locked:
    """Count an attempt before it is made. Somebody who loses every race is told to wait, like somebody locked."""
    key = _key(portal, visitor, usuario, known)
    for _ in range(RACES):
        before, version = portal.limits.attempts(key)
        now = portal.now
        after = lockout.attempt(before, now)
        if isinstance(after, Locked):
            return after
        owed = _notice(portal, usuario) if after.locked_until is not None else None
        try:
            portal.limits.save_attempts(key, after, version, *([owed] if owed else []))
        except Conflict:
            continue
        return Counted(after, owed)
    return Locked(_soon(portal.now))


def _notice(portal: Portal, usuario: str) -> Owed | None:
    key = portal.key(limits.LOCK_MAILS.name, usuario)
    return owe(portal, "bloqueo", usuario=usuario) if portal.limits.take(limits.LOCK_MAILS, key, portal.now) else None


def free_of_image(portal: Portal, usuario: str) -> bool:
    """Whether a usuario may be tried without an image: nobody erred with it, and few are trying just now.

    Counts the try: of many at the same moment no more than a few are made without an image.
    """
    if portal.passes.get(_erred(portal, usuario), portal.now) is not None:
        return False
    key = portal.key(limits.LOGIN_WITHOUT_IMAGE.name, usuario)
    return portal.limits.take(limits.LOGIN_WITHOUT_IMAGE, key, portal.now)


def remember_error(portal: Portal, usuario: str) -> None:
    """From now on the image is asked of everybody who tries that usuario."""
    portal.passes.put(_erred(portal, usuario), {}, portal.now + lockout.FORGET)


def forget_error(portal: Portal, usuario: str) -> None:
    """Its owner came in: nobody is asked for the image because of earlier errors."""
    portal.passes.take(_erred(portal, usuario), portal.now)


def forgive(portal: Portal, visitor: Visitor, usuario: str, known: Sequence[Account], counted: Counted) -> None:
    """The password was right: this origin begins anew, and nobody has to be told of a lock."""
    key = portal.key(limits.LOGIN_WITHOUT_IMAGE.name, usuario)
    portal.limits.clear_attempts(_key(portal, visitor, usuario, known))
    portal.limits.give_back(limits.LOGIN_WITHOUT_IMAGE, key, portal.now)
    forget_error(portal, usuario)
    if counted.owed is not None:
        portal.outbox.settle(counted.owed)


def _key(portal: Portal, visitor: Visitor, usuario: str, known: Sequence[Account]) -> str:
    """What attempts are counted under, a digest: with a new password the locks of every origin end."""
    return guesses.pair(portal, visitor, "#".join((usuario, *(account.password for account in known))))


def _erred(portal: Portal, usuario: str) -> str:
    return portal.key("erró-usuario", usuario)


def _soon(now: datetime) -> datetime:
    return now + lockout.FIRST
