"""The stages of a document, and how one of them is run for one document."""

from __future__ import annotations

from typing import Protocol

from chalicelib.domain.documents.record import Document, Stage
from chalicelib.services.authorization import Authorization
from chalicelib.services.context import Services
from chalicelib.services.notification import Notification
from chalicelib.services.ports import Telemetry
from chalicelib.services.rendering import Rendering
from chalicelib.services.signing import Signing
from chalicelib.services.submission import Submission


class StageOfDocument(Protocol):
    """One stage."""

    def run(self, document: Document) -> None:
        """Do what the document is owed, if it is owed to this stage."""
        ...


class Pipeline:
    """Runs a stage for a document. Running one twice, early or late does no harm."""

    def __init__(self, services: Services, telemetry: Telemetry) -> None:
        signing = Signing(services)
        authorization = Authorization(services)
        rendering = Rendering(services, authorization)
        self._services = services
        self._telemetry = telemetry
        self._stages: dict[Stage, StageOfDocument] = {
            Stage.SIGNING: signing,
            Stage.SUBMISSION: Submission(services, signing, authorization),
            Stage.AUTHORIZATION: authorization,
            Stage.RENDERING: rendering,
            Stage.NOTIFICATION: Notification(services, rendering),
        }

    def run(self, stage: Stage, document_id: str) -> None:
        """Have the stage look at the document. One that has no record is left alone: its file came from elsewhere.

        So is one whose record is another's: a person was called, and the sweep looks again while it is due.
        """
        document = self._services.find(document_id)
        if document is None:
            return
        if not self._services.freshness.is_open():
            # Its record stays due: the sweep wakes the stage when the tables can be relied on again.
            issuer, why = document.number.issuer, "the tables are behind the archive"
            self._telemetry.postponed(stage.value, issuer, document.clave, why)
            return
        with self._telemetry.step(stage.value, document.number.issuer, document.clave) as step:
            self._stages[stage].run(document)
            step.note(attempt=document.attempt)
