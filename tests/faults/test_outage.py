"""Twenty-four hours without the authority, in simulated time, with five thousand documents waiting.

One issuer has nearly all of them; each of the others has one. The authority of this test only counts: when it was
called, and for whom.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from chalicelib.domain.documents import paths
from chalicelib.domain.documents.country import DocumentNumber, Issuer, NumericCode, Part, Prepared
from chalicelib.domain.documents.line import Rules
from chalicelib.domain.documents.record import Document, Stage
from chalicelib.domain.documents.states import Authority
from chalicelib.services.ports import QueryAnswer, SubmitAnswer, Submitted
from tests.unit.core.world import RUC, FakeAuthority, World
from tests.unit.core.world import Rules as CountryRules

MANY, FEW = 4990, 10
PER_BATCH = 100
OTHERS = [f"09900000{n:02d}001" for n in range(FEW)]
RULES = Rules(cap=20)
SECOND = timedelta(seconds=1)


class Counting(FakeAuthority):
    """Notes when each call came; closed until it is opened."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.open = False
        self.tried: list[datetime] = []
        self.at: list[datetime] = []
        self.done: dict[str, datetime] = {}
        self.hashes: dict[str, bytes] = {}

    def submit(self, environment: str, signed: bytes) -> SubmitAnswer:
        clave = signed.split(b"id='")[1].split(b"'")[0].decode()
        (self.at if self.open else self.tried).append(self.w.time)
        if not self.open:
            return SubmitAnswer(Submitted.NOT_SENT)
        assert self.hashes.setdefault(clave, signed) == signed
        assert clave not in self.received, f"{clave} was handed in twice"
        self.received[clave] = signed
        return SubmitAnswer(Submitted.RECEIVED)

    def query(self, environment: str, clave: str) -> QueryAnswer:
        self.at.append(self.w.time)
        self.done.setdefault(clave, self.w.time)
        return self._authorized(clave, self.received[clave])


def counting(world: World) -> Counting:
    """The authority of a world that was given one which counts."""
    assert isinstance(world.authority, Counting)
    return world.authority


class ManyIssuers(CountryRules):
    """The clave holds the issuer, so that a file's name tells whose it is."""

    def prepare(self, part: Part, *, issuer: Issuer, today: date, numeric_code: NumericCode) -> Prepared:
        sequence, total, mails = part.data.decode().split("|")
        content = f"{issuer.tax_id}-{sequence}|{total}|{mails}".encode()
        made = super().prepare(
            Part(part.name, content), issuer=issuer, today=today, numeric_code=lambda number: "12345678"
        )
        number = DocumentNumber("XX", issuer.tax_id, "1", "01", "001001", sequence)
        clave = f"{issuer.tax_id}-{sequence}"
        assert isinstance(made, Prepared)
        return replace(made, number=number, clave=clave)

    def number_of(self, clave: str) -> DocumentNumber:
        issuer, sequence = clave.split("-")
        return DocumentNumber("XX", issuer, "1", "01", "001001", sequence)


class Crowded(World):
    """A world whose look-ups do not go through all documents."""

    def __init__(self, rules: Rules = RULES) -> None:
        super().__init__(rules=rules)
        self.tenants |= set(OTHERS)
        self.random = Random(24)

    def fraction(self) -> float:
        return self.random.random()

    def wake(self, stage: Stage, document: Document, delay: int = 0) -> None:
        """No queue delivers on the second."""
        late = timedelta(seconds=delay + self.random.random())
        self.messages.append((self.time + late, stage.value, {"document": document.id}))

    def handle(self, queue: str, body: dict[str, str]) -> None:
        """Results are written once, at the end: a thousand times each is what would take long here."""
        if queue != "results":
            super().handle(queue, body)

    def parked(self, lane: str, limit: int) -> Iterator[str]:
        issuer = lane.partition("|")[2]
        waiting = [d for d in self.rows.values() if d.lane == lane and d.number.issuer == issuer]
        return iter([d.id for d in sorted(waiting, key=lambda d: (d.created_at, d.id))[:limit]])


