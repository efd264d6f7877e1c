"""The gate before the authority: no call goes out but through it.

A **permit** is one call that may be made now; whoever uses it tells the gate how it went, and so every worker learns of
an outage. A **hold** says why not, and for how long that may last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.documents import messages
from chalicelib.domain.documents.line import (
    ADMITTED,
    Admission,
    Lane,
    Line,
    Rules,
    admit,
    failed,
    lane_key,
    line_key,
    succeeded,
)
from chalicelib.domain.documents.record import Document
from chalicelib.domain.documents.waiting import may_pass
from chalicelib.domain.ledger.chain import Entry, What
from chalicelib.services.numbering import Pause
from chalicelib.services.ports import (
    Chance,
    Clock,
    Conflict,
    Countries,
    Country,
    Judged,
    Ledger,
    Lines,
    QueryAnswer,
    SubmitAnswer,
    Submitted,
)

NEWCOMER = timedelta(seconds=30)
"""How long a document of an issuer of whom nothing waits tries by itself to get between those that were released."""
RACES = 12
"""Who loses so many in a row comes again a moment later."""
FAILURES = frozenset({Submitted.NOT_SENT, Submitted.UNKNOWN, Submitted.BUSY, Judged.UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Hold:
    """A call that may not be made now. `soon` is set if only others' calls of this very moment are in the way."""

    lane: str
    reason: str
    soon: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Permit:
    """One call that may be made now."""

    name: str
    line: Line
    probe: bool


def why_stopped(lane: Lane, country: Country, now: datetime) -> str:
    """Why nothing of an issuer is sent, in the words that its issuer reads."""
    if lane.blocked or lane.paused or lane.held_until is None:
        return messages.STOPPED.format(reason=lane.stopped(now))
    day = lane.held_until.astimezone(country.timezone)
    return messages.HELD.format(day=f"{day:%d/%m/%Y}", reason=lane.held)


class Gate:
    """Lets calls out one by one."""

    def __init__(
        self,
        lines: Lines,
        countries: Countries,
        clock: Clock,
        chance: Chance,
        rules: Rules,
        ledger: Ledger,
        pause: Pause = lambda attempt: None,
    ) -> None:
        self._lines = lines
        self._countries = countries
        self._clock = clock
        self._chance = chance
        self._rules = rules
        self._ledger = ledger
        self._pause = pause

    def enter(self, document: Document, *, sends: bool) -> Permit | Hold:
        """Ask for one call about the document; `sends` is true for one that hands it in."""
        number = document.number
        name = line_key(number.country, number.environment)
        for race in range(RACES):
            line, lane = self._lines.read(name, number.issuer)
            now = self._clock.now()
            passed = may_pass(document, now)
            admission, counted = admit(line, lane, now, self._rules, sends=sends, passed=passed)
            try:
                if counted != line:
                    counted = self._lines.save(name, counted)
            except Conflict:
                self._pause(race)
                continue
            if admission in ADMITTED:
                return Permit(name, counted, admission is Admission.PROBE)
            newcomer = line.queue and not lane.active and now - document.created_at < NEWCOMER
            return self._hold(document, lane, admission, passed or newcomer)
        return self._hold(document, lane, Admission.RATE, passed=True)

    def closed(self, document: Document) -> Hold | None:
        """Why the document has to wait with the others after its call failed; None if it may try again by itself."""
        number = document.number
        name = line_key(number.country, number.environment)
        line, lane = self._lines.read(name, number.issuer)
        return self._hold(document, lane, Admission.CUT, passed=False) if line.cut else None

    def stopped(self, document: Document) -> Hold | None:
        """Why nothing of the document's issuer may be handed in; None if it may."""
        number = document.number
        _, lane = self._lines.read(line_key(number.country, number.environment), number.issuer)
        if not lane.stopped(self._clock.now()):
            return None
        return self._hold(document, lane, Admission.STOPPED, passed=False)

    def submit(self, permit: Permit, document: Document, signed: bytes) -> SubmitAnswer:
        """Hand the document in."""
        began = self._clock.now()
        answer = self._countries.get(document.number.country).authority.submit(document.number.environment, signed)
        self._note("submit", document, began, answer)
        self._report(permit, answer.verdict not in FAILURES)
        return answer

    def query(self, permit: Permit, document: Document) -> QueryAnswer:
        """Ask what became of the document."""
        authority = self._countries.get(document.number.country).authority
        began = self._clock.now()
        answer = authority.query(document.number.environment, document.clave)
        self._note("query", document, began, answer)
        self._report(permit, answer.verdict not in FAILURES)
        return answer

    def _note(self, call: str, document: Document, began: datetime, answer: SubmitAnswer | QueryAnswer) -> None:
        """Have the ledger tell of a call and its answer."""
        facts: dict[str, object] = {
            "call": call,
            "attempt": document.attempt,
            "clave": document.clave,
            "verdict": answer.verdict.value,
            "milliseconds": int((self._clock.now() - began) / timedelta(milliseconds=1)),
        }
        if answer.messages:
            facts["codes"] = [m.code for m in answer.messages]
        if answer.reason:
            facts["reason"] = answer.reason
        self._ledger.note(Entry(document.number.issuer, began, What.CALL, document.id, facts))

    def _hold(self, document: Document, lane: Lane, admission: Admission, passed: bool) -> Hold:
        number = document.number
        key = lane_key(line_key(number.country, number.environment), number.issuer)
        if admission is Admission.STOPPED:
            return Hold(key, why_stopped(lane, self._countries.get(number.country), self._clock.now()))
        soon = timedelta(seconds=1 + 2 * self._chance.fraction()) if admission is Admission.RATE and passed else None
        return Hold(key, self._countries.get(number.country).waiting, soon)

    def _report(self, permit: Permit, well: bool) -> None:
        """Tell everybody how a call went. Lost races and lost reports do no harm: the next call tells the same."""
        if well and not (permit.line.failures or permit.probe):
            return
        for race in range(RACES):
            line, _lane = self._lines.read(permit.name, "")
            now = self._clock.now()
            fraction = self._chance.fraction()
            changed = succeeded(line) if well else failed(line, now, self._rules, fraction)
            if changed == line:
                return
            try:
                self._lines.save(permit.name, changed)
                return
            except Conflict:
                self._pause(race)
