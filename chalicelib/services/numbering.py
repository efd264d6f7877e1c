"""Giving numbers: the documents of a batch that came without one get the next of their series.

What happens for each handful, in one transaction of the port: the series moves on, the records are created under their
numbers, the entries are written. Whoever comes second finds that something is there already, looks again at what is
left to do, and tries with what is next by then.

A series never goes on behind the archive: one that has no number yet, or whose next number another document's file
holds, is compared with the numbers in the archive first.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from chalicelib.domain.documents import paths, record
from chalicelib.domain.documents.batch import Batch, Entry, origin
from chalicelib.domain.documents.country import Prepared, Rejected, Series, Unnumbered
from chalicelib.domain.documents.numbering import FIRST, free_numbers
from chalicelib.domain.documents.record import Document
from chalicelib.services.archived import ArchivedNumbers, put_unsigned
from chalicelib.services.ports import MAX_GIVEN, Archive, Batches, Clock, Conflict, Documents, Numbering, Telemetry

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
        archived: ArchivedNumbers,
        clock: Clock,
        telemetry: Telemetry,
        pause: Pause,
    ) -> None:
        self._numbering = numbering
        self._documents = documents
        self._batches = batches
        self._archive = archive
        self._archived = archived
        self._telemetry = telemetry
        self._clock = clock
        self._pause = pause

    def give(self, batch: Batch, waiting: Sequence[Waiting]) -> None:
        """Number the documents of each series in their order and store what is to be signed."""
        groups: dict[Series, list[Waiting]] = {}
        for w in waiting:
            groups.setdefault(w.document.series, []).append(w)
        for series, rest in groups.items():
            while rest:
                rest = self._some(batch, series, rest)

    def _some(self, batch: Batch, series: Series, waiting: list[Waiting]) -> list[Waiting]:
        """Number the first ones; answers those that are left."""
        numbers = _from(self._following(series))
        for attempt in range(1, MAX_TRIES + 1):
            made, left = self._made(batch, waiting, numbers.free)
            documents = [document for _, document in made if document is not None]
            if not documents:
                self._batches.add([entry for entry, _ in made])
                return left
            if self._is_occupied(documents[0], made):
                self._telemetry.alert("series-behind", series.issuer, documents[0].clave, {"series": series.key})
                numbers = _from(self._behind_the_archive(series, int(documents[0].number.sequence)))
                continue
            last = max(int(d.number.sequence) for d in documents)
            try:
                self._numbering.give(series, numbers.following, last, documents, [entry for entry, _ in made])
            except Conflict:
                waiting = self._still_waiting(batch, waiting)
                if not waiting:
                    return []
                numbers = self._look_again(series, numbers.following)
                self._pause(attempt)
                continue
            for entry, document in made:
                if document is not None:
                    made_from = origin(batch.id, entry.position)
                    put_unsigned(self._archive, self._telemetry, document, entry.unsigned, made_from)
            return left
        raise Conflict(series.key)

    def _following(self, series: Series) -> int:
        """The next number; of a series that has none yet, one behind the archive if that knows more than the table."""
        following = self._numbering.following(series)
        if following is not None:
            return following
        highest = self._archived.behind(series)
        return self._raised(series, highest + 1) if highest else FIRST

    def _behind_the_archive(self, series: Series, taken: int) -> int:
        return self._raised(series, max(self._archived.behind(series), taken) + 1)

    def _raised(self, series: Series, number: int) -> int:
        self._numbering.begin_at(series, number)
        return self._numbering.following(series) or FIRST

    def _is_occupied(self, document: Document, made: Sequence[tuple[Entry, Document | None]]) -> bool:
        """Whether the archive holds another's file where this document's would be, and nobody's record says whose."""
        stored = self._archive.get(paths.unsigned(document))
        if stored is None or stored == next(entry.unsigned for entry, d in made if d is document):
            return False
        return not self._documents.get_many([document.id])

    def _made(
        self, batch: Batch, waiting: Sequence[Waiting], numbers: Sequence[int]
    ) -> tuple[list[tuple[Entry, Document | None]], list[Waiting]]:
        """Entries with their records, as many as one transaction holds; a document that cannot be had gets none."""
        made: list[tuple[Entry, Document | None]] = []
        free = iter(numbers)
        number = next(free, None)
        size = 0
        now = self._clock.now()
        for place, w in enumerate(waiting):
            if number is None or len(made) == MAX_GIVEN:
                return made, list(waiting[place:])
            prepared = w.document.numbered(number)
            if isinstance(prepared, Rejected):
                made.append((_refused(batch, w, prepared), None))
                continue
            size += len(prepared.unsigned)
            if made and size > MAX_KEPT_BYTES:
                return made, list(waiting[place:])
            made.append((_entry(batch, w, prepared), record.new(prepared, batch.id, now, batch.round)))
            number = next(free, None)
        return made, []

    def _still_waiting(self, batch: Batch, waiting: list[Waiting]) -> list[Waiting]:
        """Without those whom another worker on the same batch has numbered meanwhile."""
        there = {entry.position for entry in self._batches.entries(batch.id) if entry.round >= batch.round}
        return [w for w in waiting if w.position not in there]

    def _look_again(self, series: Series, following: int) -> _Numbers:
        """The next numbers by now. If the series has not moved, numbers that came with documents are in the way.

        A stretch of nothing but such numbers is left behind for good, so that a worker that dies on a long way through
        them has not gone it in vain.
        """
        while (now := self._numbering.following(series) or FIRST) == following:
            keys = {series.number(number).key: number for number in range(following, following + LOOK_AHEAD)}
            taken = {keys[key] for key in self._documents.get_many(keys)}
            if len(taken) < LOOK_AHEAD:
                return _from(following, taken)
            following += LOOK_AHEAD
            self._numbering.begin_at(series, following)
        return _from(now)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What a series holds next, and the numbers of it that may be given now, as far as is known."""

    following: int
    free: Sequence[int]


def _from(following: int, taken: Container[int] = ()) -> _Numbers:
    numbers = takewhile(lambda number: number < following + LOOK_AHEAD, free_numbers(following, taken))
    return _Numbers(following, list(islice(numbers, MAX_GIVEN)))


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
        digest=prepared.digest,
        round=batch.round,
    )


def _refused(batch: Batch, w: Waiting, rejected: Rejected) -> Entry:
    entry = Entry(batch.id, w.position, w.name, number_text=rejected.number_text, clave=rejected.clave)
    return replace(entry, problems=rejected.problems, round=batch.round)
