"""A document as the service remembers it, and the steps of its life.

- A **document record** (`Document`) is the truth about one legal document; events only wake somebody up to look at it.
- A **stage** is a step of the pipeline; `next_stage` tells from the record alone which one is owed.
- A **transition** is a pure function from a record to the next record. Nothing else changes a record, so the rules of
  what may follow what are all in this module.
- **due_at** is the moment from which the sweep may wake the next stage, should nobody else have done it. It is absent
  when nothing is owed.
- A **lease** keeps a second worker from repeating a step that must not run twice at once; it ends by itself.
- An **attempt** is one signed version of the document: a corrected document is a new attempt under the same number, and
  the **history** keeps how the earlier ones ended.
- What moves the mails is in `delivering`, what makes a document wait for the authority in `waiting`.

All moments are timezone-aware UTC; money is text in the record and `Decimal` in the code.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from chalicelib.domain.documents import messages
from chalicelib.domain.documents.country import DocumentNumber, Prepared, Receiver
from chalicelib.domain.documents.mailing import Mail
from chalicelib.domain.documents.states import CORRECTABLE, Authority, Delivery, is_final
from chalicelib.domain.documents.states import Receiver as ReceiverState


class Stage(StrEnum):
    """The steps that are owed to a document, each with its own queue and worker."""

    SIGNING = "signing"
    SUBMISSION = "submission"
    AUTHORIZATION = "authorization"
    RENDERING = "rendering"
    NOTIFICATION = "notification"


class WrongState(Exception):
    """A transition was asked for that the record's state does not allow."""


@dataclass(frozen=True, slots=True)
class AuthorityMessage:
    """One message of the authority about a document, or of our own about why it cannot be signed.

    `code` carries the authority's initials (`SRI-35`), `kind` is its own word (ERROR, ADVERTENCIA…), `text` and
    `detail` are as they came, `remedy` is our advice.
    """

    code: str
    text: str
    detail: str = ""
    kind: str = "ERROR"
    remedy: str = ""


