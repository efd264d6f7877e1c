"""Five thousand documents of one company and one of another, in simulated time, through every stage's two queues.

The stages' own code handles the records of each invocation (`handlers/records`); what is simulated is the machine: two
workers for each queue, ten messages an invocation, and how long each thing takes.
"""

from __future__ import annotations

import heapq
import json
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from chalicelib.domain.documents.line import Rules
from chalicelib.domain.documents.states import Authority
from chalicelib.handlers import pipeline, records
from chalicelib.handlers.messages import LookAtDocument, Message, ObjectCreated
from chalicelib.services.turns import Shares
from tests.faults.test_outage import OTHERS, Counting, Crowded, ManyIssuers
from tests.unit.core.world import RUC

WORKERS = 2
"""Of each queue: as few as the local stack has."""
SECONDS = {
    "intake": 0.06,
    "signing": 0.06,
    "submission": 0.15,
    "authorization": 0.15,
    "rendering": 0.08,
    "notification": 0.1,
}
INTAKE_OF_ONE = 0.02
"""Of each document of a file."""
MOVING = 0.02
"""At most ten, side by side."""
INVOCATION = 0.01
IDLE = 0.05
"""Until a worker that found nothing looks again."""
CROWD = 5000
SMALL = OTHERS[0]


class Second:
    """The second queue of a stage in the simulated machine."""

    def __init__(self, machine: Machine, stage: str) -> None:
        self._machine, self._stage = machine, stage

    def take(self, bodies: Sequence[str]) -> list[bool]:
        self._machine.spend(MOVING)
        self._machine.queues[f"{self._stage}-aside"].extend(bodies)
        return [True] * len(bodies)

    def give_back(self, arn: str, receipts: Sequence[str]) -> None:
        raise AssertionError("no worker's time runs out here")


