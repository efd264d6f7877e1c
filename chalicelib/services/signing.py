"""Signing: unsigned bytes become signed bytes, once.

The signed file is stored before the record says so, with «put only if nothing is there»: whichever worker stored first,
its bytes are the document's signed bytes for ever, and every other worker adopts them.

What cannot be signed is **held**: its record says why in a coded message, its issuer reads it in the results, and it is
tried again, less and less often, until it can. If what we keep is to blame, a person is called.
"""

from __future__ import annotations

import hashlib

from chalicelib.domain.documents import messages, paths, record
from chalicelib.domain.documents.record import AuthorityMessage, Document, Stage, next_stage
from chalicelib.domain.documents.states import Authority
from chalicelib.services.context import Services
from chalicelib.services.ports import SigningRefused, Unavailable

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
        tenant = s.tenant(document)
        try:
            signed = s.country(document).signer.sign(tenant, unsigned, s.clock.now())
        except SigningRefused as refusal:
            self._hold(document, refusal)
            return
        except Unavailable as delay:
            self._delay(document, delay)
            return
        stored = s.archive.put_once(paths.signed(document), signed, "application/xml")
        try:
            if stored != signed:
                s.country(document).signer.check(tenant, unsigned, stored)
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
        stored = self._services.archive.get(paths.signed(document))
        return document if stored is None else self._mark(document, stored)

    def _mark(self, document: Document, stored: bytes) -> Document:
        s = self._services
        sha256 = hashlib.sha256(stored).hexdigest()
        return s.settle(document, lambda d: record.signed(d, s.clock.now(), sha256))

    def _restored(self, document: Document) -> bytes:
        """The file of a document whose intake died between the number and the file."""
        s = self._services
        kept = s.batches.kept(document.batches[-1], document.id)
        return s.archive.put_once(paths.unsigned(document), kept, "application/xml") if kept else b""

    def _read_batch_again(self, document: Document) -> None:
        """The intake died between the record and the file: have its batch read once more."""
        s = self._services
        batch = s.batches.get(document.batches[-1])
        if batch is not None:
            s.queues.wake_intake(batch.key, batch.object_version)

    def _hold(self, document: Document, refusal: SigningRefused) -> None:
        s = self._services
        issuer, told = document.number.issuer, {m.code for m in document.messages}
        s.telemetry.postponed(Stage.SIGNING.value, issuer, document.clave, refusal.cause or refusal.code)
        # Before it is on record: called twice is better than never.
        if refusal.grave and refusal.code not in told:
            s.telemetry.alert("signing", issuer, document.clave, {"code": refusal.code, "cause": refusal.cause})
        why = AuthorityMessage(refusal.code, refusal.message, remedy=refusal.remedy)
        self._postpone(document, why, f"{refusal.message} {refusal.remedy}".rstrip())

    def _delay(self, document: Document, delay: Unavailable) -> None:
        s = self._services
        issuer = document.number.issuer
        s.telemetry.postponed(Stage.SIGNING.value, issuer, document.clave, str(delay))
        if document.tries + 1 == TRIES_UNTIL_ALERT:
            s.telemetry.alert("signing", issuer, document.clave, {"code": "unavailable", "cause": str(delay)})
        self._postpone(document, None, messages.SIGNATURE_DELAYED)

    def _postpone(self, document: Document, why: AuthorityMessage | None, reason: str) -> None:
        s = self._services
        now = s.clock.now()
        wait = record.backoff(document.tries + 1, s.settings.retry_base, fraction=s.chance.fraction())
        saved = s.save_quietly(document, lambda d: record.unsigned(d, now, wait, why, reason))
        if saved is not None:
            s.results.touch(saved)
