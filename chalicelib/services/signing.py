"""Signing: unsigned bytes become signed bytes, once.

The signed file is stored before the record says so, with «put only if nothing is there»: whichever worker stored first,
its bytes are the document's signed bytes for ever, and every other worker adopts them, if they are of the same file to
sign. That file is the one whose hash the record has; any other, in either place, is another document's, and stops this
one (`archived`).

What cannot be signed is **held**: its record says why in a coded message, its issuer reads it in the results, and it is
tried again, less and less often, until it can. If what we keep is to blame, a person is called.
"""

from __future__ import annotations

from chalicelib.domain.documents import messages, paths, record
from chalicelib.domain.documents.batch import origin
from chalicelib.domain.documents.errors import problem
from chalicelib.domain.documents.record import AuthorityMessage, Document, Stage, next_stage
from chalicelib.domain.documents.states import Authority
from chalicelib.services.archived import put_unsigned, report, sha256
from chalicelib.services.context import Services
from chalicelib.services.ports import OtherFile, SigningRefused, Unavailable

TRIES_UNTIL_ALERT = 6
"""As often may a key be out of reach, a few minutes in all, before a person is called."""


class Signing:
    """The second stage."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def run(self, document: Document) -> None:
        """Sign the document if that is what it is owed."""
        if next_stage(document) is not Stage.SIGNING:
            return
        s = self._services
        unsigned = s.archive.get(paths.unsigned(document)) or self._restored(document)
        if not unsigned:
            self._read_batch_again(document)
            return
        if document.unsigned_sha256 not in ("", sha256(unsigned)):
            self._stop(document, "other-unsigned", unsigned)
            return
        try:
            tenant = s.tenant(document)
            signed = s.country(document).signer.sign(tenant, unsigned, s.clock.now())
        except SigningRefused as refusal:
            self._hold(document, refusal)
            return
        except Unavailable as delay:
            self._delay(document, delay)
            return
        stored = s.archive.put_once(paths.signed(document), signed, "application/xml", sha256(unsigned))
        try:
            if stored != signed and s.archive.origin(paths.signed(document)) != sha256(unsigned):
                s.country(document).signer.check(tenant, unsigned, stored)
        except OtherFile:
            self._stop(document, "other-signed", signed)
            return
        except SigningRefused as refusal:
            self._hold(document, refusal)
            return
        except Unavailable as delay:
            self._delay(document, delay)
            return
        self._mark(document, stored)
        if stored != signed:
            s.queues.wake(Stage.SUBMISSION, document)

    def settle(self, document: Document) -> Document:
        """Bring the record up to a signed file that is already there, if its worker has not yet done so (or died)."""
        if document.authority is not Authority.PENDIENTE:
            return document
        archive = self._services.archive
        stored = archive.get(paths.signed(document))
        if stored is None or archive.origin(paths.signed(document)) != document.unsigned_sha256:
            return document  # what is not said to be of this document's file is the signing's to look at
        return self._mark(document, stored)

    def _mark(self, document: Document, stored: bytes) -> Document:
        s = self._services
        return s.settle(document, lambda d: record.signed(d, s.clock.now(), sha256(stored)))

    def _stop(self, document: Document, what: str, data: bytes) -> None:
        """Another document's file is where this one's should be."""
        s = self._services
        found = problem("ARCHIVO-AJENO", "")
        refusal = SigningRefused(found.code, found.message, found.remedy, cause=what)
        if found.code not in {m.code for m in document.messages}:
            report(s.archive, s.telemetry, document, what, data)
        self._hold(document, refusal)

    def _restored(self, document: Document) -> bytes:
        """The file of a document whose intake died between the number and the file."""
        s = self._services
        for batch_id in document.batches:
            kept = s.batches.kept(batch_id, document.id)
            if kept and document.unsigned_sha256 in ("", sha256(kept)):
                entries = s.batches.entries(batch_id)
                position = next(entry.position for entry in entries if entry.document_id == document.id)
                return put_unsigned(s.archive, s.telemetry, document, kept, origin(batch_id, position))
        return b""

    def _read_batch_again(self, document: Document) -> None:
        """The intake died between the record and the file: have its batch read once more, if it is not taken in."""
        s = self._services
        for batch_id in document.batches:
            batch = s.find_batch(batch_id)
            if batch is not None and not batch.complete:
                s.queues.wake_intake(batch.key, batch.object_version)
                return
        found = problem("ARCHIVO-FALTA", "")
        self._hold(document, SigningRefused(found.code, found.message, found.remedy, grave=True, cause="no file"))

    def _hold(self, document: Document, refusal: SigningRefused) -> None:
        s = self._services
        issuer, told = document.number.issuer, {m.code for m in document.messages}
        s.telemetry.postponed(Stage.SIGNING.value, issuer, document.clave, refusal.cause or refusal.code)
        # Before it is on record: called twice is better than never.
        if refusal.grave and refusal.code not in told:
            s.telemetry.alert("signing", issuer, document.clave, {"code": refusal.code})
        why = AuthorityMessage(refusal.code, refusal.message, remedy=refusal.remedy)
        self._postpone(document, why, f"{refusal.message} {refusal.remedy}".rstrip())

    def _delay(self, document: Document, delay: Unavailable) -> None:
        s = self._services
        issuer = document.number.issuer
        s.telemetry.postponed(Stage.SIGNING.value, issuer, document.clave, str(delay))
        if document.tries + 1 == TRIES_UNTIL_ALERT:
            s.telemetry.alert("signing", issuer, document.clave, {"code": "unavailable"})
        self._postpone(document, None, messages.SIGNATURE_DELAYED)

    def _postpone(self, document: Document, why: AuthorityMessage | None, reason: str) -> None:
        s = self._services
        now = s.clock.now()
        wait = record.backoff(document.tries + 1, s.settings.retry_base, fraction=s.chance.fraction())
        saved = s.save_quietly(document, lambda d: record.unsigned(d, now, wait, why, reason))
        if saved is not None:
            s.results.touch(saved)
