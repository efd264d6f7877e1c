"""The transitions of a document that is kept from the authority for now, and of one that may go on.

A parked document stands in its lane in the order in which it came to the service. Should the lane ever be forgotten,
the sweep finds the document by its `due_at`, hours later.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.documents.line import PASS
from chalicelib.domain.documents.record import Document, Stage, WrongState, next_stage
from chalicelib.domain.documents.states import Authority

BACKSTOP = timedelta(hours=6)
AGAIN = timedelta(seconds=120)
"""How long a woken document is left alone, so that a backlog is not woken anew each minute."""
TO_BE_JUDGED = frozenset({Authority.FIRMADO, Authority.RECIBIDO})
OUTWARD = frozenset({Stage.SUBMISSION, Stage.AUTHORIZATION})


def parked(document: Document, now: datetime, lane: str, reason: str) -> Document:
    """Have it wait in its lane. Raises WrongState if it owes the authority nothing."""
    if next_stage(document) not in OUTWARD:
        raise WrongState(f"{document.clave}: nothing is owed to the authority")
    return replace(
        document,
        updated_at=now,
        lease_until=None,
        lane=lane,
        waiting=reason,
        released_at=None,
        due_at=now + BACKSTOP,
    )


def released(document: Document, now: datetime, delay: timedelta) -> Document:
    """Let it go on after `delay`. Raises WrongState if it does not wait."""
    if not document.lane:
        raise WrongState(f"{document.clave}: is not waiting")
    return replace(document, lane="", released_at=now + delay, due_at=now + delay + AGAIN)


def may_pass(document: Document, now: datetime) -> bool:
    """Whether it was released a moment ago and need not queue again."""
    return document.released_at is not None and document.released_at - PASS <= now < document.released_at + PASS


def drawn(document: Document) -> Document:
    """Note that what its issuer may hand over meanwhile is in the archive. Raises WrongState if it does not wait."""
    if not owes_a_provisional(document):
        raise WrongState(f"{document.clave}: no provisional representation is wanted")
    return replace(document, provisional=True)


def owes_a_provisional(document: Document) -> bool:
    """Whether it is signed, waits for the authority, and nothing was drawn of it yet."""
    return bool(document.lane) and document.authority in TO_BE_JUDGED and not document.provisional


def overdue(document: Document) -> Document:
    """Note that waiting carried it past the day until which it had to be handed over. Its date stays as it is."""
    return replace(document, late=True)
