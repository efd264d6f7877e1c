"""The transitions of a document's delivery: drawn, mailed address by address, reported on, sent again by a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.documents.mailing import Mail, MailState, delivery_of, moved
from chalicelib.domain.documents.record import Document, WrongState, advance, require
from chalicelib.domain.documents.states import Authority, Delivery


def rendered(document: Document, now: datetime) -> Document:
    """The representation is in the archive."""
    require(document, Authority.AUTORIZADO)
    if document.delivery is not Delivery.PENDIENTE:
        raise WrongState(f"{document.clave}: delivery is {document.delivery}")
    return advance(document, now, delivery=Delivery.REPRESENTADO)


def _require_mailing(document: Document) -> None:
    if document.delivery is not Delivery.REPRESENTADO:
        raise WrongState(f"{document.clave}: delivery is {document.delivery}")


def next_address(document: Document) -> int | None:
    """The place of the first address that nothing was begun for, or None."""
    begun = len(document.mails)
    if begun < len(document.receiver.mails):
        return begun
    return None


def intended(document: Document, place: int, now: datetime, state: MailState = MailState.INTENTADO) -> Document:
    """Note that the message to the address at `place` is about to leave, or (SUPRIMIDO) that it will not.

    Raises WrongState if somebody has noted it already: the message is theirs to send.
    """
    _require_mailing(document)
    if len(document.mails) != place:
        raise WrongState(f"{document.clave}: the mail to address {place} was begun already")
    return replace(document, mails=(*document.mails, Mail(state, now)))


def not_left(document: Document, place: int) -> Document:
    """Take an intention back: it is certain that the message did not leave."""
    _require_mailing(document)
    if len(document.mails) != place + 1 or document.mails[place].state is not MailState.INTENTADO:
        raise WrongState(f"{document.clave}: the mail to address {place} went another way")
    return replace(document, mails=document.mails[:place])


def reported(
    document: Document, place: int, state: MailState, now: datetime, mail_id: str = "", reason: str = ""
) -> Document:
    """Something became known of the message to the address at `place`. Raises WrongState if that changes nothing."""
    if not 0 <= place < len(document.mails):
        raise WrongState(f"{document.clave}: no mail to address {place}")
    mail = moved(document.mails[place], state, now, mail_id, reason)
    if mail == document.mails[place]:
        raise WrongState(f"{document.clave}: that is known")
    mails = (*document.mails[:place], mail, *document.mails[place + 1 :])
    changed = replace(document, mails=mails, updated_at=now)
    if document.delivery in (Delivery.PENDIENTE, Delivery.REPRESENTADO):
        return changed
    return _concluded(changed, now)


def delivered(document: Document, now: datetime) -> Document:
    """Every address was served; with none there was nobody to send it to.

    What nobody knows of stays open to reports.
    """
    _require_mailing(document)
    if next_address(document) is not None:
        raise WrongState(f"{document.clave}: an address is still to be served")
    mails = tuple(moved(m, MailState.SIN_CONFIRMAR, now) for m in document.mails)
    return advance(_concluded(replace(document, mails=mails), now), now)


def _concluded(document: Document, now: datetime) -> Document:
    state = delivery_of(document.mails)
    mailed_at = document.mailed_at or (now if state is Delivery.ENVIADO else None)
    return replace(document, delivery=state, mailed_at=mailed_at)


def resent(document: Document, now: datetime) -> Document:
    """A person has every mail of the document sent again. Raises WrongState before the first sending ended."""
    require(document, Authority.AUTORIZADO)
    if document.delivery in (Delivery.PENDIENTE, Delivery.REPRESENTADO, Delivery.SIN_DESTINATARIO):
        raise WrongState(f"{document.clave}: delivery is {document.delivery}")
    return advance(document, now, delivery=Delivery.REPRESENTADO, mails=(), mailings=document.mailings + 1)
