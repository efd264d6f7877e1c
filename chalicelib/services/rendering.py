"""Rendering: from the archived judgement alone, the printed representation."""

from __future__ import annotations

from chalicelib.domain.documents import delivering, paths
from chalicelib.domain.documents.record import Document, Stage, next_stage
from chalicelib.domain.documents.states import Authority, Delivery
from chalicelib.services.authorization import Authorization
from chalicelib.services.context import Services
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
        if next_stage(document) is not Stage.RENDERING:
            return
        evidence = s.archive.get(paths.authorized(document))
        if evidence is None:
            raise Unavailable("the authorised file is not there yet")
        branding = s.tenant(document).branding
        logo = s.archive.get(branding.logo_key) if branding.logo_key else None
        pdf = s.country(document).renderer.render(evidence, branding, logo)
        stored = s.archive.put_once(paths.ride(document), pdf, "application/pdf")
        marked = self._mark(document)
        if stored != pdf:
            s.wake_next(marked)

    def settle(self, document: Document) -> Document:
        """Bring the record up to a representation that is there already, if its worker has not yet (or died)."""
        if document.authority is not Authority.AUTORIZADO or document.delivery is not Delivery.PENDIENTE:
            return document
        if self._services.archive.get(paths.ride(document)) is None:
            return document
        return self._mark(document)

    def _mark(self, document: Document) -> Document:
        now = self._services.clock.now()
        return self._services.settle(document, lambda d: delivering.rendered(d, now))
