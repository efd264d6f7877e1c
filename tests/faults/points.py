"""Where the pipeline can be struck: a **point** is the moment before or after one side effect of one stage.

The points are not listed anywhere. A world is made with `Points.watch` between the services and their ports, and every
method of a port is a side effect unless `READING` says that it only looks: a new method of a port is a point without
anybody's doing. A **blow** is a kill (the worker is gone, whatever it holds stays as it is) or an exception (what an
adapter raises when the world fails it).
"""

from __future__ import annotations

import inspect
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from chalicelib.services import ports
from chalicelib.services.context import Settings, TouchesResults
from chalicelib.services.ledger.ports import Chains
from chalicelib.services.portal import ports as portal
from chalicelib.services.portal.letters import Mailer
from tests.unit.core.world import Killed, World

READING: dict[type, frozenset[str]] = {
    ports.Documents: frozenset({"get", "get_many", "due", "parked"}),
    ports.Batches: frozenset({"get", "entries", "kept", "is_latest", "due"}),
    ports.Tenants: frozenset({"get"}),
    ports.Archive: frozenset({"get", "origin"}),
    ports.Beats: frozenset({"archived", "tables"}),
    ports.Queues: frozenset(),
    ports.Inbox: frozenset({"head", "read", "uploads"}),
    ports.Lines: frozenset({"read", "names", "lanes"}),
    ports.TaxAuthority: frozenset({"read_evidence"}),
    ports.Countries: frozenset({"get"}),
    ports.Post: frozenset(),
    ports.Suppressions: frozenset({"has"}),
    ports.Numbering: frozenset({"following"}),
    ports.Ledger: frozenset(),
    Chains: frozenset({"waiting", "pending", "head", "heads", "records", "about"}),
}
"""The ports of the pipeline, and which of their methods only look."""
PORTAL: dict[type, frozenset[str]] = {
    portal.Accounts: frozenset({"get"}),
    portal.Sessions: frozenset({"get", "of"}),
    portal.Passes: frozenset({"get"}),
    portal.Limits: frozenset({"used", "attempts"}),
    portal.Outbox: frozenset({"get", "due"}),
    portal.Notices: frozenset(),
    portal.Received: frozenset({"read", "count", "issuers", "get", "get_many", "modifying"}),
    portal.Files: frozenset({"address", "get", "get_many", "kept", "kept_address", "origin"}),
    Mailer: frozenset(),
    TouchesResults: frozenset(),
}
"""The same of the portal's."""
HARMLESS = frozenset(
    {ports.Clock, ports.Chance, ports.Telemetry, ports.Step, ports.Signer, ports.Renderer, ports.Splitter}
)
"""Ports that change nothing outside the worker: time, chance, logs, and what is computed from what is given."""


class Injected(Exception):
    """The world failed an adapter here."""


@dataclass(frozen=True, slots=True)
class Point:
    """Before or after a side effect of a stage, the `turn`-th time (from 1) that a run comes by."""

    stage: str
    effect: str
    after: bool
    turn: int = 1

    def __str__(self) -> str:
        return f"{self.stage}: {'after' if self.after else 'before'} {self.effect} ({self.turn})"


@dataclass(frozen=True, slots=True)
class Blow:
    """What strikes at a point."""

    point: Point
    kill: bool

    def __str__(self) -> str:
        return f"{'kill' if self.kill else 'exception'}, {self.point}"


def effects(protocol: type) -> frozenset[str]:
    """The methods of a port that are side effects: `port.method`."""
    methods = {name for name, _ in inspect.getmembers(protocol, inspect.isfunction) if not name.startswith("_")}
    return frozenset(methods - _reading(protocol))


def _reading(protocol: type) -> frozenset[str]:
    return READING[protocol] if protocol in READING else PORTAL[protocol]


class Staged(Protocol):
    """A world that says which stage is at work."""

    stage: str


class Points:
    """Counts the points a world comes by, and strikes at one of them."""

    def __init__(self, *blows: Blow) -> None:
        self.world: Staged | None = None
        self.seen: Counter[tuple[str, str, bool]] = Counter()
        self.struck: list[Blow] = []
        self._blows = {blow.point: blow for blow in blows}
        self._next: Blow | None = None
        self._countdown = 0

    def strike_soon(self, countdown: int, after: bool, kill: bool) -> None:
        """Strike at the `countdown`-th side effect from now."""
        self._countdown = countdown
        self._next = Blow(Point("", "", after), kill)

    def calm(self) -> None:
        """Strike no more."""
        self._blows.clear()
        self._next = None

    def watch(self, name: str, protocol: type, port: Any) -> Any:
        """The port with a point before and after each of its side effects."""
        return _Watched(self, name, protocol, port)

    def pass_by(self, effect: str, after: bool) -> None:
        """The world is at a point. Raises Killed or Injected if it is struck there."""
        stage = self.world.stage if self.world else ""
        self.seen[stage, effect, after] += 1
        point = Point(stage, effect, after, self.seen[stage, effect, after])
        blow = self._blows.pop(point, None) or self._due(point)
        if blow is not None:
            self.struck.append(blow)
            raise Killed if blow.kill else Injected(str(point))

    def _due(self, point: Point) -> Blow | None:
        if self._next is None or self._next.point.after != point.after:
            return None
        self._countdown -= 1
        if self._countdown > 0:
            return None
        blow, self._next = Blow(point, self._next.kill), None
        return blow


class _Watched:
    """A port of which only what its Protocol declares can be reached."""

    def __init__(self, points: Points, name: str, protocol: type, port: Any) -> None:
        self._points = points
        self._name = name
        self._effects = effects(protocol)
        self._reading = _reading(protocol)
        self._port = port

    def __getattr__(self, method: str) -> Any:
        found = getattr(self._port, method)
        if method in self._reading:
            return found
        assert method in self._effects, f"{method} is not in the Protocol of {self._name}"

        def struck(*arguments: Any, **named: Any) -> Any:
            effect = f"{self._name}.{method}"
            self._points.pass_by(effect, after=False)
            answer = found(*arguments, **named)
            self._points.pass_by(effect, after=True)
            return answer

        return struck


QUICK = Settings(retry_base=timedelta(seconds=5), lease_seconds=30, forgotten_after=timedelta(hours=1))
"""An authority that does not know what it received is waited for an hour only, so that a day passes sooner."""


def struck_world(*blows: Blow, **settings: Any) -> tuple[World, Points]:
    """A world in which these blows will fall, and its points."""
    points = Points(*blows)
    world = World(points.watch, **({"settings": QUICK} | settings))
    points.world = world
    return world, points
