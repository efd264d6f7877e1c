"""The sweep: whatever is due is driven on.

Events only speed things up. A record that owes somebody a step carries the moment from which the sweep may wake that
step; a lost event, a dead worker, an authority that did not answer all end here. What waits for an authority is the
dispatcher's, an upload that nobody was told of is found by looking at what lies where uploads are dropped: what was
taken in does not lie there any more.

It also beats (`freshness`): while a table is behind the archive nobody is woken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import islice, zip_longest

from chalicelib.domain.documents.record import next_stage
from chalicelib.domain.documents.waiting import AGAIN
from chalicelib.services.context import Services
from chalicelib.services.dispatch import Dispatch, fair
from chalicelib.services.freshness import Freshness
from chalicelib.services.ports import Conflict, Inbox, StoredObject

LOOKED_AT = 4000
"""Due documents among which the issuers take turns."""
MAX_DOCUMENTS = 1000
"""What fits well inside the function's limit at three calls a document; the rest is still due a minute later. Nothing
is held up by that: what waits for the authority is the dispatcher's, and each stage wakes the next."""
MAX_BATCHES = 500
EVENT_TIME = timedelta(seconds=60)
"""How long the event of an upload may take before the upload is looked for."""
MAX_UPLOADS = 500


class Sweep:
    """The scheduled stage."""

    def __init__(self, services: Services, dispatch: Dispatch, inbox: Inbox, freshness: Freshness) -> None:
        self._services = services
        self._dispatch = dispatch
        self._inbox = inbox
        self._freshness = freshness

    def run(self, enough: Callable[[], bool] = lambda: False) -> int:
        """Wake everything that is due; answers how many documents, batches and uploads were woken. When `enough` says
        so the dispatcher leaves the rest of its documents to the next run."""
        if not self._freshness.beat():
            return 0
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
            batch = s.find_batch(batch_id)
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
        """Uploads that lie where they were dropped for longer than their event needs; issuers take turns."""
        s = self._services
        waiting: dict[str, list[StoredObject]] = {}
        for upload in self._inbox.uploads(s.clock.now() - EVENT_TIME):
            waiting.setdefault(upload.key.split("/")[1], []).append(upload)
        queues = [sorted(uploads, key=lambda u: u.uploaded_at) for uploads in waiting.values()]
        turns = (upload for round_ in zip_longest(*queues) for upload in round_ if upload is not None)
        woken = 0
        for upload in islice(turns, MAX_UPLOADS):
            s.queues.wake_intake(upload.key, "")
            woken += 1
        return woken
