"""The records of one invocation: which are done, which stand aside, which are given back, and how many at once.

- What is beyond its issuer's share (`services/turns`) **stands aside**: it goes to the stage's second queue.
- A record is **begun** only while enough of the function's time is left; the rest is **given back**: the queue hands it
  to another worker at once.
- Records that mostly wait (for the authority) are done **side by side**, in threads; the first of a new worker alone.

Whatever fails is answered as a partial batch failure (SQS), and the queue brings it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Protocol

from chalicelib.handlers import messages
from chalicelib.handlers.messages import Message
from chalicelib.services.turns import Shares

ASIDE = "-aside"
"""What the name of a stage's second queue ends with."""

Record = dict[str, Any]
Answer = dict[str, list[dict[str, str]]]


class SecondQueue(Protocol):
    """Where the messages of one stage stand aside, and the way back of those that cannot be done now."""

    def take(self, bodies: Sequence[str]) -> list[bool]:
        """Move the bodies, at most ten, to the second queue; says of each whether that went well."""
        ...

    def give_back(self, arn: str, receipts: Sequence[str]) -> None:
        """Have the queue of that ARN hand these messages out again at once. Failing is no harm: they come later."""
        ...


@dataclass(frozen=True, slots=True)
class Worker:
    """What a stage's function has for handling its records; `fault` notes an error."""

    second: SecondQueue
    shares: Shares
    now: Callable[[], float]
    fault: Callable[[BaseException], None]
    carried: Callable[[Callable[[Record], Any]], Callable[[Record], Any]] = lambda call: call
    """Makes a call that goes on with this thread's trace in another one."""
    warm: Event = field(default_factory=Event)
    """Set once a record was handled: what is made at its first use (clients, connections) is there."""


def each(
    records: Sequence[Record],
    handle: Callable[[Message], None],
    worker: Worker,
    *,
    in_time: Callable[[], bool] = lambda: True,
    side_by_side: int = 1,
) -> Answer:
    """Handle the records; answer which ones the queue has to bring again."""
    in_front = not aside(records)
    todo, beyond = _shared_out(records, worker) if in_front else (list(records), [])
    failed = _moved(beyond, worker)

    def one(record: Record) -> Record | None:
        if not in_time():
            return record
        began = worker.now()
        try:
            for message in messages.read(record["body"]):
                handle(message)
        except Exception as error:  # noqa: BLE001  the boundary: whatever went wrong, the queue brings it again
            worker.fault(error)
            failed.append(record)
        finally:
            if in_front:
                worker.shares.took(issuer_of(record["body"]), worker.now() - began)
        return None

    # Ten threads of a new worker would each make the same clients.
    alone = todo if side_by_side == 1 else todo[: 0 if worker.warm.is_set() else 1]
    left = [one(record) for record in alone]
    if together := todo[len(alone) :]:
        with ThreadPoolExecutor(min(side_by_side, len(together))) as threads:
            left += threads.map(worker.carried(one), together)
    if todo:
        worker.warm.set()
    late = [record for record in left if record is not None]
    if late:
        worker.second.give_back(late[0]["eventSourceARN"], [record["receiptHandle"] for record in late])
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in (*failed, *late)]}


def aside(records: Sequence[Record]) -> bool:
    """Whether they come from the stage's second queue."""
    return any(record.get("eventSourceARN", "").endswith(ASIDE) for record in records)


def _shared_out(records: Sequence[Record], worker: Worker) -> tuple[list[Record], list[Record]]:
    """What is within its issuer's share, one of each issuer in turn, and what is beyond."""
    todo: list[tuple[int, Record]] = []
    beyond = []
    turns: Counter[str] = Counter()
    for record in records:
        issuer = issuer_of(record["body"])
        if issuer and not worker.shares.within(issuer, worker.now()):
            beyond.append(record)
            continue
        todo.append((turns[issuer], record))
        turns[issuer] += 1
    return [record for _, record in sorted(todo, key=lambda turn: turn[0])], beyond


def _moved(beyond: list[Record], worker: Worker) -> list[Record]:
    """Have the records stand aside; those that could not be moved."""
    if not beyond:
        return []
    try:
        moved = worker.second.take([record["body"] for record in beyond])
    except Exception as error:  # noqa: BLE001  the boundary: the queue brings them again
        worker.fault(error)
        return list(beyond)
    return [record for record, well in zip(beyond, moved, strict=True) if not well]


def issuer_of(body: str) -> str:
    """Whose message it is; nobody's if it holds none, or several."""
    try:
        issuers = {messages.issuer(message) for message in messages.read(body)}
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""  # whoever handles it says what is wrong with it
    return issuers.pop() if len(issuers) == 1 else ""
