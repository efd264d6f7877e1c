"""The line to an authority: when calls may go out, and who waits meanwhile.

- A **line** is one authority in one environment (`EC:1`). Every worker that calls it shares its state.
- The line is **open** while calls go through. After `threshold` failures in a row it is **cut**: nothing is sent but
  one **probe** at a time, at growing intervals; the first call that goes through joins it again.
- A **failure** is a call without an answer that can be used: nothing came back, or the authority failed inside.
- The **cap** is the most calls in any second. It holds always, so also when the line is joined again: a fifth of it may
  come at once, the rest is spread (the generic cell rate algorithm, ITU-T I.371, on one moment: `next_call_at`).
- A **lane** is what one issuer has waiting at a line. A line has a **queue** while documents wait in lanes that may
  move. A newcomer then joins its lane if others of its issuer wait there, so that the oldest go first; an issuer of
  whom nothing waits need not wait for those who have thousands.
- A document **released** from its lane has a pass for some minutes: it does not queue a second time.
- A lane is **blocked** when the authority will take nothing from that issuer, a line or lane **paused** when an
  operator stopped it. Both end by an order of a person. A lane is **held** when the authority will take nothing from
  the issuer until some moment; that ends by itself.

Everything here is pure: the moment and a fraction drawn at random (0 ≤ f < 1) are arguments.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

PASS = timedelta(minutes=10)
"""How long a released document does not have to queue."""
CALLS_PER_DOCUMENT = 2.5
"""Sent once, asked about once or twice."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is configured of the lines. `cap` is in calls per second."""

    cap: int = 50
    threshold: int = 5
    probe_base: timedelta = timedelta(seconds=30)
    probe_ceiling: timedelta = timedelta(minutes=5)

    @property
    def burst(self) -> int:
        """Calls that may come at once after a calm."""
        return max(1, self.cap // 5)

    @property
    def interval(self) -> timedelta:
        """The distance of calls in a steady stream: with the burst, never more than the cap in a second."""
        return timedelta(seconds=1 / max(self.cap - self.burst, 0.8))

    @property
    def pace(self) -> timedelta:
        """The distance at which documents are released: each makes its calls."""
        return self.interval * CALLS_PER_DOCUMENT


@dataclass(frozen=True, slots=True)
class Line:
    """The state of a line. `probe_at` is set while it is cut: the moment from which one call may try."""

    failures: int = 0
    probes: int = 0
    """Failed probes since it was cut."""
    probe_at: datetime | None = None
    next_call_at: datetime | None = None
    queue: bool = False
    paused: str = ""
    version: int = 0

    @property
    def cut(self) -> bool:
        """True while only probes go out."""
        return self.probe_at is not None


@dataclass(frozen=True, slots=True)
class Lane:
    """One issuer at a line. `blocked`, `paused` and `held` hold the reason, as the issuer will read it."""

    line: str
    issuer: str
    blocked: str = ""
    paused: str = ""
    held: str = ""
    held_until: datetime | None = None
    told: bool = True
    """Whether the issuer was told of the block or the hold."""
    active: bool = False
    """Documents may be waiting in it."""
    touched_at: datetime | None = None

    @property
    def key(self) -> str:
        """The key under which its documents are found."""
        return lane_key(self.line, self.issuer)

    def stopped(self, now: datetime) -> str:
        """Why nothing of the issuer may be sent, or empty."""
        return self.blocked or self.paused or (self.held if self.is_held(now) else "")

    def is_held(self, now: datetime) -> bool:
        """Whether it is held at that moment."""
        return self.held_until is not None and now < self.held_until


def line_key(country: str, environment: str) -> str:
    """The name of a line: `EC:1`."""
    return f"{country}:{environment}"


def lane_key(line: str, issuer: str) -> str:
    """The name of a lane: `EC:1|1790012345001`."""
    return f"{line}|{issuer}"


class Admission(StrEnum):
    """Whether a call may go out now."""

    GO = "go"
    PROBE = "probe"
    """It may, and the line's fate hangs on it."""
    CUT = "cut"
    PAUSED = "paused"
    STOPPED = "stopped"
    """Nothing of this issuer may be sent."""
    QUEUE = "queue"
    """Others of this issuer were here first."""
    RATE = "rate"
    """As many calls as may be were made just now."""


ADMITTED = frozenset({Admission.GO, Admission.PROBE})


def admit(line: Line, lane: Lane, now: datetime, rules: Rules, *, sends: bool, passed: bool) -> tuple[Admission, Line]:
    """Whether a call may go out, and the line's state with it counted; an unchanged line need not be stored.

    `sends` is true for a call that hands a document in (a question is asked also for a stopped issuer), `passed` for a
    document that was released from its lane.
    """
    if line.paused:
        return Admission.PAUSED, line
    if sends and lane.stopped(now):
        return Admission.STOPPED, line
    if line.probe_at is not None:
        if now < line.probe_at:
            return Admission.CUT, line
        return Admission.PROBE, replace(line, probe_at=now + _probe_interval(line.probes, rules))
    if line.queue and lane.active and not passed:
        return Admission.QUEUE, line
    slot = max(line.next_call_at or now, now)
    if slot - now > rules.interval * (rules.burst - 1):
        return Admission.RATE, line if passed else replace(line, queue=True)
    return Admission.GO, replace(line, next_call_at=slot + rules.interval)


def succeeded(line: Line) -> Line:
    """A call went through: the line is whole."""
    return replace(line, failures=0, probes=0, probe_at=None)


def failed(line: Line, now: datetime, rules: Rules, fraction: float) -> Line:
    """A call failed: one more, or the one that cuts the line, or a probe in vain."""
    if line.probe_at is not None:
        wait = _probe_interval(line.probes + 1, rules) * (1 + fraction / 4)
        return replace(
            line, failures=line.failures + 1, probes=line.probes + 1, probe_at=max(line.probe_at, now + wait)
        )
    failures = line.failures + 1
    if failures < rules.threshold:
        return replace(line, failures=failures)
    wait = _probe_interval(0, rules) * (1 + fraction / 4)
    return replace(line, failures=failures, probes=0, probe_at=now + wait, queue=True)


def _probe_interval(probes: int, rules: Rules) -> timedelta:
    return min(rules.probe_base * (1 << min(probes, 20)), rules.probe_ceiling)


def allowance(line: Line, now: datetime, rules: Rules, window: timedelta) -> int:
    """How many documents may be released for the coming window: none, a probe, or what the cap carries."""
    if line.paused:
        return 0
    if line.probe_at is not None:
        return 1 if now >= line.probe_at else 0
    return max(1, int(window / rules.pace))
