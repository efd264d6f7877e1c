"""Applying a transition to a record that others may be changing too."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.domain.documents.record import Document, WrongState
from chalicelib.services.ports import Conflict, Documents

MAX_RACES = 8


def apply(documents: Documents, document: Document, transition: Callable[[Document], Document]) -> Document:
    """Save `transition(document)`, reading again and repeating when another worker was faster.

    Raises WrongState when the record no longer allows the transition: whoever changed it did our work or other work,
    and the caller leaves it alone. Raises Conflict after MAX_RACES lost races.
    """
    for _ in range(MAX_RACES):
        try:
            return documents.save(transition(document))
        except Conflict:
            fresh = documents.get(document.id)
            if fresh is None:
                raise
            if fresh.attempt != document.attempt:
                raise WrongState(f"{document.clave}: another attempt was begun") from None
            document = fresh
    raise Conflict(document.clave)
