"""Authorization: asking the authority what became of a document, and believing only what is provably about it.

*Authorised* means: the authority says so, of our clave, and the document in its answer is ours, byte for byte or in
canonical form. Any other answer that claims authorisation is an incident: its evidence is kept and the document waits.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from lxml import etree

from chalicelib.domain.documents import messages, paths, record
from chalicelib.domain.documents.record import Document, Stage, next_stage
from chalicelib.domain.documents.states import Authority
from chalicelib.domain.documents.xml import UnsafeXml, parse
from chalicelib.services.archived import report, sha256
from chalicelib.services.context import Services
from chalicelib.services.gate import Hold, Permit
from chalicelib.services.ports import Judged, QueryAnswer

JUDGED_WITHIN = timedelta(hours=24)
"""How long an authority may usually take (SRI: ficha técnica, code 70)."""


class Authorization:
    """The fourth stage."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def run(self, document: Document) -> None:
        """Ask about the document if that is what it is owed."""
        s = self._services
        if next_stage(document) is not Stage.AUTHORIZATION:
            return
        if s.is_taken(document):
            return
        permit = s.gate.enter(document, sends=False)
        if isinstance(permit, Hold):
            s.hold(document, permit)
            return
        taken = s.take(document)
        if taken is not None:
            self.conclude(taken, self.ask(taken, permit))

    def ask(self, document: Document, permit: Permit) -> QueryAnswer:
        """What the authority says of this attempt.

        A corrected document goes under the clave of the refused one, and until it is judged the authority may go on
        answering with the old refusal: that says nothing of this attempt.
        """
        answer = self._services.gate.query(permit, document)
        if answer.verdict is Judged.AUTHORIZED and answer.others:
            return next((one for one in (answer, *answer.others) if self._is_ours(document, one)), answer)
        if answer.verdict is Judged.REFUSED and self._is_earlier(document, answer):
            return QueryAnswer(Judged.UNKNOWN_CLAVE)
        return answer

    def conclude(self, document: Document, answer: QueryAnswer) -> None:
        """Act on a judgement of a document this worker has leased."""
        s = self._services
        now = s.clock.now()
        match answer.verdict:
            case Judged.AUTHORIZED if self._is_ours(document, answer):
                self._accept(document, answer)
            case Judged.AUTHORIZED:
                self._keep_evidence(document, answer)
                s.telemetry.alert("other-document", document.number.issuer, document.clave, {})
                s.give_back(document, messages.INCIDENT_OTHER_DOCUMENT)
            case Judged.REFUSED:
                s.follow(document, answer.consequence, answer.messages)
                s.save_quietly(document, lambda d: record.refused(d, now, answer.messages or record.NO_REASON))
            case Judged.UNAVAILABLE:
                s.unanswered(document, answer.reason)
            case Judged.UNKNOWN_CLAVE if self._is_forgotten(document, now):
                self._send_again(document, now)
            case _:
                self._wait(document, now)
        s.results.touch(document)

    def _is_forgotten(self, document: Document, now: datetime) -> bool:
        """Whether the authority received it and has said for long enough that it does not know it."""
        received = document.authority is Authority.RECIBIDO and document.last_sent_at is not None
        return received and now - (document.last_sent_at or now) >= self._services.settings.forgotten_after

    def _send_again(self, document: Document, now: datetime) -> None:
        """The same bytes go again, a few times; then it is for a person to order it."""
        s = self._services
        facts = {"times": str(document.forgotten)}
        s.telemetry.alert("forgotten", document.number.issuer, document.clave, facts)
        if document.forgotten >= record.MOST_FORGOTTEN:
            s.give_back(document, messages.FORGOTTEN)
            return
        saved = s.save_quietly(document, lambda d: record.forgotten(d, now))
        if saved is not None:
            s.wake_next(saved)

    def _wait(self, document: Document, now: datetime) -> None:
        """It was not judged yet. It is never sent again for that, but beyond the usual a person has to look."""
        s = self._services
        if document.last_sent_at is None or now - document.last_sent_at < JUDGED_WITHIN:
            s.give_back(document)
            return
        s.telemetry.alert("not-judged", document.number.issuer, document.clave, {})
        s.give_back(document, messages.NOT_JUDGED)

    def settle(self, document: Document) -> Document:
        """Bring the record up to a judgement that is already archived, if its worker has not yet done so (or died)."""
        if document.authority not in (Authority.FIRMADO, Authority.RECIBIDO):
            return document
        s = self._services
        evidence = s.archive.get(paths.authorized(document))
        if evidence is None:
            return document
        answer = self._read(document, evidence)
        return self._mark(document, answer) if answer and self._is_ours(document, answer) else document

    def _read(self, document: Document, evidence: bytes) -> QueryAnswer | None:
        """What an archived judgement says; None of a file that is none."""
        try:
            return self._services.country(document).authority.read_evidence(evidence)
        except ValueError:
            return None

    def _accept(self, document: Document, answer: QueryAnswer) -> None:
        s = self._services
        stored = s.archive.put_once(paths.authorized(document), answer.evidence, "application/xml")
        if stored == answer.evidence:
            self._mark(document, answer)
            return
        there = self._read(document, stored)
        if there is None or not self._is_ours(document, there):
            report(s.archive, s.telemetry, document, "other-authorized", answer.evidence)
            s.give_back(document, messages.INCIDENT_OTHER_FILE)
            return
        s.wake_next(self._mark(document, there))

    def _mark(self, document: Document, answer: QueryAnswer) -> Document:
        s = self._services
        now = s.clock.now()
        return s.settle(document, lambda d: record.authorized(d, now, answer.number, answer.at, answer.messages))

    def _is_ours(self, document: Document, answer: QueryAnswer) -> bool:
        signed = self._services.archive.get(paths.signed(document))
        if signed is None or sha256(signed) != document.signed_sha256 or answer.number != document.clave:
            return False
        return answer.document == signed or canonical(answer.document) == canonical(signed)

    def _is_earlier(self, document: Document, answer: QueryAnswer) -> bool:
        """Whether the document in an answer is an earlier attempt of ours."""
        judged = canonical(answer.document)
        if judged is None:
            return False
        for attempt in range(1, document.attempt):
            signed = self._services.archive.get(paths.signed(replace(document, attempt=attempt)))
            if signed is not None and judged == canonical(signed):
                return True
        return False

    def _keep_evidence(self, document: Document, answer: QueryAnswer) -> None:
        name = paths.incident(document, sha256(answer.evidence))
        self._services.archive.put_once(name, answer.evidence, "application/xml")


def canonical(xml: bytes) -> bytes | None:
    """The canonical form, or None for what cannot be read (None never equals a document's form)."""
    try:
        return etree.tostring(parse(xml), method="c14n")
    except UnsafeXml:
        return None
