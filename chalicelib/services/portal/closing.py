"""Closing an account: it is gone at once, and with it everything that was kept of its owner.

The account and the letter about it go in one transaction; the sessions, with their addresses and browsers, are deleted
right after, and once more by what is owed, however this request ends. What was mailed before names the owner and is
worth nothing for the number's next one.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from chalicelib.domain.accounts.account import Account
from chalicelib.services.portal.context import Portal
from chalicelib.services.portal.owing import owe, wake
from chalicelib.services.portal.ports import Also
from chalicelib.services.ports import Conflict

SETTLED = timedelta(minutes=5)
"""By then an index names every session that was begun before."""


def close(portal: Portal, account: Account, *also: Also, letter: str = "cierre") -> bool:
    """Close it and say so by a letter of that kind; False if it changed since it was read."""
    notice = owe(portal, letter, email=account.email, name=account.name)
    forget = owe(portal, "olvido", SETTLED, owner=account.owner)
    try:
        portal.accounts.delete(account, notice, forget, *also)
    except Conflict:
        return False
    with suppress(Exception):
        portal.sessions.forget(account.owner)
    wake(portal, notice)
    return True
