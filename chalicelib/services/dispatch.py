"""The dispatcher: who waits for an authority goes on, the issuers in turn, the oldest first, no faster than may be.

Once a minute it releases from each line's lanes as many documents as the cap carries until it comes again (while the
line is cut: one, as a probe), each at its moment of that minute: so the release follows the cap without a pause,
whatever the cap. Documents are released **side by side**, and when the time is nearly over the rest is left for the
next minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol

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
HANDFUL = 200
"""Documents that are released before the time is looked at again."""

ASKED = 50
"""Documents of a stopped lane that are looked at a run; what the authority has is among the oldest of it."""


class SideBySide(Protocol):
    """What `map` does, perhaps several calls at once."""

    def __call__(
        self, call: Callable[[str, datetime], bool], ids: Iterable[str], moments: Iterable[datetime], /
    ) -> Iterable[bool]:
        """The answers, in the order of the arguments."""
        ...


class Dispatch:
    """Runs the lanes."""

    def __init__(self, services: Services, lines: Lines, rules: Rules, side_by_side: SideBySide = map) -> None:
        self._services = services
        self._lines = lines
        self._rules = rules
        self._side_by_side = side_by_side

    def run(self, enough: Callable[[], bool] = lambda: False) -> int:
        """Release what may go on, until it is enough; answers how many documents."""
        return sum(self._line(name, enough) for name in self._lines.names())

    def _line(self, name: str, enough: Callable[[], bool]) -> int:
        lanes = list(self._lines.lanes(name))
        self._tell(lanes)
        line, _ = self._lines.read(name, "")
        now = self._services.clock.now()
        allowed = allowance(line, now, self._rules, WINDOW)
        moving = [lane for lane in lanes if lane.active and not lane.stopped(now)]
        stopped = [lane for lane in lanes if lane.active and lane.stopped(now)]
        if not allowed or not (moving or stopped or line.queue):
            return 0
        sources = [self._found(lane, allowed + 1, now) for lane in moving]
        turn = _in_turn([*sources, *(self._to_ask(lane) for lane in stopped)])
        begun = count = 0
        while begun < allowed and not enough():
            handful = list(islice(turn, min(HANDFUL, allowed - begun)))
            moments = (now + self._rules.pace * place for place in range(begun, begun + len(handful)))
            count += sum(self._side_by_side(self._release, handful, moments))
            begun += len(handful)
            if len(handful) < HANDFUL:
                break
        if not line.cut and next(turn, None) is None:
            self._empty(name, line)
        return count

    def _found(self, lane: Lane, most: int, now: datetime) -> Iterator[str]:
        """What waits in a lane. One in which nothing waits, and did not for a while, rests."""
        any_waits = False
        for document_id in self._services.documents.parked(lane.key, most):
            any_waits = True
            yield document_id
        if not any_waits and (lane.touched_at is None or now - lane.touched_at >= CALM):
            self._lines.rest(lane)

    def _to_ask(self, lane: Lane) -> Iterator[str]:
        """Of a stopped issuer, what the authority has already: nothing is handed in by asking about it."""
        for document_id in self._services.documents.parked(lane.key, ASKED):
            document = self._services.find(document_id)
            if document is not None and document.authority is Authority.RECIBIDO:
                yield document_id

    def _release(self, document_id: str, moment: datetime) -> bool:
        """Let a document go on at its moment."""
        s = self._services
        delay = max(moment - s.clock.now(), timedelta(0))
        document = s.find(document_id)
        if document is None or not document.lane:
            return False
        try:
            saved = s.documents.save(released(document, s.clock.now(), delay))
        except Conflict:
            return False
        s.wake_next(saved, delay=int(delay.total_seconds()))
        return True

    def _empty(self, name: str, line: Line) -> None:
        """Nobody waits any more: newcomers need not queue."""
        if line.queue:
            with suppress(Conflict):
                self._lines.save(name, replace(line, queue=False))

    def _tell(self, lanes: list[Lane]) -> None:
        for lane in lanes:
            now = self._services.clock.now()
            if not lane.told and (lane.blocked or lane.is_held(now)):
                country = self._services.countries.get(lane.line.partition(":")[0])
                facts = {"reason": why_stopped(replace(lane, paused=""), country, now)}
                notice = "cola-detenida" if lane.blocked else "cola-retenida"
                self._services.queues.tell_issuer(lane.issuer, notice, facts)
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
