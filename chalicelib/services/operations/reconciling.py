"""Reconciling a day: what the authority says of each document, next to what the record says. Nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
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


REMEMBERED = timedelta(days=15)
"""How long an authority answers for what it judged (SRI: some 15 to 30 days, sometimes less; no document says so)."""
JUDGED = frozenset({Authority.AUTORIZADO, Authority.NO_AUTORIZADO, Authority.ANULADO})


class Difference(StrEnum):
    """How the two disagree."""

    NONE = "none"
    STATE = "state"
    """They say different things."""
    NUMBER = "number"
    """The authorisation numbers differ."""
    CONTENT = "content"
    """The authority authorised other bytes than the archive holds."""
    FORGOTTEN = "forgotten"
    """The authority does not know any more what it judged so long ago: it cannot be compared."""
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

    def __init__(self, services: Services, wait: Callable[[], None], remembered: timedelta = REMEMBERED) -> None:
        self._services = services
        self._remembered = remembered
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
        if answer.verdict is Judged.UNKNOWN_CLAVE and self._may_be_forgotten(document):
            return Compared(document, Difference.FORGOTTEN, said)
        if document.authority not in AGREEING[answer.verdict]:
            return Compared(document, Difference.STATE, said)
        if answer.verdict is Judged.AUTHORIZED:
            return Compared(document, self._best(document, (answer, *answer.others)), said)
        return Compared(document, Difference.NONE, said)

    def _may_be_forgotten(self, document: Document) -> bool:
        """Whether the authority judged it, so long ago that it need not know of it any more."""
        judged_at = document.authorized_at or document.last_sent_at or document.updated_at
        return document.authority in JUDGED and self._services.clock.now() - judged_at > self._remembered

    def _best(self, document: Document, answers: Sequence[QueryAnswer]) -> Difference:
        """How the likest of the judgements in an answer differs."""
        numbered = [answer for answer in answers if answer.number == document.authorization_number]
        if not numbered:
            return Difference.NUMBER
        same = any(self._same(document, answer) for answer in numbered)
        return Difference.NONE if same else Difference.CONTENT

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
        try:
            return s.country(document).authority.read_evidence(evidence).document == answer.document
        except ValueError:
            return False
