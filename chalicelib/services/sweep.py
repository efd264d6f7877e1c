"""The sweep: whatever is due is driven on.

Events only speed things up. A record that owes somebody a step carries the moment from which the sweep may wake that
step; a lost event, a dead worker, an authority that did not answer all end here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.documents.record import next_stage
from chalicelib.services.context import Services
from chalicelib.services.ports import Conflict

MAX_DOCUMENTS = 1000
"""What fits well inside the function's limit at three calls a document; the rest is still due a minute later."""
MAX_BATCHES = 500
AGAIN = timedelta(seconds=120)
"""How long a woken document is left alone, so that a backlog is not woken anew each minute."""


class Sweep:
    """The scheduled stage."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def run(self) -> int:
        """Wake everything that is due; answers how many documents and batches were woken."""
        return self._documents() + self._batches()

    def _documents(self) -> int:
        s = self._services
        now = s.clock.now()
        woken = 0
        for document_id in s.documents.due(now, MAX_DOCUMENTS):
            document = s.documents.get(document_id)
            if document is None or document.due_at is None or document.due_at > now:
                continue
            try:
                document = s.documents.save(replace(document, due_at=now + AGAIN))
            except Conflict:
                continue
            if next_stage(document) is not None:
                s.wake_next(document)
                woken += 1
        return woken

    def _batches(self) -> int:
        s = self._services
        now = s.clock.now()
        woken = 0
        for batch_id in s.batches.due(now, MAX_BATCHES):
            batch = s.batches.get(batch_id)
            if batch is None:
                continue
            s.batches.mark_dirty(batch_id, now + AGAIN)
            if batch.complete:
                s.queues.wake_results(batch_id, delay=0)
            else:
                s.queues.wake_intake(batch.key, batch.object_version)
            woken += 1
        return woken
