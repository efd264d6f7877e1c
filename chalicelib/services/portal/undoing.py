"""Bringing an account back to what it was: offered to its owner by mail when somebody changed what proves who that is.

All of that comes back, the second factor too: one that an intruder set up would shut the owner out for good.

An **offer** is made with the change it is about, in one transaction; it goes to the address that was there before. It
ends after `UNDO_LIFE`, with its use, with the use of an earlier one and with the account. A new password does not end
it: that is the first thing an intruder would choose.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from chalicelib.domain.accounts import account as accounts
from chalicelib.domain.accounts import recovery
from chalicelib.domain.accounts.account import Account, SecondFactor
from chalicelib.services.portal.context import Portal
from chalicelib.services.portal.owing import owe, wake
from chalicelib.services.portal.ports import Also, Kept, Owed, Taken
from chalicelib.services.ports import Conflict

KEPT = ("password", "question", "answer", "email")


def offer(portal: Portal, before: Account, after: Account, kind: str) -> tuple[Account, tuple[Also, ...], Owed]:
    """The changed account with an offer to undo it, what is stored with the change, and the letter (part of that)."""
    name = portal.chance.token()
    until = portal.now + recovery.UNDO_LIFE
    factor = asdict(before.second_factor) if before.second_factor else None
    kept = json.dumps({field: getattr(before, field) for field in KEPT} | {"second_factor": factor})
    facts = {"owner": before.owner, "email": before.email, "before": portal.secrets.seal("antes", kept)}
    letter = owe(portal, kind, request=name)
    changed = accounts.with_undo(after, name, until, portal.now)
    return changed, (Kept(portal.key("antes", name), facts, until), letter), letter


def undo(portal: Portal, token: str) -> bool:
    """The owner says it was not them: everything is as before, and every session ends.

    The password that was there before is not worth anything any more if somebody used it to change the address.
    """
    link_key = portal.key("deshacer", token)
    link = portal.passes.get(link_key, portal.now)
    if link is None:
        return False
    name = link["request"]
    kept_key = portal.key("antes", name)
    kept = portal.passes.get(kept_key, portal.now)
    account = portal.accounts.get(accounts.id_of(kept["owner"])) if kept else None
    if kept is None or account is None or account.owner != kept["owner"]:
        return False
    if not accounts.may_undo(account, name, portal.now):
        return False
    before = json.loads(portal.secrets.unseal("antes", kept["before"]) or "{}")
    factor = before.pop("second_factor", None)
    earlier = SecondFactor(**(factor | {"codes": tuple(factor["codes"])})) if factor else None
    restored = accounts.restored(account, name, before, earlier, portal.now)
    if link.get("void") == "password":
        restored = replace(restored, password=portal.passwords.hash(portal.chance.token()))
    letter = owe(portal, "clave", owner=account.owner)
    try:
        portal.accounts.save(restored, letter, Taken(link_key), Taken(kept_key))
    except Conflict:
        return False
    wake(portal, letter)
    return True
