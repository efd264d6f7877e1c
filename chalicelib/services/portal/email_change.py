"""Changing the mail address: asked for by the owner, confirmed by a link at the new one, told to the old one."""

from __future__ import annotations

from chalicelib.domain.accounts import account as accounts
from chalicelib.domain.accounts.account import Account
from chalicelib.domain.accounts.recovery import CONFIRM_LIFE
from chalicelib.services.portal.context import Portal
from chalicelib.services.ports import Conflict


class EmailChange:
    """The use case."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def ask(self, account: Account, email: str) -> None:
        """Send the link to the new address, and word to the old one. An earlier request no longer counts."""
        p = self._portal
        request = p.chance.token()
        facts = {"usuario": account.usuario, "email": email, "request": request}
        p.passes.put(self._pending(account.usuario), facts, p.now + CONFIRM_LIFE)
        p.notices.tell("correo", usuario=account.usuario)

    def pending(self, usuario: str) -> str:
        """The address that waits to be confirmed, or empty."""
        found = self._portal.passes.get(self._pending(usuario), self._portal.now)
        return found["email"] if found else ""

    def confirm(self, token: str) -> bool:
        """The link at the new address."""
        p = self._portal
        link = p.passes.take(p.key("correo", token), p.now)
        if link is None:
            return False
        waiting = p.passes.get(self._pending(link["usuario"]), p.now)
        account = p.accounts.get(link["usuario"])
        if waiting is None or account is None or waiting["request"] != link["request"]:
            return False
        try:
            p.accounts.save(accounts.with_email(account, waiting["email"]))
        except Conflict:
            return False
        self.forget(account.usuario)
        return True

    def forget(self, usuario: str) -> None:
        """Drop what waits."""
        self._portal.passes.take(self._pending(usuario), self._portal.now)

    def _pending(self, usuario: str) -> str:
        return self._portal.key("correo-nuevo", usuario)
