"""Rendering: from the archived judgement alone, the printed representation.

Of a document that has to wait for the authority a **provisional** one is drawn from the signed bytes, marked on every
page as not yet authorised, so that the issuer has something to hand over meanwhile.
"""

from __future__ import annotations

from dataclasses import replace

from chalicelib.domain.documents import delivering, messages, paths, record, waiting
from chalicelib.domain.documents.record import Document, Stage, next_stage
from chalicelib.domain.documents.states import Authority, Delivery
from chalicelib.domain.tenants.tenant import Branding
from chalicelib.services.archived import report, sha256
from chalicelib.services.authorization import Authorization
from chalicelib.services.context import Services
from chalicelib.services.ownership import logo
from chalicelib.services.ports import Unavailable


class Rendering:
    """The fifth stage."""

    def __init__(self, services: Services, authorization: Authorization) -> None:
        self._services = services
        self._authorization = authorization

    def run(self, document: Document) -> None:
        """Draw the document if that is what it is owed."""
        s = self._services
        document = self._authorization.settle(document)
        if waiting.owes_a_provisional(document):
            self._draw_provisional(document)
            return
        if next_stage(document) is not Stage.RENDERING:
            return
        evidence = s.judgement(document)
        if evidence is None:
            raise Unavailable("the authorised file is not there yet")
        branding, logo = self._brand(document)
        pdf = s.country(document).renderer.render(evidence, branding, logo)
        stored = s.archive.put_once(paths.ride(document), pdf, "application/pdf", sha256(evidence))
        if stored != pdf and s.archive.origin(paths.ride(document)) != sha256(evidence):
            self._stop(document, "other-ride", pdf)
            return
        marked = self._mark(document)
        if stored != pdf:
            s.wake_next(marked)

    def _draw_provisional(self, document: Document) -> None:
        s = self._services
        signed = s.archive.get(paths.signed(document))
        if signed is None:
            raise Unavailable("the signed file is not there yet")
        branding, logo = self._brand(document)
        pdf = s.country(document).renderer.render_pending(signed, branding, logo)
        stored = s.archive.put_once(paths.provisional(document), pdf, "application/pdf", sha256(signed))
        if stored != pdf and s.archive.origin(paths.provisional(document)) != sha256(signed):
            report(s.archive, s.telemetry, document, "other-provisional", pdf)
            return
        saved = s.save_quietly(document, waiting.drawn)
        if saved is not None:
            s.results.touch(saved)

    def _stop(self, document: Document, what: str, pdf: bytes) -> None:
        """A drawing of another document is where this one's should be: nobody is mailed that; a person is called."""
        s = self._services
        report(s.archive, s.telemetry, document, what, pdf)
        now = s.clock.now()
        wait = record.backoff(document.tries + 1, s.settings.retry_base, fraction=s.chance.fraction())
        counted = replace(document, tries=document.tries + 1)
        reason = messages.INCIDENT_OTHER_FILE
        saved = s.save_quietly(counted, lambda d: record.retry_later(d, now, wait, reason))
        if saved is not None:
            s.results.touch(saved)

    def _brand(self, document: Document) -> tuple[Branding, bytes | None]:
        s = self._services
        branding = s.tenant(document).branding
        return branding, logo(branding.logo_key, s.archive.get(branding.logo_key)) if branding.logo_key else None

    def settle(self, document: Document) -> Document:
        """Bring the record up to a representation that is there already, if its worker has not yet (or died)."""
        if document.authority is not Authority.AUTORIZADO or document.delivery is not Delivery.PENDIENTE:
            return document
        archive = self._services.archive
        evidence = archive.get(paths.authorized(document))
        if archive.get(paths.ride(document)) is None or evidence is None:
            return document
        if archive.origin(paths.ride(document)) != sha256(evidence):
            return document  # the rendering looks at it
        return self._mark(document)

    def _mark(self, document: Document) -> Document:
        now = self._services.clock.now()
        return self._services.settle(document, lambda d: delivering.rendered(d, now))
