"""Reconciling a day: what the authority says of each document, next to what the record says. Nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.documents import paths
from chalicelib.domain.documents.record import Document
from chalicelib.domain.documents.states import Authority
from chalicelib.services.context import Services
from chalicelib.services.gate import Hold
from chalicelib.services.ports import Judged, QueryAnswer

MAX_WAITS = 30
"""In a row, before what is left is given up too."""
AGREEING = {
    Judged.AUTHORIZED: frozenset({Authority.AUTORIZADO, Authority.ANULADO}),
    Judged.REFUSED: frozenset({Authority.NO_AUTORIZADO}),
    Judged.PENDING: frozenset({Authority.RECIBIDO}),
    Judged.UNKNOWN_CLAVE: frozenset({Authority.PENDIENTE, Authority.FIRMADO, Authority.DEVUELTO}),
}
"""The states of a record that go with what the authority says."""


class Difference(StrEnum):
    """How the two disagree."""

    NONE = "none"
    STATE = "state"
    """They say different things."""
    NUMBER = "number"
    """The authorisation numbers differ."""
    CONTENT = "content"
    """The authority authorised other bytes than the archive holds."""
    NO_ANSWER = "no answer"
    """The authority could not be asked."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One document and what the authority says of it; `said` is empty without an answer."""

    document: Document
    difference: Difference
    said: str = ""


class Reconciling:
    """The use case."""

    def __init__(self, services: Services, wait: Callable[[], None]) -> None:
        self._services = services
        self._wait = wait
        self._waits = MAX_WAITS

    def compare(self, documents: Iterable[Document]) -> Iterator[Compared]:
        """Ask about each document in turn, as fast as the line to the authority lets calls out."""
        for document in documents:
            yield self._compare(document)

    def _compare(self, document: Document) -> Compared:
        answer = self._ask(document)
        if answer is None or answer.verdict is Judged.UNAVAILABLE:
            return Compared(document, Difference.NO_ANSWER)
        said = answer.verdict.value
        if document.authority not in AGREEING[answer.verdict]:
            return Compared(document, Difference.STATE, said)
        if answer.verdict is Judged.AUTHORIZED:
            if answer.number != document.authorization_number:
                return Compared(document, Difference.NUMBER, said)
            if not self._same(document, answer):
                return Compared(document, Difference.CONTENT, said)
        return Compared(document, Difference.NONE, said)

    def _ask(self, document: Document) -> QueryAnswer | None:
        while isinstance(permit := self._services.gate.enter(document, sends=False), Hold):
            if not self._waits:
                return None
            self._waits -= 1
            self._wait()
        self._waits = MAX_WAITS
        return self._services.gate.query(permit, document)

    def _same(self, document: Document, answer: QueryAnswer) -> bool:
        """Whether the archived judgement holds the document that the authority gives now."""
        s = self._services
        evidence = s.archive.get(paths.authorized(document))
        if evidence is None:
            return False
        return s.country(document).authority.read_evidence(evidence).document == answer.document