@pytest.fixture(scope="module")
def world() -> World:
    """The world after the outage and the hours it takes to make up for it."""
    world = Crowded()
    world.authority = Counting(world)
    world._connect(lambda name, protocol, port: port)
    object.__setattr__(world.country, "preparer", ManyIssuers())
    for batch in range(0, MANY, PER_BATCH):
        lines = [f"{n + 1:09d}|1.00|" for n in range(batch, min(batch + PER_BATCH, MANY))]
        world.drop(f"lote {batch}.txt", "\n".join(lines))
    for issuer in OTHERS:
        world.drop("uno.txt", "000000001|1.00|", issuer)
    run_slowly(world, timedelta(hours=24))
    assert not world.authority.at
    waiting = list(world.rows.values())
    assert {d.waiting for d in waiting} == {world.country.waiting}
    assert all(paths.provisional(d) in world.files for d in waiting), "what the issuer hands over meanwhile"
    assert all(d.late for d in waiting if d.issue_date < world.time.date()), "carried past its day, and flagged"
    world.authority.open = True
    run_slowly(world, timedelta(hours=3))
    for batch_id in world.headers:
        world.results.write(batch_id)
    return world


def run_slowly(world: World, time: timedelta) -> None:
    """Like `World.later`, second by second while there is work: calls have their true moments."""
    end = world.time + time
    next_sweep = world.time
    while world.time < end:
        if world.time >= next_sweep:
            next_sweep = world.time + timedelta(seconds=60)
            world.stage = "sweep"
            world.sweep.run()
        world.run()
        upcoming = [moment for moment, _, _ in world.messages]
        world.time = max(world.time, min([*upcoming, next_sweep, end]))


def test_none_is_lost_and_none_is_issued_twice(world: World) -> None:
    assert len(world.rows) == MANY + FEW
    assert {d.authority for d in world.rows.values()} == {Authority.AUTORIZADO}
    assert world.faults == []
    assert len(world.authority.received) == MANY + FEW


def test_while_it_is_closed_at_most_one_call_an_interval(world: World) -> None:
    tried = counting(world).tried
    probes = tried[RULES.threshold :]
    assert len(probes) > 200, "it was probed all the time"
    for earlier, later in pairwise(probes):
        assert later - earlier >= RULES.probe_base
    late = probes[10:]
    assert all(later - earlier >= RULES.probe_ceiling for earlier, later in pairwise(late))


def test_when_it_opens_the_cap_is_kept(world: World) -> None:
    calls = sorted(counting(world).at)
    assert len(calls) >= 2 * (MANY + FEW)
    most = max(bisect_left(calls, moment + SECOND) - place for place, moment in enumerate(calls))
    assert most <= RULES.cap


def test_the_small_do_not_wait_for_the_large(world: World) -> None:
    done = counting(world).done
    last_of_few = max(done[f"{issuer}-000000001"] for issuer in OTHERS)
    first = min(done.values())
    assert last_of_few - first < timedelta(minutes=5)
    assert max(done.values()) - first > timedelta(minutes=5)


def test_the_oldest_go_first(world: World) -> None:
    """By minutes: within one, workers overtake each other."""
    by_minute: dict[int, list[int]] = defaultdict(list)
    start = min(counting(world).done.values())
    for clave, moment in counting(world).done.items():
        issuer, _, sequence = clave.partition("-")
        if issuer == RUC:
            by_minute[int((moment - start).total_seconds() // 60)].append(int(sequence))
    middles = [sorted(found)[len(found) // 2] for _, found in sorted(by_minute.items())]
    assert middles == sorted(middles)


def test_every_results_file_is_final(world: World) -> None:
    assert len(world.result_files) == 2 * (MANY // PER_BATCH + 1 + FEW)
    for batch in range(0, MANY, PER_BATCH):
        report = world.report(f"lote {batch}.txt")
        assert report["final"] is True
        assert {row["estado"] for row in report["documentos"]} == {"AUTORIZADO"}
