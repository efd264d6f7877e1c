"""Notification: the receiver gets the authorised XML and its printed representation by mail.

One message per address written in the document, never one to everybody. Progress is saved after each, so that a worker
that dies repeats at most the message it was sending.
"""

from __future__ import annotations

from chalicelib.domain.documents import messages, paths, record
from chalicelib.domain.documents.record import Document, Stage, next_stage
from chalicelib.services.context import Services
from chalicelib.services.ports import AddressRefused, Letter, Unavailable
from chalicelib.services.rendering import Rendering


class Notification:
    """The last stage."""

    def __init__(self, services: Services, rendering: Rendering) -> None:
        self._services = services
        self._rendering = rendering

    def run(self, document: Document) -> None:
        """Mail the document if that is what it is owed."""
        s = self._services
        document = self._rendering.settle(document)
        if next_stage(document) is not Stage.NOTIFICATION:
            return
        taken: Document | None = s.take(document)
        if taken is None:
            return
        try:
            taken = self._send_all(taken)
        except Unavailable as delay:
            s.give_back(taken, messages.MAIL_DELAYED, cause=str(delay))
            return
        # Before the record says that everything is done: a notice too many does no harm, one too few is never sent.
        s.queues.tell_receiver(taken)
        now = s.clock.now()
        mailed = taken.mail_ids
        if s.save_quietly(taken, lambda d: record.delivered(d, now, mailed)) is not None:
            s.results.touch(taken)

    def _send_all(self, document: Document) -> Document:
        s = self._services
        addresses = document.receiver.mails
        if len(document.mail_ids) == len(addresses):
            return document
        letter = self._letter(document)
        for address in addresses[len(document.mail_ids) :]:
            try:
                mail_id = s.post.send(letter, address)
            except AddressRefused:
                mail_id = record.REFUSED_ADDRESS
            document = self._note(document, mail_id)
        return document

    def _note(self, document: Document, mail_id: str) -> Document:
        """Put the sent message on record whoever changed the record meanwhile: a lost note is a second message."""
        return self._services.settle(document, lambda d: record.mailed(d, mail_id))

    def _letter(self, document: Document) -> Letter:
        s = self._services
        xml = s.archive.get(paths.authorized(document))
        pdf = s.archive.get(paths.ride(document))
        if xml is None or pdf is None:
            raise Unavailable("the files to send are not there yet")
        tenant = s.tenant(document)
        logo = s.archive.get(tenant.branding.logo_key) if tenant.branding.logo_key else None
        return Letter(document, tenant, logo, xml, pdf)
