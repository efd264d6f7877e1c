"""Submission: signed bytes go to the authority, and an unknown outcome is never answered with another document.

`sent_at` is written before the first byte leaves. A worker that finds it set does not know what became of the earlier
sending, so it asks the authority first; only if the authority does not know the clave do the same bytes go again, and
after the second time not before it had a quarter of an hour to come to know it.

What the authority received and then does not know for longer than it may take to judge comes here again
(`record.forgotten`), and goes the same way: a question first, then the same bytes.

A refusal that follows a sending of unknown outcome is doubtful too: it may be about the second copy of a document that
is there already. It is believed only when the authority has not known the clave for as long.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from chalicelib.domain.documents import messages, paths, record
from chalicelib.domain.documents.record import AuthorityMessage, Document, Stage, next_stage
from chalicelib.services.authorization import Authorization
from chalicelib.services.context import Services
from chalicelib.services.gate import Hold, Permit
from chalicelib.services.ports import Consequence, Judged, QueryAnswer, SubmitAnswer, Submitted
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
        if next_stage(document) is not Stage.SUBMISSION or s.is_taken(document):
            return
        permit = s.gate.enter(document, sends=document.sent_at is None)
        if isinstance(permit, Hold):
            s.hold(document, permit)
            return
        if document.sent_at is None:
            taken = s.take(document, record.sending)
            if taken is not None:
                self._send(taken, permit)
            return
        taken = s.take(document)
        if taken is None:
            return
        answer = self._authorization.ask(taken, permit)
        if answer.verdict is Judged.UNKNOWN_CLAVE:
            self._send_again(taken)
        else:
            self._settle_by(taken, answer)

    def _send_again(self, document: Document) -> None:
        """The authority does not know what may have been sent before."""
        s = self._services
        now = s.clock.now()
        if not record.may_send(document, now):
            s.give_back(document, messages.AUTHORITY_SILENT, cause="sent twice, not known to the authority yet")
            return
        permit = s.gate.enter(document, sends=True)
        if isinstance(permit, Hold):
            s.hold(document, permit)
            return
        noted = s.save_quietly(document, lambda d: record.sending(d, now))
        if noted is not None:
            self._send(noted, permit)

    def _send(self, document: Document, permit: Permit) -> None:
        s = self._services
        signed = s.archive.get(paths.signed(document))
        if signed is None or hashlib.sha256(signed).hexdigest() != document.signed_sha256:
            s.telemetry.alert("signed-changed", document.number.issuer, document.clave, {})
            s.give_back(record.unsent(document), messages.INCIDENT_SIGNED_CHANGED)
            return
        self._conclude(document, s.gate.submit(permit, document, signed), s.clock.now())
        s.results.touch(document)

    def _conclude(self, document: Document, answer: SubmitAnswer, now: datetime) -> None:
        s = self._services
        match answer.verdict:
            case Submitted.RECEIVED | Submitted.KNOWN:
                self._received(document, answer.messages, now)
            case Submitted.TAKEN:
                self._doubtful(document, answer, now)
            case Submitted.DECLINED:
                self._declined(document, answer)
            case Submitted.RETURNED if document.sends > 1:
                self._doubtful(document, answer, now)
            case Submitted.RETURNED:
                self._returned(document, answer, now)
            case Submitted.NOT_SENT:
                s.unanswered(record.unsent(document), answer.reason)
            case Submitted.BUSY:
                s.unanswered(record.not_taken(document), answer.reason)
            case _:
                s.unanswered(document, answer.reason)

    def _received(self, document: Document, said: tuple[AuthorityMessage, ...], now: datetime) -> None:
        s = self._services
        late = s.is_late(document, now)
        saved = s.save_quietly(document, lambda d: record.received(d, now, said, late))
        if saved is not None:
            s.wake_next(saved, delay=s.settings.first_query_after)

    def _declined(self, document: Document, answer: SubmitAnswer) -> None:
        """It waits as it is until its issuer may hand in again. The stop comes first: a worker that dies in between
        leaves a document that is asked about and declined once more."""
        s = self._services
        s.follow(document, answer.consequence, answer.messages)
        hold = s.gate.stopped(document)
        if hold is None:
            s.give_back(record.unsent(document), messages.AUTHORITY_SILENT, cause="declined")
            return
        s.hold(record.unsent(document), hold)

    def _doubtful(self, document: Document, answer: SubmitAnswer, now: datetime) -> None:
        """The number is registered, or a second copy was refused: what does the authority say of our clave?"""
        s = self._services
        permit = s.gate.enter(document, sends=False)
        if isinstance(permit, Hold):
            s.hold(document, permit)
            return
        judged = self._authorization.ask(document, permit)
        if judged.verdict is not Judged.UNKNOWN_CLAVE:
            self._settle_by(document, judged)
        elif document.sends == 1 or (document.sent_at and now - document.sent_at >= record.PATIENCE):
            self._returned(document, answer, now)
        else:
            s.give_back(document, messages.AUTHORITY_SILENT, cause="refused, but an earlier copy may be there")

    def _returned(self, document: Document, answer: SubmitAnswer, now: datetime) -> None:
        """The authority refuses it. Whose trouble that is decides who is told, before the record says it is over."""
        alone = answer.consequence is Consequence.NONE and answer.verdict is not Submitted.TAKEN
        if not alone:
            consequence = Consequence.ALERT if answer.verdict is Submitted.TAKEN else answer.consequence
            self._services.follow(document, consequence, answer.messages)
        said = answer.messages or record.NO_REASON
        self._services.save_quietly(document, lambda d: record.returned(d, now, said))

    def _settle_by(self, document: Document, answer: QueryAnswer) -> None:
        """The authority knows the clave, or could not be asked."""
        if answer.verdict is Judged.PENDING:
            self._received(document, answer.messages, self._services.clock.now())
            self._services.results.touch(document)
        else:
            self._authorization.conclude(document, answer)
