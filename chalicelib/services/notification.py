"""Notification: the receiver gets the authorised XML and its printed representation by mail, at most once.

One message per address written in the document, never one to everybody. That a message is about to leave is noted
before it leaves: a worker that finds such a note does not send, because it cannot know whether somebody did. What
became of the message is told by the mail service's reports.
"""

from __future__ import annotations

from dataclasses import replace

from chalicelib.domain.documents import messages, paths
from chalicelib.domain.documents.delivering import delivered, intended, next_address, not_left, reported
from chalicelib.domain.documents.mailing import MailReport, MailState, address_hash
from chalicelib.domain.documents.record import Document, Stage, WrongState, next_stage
from chalicelib.services.context import Services
from chalicelib.services.ownership import logo
from chalicelib.services.ports import AddressRefused, Letter, OutcomeUnknown, Unavailable
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
        if next_stage(document) is not Stage.NOTIFICATION or s.is_taken(document):
            return
        taken = s.take(document)
        if taken is None:
            return
        try:
            taken = self._send_all(taken)
        except Unavailable as delay:
            s.give_back(taken, messages.MAIL_DELAYED, cause=str(delay))
            return
        if next_address(taken) is not None:
            return
        # Before the record says that everything is done: a notice too many does no harm, one too few is never sent.
        s.queues.tell_receiver(taken)
        now = s.clock.now()
        if s.save_quietly(taken, lambda d: delivered(d, now)) is not None:
            s.results.touch(taken)

    def _send_all(self, document: Document) -> Document:
        """Serve the addresses in turn; stops when another worker turns out to be serving them. Raises Unavailable."""
        letter: Letter | None = None
        while (place := next_address(document)) is not None:
            recipient = document.receiver.mails[place]
            suppressed = self._services.suppressions.has(address_hash(recipient))
            if not suppressed and letter is None:
                letter = self._letter(document)
            noted = self._note(document, place, MailState.SUPRIMIDO if suppressed else MailState.INTENTADO)
            if noted is None:
                break
            document = noted
            if letter is not None and not suppressed:
                document = self._send(replace(letter, document=document), recipient, place)
        return document

    def _note(self, document: Document, place: int, state: MailState) -> Document | None:
        now = self._services.clock.now()
        return self._services.save_quietly(document, lambda d: intended(d, place, now, state))

    def _send(self, letter: Letter, recipient: str, place: int) -> Document:
        s = self._services
        document = letter.document
        state, mail_id = MailState.ENVIADO, ""
        try:
            mail_id = s.post.send(letter, recipient, place)
        except AddressRefused:
            state = MailState.RECHAZADO
        except OutcomeUnknown as doubt:
            state = MailState.SIN_CONFIRMAR
            s.telemetry.postponed(Stage.NOTIFICATION.value, document.number.issuer, document.clave, str(doubt))
        except Unavailable:
            # Nothing left: the address is served anew later. Should this be lost, it stays in doubt and is not.
            s.settle(document, lambda d: not_left(d, place))
            raise
        now = s.clock.now()
        return s.settle(document, lambda d: reported(d, place, state, now, mail_id))

    def _letter(self, document: Document) -> Letter:
        s = self._services
        xml = s.judgement(document)
        pdf = s.archive.get(paths.ride(document))
        if xml is None or pdf is None:
            raise Unavailable("the files to send are not there yet")
        tenant = s.tenant(document)
        key = tenant.branding.logo_key
        picture = logo(key, s.archive.get(key)) if key else None
        return Letter(document, tenant.head, picture, xml, pdf)


class MailReports:
    """What the mail service reports of a message that was, or may have been, handed to it."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def take(self, report: MailReport) -> None:
        """Put it on record. What says nothing new, or is about nothing of ours, changes nothing. Raises Unavailable."""
        s = self._services
        if not s.freshness.is_open():
            raise Unavailable("the tables are behind the archive")
        document = s.find(report.document_id)
        if document is None or document.mailings != report.mailing:
            return
        if report.suppress:
            self._suppress(document, report)
        now = s.clock.now()

        def noted(fresh: Document) -> Document:
            if fresh.mailings != report.mailing:
                raise WrongState(f"{fresh.clave}: that was an earlier mailing")
            return reported(fresh, report.place, report.state, now, report.mail_id, report.reason)

        saved = s.save_quietly(document, noted)
        if saved is not None:
            s.results.touch(saved)

    def _suppress(self, document: Document, report: MailReport) -> None:
        mails = document.receiver.mails
        address = address_hash(mails[report.place]) if 0 <= report.place < len(mails) else report.address
        if address:
            self._services.suppressions.add(address, report.state.value, self._services.clock.now())
