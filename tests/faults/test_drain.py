"""After an outage the backlog drains as fast as the cap lets calls out, whatever the cap, in simulated time."""

from __future__ import annotations

from bisect import bisect_left
from datetime import timedelta

import pytest

from chalicelib.domain.documents.line import CALLS_PER_DOCUMENT, Rules
from chalicelib.domain.documents.states import Authority
from tests.faults.test_outage import OTHERS, Counting, Crowded, ManyIssuers, counting, run_slowly
from tests.unit.core.world import RUC

SECOND = timedelta(seconds=1)
MINUTES = 1.5
"""What the cap carries in that time is what waits."""


class Backlog(Crowded):
    """A world in which documents are handed in and asked about, and nothing else is done with them."""

    def handle(self, queue: str, body: dict[str, str]) -> None:
        if queue not in ("rendering", "notification"):
            super().handle(queue, body)


def after_an_outage(cap: int, documents: int) -> Backlog:
    """The world a moment before the authority is found to be back, its documents in the lanes of two issuers."""
    world = Backlog(Rules(cap=cap))
    world.authority = Counting(world)
    world._connect(lambda name, protocol, port: port)
    object.__setattr__(world.country, "preparer", ManyIssuers())
    for issuer, first, last in ((RUC, 0, documents * 9 // 10), (OTHERS[0], 0, documents - documents * 9 // 10)):
        lines = [f"{n + 1:09d}|1.00|" for n in range(first, last)]
        world.drop("lote.txt", "\n".join(lines), issuer)
    run_slowly(world, timedelta(minutes=10))
    assert sum(1 for d in world.rows.values() if d.lane) == documents
    world.authority.open = True
    return world


@pytest.mark.parametrize("cap", [20, 60, pytest.param(250, marks=pytest.mark.long)])
def test_a_backlog_drains_as_fast_as_the_cap_allows(cap: int) -> None:
    waiting = int(cap * 0.8 / CALLS_PER_DOCUMENT * 60 * MINUTES)
    world = after_an_outage(cap, waiting)
    run_slowly(world, timedelta(minutes=30))
    assert {d.authority for d in world.rows.values()} == {Authority.AUTORIZADO}
    calls = sorted(counting(world).at)
    most = max(bisect_left(calls, moment + SECOND) - place for place, moment in enumerate(calls))
    assert most <= cap
    # The first call of all is the probe that found it open again; the dispatcher goes on at its next minute.
    took = (calls[-1] - calls[3]).total_seconds()
    assert took <= 60 * (MINUTES + 1), f"{waiting} documents took {took:.0f} seconds at {cap} calls a second"
    print(
        f"\ncap {cap}: {waiting} documents in {took:.0f} s, {waiting / took:.1f} a second, at most {most} calls in one"
    )


def test_one_document_of_another_issuer_does_not_wait_for_the_dispatcher_behind_a_crowd() -> None:
    """The cap is used up and the crowd waits in its lane: who has nothing waiting gets in between, within seconds."""
    world = Backlog(Rules(cap=4))
    authority = Counting(world)
    authority.open = True
    world.authority = authority
    world._connect(lambda name, protocol, port: port)
    object.__setattr__(world.country, "preparer", ManyIssuers())
    world.drop("lote.txt", "\n".join(f"{n:09d}|1.00|" for n in range(1, 301)))
    run_slowly(world, timedelta(seconds=90))
    assert sum(1 for d in world.rows.values() if d.lane) >= 20
    world.drop("uno.txt", "000000001|1.00|", OTHERS[0])
    began = world.time
    run_slowly(world, timedelta(seconds=45))
    took = authority.done[f"{OTHERS[0]}-000000001"] - began
    assert took < timedelta(seconds=20)
    assert sum(1 for d in world.rows.values() if d.lane) >= 1, "the crowd is still there"
    run_slowly(world, timedelta(minutes=10))
    assert {d.authority for d in world.rows.values()} == {Authority.AUTORIZADO}
