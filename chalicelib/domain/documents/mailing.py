"""The mails of a document: one per address, and what is known of each.

The mail service knows no idempotency, so a message is **intended** on record before it is handed over. A worker that
finds an intention without an outcome does not know whether the message left: it is never sent again by itself, and the
mail service's own reports (sent, delivered, bounced, complained of) tell afterwards. Only a person may have it sent
again.

A **report** moves a mail only forward: a delivery that is reported after a complaint changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.documents.states import Delivery


class MailState(StrEnum):
    """What is known of one message."""

    INTENTADO = "INTENTADO"
    """On its way to the mail service; if its worker died, nobody knows."""
    SIN_CONFIRMAR = "SIN CONFIRMAR"
    """It may have left; a report will tell."""
    ENVIADO = "ENVIADO"
    ENTREGADO = "ENTREGADO"
    DEMORADO = "DEMORADO"
    """The receiver's server did not take it yet, or not this time."""
    REBOTADO = "REBOTADO"
    QUEJA = "QUEJA"
    """The receiver called it unwanted."""
    RECHAZADO = "RECHAZADO"
    """The mail service will not take the address."""
    SUPRIMIDO = "SUPRIMIDO"
    """Not sent: mail to this address bounced for good or was complained of before."""


_RANK = {
    MailState.INTENTADO: 0,
    MailState.SIN_CONFIRMAR: 1,
    MailState.ENVIADO: 2,
    MailState.DEMORADO: 3,
    MailState.ENTREGADO: 4,
    MailState.RECHAZADO: 5,
    MailState.SUPRIMIDO: 5,
    MailState.REBOTADO: 6,
    MailState.QUEJA: 7,
}
_FAILED = frozenset({MailState.REBOTADO, MailState.RECHAZADO, MailState.SUPRIMIDO})
_UNKNOWN = frozenset({MailState.INTENTADO, MailState.SIN_CONFIRMAR})


@dataclass(frozen=True, slots=True)
class Mail:
    """One message. `id` is the mail service's."""

    state: MailState
    at: datetime
    id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MailReport:
    """What the mail service says of one message: of which document, to its address at `place`, in which mailing.

    `suppress` says that nothing must be sent to the address any more; `address` is its `address_hash`, or empty. A
    place behind the document's addresses is that of a receiver's account.
    """

    document_id: str
    place: int
    mailing: int
    state: MailState
    mail_id: str = ""
    reason: str = ""
    suppress: bool = False
    address: str = ""


def moved(mail: Mail, state: MailState, at: datetime, mail_id: str = "", reason: str = "") -> Mail:
    """The mail after a report; the same if the report says less than is known."""
    if _RANK[state] <= _RANK[mail.state]:
        return mail
    return replace(mail, state=state, at=at, id=mail_id or mail.id, reason=reason or mail.reason)


def delivery_of(mails: Sequence[Mail]) -> Delivery:
    """What the mails together say of the document's delivery."""
    if not mails:
        return Delivery.SIN_DESTINATARIO
    if all(mail.state in _FAILED for mail in mails):
        return Delivery.REBOTADO
    if all(mail.state in _FAILED | _UNKNOWN for mail in mails):
        return Delivery.SIN_CONFIRMAR
    return Delivery.ENVIADO


def address_hash(address: str) -> str:
    """How an address is remembered: nothing to read in a table that only has to recognise it."""
    return hashlib.sha256(f"rubrica mail {address.strip().casefold()}".encode()).hexdigest()
