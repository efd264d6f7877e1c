"""Closing an account: it is gone at once, and with it everything that was kept of its owner.

The account and the letter about it go in one transaction; the sessions, with their addresses and browsers, an address
that waits and what was kept to undo changes are deleted right after, and once more by what is owed, however this
request ends. What was mailed before names the owner and is worth nothing for the number's next one.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from chalicelib.domain.accounts.account import Account
from chalicelib.services.portal.context import Portal
from chalicelib.services.portal.owing import owe, wake
from chalicelib.services.portal.ports import Also, Facts
from chalicelib.services.ports import Conflict

SETTLED = timedelta(minutes=5)
"""By then an index names every session that was begun before."""


def close(portal: Portal, account: Account, *also: Also, letter: str = "cierre") -> bool:
    """Close it and say so by a letter of that kind; False if it changed since it was read."""
    notice = owe(portal, letter, email=account.email, name=account.name)
    undos = (portal.key("antes", undo.split(" ")[1]) for undo in account.undos)
    passes = [portal.key("correo-nuevo", account.owner), *undos]
    rest = {"owner": account.owner, "passes": " ".join(passes)}
    later = owe(portal, "olvido", SETTLED, **rest)
    try:
        portal.accounts.delete(account, notice, later, *also)
    except Conflict:
        return False
    with suppress(Exception):
        forget(portal, rest)
    wake(portal, notice)
    return True


def forget(portal: Portal, rest: Facts) -> None:
    """Delete what was kept of an owner besides the account."""
    portal.sessions.forget(rest["owner"])
    for key in rest["passes"].split(" "):
        portal.passes.take(key, portal.now)