NO_REASON = (AuthorityMessage(messages.NO_REASON_CODE, messages.NO_REASON, remedy=messages.NO_REASON_REMEDY),)
"""What is on record of a refusal that came without a word: an issuer always reads why a document is not authorised."""


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """An attempt that the authority refused: how and when it ended, which bytes it was, what the authority said."""

    attempt: int
    clave: str
    authority: Authority
    ended_at: datetime
    signed_sha256: str
    messages: tuple[AuthorityMessage, ...] = ()
    digest: str = ""
    """Of its content (`Prepared.digest`)."""
    corrected_by: str = ""
    """The batch that brought the attempt after it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver answered at a moment; `reason` is why it was rejected, in the receiver's words."""

    state: ReceiverState
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Everything the service knows about one legal document, except its files, which are in the archive."""

    number: DocumentNumber
    clave: str
    label: str
    issue_date: date
    total: Decimal
    currency: str
    receiver: Receiver
    digest: str
    created_at: datetime
    updated_at: datetime
    batches: tuple[str, ...] = ()
    attempt: int = 1
    brought_by: str = ""
    """The batch and its round that began this attempt."""
    authority: Authority = Authority.PENDIENTE
    delivery: Delivery = Delivery.PENDIENTE
    reception: ReceiverState = ReceiverState.NO_ABIERTO
    due_at: datetime | None = None
    lease_until: datetime | None = None
    tries: int = 0
    sent_at: datetime | None = None
    """When sending of this attempt was first begun: from then on the authority may know it."""
    sends: int = 0
    """How often sending of this attempt was begun."""
    last_sent_at: datetime | None = None
    forgotten: int = 0
    """How often the authority received this attempt and then did not know it."""
    waiting: str = ""
    """What it waits for, as its issuer reads it («en espera del SRI»), while it is kept from the authority."""
    lane: str = ""
    """The lane (`line.Lane.key`) it waits in."""
    released_at: datetime | None = None
    """When it was last released from its lane."""
    provisional: bool = False
    """A representation marked as not yet authorised was drawn while it waited (this attempt's)."""
    late: bool = False
    """Waiting carried it past the day until which it had to be handed over."""
    unsigned_sha256: str = ""
    """Of this attempt's bytes to sign: no other file is ever signed for it."""
    signed_sha256: str = ""
    messages: tuple[AuthorityMessage, ...] = ()
    authorization_number: str = ""
    authorized_at: datetime | None = None
    mails: tuple[Mail, ...] = ()
    """One for each of the receiver's addresses, in their order, as far as it was begun."""
    mailings: int = 0
    """How often a person had everything sent again."""
    mailed_at: datetime | None = None
    opened_at: datetime | None = None
    answers: tuple[Answer, ...] = ()
    """Everything the receiver answered, in order; nothing is taken away from it."""
    modifies: str = ""
    incident: str = ""
    history: tuple[PastAttempt, ...] = ()
    moves: int = 0
    """How often it moved, as the ledger counts (`standing`)."""
    told: str = ""
    """The standing that the ledger was last told of."""
    version: int = 0

    @property
    def id(self) -> str:
        """The key of the record: the legal number."""
        return self.number.key

    @property
    def answered_at(self) -> datetime | None:
        """When the receiver last answered."""
        return self.answers[-1].at if self.answers else None

    @property
    def answer_reason(self) -> str:
        """Why the receiver rejected it, if that is the last answer."""
        return self.answers[-1].reason if self.answers else ""

    @property
    def final(self) -> bool:
        """True when nothing more will happen by itself."""
        return is_final(self.authority, self.delivery)


GRACE = timedelta(seconds=60)
"""How long an event may take to wake the next stage before the sweep does it."""

MAX_LINKED_BATCHES = 50
MAX_HISTORY = 20
"""The latest are kept: a record has to fit into its 400 KB."""


def next_stage(document: Document) -> Stage | None:
    """The step owed to the document, or None."""
    match document.authority:
        case Authority.PENDIENTE:
            return Stage.SIGNING
        case Authority.FIRMADO:
            return Stage.SUBMISSION
        case Authority.RECIBIDO:
            return Stage.AUTHORIZATION
        case Authority.AUTORIZADO:
            return {Delivery.PENDIENTE: Stage.RENDERING, Delivery.REPRESENTADO: Stage.NOTIFICATION}.get(
                document.delivery
            )
    return None


def backoff(tries: int, base: timedelta, ceiling: timedelta = timedelta(hours=1), fraction: float = 1.0) -> timedelta:
    """How long to wait after the given number of failed tries (1-based): doubling from `base` up to `ceiling`.

    `fraction`, drawn at random, takes off up to half, so that what failed together does not come again together.
    """
    return min(base * (1 << min(max(tries, 1) - 1, 20)), ceiling) * (0.5 + fraction / 2)


def advance(document: Document, now: datetime, **changes: object) -> Document:
    """The record after a step: lease and tries start anew, and whatever is owed next becomes due."""
    calm: dict[str, object] = {"lease_until": None, "tries": 0, "incident": "", "waiting": "", "lane": ""}
    moved = replace(document, updated_at=now, **(calm | changes))  # type: ignore[arg-type]
    return replace(moved, due_at=now + GRACE if next_stage(moved) else None)


def require(document: Document, *states: Authority) -> None:
    if document.authority not in states:
        raise WrongState(f"{document.clave}: {document.authority} is not one of {', '.join(states)}")


def bringer(batch_id: str, round_: int) -> str:
    """What `Document.brought_by` says of a round of a batch."""
    return f"{batch_id}#{round_}"


def new(prepared: Prepared, batch_id: str, now: datetime, round_: int = 1) -> Document:
    """The record of a document that was just accepted from a batch."""
    return Document(
        number=prepared.number,
        clave=prepared.clave,
        label=prepared.label,
        issue_date=prepared.issue_date,
        total=prepared.total,
        currency=prepared.currency,
        receiver=prepared.receiver,
        digest=prepared.digest,
        modifies=prepared.modifies,
        created_at=now,
        updated_at=now,
        batches=(batch_id,),
        brought_by=bringer(batch_id, round_),
        unsigned_sha256=hashlib.sha256(prepared.unsigned).hexdigest(),
        due_at=now + GRACE,
    )


def correct(document: Document, prepared: Prepared, batch_id: str, now: datetime, round_: int = 1) -> Document:
    """A new attempt under the same number, after the authority refused the earlier one.

    After a DEVUELTO nothing is stored at the authority, so even the clave may change; after a NO AUTORIZADO it may not
    (ficha técnica: the corrected document goes under the same clave and secuencial). Raises WrongState otherwise.
    """
    require(document, *CORRECTABLE)
    if document.authority is Authority.NO_AUTORIZADO and prepared.clave != document.clave:
        raise WrongState(f"{document.clave}: a document that was NO AUTORIZADO keeps its clave")
    fresh = new(prepared, batch_id, now, round_)
    return replace(
        fresh,
        created_at=document.created_at,
        batches=_linked(document.batches, batch_id),
        attempt=document.attempt + 1,
        history=(*document.history, _past(document, batch_id))[-MAX_HISTORY:],
        moves=document.moves,
        told=document.told,
        version=document.version,
    )


def _past(document: Document, corrected_by: str) -> PastAttempt:
    return PastAttempt(
        document.attempt,
        document.clave,
        document.authority,
        document.updated_at,
        document.signed_sha256,
        document.messages,
        document.digest,
        corrected_by,
    )


def _linked(batches: tuple[str, ...], batch_id: str) -> tuple[str, ...]:
    rest = tuple(b for b in batches if b != batch_id)
    return (*rest, batch_id)[-MAX_LINKED_BATCHES:]


def link(document: Document, batch_id: str) -> Document:
    """Let a batch that brought the same document again follow its states."""
    return replace(document, batches=_linked(document.batches, batch_id))


def lease(document: Document, now: datetime, seconds: int) -> Document:
    """Take the document for one step. Raises WrongState if another worker has it."""
    if document.lease_until is not None and document.lease_until > now:
        raise WrongState(f"{document.clave}: taken until {document.lease_until.isoformat()}")
    until = now + timedelta(seconds=seconds)
    return replace(document, updated_at=now, lease_until=until, due_at=until, lane="", tries=document.tries + 1)


def retry_later(document: Document, now: datetime, wait: timedelta, reason: str = "") -> Document:
    """Give the document back after a step that could not be done now; the sweep tries again."""
    return replace(
        document,
        updated_at=now,
        lease_until=None,
        due_at=now + wait,
        incident=reason or document.incident,
    )


SURE_SENDS = 2
PATIENCE = timedelta(minutes=15)
"""An authority that does not know a clave may just not have got to it: after SURE_SENDS, how long before one more."""


def may_send(document: Document, now: datetime) -> bool:
    """Whether the same bytes may go (again) to an authority that says it does not know them."""
    return document.sends < SURE_SENDS or document.last_sent_at is None or now - document.last_sent_at >= PATIENCE


def sending(document: Document, now: datetime) -> Document:
    """Note, before the first byte leaves, that the authority may know this attempt from now on."""
    require(document, Authority.FIRMADO)
    return replace(
        document, sent_at=document.sent_at or now, last_sent_at=now, sends=document.sends + 1, updated_at=now
    )


def not_taken(document: Document) -> Document:
    """The authority says that it failed and took nothing: sent, and yet it does not count."""
    return replace(document, sends=max(document.sends - 1, 0))


def unsent(document: Document) -> Document:
    """Take that note back: it is certain that nothing left."""
    sends = max(document.sends - 1, 0)
    return replace(document, sends=sends, sent_at=document.sent_at if sends else None)


def signed(document: Document, now: datetime, sha256: str) -> Document:
    """The signed bytes are in the archive; what kept it from being signed before is over."""
    require(document, Authority.PENDIENTE)
    return advance(document, now, authority=Authority.FIRMADO, signed_sha256=sha256, messages=())


def unsigned(document: Document, now: datetime, wait: timedelta, why: AuthorityMessage | None, reason: str) -> Document:
    """It could not be signed: `reason` says so, `why` in a coded message if it needs somebody to act. Tried again."""
    require(document, Authority.PENDIENTE)
    # No lease was taken, so nobody has counted this try yet.
    counted = replace(document, tries=document.tries + 1, messages=(why,) if why else document.messages)
    return retry_later(counted, now, wait, reason)


def is_held(document: Document) -> bool:
    """Whether it cannot be signed until somebody acts."""
    return document.authority is Authority.PENDIENTE and bool(document.messages)


MOST_FORGOTTEN = 3
"""How often the service by itself sends again what an authority received and then does not know."""


def forgotten(document: Document, now: datetime) -> Document:
    """The authority received it and does not know it any more: it is to be sent again, the same bytes.

    Before they go it is asked once more, as before every second sending. Raises WrongState.
    """
    require(document, Authority.RECIBIDO)
    again = advance(document, now, authority=Authority.FIRMADO, messages=(), forgotten=document.forgotten + 1)
    return replace(again, sent_at=document.sent_at or now)


def received(
    document: Document, now: datetime, messages: tuple[AuthorityMessage, ...] = (), late: bool = False
) -> Document:
    """The authority took the document in and will judge it."""
    require(document, Authority.FIRMADO)
    return advance(document, now, authority=Authority.RECIBIDO, messages=messages, late=document.late or late)


def returned(document: Document, now: datetime, messages: tuple[AuthorityMessage, ...]) -> Document:
    """The authority did not take the document in; nothing of it is stored there."""
    require(document, Authority.FIRMADO)
    return advance(document, now, authority=Authority.DEVUELTO, messages=messages)


def authorized(
    document: Document, now: datetime, number: str, at: datetime | None, messages: tuple[AuthorityMessage, ...]
) -> Document:
    """The authority authorised our bytes under our clave."""
    require(document, Authority.FIRMADO, Authority.RECIBIDO)
    return advance(
        document,
        now,
        authority=Authority.AUTORIZADO,
        authorization_number=number,
        authorized_at=at,
        messages=messages,
    )


def refused(document: Document, now: datetime, messages: tuple[AuthorityMessage, ...]) -> Document:
    """The authority judged the document and did not authorise it."""
    require(document, Authority.FIRMADO, Authority.RECIBIDO)
    return advance(document, now, authority=Authority.NO_AUTORIZADO, messages=messages)
