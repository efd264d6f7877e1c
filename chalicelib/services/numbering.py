"""Giving numbers: the documents of a batch that came without one get the next of their series.

What happens for each handful, in one transaction of the port: the series moves on, the records are created under their
numbers, the entries are written. Whoever comes second finds that something is there already, looks again at what is
left to do, and tries with what is next by then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from chalicelib.domain.documents import paths, record
from chalicelib.domain.documents.batch import Batch, Entry
from chalicelib.domain.documents.country import Prepared, Rejected, Series, Unnumbered
from chalicelib.domain.documents.numbering import free_numbers
from chalicelib.domain.documents.record import Document
from chalicelib.services.ports import MAX_GIVEN, Archive, Batches, Clock, Conflict, Documents, Numbering

MAX_TRIES = 200
"""A series that many batches want at once is won by one of them at a time."""
MAX_KEPT_BYTES = 1_500_000
"""Of one transaction, which may hold 4 MB."""
LOOK_AHEAD = 100
"""Numbers that are looked at when one turned out to be taken."""

Pause = Callable[[int], None]
"""Waits a little before the given try (counted from 1)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that wants a number, and where it stands in its batch."""

    position: int
    name: str
    document: Unnumbered


class GiveNumbers:
    """Numbers the documents of a batch."""

    def __init__(
        self,
        *,
        numbering: Numbering,
        documents: Documents,
        batches: Batches,
        archive: Archive,
        clock: Clock,
        pause: Pause,
    ) -> None:
        self._numbering = numbering
        self._documents = documents
        self._batches = batches
        self._archive = archive
        self._clock = clock
        self._pause = pause

    def give(self, batch: Batch, waiting: Sequence[Waiting]) -> None:
        """Number the documents in their order and store what is to be signed."""
        for series, group in groupby(waiting, key=lambda w: w.document.series):
            rest = list(group)
            while rest:
                rest = self._some(batch, series, rest)

    def _some(self, batch: Batch, series: Series, waiting: list[Waiting]) -> list[Waiting]:
        """Number the first ones; answers those that are left."""
        taken: set[int] = set()
        for attempt in range(1, MAX_TRIES + 1):
            following = self._numbering.following(series)
            made, left = self._made(batch, waiting, free_numbers(following, taken))
            documents = [document for _, document in made if document is not None]
            if not documents:
                self._batches.add([entry for entry, _ in made])
                return left
            last = max(int(d.number.sequence) for d in documents)
            try:
                self._numbering.give(series, following, last, documents, [entry for entry, _ in made])
            except Conflict:
                waiting = self._still_waiting(batch, waiting)
                if not waiting:
                    return []
                if self._numbering.following(series) == following:
                    taken |= self._taken(series, following)
                self._pause(attempt)
                continue
            for entry, document in made:
                if document is not None:
                    self._archive.put_once(paths.unsigned(document), entry.unsigned, "application/xml")
            return left
        raise Conflict(series.key)

    def _made(
        self, batch: Batch, waiting: Sequence[Waiting], numbers: Iterator[int]
    ) -> tuple[list[tuple[Entry, Document | None]], list[Waiting]]:
        """Entries with their records, as many as one transaction holds; a document that cannot be had gets none."""
        made: list[tuple[Entry, Document | None]] = []
        size = 0
        number = next(numbers)
        now = self._clock.now()
        for place, w in enumerate(waiting):
            prepared = w.document.numbered(number)
            if made and (len(made) == MAX_GIVEN or size + _size(prepared) > MAX_KEPT_BYTES):
                return made, list(waiting[place:])
            size += _size(prepared)
            if isinstance(prepared, Rejected):
                made.append((_refused(batch, w, prepared), None))
            else:
                made.append((_entry(batch, w, prepared), record.new(prepared, batch.id, now)))
                number = next(numbers)
        return made, []

    def _still_waiting(self, batch: Batch, waiting: list[Waiting]) -> list[Waiting]:
        """Without those whom another worker on the same batch has numbered meanwhile."""
        there = {entry.position for entry in self._batches.entries(batch.id)}
        return [w for w in waiting if w.position not in there]

    def _taken(self, series: Series, following: int) -> set[int]:
        """The numbers from `following` on that came with their documents, as far as the first free stretch."""
        found: set[int] = set()
        while True:
            keys = {series.number(number).key: number for number in range(following, following + LOOK_AHEAD)}
            there = self._documents.get_many(keys)
            found |= {keys[key] for key in there}
            following += LOOK_AHEAD
            if len(there) < LOOK_AHEAD - MAX_GIVEN:
                return found


def _size(prepared: Prepared | Rejected) -> int:
    return 0 if isinstance(prepared, Rejected) else len(prepared.unsigned)


def _entry(batch: Batch, w: Waiting, prepared: Prepared) -> Entry:
    return Entry(
        batch.id,
        w.position,
        w.name,
        document_id=prepared.number.key,
        number_text=prepared.label,
        clave=prepared.clave,
        problems=prepared.warnings,
        unsigned=prepared.unsigned,
    )


def _refused(batch: Batch, w: Waiting, rejected: Rejected) -> Entry:
    entry = Entry(batch.id, w.position, w.name, number_text=rejected.number_text, clave=rejected.clave)
    return replace(entry, problems=rejected.problems)
