"""Driving documents on by hand. Safe to repeat: it only wakes the stage that the record says is owed."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from chalicelib.domain.documents.record import GRACE, Document, next_stage
from chalicelib.domain.documents.waiting import released
from chalicelib.services.context import Services


class Redriven(StrEnum):
    """What came of it."""

    WOKEN = "woken"
    NOTHING_OWED = "nothing owed"
    """The document is at its end, or waits for its issuer."""
    MISSING = "missing"


class Redriving:
    """The use case."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def redrive(self, document_id: str) -> Redriven:
        """Wake the stage that is owed. One that waits for the authority goes to the front of its lane."""
        s = self._services
        document = s.find(document_id)
        if document is None:
            return Redriven.MISSING
        if next_stage(document) is None:
            return Redriven.NOTHING_OWED
        now = s.clock.now()

        def due(fresh: Document) -> Document:
            if fresh.lane:
                return released(fresh, now, GRACE * 0)
            return replace(fresh, due_at=now + GRACE)

        s.wake_next(s.settle(document, due))
        return Redriven.WOKEN
