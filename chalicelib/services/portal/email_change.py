"""Changing the mail address: asked for by the owner, confirmed by a link at the new one, told to the old one.

What waits is bound to the account's epoch: a new password, another question, a second factor or another owner end it.
The old address can say «no fui yo»: before the change that drops it, afterwards it brings the old address back.
"""

from __future__ import annotations

from dataclasses import replace

from chalicelib.domain.accounts import account as accounts
from chalicelib.domain.accounts.account import Account
from chalicelib.domain.accounts.recovery import CONFIRM_LIFE
from chalicelib.services.portal import undoing
from chalicelib.services.portal.context import Portal
from chalicelib.services.portal.owing import owe, wake
from chalicelib.services.portal.ports import Kept, Owed, Taken
from chalicelib.services.ports import Conflict


class EmailChange:
    """The use case."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def ask(self, account: Account, email: str) -> None:
        """Send the link to the new address, and word to the old one. An earlier request no longer counts."""
        p = self._portal
        waiting, letters = self.asked(account, email)
        p.passes.put(waiting.key, waiting.facts, waiting.until, *letters)
        wake(p, *letters)

    def asked(self, account: Account, email: str) -> tuple[Kept, tuple[Owed, Owed]]:
        """What asking stores: the address that waits, and the two letters."""
        p = self._portal
        request = p.chance.token()
        facts = {"epoch": account.epoch, "email": email, "request": request}
        told = {"owner": account.owner, "request": request}
        letters = owe(p, "correo", **told), owe(p, "correo-aviso", **told)
        return Kept(self._pending(account.owner), facts, p.now + CONFIRM_LIFE), letters

    def waiting(self, account: Account) -> dict[str, str] | None:
        """The request that waits and still counts."""
        found = self._portal.passes.get(self._pending(account.owner), self._portal.now)
        return found if found is not None and found["epoch"] == account.epoch else None

    def pending(self, account: Account) -> str:
        """The address that waits to be confirmed, or empty."""
        found = self.waiting(account)
        return found["email"] if found else ""

    def confirm(self, token: str) -> bool:
        """The link at the new address."""
        p = self._portal
        found = self._linked("correo", token)
        if found is None:
            return False
        account, waiting = found
        changed = accounts.with_email(account, waiting["email"])
        changed, also, letter = undoing.offer(p, account, changed, "correo-cambiado")
        taken = Taken(p.key("correo", token)), Taken(self._pending(account.owner))
        try:
            p.accounts.save(changed, *also, *taken)
        except Conflict:
            return False
        wake(p, letter)
        return True

    def refuse(self, token: str) -> bool:
        """The old address says «no fui yo»: what waits is dropped, and whoever asked for it is logged out."""
        p = self._portal
        found = self._linked("correo-no", token)
        if found is None:
            return False
        account, _ = found
        try:
            p.accounts.save(
                replace(accounts.renewed(account), sessions_from=p.now),
                Taken(p.key("correo-no", token)),
                Taken(self._pending(account.owner)),
            )
        except Conflict:
            return False
        return True

    def _linked(self, purpose: str, token: str) -> tuple[Account, dict[str, str]] | None:
        """The account and the request that a mailed link is about, if they still count."""
        p = self._portal
        link = p.passes.get(p.key(purpose, token), p.now)
        account = p.accounts.get(accounts.id_of(link["owner"])) if link else None
        waiting = self.waiting(account) if account else None
        if link is None or account is None or waiting is None or waiting["request"] != link["request"]:
            return None
        return account, waiting

    def _pending(self, owner: str) -> str:
        return self._portal.key("correo-nuevo", owner)
