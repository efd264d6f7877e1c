"""What a receiver sees and does of a document: when it may be seen, the orders it is listed in, opening and answering.

- A document is **shown** to its receiver once it is authorised, also after it was annulled.
- A **receiver key** says whose a document is: country, kind and number of identity. It is what a logged-in customer is
  compared with.
- Its **places** are the sort keys under which it is found: one per order of the list (`PLACES`). Each ends with the
  document's id, so that no two documents share one.
- The **state** a receiver reads is one word: what they did with the document, or that it was annulled.
- **Opening** is recorded once, the first time. An **answer** (conforme, rechazado) may be followed by another one; it
  is never replaced: the last one counts, the earlier ones stay readable for both sides.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from chalicelib.domain.documents.country import Receiver
from chalicelib.domain.documents.record import Answer, Document, WrongState
from chalicelib.domain.documents.states import Authority
from chalicelib.domain.documents.states import Receiver as State

SHOWN = frozenset({Authority.AUTORIZADO, Authority.ANULADO})
ANSWERS = frozenset({State.CONFORME, State.RECHAZADO})
MAX_ANSWERS = 20
"""Who has more to say should talk with the issuer; a record has to fit into its 400 KB."""
PLACES = ("by_date", "by_issuer", "by_kind", "by_state", "by_total", "by_number", "by_sequence")


def receiver_key(country: str, kind: str, identification: str) -> str:
    """Whose documents: `EC#05#0912458734`. Letters of foreign numbers count as capitals."""
    return "#".join((country, kind, identification.strip().upper()))


def is_shown(document: Document) -> bool:
    """Whether its receiver may see the document."""
    return document.authority in SHOWN and not document.receiver.anonymous


def belongs_to(document: Document, key: str) -> bool:
    """Whether the document is shown to the receiver of that key."""
    receiver: Receiver = document.receiver
    own = receiver_key(document.number.country, receiver.kind, receiver.identification)
    return is_shown(document) and own == key


def state_of(authority: Authority, reception: State) -> str:
    """The one word: `NO ABIERTO`, `ABIERTO`, `CONFORME`, `RECHAZADO` or `ANULADO`."""
    return str(Authority.ANULADO if authority is Authority.ANULADO else reception)


def amount_place(amount: Decimal) -> str:
    """An amount as text that sorts: cents in eighteen digits.

    >>> amount_place(Decimal("12.5"))
    '000000000000001250'
    """
    return f"{max(int(amount * 100), 0):018d}"


def places(document: Document) -> dict[str, str]:
    """The receiver key, the sort keys and what is filtered by, of a document that is shown; nothing for another."""
    if not is_shown(document):
        return {}
    number, receiver = document.number, document.receiver
    dated = f"{document.issue_date.isoformat()}#{document.id}"
    return {
        "receiver_key": receiver_key(number.country, receiver.kind, receiver.identification),
        "by_date": dated,
        "by_issuer": f"{number.issuer}#{dated}",
        "by_kind": f"{number.kind}#{dated}",
        "by_state": f"{state_of(document.authority, document.reception)}#{dated}",
        "by_total": f"{amount_place(document.total)}#{document.id}",
        "by_number": f"{number.series}{number.sequence}#{document.id}",
        "by_sequence": f"{number.sequence}#{document.id}",
        "issuer": number.issuer,
        "kind": number.kind,
    }


def opened(document: Document, now: datetime) -> Document:
    """The receiver opened or downloaded it. Raises WrongState if it is not shown."""
    _require_shown(document)
    if document.reception is not State.NO_ABIERTO:
        return document
    return replace(document, reception=State.ABIERTO, opened_at=now, updated_at=now)


def answered(document: Document, now: datetime, answer: State, reason: str = "") -> Document:
    """The receiver agrees (CONFORME) or does not (RECHAZADO, with a reason). Raises WrongState.

    The same answer once more changes nothing.
    """
    _require_shown(document)
    if answer not in ANSWERS or document.authority is Authority.ANULADO or (answer is State.RECHAZADO and not reason):
        raise WrongState(f"{document.clave}: cannot be answered so")
    given = Answer(answer, now, reason if answer is State.RECHAZADO else "")
    last = document.answers[-1] if document.answers else None
    if last is not None and (last.state, last.reason) == (given.state, given.reason):
        return document
    if len(document.answers) >= MAX_ANSWERS:
        raise WrongState(f"{document.clave}: was answered too often")
    return replace(
        document,
        reception=answer,
        opened_at=document.opened_at or now,
        answers=(*document.answers, given),
        updated_at=now,
    )


def _require_shown(document: Document) -> None:
    if not is_shown(document):
        raise WrongState(f"{document.clave}: is not shown to its receiver")
