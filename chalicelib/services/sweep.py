"""The sweep: whatever is due is driven on.

Events only speed things up. A record that owes somebody a step carries the moment from which the sweep may wake that
step; a lost event, a dead worker, an authority that did not answer all end here. What waits for an authority is the
dispatcher's, an upload that nobody was told of is found by looking into the inbox.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.documents.record import next_stage
from chalicelib.domain.documents.waiting import AGAIN
from chalicelib.services.context import Services
from chalicelib.services.dispatch import Dispatch, fair
from chalicelib.services.ownership import Misplaced
from chalicelib.services.ports import Conflict, Inbox

LOOKED_AT = 4000
"""Due documents among which the issuers take turns."""
MAX_DOCUMENTS = 1000
"""What fits well inside the function's limit at three calls a document; the rest is still due a minute later. Nothing
is held up by that: what waits for the authority is the dispatcher's, and each stage wakes the next."""
MAX_BATCHES = 500
EVENT_TIME = timedelta(seconds=60)
"""How long the event of an upload may take before the upload is looked for."""
RECENT = timedelta(hours=1)
LONG_AGO = timedelta(days=7)
"""Once an hour uploads as old as this are looked for: the date of one that came in parts is that of its beginning."""
MAX_UPLOADS = 200


class Sweep:
    """The scheduled stage."""

    def __init__(self, services: Services, dispatch: Dispatch, inbox: Inbox) -> None:
        self._services = services
        self._dispatch = dispatch
        self._inbox = inbox

    def run(self, enough: Callable[[], bool] = lambda: False) -> int:
        """Wake everything that is due; answers how many documents, batches and uploads were woken. When `enough` says
        so the dispatcher leaves the rest of its documents to the next run."""
        return self._dispatch.run(enough) + self._documents() + self._batches() + self._uploads()

    def _documents(self) -> int:
        s = self._services
        now = s.clock.now()
        woken = 0
        for document_id in fair(s.documents.due(now, LOOKED_AT), MAX_DOCUMENTS):
            document = s.find(document_id)
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
            try:
                batch = s.batches.get(batch_id)
            except Misplaced as wrong:
                s.telemetry.alert("misplaced", "", "", {"store": str(wrong)})
                continue
            if batch is None:
                continue
            s.batches.mark_dirty(batch_id, now + AGAIN)
            if batch.complete:
                s.queues.wake_results(batch_id, delay=0)
            else:
                s.queues.wake_intake(batch.key, batch.object_version)
            woken += 1
        return woken

    def _uploads(self) -> int:
        """Uploads whose event never came: they are in the inbox, and no batch is of them."""
        s = self._services
        now = s.clock.now()
        oldest = now - (LONG_AGO if now.minute == 0 else RECENT)
        woken = 0
        for upload in s.batches.unknown(self._inbox.uploads(oldest, now - EVENT_TIME)):
            if woken == MAX_UPLOADS:
                break
            s.queues.wake_intake(upload.key, "")
            woken += 1
        return woken
