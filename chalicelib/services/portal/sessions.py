"""Sessions: made at login, kept on the server, ended by time, by their owner or by a change of the password.

A session counts while it is used at least every `session_idle`, for `session_life` in all, if it was begun after the
account's `sessions_from`. It is remembered for two months, so that its owner can see who came in.

A session begins at the moment of which its proof (password, code) speaks, not at the one at which it is stored: a new
password that comes in between ends it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.accounts.account import Account, id_of
from chalicelib.services.portal.context import Portal, Visitor
from chalicelib.services.portal.owing import owe, wake
from chalicelib.services.portal.ports import Session
from chalicelib.services.ports import Conflict

REMEMBERED = timedelta(days=60)
NOTE_USE_EVERY = timedelta(minutes=1)
SHOWN = 20
RACES = 5


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody who is logged in."""

    session: Session
    account: Account


class Sessions:
    """Begins, finds and ends sessions."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def begin(self, account: Account, visitor: Visitor, since: datetime) -> str:
        """A new session of whoever proved, after `since`, to be the owner; answers the token for the browser."""
        p = self._portal
        token = p.chance.token()
        session = Session(self.id_of(token), account.owner, since, p.now, visitor.origin, visitor.agent)
        wanted = account.preferences.new_logins
        owed = [owe(p, "entrada", owner=account.owner, agent=visitor.agent)] if wanted else []
        p.sessions.put(session, p.now + REMEMBERED, *owed)
        wake(p, *owed)
        return token

    def id_of(self, token: str) -> str:
        """The session a token opens."""
        return self._portal.secrets.digest("sesion", token)

    def find(self, token: str) -> Login | None:
        """Who is logged in with a token, or None."""
        p = self._portal
        now = p.now
        session = p.sessions.get(self.id_of(token))
        if session is None or not self._counts(session):
            return None
        account = p.accounts.get(id_of(session.owner))
        if account is None or account.owner != session.owner or session.created_at < account.sessions_from:
            return None
        if now - session.seen_at >= NOTE_USE_EVERY:
            p.sessions.seen(session, now)
            session = replace(session, seen_at=now)
        return Login(session, account)

    def _counts(self, session: Session) -> bool:
        p = self._portal
        return (
            session.ended_at is None
            and p.now - session.seen_at < p.settings.session_idle
            and p.now - session.created_at < p.settings.session_life
        )

    def is_open(self, session: Session, account: Account) -> bool:
        """Whether a session still counts."""
        return self._counts(session) and session.created_at >= account.sessions_from

    def of(self, account: Account) -> list[tuple[Session, bool]]:
        """The latest sessions and whether each is open."""
        return [(s, self.is_open(s, account)) for s in self._portal.sessions.of(account.owner, SHOWN)]

    def end(self, session_id: str, account: Account) -> None:
        """End one session of the account."""
        self._portal.sessions.end(session_id, account.owner, self._portal.now)

    def end_all(self, account: Account) -> None:
        """End every session of the account, this one too. Raises Conflict if the account keeps changing."""
        p = self._portal
        current: Account | None = account
        for _ in range(RACES):
            if current is None:
                return
            try:
                p.accounts.save(replace(current, sessions_from=p.now))
            except Conflict:
                current = p.accounts.get(account.id)
            else:
                return
        raise Conflict("account")
