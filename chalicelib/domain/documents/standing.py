"""When a change of a document goes into the ledger, and what it says there.

A document's **standing** is where it stands with everybody: attempt, the authority's state, delivery, receiver. A
change of the record that leaves the standing as it is (a lease, a retry) is not a **move**; one that changes it is, and
each move is numbered. The record keeps the standing that was last told and how many moves were, so that storing the
change and telling of it can be one write, and so that anybody can see whether one was not told.
"""

from __future__ import annotations

from dataclasses import replace

from chalicelib.domain.documents.record import Document
from chalicelib.domain.ledger.chain import Entry, What


def standing(document: Document) -> str:
    """Where the document stands, as one comparable text."""
    answered = document.answered_at.isoformat() if document.answered_at else ""
    parts = (document.attempt, document.authority, document.delivery, document.reception, document.mailings, answered)
    return "|".join(str(part) for part in parts)


def told(document: Document) -> tuple[Document, Entry | None]:
    """The record as it has to be stored, and the entry to be stored with it; none if it did not move."""
    now = standing(document)
    if now == document.told:
        return document, None
    moved = replace(document, told=now, moves=document.moves + 1)
    return moved, Entry(moved.number.issuer, moved.updated_at, What.DOCUMENT, moved.id, _facts(moved))


def _facts(document: Document) -> dict[str, object]:
    facts: dict[str, object] = {
        "n": document.moves,
        "attempt": document.attempt,
        "clave": document.clave,
        "authority": document.authority.value,
        "delivery": document.delivery.value,
        "reception": document.reception.value,
    }
    if document.signed_sha256:
        facts["signed"] = document.signed_sha256
    if document.messages:
        facts["codes"] = [m.code for m in document.messages]
    if document.answers:
        facts["answers"] = len(document.answers)
    if document.mailings:
        facts["mailings"] = document.mailings
    return facts
