"""The line to an authority: never more calls a second than the cap, one probe an interval while it is cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.documents.line import ADMITTED, Admission, Lane, Line, Rules, admit, failed, succeeded

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LANE = Lane("EC:1", "1790012345001")
SECOND = timedelta(seconds=1)


def ask(line: Line, now: datetime, rules: Rules, *, passed: bool = True, lane: Lane = LANE, sends: bool = True):  # type: ignore[no-untyped-def]
    return admit(line, lane, now, rules, sends=sends, passed=passed)


@given(
    cap=st.integers(1, 60), gaps=st.lists(st.integers(0, 400).map(lambda n: timedelta(milliseconds=n)), max_size=300)
)
def test_never_more_calls_in_a_second_than_the_cap(cap: int, gaps: list[timedelta]) -> None:
    rules, line, now = Rules(cap=cap), Line(), NOW
    calls: list[datetime] = []
    for gap in gaps:
        now += gap
        admission, line = ask(line, now, rules)
        if admission in ADMITTED:
            calls.append(now)
    for place, first in enumerate(calls):
        assert sum(1 for call in calls[place:] if call < first + SECOND) <= cap


@given(fractions=st.lists(st.floats(0, 1), min_size=1, max_size=30), step=st.integers(1, 90))
def test_while_it_is_cut_one_probe_an_interval_further_and_further_apart(fractions: list[float], step: int) -> None:
    rules, line, now = Rules(), Line(), NOW
    for _ in range(rules.threshold):
        line = failed(line, now, rules, 0.5)
    assert line.cut
    probes: list[datetime] = []
    drawn = iter(fractions)
    for _ in range(400):
        now += timedelta(seconds=step)
        admission, line = ask(line, now, rules)
        if admission is Admission.PROBE:
            probes.append(now)
            fraction = next(drawn, None)
            if fraction is None:
                break
            line = failed(line, now, rules, fraction)
        else:
            assert admission is Admission.CUT
    gaps = [later - earlier for earlier, later in pairwise(probes)]
    for place, gap in enumerate(gaps):
        assert gap >= min(rules.probe_base * 2 ** (place + 1), rules.probe_ceiling)


def test_a_probe_whose_worker_died_is_followed_by_another_one() -> None:
    rules = Rules()
    line = Line(failures=5, probe_at=NOW)
    assert ask(line, NOW, rules)[0] is Admission.PROBE
    _, line = ask(line, NOW, rules)
    assert ask(line, NOW + SECOND, rules)[0] is Admission.CUT
    assert ask(line, NOW + rules.probe_base, rules)[0] is Admission.PROBE


def test_four_failures_do_not_cut_and_a_success_forgets_them() -> None:
    rules, line = Rules(), Line()
    for _ in range(rules.threshold - 1):
        line = failed(line, NOW, rules, 0.0)
    assert not line.cut
    assert failed(succeeded(line), NOW, rules, 0.0).failures == 1


def test_newcomers_queue_while_others_of_their_issuer_wait() -> None:
    line, waits = Line(queue=True), replace(LANE, active=True)
    assert ask(line, NOW, Rules(), passed=False, lane=waits)[0] is Admission.QUEUE
    assert ask(line, NOW, Rules(), passed=True, lane=waits)[0] is Admission.GO


def test_an_issuer_of_whom_nothing_waits_does_not_queue_behind_others() -> None:
    assert ask(Line(queue=True), NOW, Rules(), passed=False)[0] is Admission.GO


def test_a_held_issuer_is_given_nothing_until_the_moment_it_ends() -> None:
    until = NOW + timedelta(hours=3)
    held = Lane("EC:1", "1790012345001", held="LIMITE DE INTENTOS", held_until=until)
    assert ask(Line(), until - SECOND, Rules(), lane=held)[0] is Admission.STOPPED
    assert ask(Line(), NOW, Rules(), lane=held, sends=False)[0] is Admission.GO
    assert ask(Line(), until, Rules(), lane=held)[0] is Admission.GO


def test_who_finds_the_cap_reached_makes_the_others_queue() -> None:
    rules, line = Rules(cap=1), Line()
    _, line = ask(line, NOW, rules, passed=False)
    admission, line = ask(line, NOW, rules, passed=False)
    assert (admission, line.queue) == (Admission.RATE, True)


def test_of_a_stopped_issuer_the_authority_is_asked_but_given_nothing() -> None:
    stopped = Lane("EC:1", "1790012345001", blocked="El RUC está clausurado.")
    assert ask(Line(), NOW, Rules(), lane=stopped)[0] is Admission.STOPPED
    assert ask(Line(), NOW, Rules(), lane=stopped, sends=False)[0] is Admission.GO
    assert ask(Line(paused="mantenimiento"), NOW, Rules(), sends=False)[0] is Admission.PAUSED
