"""Having a document sent again that the authority received and then does not know: what a person may order.

The order does not send. It says that the document is to be sent, and the submission asks the authority before the same
bytes go; one that knows the clave by then is believed.
"""

from __future__ import annotations

from enum import StrEnum

from chalicelib.domain.documents import record
from chalicelib.domain.documents.states import Authority
from chalicelib.services.context import Services


class Resent(StrEnum):
    """What came of it."""

    ORDERED = "ordered"
    NOT_RECEIVED = "not received"
    """Nothing says that the authority received it, or it was judged: the pipeline does what it needs."""
    TOO_EARLY = "too early"
    """The last sending is no more than `record.PATIENCE` ago: the authority may just not have got to it."""
    MISSING = "missing"


class Resending:
    """The use case."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def order(self, document_id: str) -> Resent:
        """Have it asked about and, if the authority does not know it, sent again, however often that was done."""
        s = self._services
        document = s.find(document_id)
        if document is None:
            return Resent.MISSING
        if document.authority is not Authority.RECIBIDO:
            return Resent.NOT_RECEIVED
        now = s.clock.now()
        if document.last_sent_at is not None and now - document.last_sent_at < record.PATIENCE:
            return Resent.TOO_EARLY
        saved = s.save_quietly(document, lambda d: record.forgotten(d, now))
        if saved is None:
            return Resent.NOT_RECEIVED
        s.results.touch(saved)
        s.wake_next(saved)
        return Resent.ORDERED
