"""Stopping and resuming: what an operator orders of a line to an authority or of one issuer's queue.

Nothing is lost by a stop: documents are signed as ever and wait in their lanes; what the authority has already is still
asked about, unless the whole line is paused.
"""

from __future__ import annotations

from dataclasses import replace

from chalicelib.domain.documents import messages
from chalicelib.domain.documents.line import Line
from chalicelib.services.ports import Clock, Conflict, Lines
from chalicelib.services.transitions import MAX_RACES


class Stops:
    """The use case."""

    def __init__(self, lines: Lines, clock: Clock) -> None:
        self._lines = lines
        self._clock = clock

    def pause_line(self, name: str, reason: str = messages.PAUSED_BY_OPERATOR) -> None:
        """No call goes to the authority any more. Raises Conflict after too many lost races."""
        self._change(name, reason)

    def resume_line(self, name: str) -> None:
        """Calls go out again, those that waited first."""
        self._change(name, "")

    def pause_issuer(self, line: str, issuer: str, reason: str = messages.PAUSED_BY_OPERATOR) -> None:
        """Nothing of the issuer is handed in on that line."""
        _, lane = self._lines.read(line, issuer)
        self._lines.stop(lane, self._clock.now(), paused=reason)

    def resume_issuer(self, line: str, issuer: str) -> None:
        """End the operator's pause and the authority's block, once it was put in order."""
        _, lane = self._lines.read(line, issuer)
        self._lines.resume(lane)
        self._queue(line)

    def _queue(self, name: str) -> None:
        """Those that waited go before newcomers."""
        for _ in range(MAX_RACES):
            line, _ = self._lines.read(name, "")
            if self._saved(name, replace(line, queue=True)):
                return
        raise Conflict(name)

    def _change(self, name: str, paused: str) -> None:
        for _ in range(MAX_RACES):
            line, _ = self._lines.read(name, "")
            if self._saved(name, replace(line, paused=paused, queue=True)):
                return
        raise Conflict(name)

    def _saved(self, name: str, line: Line) -> bool:
        try:
            self._lines.save(name, line)
        except Conflict:
            return False
        return True
