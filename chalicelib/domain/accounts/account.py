"""An account: one per identity number, valid for all issuers.

- The **usuario** is the identity number itself, in capitals and without blanks around it.
- An account **owns** a receiver key (`domain/documents/reception`): the documents made out to that kind and number.
- **sessions_from** is the moment before which no session counts: moving it ends all of them.
- The **link** is the digest of the one mailed link that may still change the password. A newer link takes its place and
  any change of the password empties it.
- A **previous** state is what a change by the secret question replaced: its owner may bring it back for some days.

Every change is a pure function; the record is saved under the version that was read.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.domain.documents.reception import receiver_key


@dataclass(frozen=True, slots=True)
class Preferences:
    """Which mails the owner wants besides those about the security of the account, which always come."""

    new_documents: bool = True
    new_logins: bool = False


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """A code generator (TOTP, RFC 6238). `secret` is sealed, `codes` are the digests of the unused recovery codes.

    `last_step` is the time step of the last code that was accepted: none is accepted twice.
    """

    secret: str
    codes: tuple[str, ...] = ()
    last_step: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """One person or company. `password` and `answer` are argon2id hashes."""

    usuario: str
    country: str
    kind: str
    name: str
    residence: str
    email: str
    password: str = field(repr=False)
    question: str
    answer: str = field(repr=False)
    created_at: datetime
    sessions_from: datetime
    consented_at: datetime
    """When its owner accepted electronic delivery and the privacy notice."""
    link: str = field(default="", repr=False)
    question_blocked: bool = False
    second_factor: SecondFactor | None = field(default=None, repr=False)
    preferences: Preferences = Preferences()
    version: int = 0

    @property
    def receiver(self) -> str:
        """The receiver key of the documents that are this account's."""
        return receiver_key(self.country, self.kind, self.usuario)


def with_password(account: Account, password: str, now: datetime) -> Account:
    """A new password: every session ends, and every link that was mailed."""
    return replace(account, password=password, sessions_from=now, link="")


def with_link(account: Account, link: str) -> Account:
    """A newer link to change the password: the earlier one no longer counts."""
    return replace(account, link=link)


def with_answer(account: Account, question: str, answer: str) -> Account:
    """A new secret question, which may be asked again."""
    return replace(account, question=question, answer=answer, question_blocked=False)


def with_email(account: Account, email: str) -> Account:
    """A new address. A link that went to the old one no longer counts."""
    return replace(account, email=email, link="")


def restored(account: Account, password: str, question: str, answer: str, email: str, now: datetime) -> Account:
    """The account as it was before somebody answered its secret question, which is not asked any more."""
    return replace(
        account,
        password=password,
        question=question,
        answer=answer,
        email=email,
        sessions_from=now,
        link="",
        question_blocked=True,
    )
