"""Submission: signed bytes go to the authority, and an unknown outcome is never answered with another document.

`sent_at` is written before the first byte leaves. A worker that finds it set does not know what became of the earlier
sending, so it asks the authority first; only if the authority does not know the clave do the same bytes go again.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.documents import messages, paths, record
from chalicelib.domain.documents.record import Document, Stage, next_stage
from chalicelib.services.authorization import Authorization
from chalicelib.services.context import Services
from chalicelib.services.ports import Judged, SubmitAnswer, Submitted
from chalicelib.services.signing import Signing


class Submission:
    """The third stage."""

    def __init__(self, services: Services, signing: Signing, authorization: Authorization) -> None:
        self._services = services
        self._signing = signing
        self._authorization = authorization

    def run(self, document: Document) -> None:
        """Hand the document in if that is what it is owed."""
        s = self._services
        document = self._signing.settle(document)
        if next_stage(document) is not Stage.SUBMISSION:
            return
        first_time = document.sent_at is None
        taken = s.take(document, record.sending)
        if taken is None:
            return
        signed = s.archive.get(paths.signed(taken))
        if signed is None or hashlib.sha256(signed).hexdigest() != taken.signed_sha256:
            s.give_back(taken, messages.INCIDENT_SIGNED_CHANGED)
            return
        if not first_time and self._ask_first(taken):
            return
        answer = s.country(taken).authority.submit(taken.number.environment, signed)
        self._conclude(taken, answer, first_time, s.clock.now())
        s.results.touch(taken)

    def _ask_first(self, document: Document) -> bool:
        """Ask what became of an earlier sending. True if that settles it, or if the answer is not to be had now."""
        s = self._services
        answer = self._authorization.ask(document)
        if answer.verdict is Judged.UNKNOWN_CLAVE:
            return False
        if answer.verdict is Judged.PENDING:
            self._received(document, SubmitAnswer(Submitted.KNOWN), s.clock.now())
        else:
            self._authorization.conclude(document, answer)
        return True

    def _conclude(self, document: Document, answer: SubmitAnswer, first_time: bool, now: datetime) -> None:
        s = self._services
        match answer.verdict:
            case Submitted.RECEIVED | Submitted.KNOWN:
                self._received(document, answer, now)
            case Submitted.RETURNED:
                s.save_quietly(document, lambda d: record.returned(d, now, answer.messages))
            case Submitted.TAKEN:
                self._taken(document, answer, now)
            case Submitted.NOT_SENT if first_time:
                s.give_back(replace(document, sent_at=None), messages.AUTHORITY_SILENT, cause=answer.reason)
            case _:
                s.give_back(document, messages.AUTHORITY_SILENT, cause=answer.reason)

    def _received(self, document: Document, answer: SubmitAnswer, now: datetime) -> None:
        s = self._services
        saved = s.save_quietly(document, lambda d: record.received(d, now, answer.messages))
        if saved is not None:
            s.wake_next(saved, delay=s.settings.first_query_after)

    def _taken(self, document: Document, answer: SubmitAnswer, now: datetime) -> None:
        """The number is registered: by us, then the authority says so; by another clave, then the issuer decides."""
        s = self._services
        judged = self._authorization.ask(document)
        if judged.verdict in (Judged.AUTHORIZED, Judged.REFUSED):
            self._authorization.conclude(document, judged)
        elif judged.verdict is Judged.PENDING:
            self._received(document, answer, now)
        elif judged.verdict is Judged.UNAVAILABLE:
            s.give_back(document, messages.AUTHORITY_SILENT, cause=judged.reason)
        else:
            s.save_quietly(document, lambda d: record.returned(d, now, answer.messages))
