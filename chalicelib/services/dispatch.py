"""The dispatcher: who waits for an authority goes on, the issuers in turn, the oldest first, no faster than may be.

Once a minute it releases from each line's lanes as many documents as the cap carries until it comes again (while the
line is cut: one, as a probe), at the pace that the cap allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from chalicelib.domain.documents.country import issuer_in
from chalicelib.domain.documents.line import Lane, Line, Rules, allowance
from chalicelib.domain.documents.states import Authority
from chalicelib.domain.documents.waiting import released
from chalicelib.services.context import Services
from chalicelib.services.gate import why_stopped
from chalicelib.services.ports import Conflict, Lines

WINDOW = timedelta(seconds=60)
CALM = timedelta(minutes=10)
"""How long nobody joined a lane before it may be taken for empty: more than a worker takes from joining to parking."""
MOST = 1000
"""Documents a run: what fits well inside the function's limit."""

ASKED = 50
"""Documents of a stopped lane that are looked at a run; what the authority has is among the oldest of it."""


class Dispatch:
    """Runs the lanes."""

    def __init__(self, services: Services, lines: Lines, rules: Rules) -> None:
        self._services = services
        self._lines = lines
        self._rules = rules

    def run(self) -> int:
        """Release what may go on; answers how many documents."""
        return sum(self._line(name) for name in self._lines.names())

    def _line(self, name: str) -> int:
        lanes = list(self._lines.lanes(name))
        self._tell(lanes)
        line, _ = self._lines.read(name, "")
        now = self._services.clock.now()
        allowed = min(allowance(line, now, self._rules, WINDOW), MOST)
        moving = [lane for lane in lanes if lane.active and not lane.stopped(now)]
        stopped = [lane for lane in lanes if lane.active and lane.stopped(now)]
        if not allowed or not (moving or stopped or line.queue):
            return 0
        sources = [self._services.documents.parked(lane.key, allowed + 1) for lane in moving]
        turn = _in_turn([*sources, *(self._to_ask(lane) for lane in stopped)])
        chosen = list(islice(turn, allowed))
        count = 0
        for place, document_id in enumerate(chosen):
            count += self._release(document_id, self._rules.pace * place)
        if not line.cut and next(turn, None) is None:
            self._empty(name, line, moving, busy=bool(chosen))
        return count

    def _to_ask(self, lane: Lane) -> Iterator[str]:
        """Of a stopped issuer, what the authority has already: nothing is handed in by asking about it."""
        for document_id in self._services.documents.parked(lane.key, ASKED):
            document = self._services.find(document_id)
            if document is not None and document.authority is Authority.RECIBIDO:
                yield document_id

    def _release(self, document_id: str, delay: timedelta) -> bool:
        s = self._services
        document = s.find(document_id)
        if document is None or not document.lane:
            return False
        try:
            saved = s.documents.save(released(document, s.clock.now(), delay))
        except Conflict:
            return False
        s.wake_next(saved, delay=int(delay.total_seconds()))
        return True

    def _empty(self, name: str, line: Line, lanes: list[Lane], busy: bool) -> None:
        """Nobody waits any more: newcomers need not queue."""
        if line.queue:
            try:
                self._lines.save(name, replace(line, queue=False))
            except Conflict:
                return
        if busy:
            return
        now = self._services.clock.now()
        for lane in lanes:
            if lane.touched_at is None or now - lane.touched_at >= CALM:
                self._lines.rest(lane)

    def _tell(self, lanes: list[Lane]) -> None:
        for lane in lanes:
            now = self._services.clock.now()
            if not lane.told and (lane.blocked or lane.is_held(now)):
                country = self._services.countries.get(lane.line.partition(":")[0])
                facts = {"reason": why_stopped(replace(lane, paused=""), country, now)}
                self._services.queues.tell_issuer(lane.issuer, "cola-detenida", facts)
                self._lines.told(lane)


def _in_turn(sources: list[Iterator[str]]) -> Iterator[str]:
    """One of each, again and again, until all are exhausted."""
    while sources:
        left = []
        for source in sources:
            found = next(source, None)
            if found is not None:
                yield found
                left.append(source)
        sources = left


def fair(document_ids: Iterable[str], most: int) -> list[str]:
    """The first of a list when its issuers take turns."""
    by_issuer: dict[str, list[str]] = {}
    for document_id in document_ids:
        by_issuer.setdefault(issuer_in(document_id), []).append(document_id)
    return list(islice(_in_turn([iter(ids) for ids in by_issuer.values()]), most))
