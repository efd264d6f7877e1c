"""Whatever happens in whatever order: uploads, corrections, blows, events lost, doubled and late, clocks that move.

`RUBRICA_RANDOM_RUNS` is how many runs are drawn (300 unless told).
"""

from __future__ import annotations

import os
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from chalicelib.domain.documents.line import line_key
from chalicelib.domain.documents.mailing import MailReport, MailState
from chalicelib.domain.documents.states import Authority
from tests.faults import invariants
from tests.faults.points import Injected, struck_world
from tests.faults.story import correct, rest, until_quiet
from tests.unit.core.world import RUC, Killed

LINE = line_key("XX", "1")
A_LOOK = timedelta(minutes=5)
"""Longer than it takes the sweep to find an upload that nobody told it of."""
MAILS = ("", "ana@example.com", "ana@example.com,luis@example.com", "refused@example.com")
SUBMITS = ("ok", "down", "busy", "lost", "accept_then_hang", "returned", "stopped")
QUERIES = ("ok", "down", "pending", "refused", "tampered", "wrong_clave")


class Days(RuleBasedStateMachine):
    """An issuer, a service that is struck, an authority with moods."""

    @initialize()
    def begin(self) -> None:
        self.world, self.points = struck_world()
        self.batches = 0
        self.numbers = 0

    def struck(self, step) -> None:  # type: ignore[no-untyped-def]
        try:
            step()
        except (Killed, Injected):
            return

    @rule(given=st.lists(st.sampled_from(MAILS), min_size=1, max_size=3), numbered=st.booleans(), bad=st.booleans())
    def upload(self, given: list[str], numbered: bool, bad: bool) -> None:
        lines = []
        for mails in given:
            self.numbers += 1
            sequence = f"{500 + self.numbers:09d}" if numbered else "*"
            lines.append(f"{sequence}|{self.numbers}.00|{mails}")
        if bad:
            lines.insert(0, "nonsense")
        self.batches += 1
        self.world.drop(f"lote {self.batches}.txt", "\n".join(lines))

    @rule(which=st.integers(0, 9))
    def upload_again(self, which: int) -> None:
        if self.world.dropped:
            key = sorted(self.world.dropped)[which % len(self.world.dropped)]
            content = self.world.dropped[key].decode()
            self.batches += 1
            if "*" not in content:
                self.world.drop(f"copia {self.batches}.txt", content)

    @rule(which=st.integers(0, 9))
    def correct_one(self, which: int) -> None:
        wrong = [d for d in self.world.rows.values() if d.authority in (Authority.DEVUELTO, Authority.NO_AUTORIZADO)]
        if wrong:
            found = wrong[which % len(wrong)]
            self.batches += 1
            line = f"{found.number.sequence}|{found.total + 1}|{','.join(found.receiver.mails)}"
            self.world.drop(f"corregido {self.batches}.txt", line)

    @rule(countdown=st.integers(1, 60), after=st.booleans(), kill=st.booleans())
    def strike(self, countdown: int, after: bool, kill: bool) -> None:
        self.points.strike_soon(countdown, after, kill)

    @rule(
        submits=st.lists(st.sampled_from(SUBMITS), max_size=4), queries=st.lists(st.sampled_from(QUERIES), max_size=4)
    )
    def mood(self, submits: list[str], queries: list[str]) -> None:
        self.world.authority.plan += submits
        self.world.authority.query_plan += queries

    @rule()
    def work(self) -> None:
        self.struck(self.world.run)

    @rule(seconds=st.sampled_from([1, 20, 61, 200, 1800]))
    def time_passes(self, seconds: int) -> None:
        self.struck(lambda: self.world.later(seconds))

    @rule(days=st.sampled_from([1, 5]))
    def a_long_silence(self, days: int) -> None:
        """Nothing runs, not even the sweep."""
        self.world.time += timedelta(days=days)

    @rule(which=st.integers(0, 99))
    def an_event_comes_again(self, which: int) -> None:
        if self.world.delivered:
            queue, body = self.world.delivered[which % len(self.world.delivered)]
            self.world.messages.append((self.world.time, queue, dict(body)))

    @rule(which=st.integers(0, 99))
    def an_event_is_lost(self, which: int) -> None:
        if self.world.messages:
            self.world.messages.pop(which % len(self.world.messages))

    @rule()
    def events_overtake_each_other(self) -> None:
        self.world.messages.reverse()

    @rule(down=st.booleans())
    def mail_service(self, down: bool) -> None:
        self.world.mail_down = down

    @rule(which=st.integers(0, 9), state=st.sampled_from([MailState.ENVIADO, MailState.ENTREGADO, MailState.QUEJA]))
    def a_mail_is_reported(self, which: int, state: MailState) -> None:
        mailed = [d for d in self.world.rows.values() if d.mails]
        if mailed:
            found = mailed[which % len(mailed)]
            if (found.id, found.receiver.mails[0]) in self.world.mails:
                report = MailReport(found.id, 0, found.mailings, state, suppress=state is MailState.QUEJA)
                self.world.stage = "reports"
                self.struck(lambda: self.world.reports.take(report))

    @rule(pause=st.booleans())
    def an_operator(self, pause: bool) -> None:
        self.world.stage = "operator"
        order = self.world.stops.pause_issuer if pause else self.world.stops.resume_issuer
        self.struck(lambda: order(LINE, RUC))

    def teardown(self) -> None:
        """All is well again: at the end everything has come to its right end."""
        if not hasattr(self, "world"):
            return
        self.points.calm()
        world = self.world
        world.mail_down = False
        world.authority.plan.clear()
        world.authority.query_plan.clear()
        world.stops.resume_issuer(LINE, RUC)
        rest(world, A_LOOK)
        until_quiet(world)
        correct(world)
        invariants.check(world)
        assert all("Injected" in fault for fault in world.faults), world.faults


Days.TestCase.settings = settings(
    max_examples=int(os.environ.get("RUBRICA_RANDOM_RUNS", "300")), stateful_step_count=30, deadline=None
)
TestDays = Days.TestCase
