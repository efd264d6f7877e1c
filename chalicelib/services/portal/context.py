"""What every use case of the portal is given, and who is visiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.accounts.account import Account
from chalicelib.domain.accounts.recovery import ADDRESS_WAIT, DEFAULT_MODE, Mode
from chalicelib.domain.documents.reception import receiver_key
from chalicelib.services.portal import ports
from chalicelib.services.portal.country import Country
from chalicelib.services.ports import Clock, Ledger


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser. `key` is the digest of its cookie, `origin` its network address, `agent` a few words about it."""

    key: str
    origin: str
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is configured per deployment."""

    url: str
    """The portal's address, with a slash at the end."""
    support: str = ""
    """Where people find help: an address or a telephone number."""
    support_hours: str = ""
    """When help is given."""
    question_mode: Mode = DEFAULT_MODE
    address_wait: timedelta = ADDRESS_WAIT
    """How long an address waits that no document of the number carries."""
    session_idle: timedelta = timedelta(minutes=30)
    session_life: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Portal:
    """The ports and settings the use cases share."""

    accounts: ports.Accounts
    sessions: ports.Sessions
    passes: ports.Passes
    limits: ports.Limits
    passwords: ports.Passwords
    secrets: ports.Secrets
    chance: ports.Chance
    outbox: ports.Outbox
    notices: ports.Notices
    codes: ports.Codes
    images: ports.Images
    country: Country
    directory: ports.Directory
    received: ports.Received
    files: ports.Files
    ledger: Ledger
    alerts: ports.Alerts
    clock: Clock
    settings: Settings

    @property
    def now(self) -> datetime:
        """The moment."""
        return self.clock.now()

    def identified(self, usuario: str, kind: str = "") -> list[str]:
        """The ids of the accounts that somebody who types this usuario may have, of one kind or of all."""
        found = self.country.identities(usuario)
        return [receiver_key(self.country.code, k, number) for k, number in found if kind in ("", k)]

    def accounts_of(self, usuario: str) -> list[Account]:
        """The accounts that there are for a usuario: more than one if a number is of two kinds."""
        found = (self.accounts.get(account_id) for account_id in self.identified(usuario))
        return [account for account in found if account is not None]

    def typed(self, usuario: str) -> str:
        """A usuario as tries with it are counted: one for all ways to type it."""
        found = self.country.identities(usuario)
        return found[0][1] if found else self.country.usuario(usuario)

    def key(self, purpose: str, text: str) -> str:
        """A digest to keep something under, so that keys hold no personal data."""
        return f"{purpose}#{self.secrets.digest(purpose, text)}"

    def origin(self, visitor: Visitor) -> str:
        """A digest of where a visitor comes from."""
        return self.key("origen", visitor.origin)
