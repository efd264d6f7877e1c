"""Entrar: usuario and contraseña, an image after a wrong attempt, a second factor where there is one.

The answer to somebody who does not exist is the answer to a wrong password, after the same work: the attempts of every
usuario are counted, as many passwords are hashed, and the notice of a lockout leaves as often. Errors close a usuario
for the origin that made them; whoever comes from elsewhere is asked for the image, and never shut out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.accounts import limits, second_factor
from chalicelib.domain.accounts.account import Account
from chalicelib.domain.accounts.lockout import Locked
from chalicelib.services.portal import attempts, guesses
from chalicelib.services.portal.context import Portal, Visitor
from chalicelib.services.portal.images import Images
from chalicelib.services.portal.owing import wake
from chalicelib.services.portal.sessions import Sessions
from chalicelib.services.ports import Conflict

FLAG_LIFE = timedelta(minutes=30)
"""How long a visitor who erred once is shown the image."""
CODE_LIFE = timedelta(minutes=5)
"""From the right password to the code of the second factor."""


class Answer(StrEnum):
    """What came of an attempt."""

    IN = "in"
    CODE = "code"
    """The password was right; the second factor is asked now."""
    WRONG = "wrong"
    WRONG_IMAGE = "wrong image"
    NO_IMAGE = "no image"
    """The image is asked for, and this form had none."""
    KIND = "kind"
    """The number has two accounts and the password is right for both: which of them is asked."""
    LOCKED = "locked"
    TOO_MANY = "too many"
    """From this origin."""
    START_AGAIN = "start again"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`token` opens the session if the answer is IN; `until` is when a locked usuario may be tried again.

    `kinds` are those to choose from if the answer is KIND.
    """

    answer: Answer
    token: str = ""
    until: datetime | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was typed; `kind` only where it was asked."""

    usuario: str
    password: str
    image: str = ""
    characters: str = ""
    kind: str = ""


class Login:
    """The use case."""

    def __init__(self, portal: Portal, images: Images, sessions: Sessions) -> None:
        self._portal = portal
        self._images = images
        self._sessions = sessions

    def asks_image(self, visitor: Visitor) -> bool:
        """Whether the form shows an image: this visitor erred, or too many from the same place did."""
        p = self._portal
        if p.passes.get(self._flag(visitor), p.now) is not None:
            return True
        return p.limits.used(limits.LOGIN_BY_ORIGIN, p.origin(visitor), p.now) >= limits.IMAGE_AFTER_BY_ORIGIN

    def attempt(self, visitor: Visitor, typed: Attempt) -> Outcome:
        """Try to come in."""
        p = self._portal
        since = p.now
        usuario = p.typed(typed.usuario)
        asked = self.asks_image(visitor)
        if not p.limits.take(limits.LOGIN_BY_ORIGIN, p.origin(visitor), p.now):
            return Outcome(Answer.TOO_MANY)
        asked = asked or bool(typed.image) or not attempts.free_of_image(p, usuario)
        if asked and not self._images.is_right(visitor, typed.image, typed.characters):
            self._remember_error(visitor)
            return Outcome(Answer.WRONG_IMAGE if typed.image else Answer.NO_IMAGE)
        known = p.accounts_of(typed.usuario)
        counted = attempts.count(p, visitor, usuario, known)
        if isinstance(counted, Locked):
            self._remember_error(visitor)
            return Outcome(Answer.LOCKED, until=counted.until)
        fitting = self._fitting(typed)
        if not fitting:
            return self._wrong(visitor, usuario, counted)
        p.limits.give_back(limits.LOGIN_BY_ORIGIN, p.origin(visitor), p.now)
        attempts.forgive(p, visitor, usuario, known, counted)
        if len(fitting) > 1:
            return Outcome(Answer.KIND, kinds=tuple(account.kind for account in fitting))
        return self._right(visitor, self._rehashed(fitting[0], typed.password), since)

    def _fitting(self, typed: Attempt) -> list[Account]:
        """The accounts whose password was typed. As much is compared whether or not there are any."""
        p = self._portal
        fitting = []
        for account_id in p.identified(typed.usuario, typed.kind) or [""]:
            account = p.accounts.get(account_id)
            if p.passwords.verify(account.password if account else None, typed.password) and account is not None:
                fitting.append(account)
        return fitting

    def second_step(self, visitor: Visitor, code: str) -> Outcome:
        """The code of the second factor, after the password."""
        p = self._portal
        since = p.now
        waiting = p.passes.get(self._waiting(visitor), p.now)
        if waiting is None:
            return Outcome(Answer.START_AGAIN)
        if not p.limits.take(limits.CODE_BY_USER, p.key("codigo", waiting["account"]), p.now):
            return Outcome(Answer.TOO_MANY)
        account = p.accounts.get(waiting["account"])
        if account is None or account.epoch != waiting["epoch"]:
            return Outcome(Answer.START_AGAIN)
        used = use_code(p, account, code)
        if used is None:
            return Outcome(Answer.WRONG)
        p.passes.take(self._waiting(visitor), p.now)
        return self._enter(visitor, used, since)

    def waits_for_code(self, visitor: Visitor) -> bool:
        """Whether the visitor gave the right password and owes the code."""
        return self._portal.passes.get(self._waiting(visitor), self._portal.now) is not None

    def _wrong(self, visitor: Visitor, usuario: str, counted: attempts.Counted) -> Outcome:
        p = self._portal
        self._remember_error(visitor)
        attempts.remember_error(p, usuario)
        guesses.was_wrong(p, limits.WRONG_LOGINS)
        if counted.owed is not None:
            wake(p, counted.owed)
        if counted.closes:
            return Outcome(Answer.LOCKED, until=counted.attempts.locked_until)
        return Outcome(Answer.WRONG)

    def _right(self, visitor: Visitor, account: Account, since: datetime) -> Outcome:
        p = self._portal
        if account.second_factor is None:
            return self._enter(visitor, account, since)
        facts = {"account": account.id, "epoch": account.epoch}
        p.passes.put(self._waiting(visitor), facts, p.now + CODE_LIFE)
        return Outcome(Answer.CODE)

    def _enter(self, visitor: Visitor, account: Account, since: datetime) -> Outcome:
        self._portal.passes.take(self._flag(visitor), self._portal.now)
        return Outcome(Answer.IN, token=self._sessions.begin(account, visitor, since))

    def _rehashed(self, account: Account, password: str) -> Account:
        """Keep the password under today's parameters; if somebody else is changing the account, another time."""
        p = self._portal
        if not p.passwords.is_outdated(account.password):
            return account
        try:
            return p.accounts.save(replace(account, password=p.passwords.hash(password)))
        except Conflict:
            return account

    def _remember_error(self, visitor: Visitor) -> None:
        self._portal.passes.put(self._flag(visitor), {}, self._portal.now + FLAG_LIFE)

    def _flag(self, visitor: Visitor) -> str:
        return f"erró#{visitor.key}"

    def _waiting(self, visitor: Visitor) -> str:
        return f"código#{visitor.key}"


def prove_factor(portal: Portal, account: Account, typed: str) -> tuple[Account, dict[str, list[str]]]:
    """The account as stored after a code of its second factor was used up, or what is wrong; without one nothing is."""
    if account.second_factor is None:
        return account, {}
    if not portal.limits.take(limits.CODE_BY_USER, portal.key("codigo", account.id), portal.now):
        return account, {"code": ["demasiados"]}
    used = use_code(portal, account, typed)
    return (account, {"code": ["codigo"]}) if used is None else (used, {})


def use_code(portal: Portal, account: Account, typed: str) -> Account | None:
    """Use up a code of the second factor; the account as stored, or None if the code is not right (any more)."""
    factor = account.second_factor
    if factor is None:
        return None
    secret = portal.secrets.unseal("totp", factor.secret)
    if secret is None:
        return None
    used = second_factor.use(
        account,
        typed,
        portal.now,
        code_at=lambda step: portal.codes.code_at(secret, step),
        digest=lambda code: portal.secrets.digest("codigo-recuperacion", code),
    )
    if used is None:
        return None
    try:
        return portal.accounts.save(used)
    except Conflict:
        return None