class Machine:
    """Workers at queues. Those that are free take what is there, in the order in which they became free."""

    def __init__(self) -> None:
        self.world = world = Crowded(Rules(cap=200))
        authority = Counting(world)
        authority.open = True
        world.authority = authority
        world._connect(lambda name, protocol, port: port)
        object.__setattr__(world.country, "preparer", ManyIssuers())
        self.queues: dict[str, deque[str]] = defaultdict(deque)
        self.workers = {
            (stage, aside, place): self._worker(stage)
            for stage in SECONDS
            for aside in (0, 1)
            for place in range(WORKERS)
        }
        self.dropped: Counter[str] = Counter()
        self._begin = world.time
        self._order = count()

    def _worker(self, stage: str) -> records.Worker:
        def now() -> float:
            return (self.world.time - self._begin).total_seconds()

        def fault(error: BaseException) -> None:
            raise error

        return records.Worker(Second(self, stage), Shares(), now, fault)

    def spend(self, seconds: float) -> None:
        """The worker that runs takes so long."""
        self.world.time += timedelta(seconds=seconds)

    def until_done(self, issuer: str, most: float = 600) -> float:
        """Run until the issuer's documents have come to their end; how many seconds that took."""
        world, began = self.world, self.world.time
        free = [(began, next(self._order), *worker) for worker in self.workers]
        while True:
            moment, _, stage, aside, place = heapq.heappop(free)
            assert moment - began < timedelta(seconds=most), "it never came to its end"
            world.time = moment
            self._arrive(moment)
            before = len(world.messages)
            taken = self._take(stage, aside)
            if taken:
                self._invoke(stage, aside, place, taken)
            else:
                self.spend(IDLE)
            ended = world.time
            sent = [(max(visible, ended), queue, body) for visible, queue, body in world.messages[before:]]
            world.messages[before:] = sent
            heapq.heappush(free, (ended, next(self._order), stage, aside, place))
            if stage == "notification" and taken and self._done(issuer):
                return (ended - began).total_seconds()

    def _done(self, issuer: str) -> bool:
        mine = [d for d in self.world.rows.values() if d.number.issuer == issuer]
        return len(mine) == self.dropped[issuer] and all(d.final and d.due_at is None for d in mine)

    def drop(self, name: str, documents: Sequence[int], issuer: str) -> None:
        """A file with documents of these numbers."""
        self.world.drop(name, "\n".join(f"{n:09d}|1.00|a@example.com" for n in documents), issuer)
        self.dropped[issuer] += len(documents)

    def _arrive(self, moment: Any) -> None:
        later = []
        for visible, queue, body in self.world.messages:
            if queue == "results":
                continue
            if visible <= moment:
                self.queues[queue].append(json.dumps(body))
            else:
                later.append((visible, queue, body))
        self.world.messages = later

    def _take(self, stage: str, aside: int) -> list[str]:
        queue = self.queues[f"{stage}-aside" if aside else stage]
        most = 1 if stage == "intake" and aside else pipeline.BATCH_SIZE
        return [queue.popleft() for _ in range(min(most, len(queue)))]

    def _invoke(self, stage: str, aside: int, place: int, bodies: list[str]) -> None:
        self.spend(INVOCATION)
        side_by_side = pipeline.SIDE_BY_SIDE.get(stage, 1)
        world = self.world

        def handle(message: Message) -> None:
            self.spend(SECONDS[stage] / side_by_side)
            match message:
                case LookAtDocument(document_id):
                    world.handle(stage, {"document": document_id})
                case ObjectCreated(key, version):
                    self._intake(key, version, in_front=not aside)

        arn = f"arn:{stage}-aside" if aside else f"arn:{stage}"
        batch = [
            {"messageId": str(n), "receiptHandle": "", "eventSourceARN": arn, "body": b} for n, b in enumerate(bodies)
        ]
        answer = records.each(batch, handle, self.workers[stage, aside, place])
        assert answer == {"batchItemFailures": []}

    def _intake(self, key: str, version: str, *, in_front: bool) -> None:
        """As the intake's door does: in front a file is gone on with after a slice of time."""
        world, before, sent = self.world, len(self.world.rows), len(self.world.messages)
        most = pipeline.SLICE_SECONDS if in_front else 40

        def enough() -> bool:
            return (len(world.rows) - before) * INTAKE_OF_ONE > most

        world.stage = "intake"
        world.intake.take(key, version, enough)
        self.spend((len(world.rows) - before) * INTAKE_OF_ONE)
        continued = [m for m in world.messages[sent:] if m[1] == "intake"]
        world.messages = [m for m in world.messages if m not in continued]
        self.queues["intake-aside"].extend(json.dumps(body) for _, _, body in continued)


def crowd(machine: Machine, files: int) -> None:
    """Five thousand documents in so many files."""
    each = CROWD // files
    for file in range(files):
        machine.drop(f"multitud {file}.txt", range(file * each + 1, (file + 1) * each + 1), RUC)


def alone() -> float:
    machine = Machine()
    machine.drop("uno.txt", [1], SMALL)
    return machine.until_done(SMALL)


@pytest.mark.parametrize(
    "files",
    [CROWD, pytest.param(50, marks=pytest.mark.long), pytest.param(4, marks=pytest.mark.long)],
    ids=["one by one", "in fifty files", "in four files"],
)
def test_one_document_behind_five_thousand(files: int) -> None:
    machine = Machine()
    crowd(machine, files)
    machine.drop("uno.txt", [1], SMALL)
    took, by_itself = machine.until_done(SMALL), alone()
    done = sum(1 for d in machine.world.rows.values() if d.number.issuer == RUC and d.authority is Authority.AUTORIZADO)
    print(f"\nalone {by_itself:.1f} s, behind {CROWD}: {took:.1f} s, when {done} of them were authorised")
    assert took <= 2 * by_itself + 10


def test_a_crowd_alone_is_not_held_up_by_shares() -> None:
    """What stands aside has workers of its own: together with those in front they are as many as work."""
    machine = Machine()
    for file in range(300):
        machine.drop(f"multitud {file}.txt", [file + 1], RUC)
    took = machine.until_done(RUC)
    slowest = max(SECONDS["intake"] + INTAKE_OF_ONE, SECONDS["rendering"], SECONDS["notification"])
    assert took < 300 * slowest / WORKERS * 1.5 + 10
