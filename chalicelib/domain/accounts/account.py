"""An account: one per country, kind and number of identity, valid for all issuers.

- The **usuario** is the identity number itself, in capitals and without blanks around it. Two kinds may share one.
- An account's **id** is the receiver key (`domain/documents/reception`) of the documents that are its owner's.
- **born** is a token drawn when the account was made. Id and born together name its **owner**: whoever registers the
  same number after it was closed is another owner, and nothing of the first reaches them.
- The **epoch** is the owner and a count of the **changes** of what proves who the owner is: password, mail address,
  secret question, second factor. A permission that was given under another epoch does not count any more.
- **sessions_from** is the moment before which no session counts: moving it ends all of them.
- The **link** is the digest of the one mailed link that may still change the password. A newer link takes its place and
  any change of the password empties it.
- An **undo** is an offer to bring back what was before a change: the account lists those that may still be taken up,
  the oldest first. Whoever takes one up voids the later ones, which were offered by whoever had come in meanwhile.

Every change is a pure function; the record is saved under the version that was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

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
    born: str = ""
    changes: int = 0
    undos: tuple[str, ...] = field(default=(), repr=False)
    """When each ends and its name: `2026-11-28T10:00:00+00:00 k3f…`."""
    link: str = field(default="", repr=False)
    question_blocked: bool = False
    second_factor: SecondFactor | None = field(default=None, repr=False)
    preferences: Preferences = Preferences()
    version: int = 0

    @property
    def id(self) -> str:
        """What the account is kept under: country, kind and number."""
        return receiver_key(self.country, self.kind, self.usuario)

    @property
    def receiver(self) -> str:
        """The receiver key of the documents that are this account's."""
        return self.id

    @property
    def owner(self) -> str:
        """Whose the account is: sessions and mailed permissions name it."""
        return f"{self.id}#{self.born}"

    @property
    def epoch(self) -> str:
        """Since when permissions count."""
        return f"{self.owner}#{self.changes}"


def id_of(owner: str) -> str:
    """The account that an owner has or had.

    >>> id_of("EC#05#1710034065#k3f")
    'EC#05#1710034065'
    """
    return owner.rpartition("#")[0]


def renewed(account: Account, **changed: Any) -> Account:
    """The account with another proof of who its owner is: what was permitted before does not count any more."""
    return replace(account, changes=account.changes + 1, link="", **changed)


def with_password(account: Account, password: str, now: datetime) -> Account:
    """A new password: every session ends, and every link that was mailed."""
    return renewed(account, password=password, sessions_from=now)


def with_link(account: Account, link: str) -> Account:
    """A newer link to change the password: the earlier one no longer counts."""
    return replace(account, link=link)


def with_answer(account: Account, question: str, answer: str) -> Account:
    """A new secret question, which may be asked again."""
    return renewed(account, question=question, answer=answer, question_blocked=False)


def with_email(account: Account, email: str) -> Account:
    """A new address. A link that went to the old one no longer counts."""
    return renewed(account, email=email)


def with_undo(account: Account, name: str, until: datetime, now: datetime) -> Account:
    """One more offer to undo; those whose time is over are forgotten."""
    still = tuple(undo for undo in account.undos if undo.split(" ")[0] > now.isoformat())
    return replace(account, undos=(*still, f"{until.isoformat()} {name}"))


def may_undo(account: Account, name: str, now: datetime) -> bool:
    """Whether that offer may still be taken up."""
    return any(undo.endswith(f" {name}") and undo.split(" ")[0] > now.isoformat() for undo in account.undos)


def restored(
    account: Account, undo: str, before: Mapping[str, str], factor: SecondFactor | None, now: datetime
) -> Account:
    """The account as it was before what `undo` was offered for; its secret question is not asked any more.

    `before` holds password, question, answer and email; `factor` is the second factor there was. If it is still the
    same one, the codes it used up stay used up. Later offers are void, earlier ones are not.
    """
    names = [offer.split(" ")[1] for offer in account.undos]
    present = account.second_factor
    same = factor is not None and present is not None and factor.secret == present.secret
    return renewed(
        account,
        password=before["password"],
        question=before["question"],
        answer=before["answer"],
        email=before["email"],
        second_factor=present if same else factor,
        sessions_from=now,
        question_blocked=True,
        undos=account.undos[: names.index(undo)],
    )
