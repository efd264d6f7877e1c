"""What a stage's function does with the records of one invocation."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.sqs import SqsSecondQueue
from chalicelib.handlers import pipeline, records, wiring
from chalicelib.handlers.messages import LookAtDocument, Message
from chalicelib.services.turns import Shares

FRONT = "arn:aws:sqs:us-east-1:1:rubrica-local-signing"
LARGE, SMALL = "1790012345001", "0990012345001"


class Second:
    """Notes what stands aside and what is given back."""

    def __init__(self, *, well: bool = True, broken: bool = False) -> None:
        self.well = well
        self.broken = broken
        self.moved: list[str] = []
        self.back: list[tuple[str, list[str]]] = []

    def take(self, bodies: Sequence[str]) -> list[bool]:
        if self.broken:
            raise ConnectionError
        self.moved += bodies
        return [self.well] * len(bodies)

    def give_back(self, arn: str, receipts: Sequence[str]) -> None:
        self.back.append((arn, list(receipts)))


def worker(second: Second | None = None, burst: int = 3) -> records.Worker:
    return records.Worker(second or Second(), Shares(burst=burst), lambda: 0.0, lambda error: None)


def record(issuer: str, place: int, arn: str = FRONT) -> dict[str, Any]:
    body = json.dumps({"document": f"EC#{issuer}#1#01#001001#{place:09d}"})
    return {"messageId": f"m{place}", "receiptHandle": f"r{place}", "eventSourceARN": arn, "body": body}


def places(handled: list[Message]) -> list[tuple[str, int]]:
    ids = [m.document_id.split("#") for m in handled if isinstance(m, LookAtDocument)]
    return [(parts[1], int(parts[5])) for parts in ids]


def failures(answer: records.Answer) -> list[str]:
    return [failed["itemIdentifier"] for failed in answer["batchItemFailures"]]


def test_what_is_beyond_an_issuers_share_stands_aside_and_the_others_go_on() -> None:
    second = Second()
    handled: list[Message] = []
    batch = [*(record(LARGE, n) for n in range(9)), record(SMALL, 9)]
    answer = records.each(batch, handled.append, worker(second))
    assert places(handled) == [(LARGE, 0), (SMALL, 9), (LARGE, 1), (LARGE, 2)], "one of each issuer in turn"
    assert second.moved == [r["body"] for r in batch[3:9]]
    assert failures(answer) == []


def test_what_stood_aside_is_done_whatever_the_share() -> None:
    handled: list[Message] = []
    aside = [record(LARGE, n, f"{FRONT}-aside") for n in range(9)]
    records.each(aside, handled.append, worker())
    assert len(handled) == 9


@pytest.mark.parametrize("second", [Second(well=False), Second(broken=True)], ids=["refused", "broken"])
def test_what_could_not_be_moved_comes_again(second: Second) -> None:
    answer = records.each([record(LARGE, n) for n in range(5)], lambda message: None, worker(second))
    assert failures(answer) == ["m3", "m4"]


def test_a_share_grows_again_with_time() -> None:
    shares = Shares(burst=3, per_second=2)
    assert [shares.within(LARGE, 0.0) for _ in range(5)] == [True, True, True, False, False]
    assert shares.within(SMALL, 0.0)
    assert [shares.within(LARGE, 0.5) for _ in range(2)] == [True, False]
    assert [shares.within(LARGE, 100.0) for _ in range(4)] == [True, True, True, False]


def test_who_takes_a_worker_long_has_to_wait_longer() -> None:
    shares = Shares(burst=1, per_second=1, of_the_time=0.1)
    assert shares.within(LARGE, 0.0)
    shares.took(LARGE, 3.0)
    assert not shares.within(LARGE, 29.0)
    assert shares.within(SMALL, 29.0)
    assert shares.within(LARGE, 30.0)
    shares.took(LARGE, 0.01)
    assert [shares.within(LARGE, 30.5), shares.within(LARGE, 31.0)] == [False, True]


def test_on_a_slow_machine_a_crowd_takes_no_more_than_its_part_of_the_time() -> None:
    """Each message takes ten seconds: a message a second would be all that the worker can do."""
    clock, handled = [0.0], []

    def handle(message: Message) -> None:
        clock[0] += 10
        handled.append(message)

    slow = records.Worker(Second(), Shares(), lambda: clock[0], lambda error: None)
    for batch in range(30):
        records.each([record(LARGE, 10 * batch + n) for n in range(10)], handle, slow)
        clock[0] += 0.2
    assert len(handled) == 2
    records.each([record(LARGE, 300), record(SMALL, 301)], handle, slow)
    assert places(handled)[-1] == (SMALL, 301)


def test_only_what_failed_comes_again() -> None:
    def handle(message: Message) -> None:
        if places([message]) == [(LARGE, 1)]:
            raise ZeroDivisionError

    batch = [record(LARGE, 0), record(LARGE, 1), record(SMALL, 2)]
    assert failures(records.each(batch, handle, worker())) == ["m1"]
    assert failures(records.each([{**record(LARGE, 7), "body": "nonsense"}], handle, worker())) == ["m7"]


def test_records_that_wait_are_done_side_by_side() -> None:
    together = threading.Barrier(10)
    batch = [record(LARGE, n) for n in range(10)]
    used = worker(burst=20)
    assert failures(records.each(batch[:1], lambda m: None, used, side_by_side=10)) == []

    def meet(message: Message) -> None:
        together.wait(20)

    answer = records.each(batch, meet, used, side_by_side=10)
    assert failures(answer) == [], "each waited for the nine others"


def test_the_first_record_of_a_new_worker_makes_what_the_others_use() -> None:
    threads: list[int] = []
    records.each(
        [record(LARGE, n) for n in range(3)],
        lambda m: threads.append(threading.get_ident()),
        worker(burst=10),
        side_by_side=10,
    )
    assert threads[0] == threading.get_ident()
    assert threading.get_ident() not in threads[1:]


class Context:
    def __init__(self, left: int) -> None:
        self.left = left

    def get_remaining_time_in_millis(self) -> int:
        return self.left


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Second]:
    """The documents that a stage's function worked at, and its second queue."""
    documents: list[str] = []
    second = Second()
    steps = SimpleNamespace(run=lambda stage, document_id: documents.append(document_id))
    monkeypatch.setattr(wiring, "pipeline", lambda: steps)
    monkeypatch.setattr(wiring, "countries", lambda: None)
    monkeypatch.setattr(wiring, "worker", lambda stage: worker(second, burst=10))
    return documents, second


@pytest.mark.parametrize("door", [pipeline.submission, pipeline.authorization, pipeline.signing])
def test_a_worker_whose_time_is_nearly_over_begins_nothing_and_gives_the_rest_back(
    door: Callable[[Any, Any], records.Answer], ran: tuple[list[str], Second]
) -> None:
    documents, second = ran
    event = {"Records": [record(LARGE, n) for n in range(3)]}
    answer = door(event, Context(100_000))
    assert (failures(answer), len(documents)) == ([], 3)
    answer = door(event, Context(14_000))
    assert (sorted(failures(answer)), len(documents)) == (["m0", "m1", "m2"], 3)
    assert second.back == [(FRONT, ["r0", "r1", "r2"])]


@pytest.mark.parametrize("is_open", [True, False])
def test_a_notice_of_a_document_waits_while_the_tables_are_behind_the_archive(
    is_open: bool, ran: tuple[list[str], Second], monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.handlers.portal import wiring as portal

    told: list[str] = []
    letters = SimpleNamespace(deliver=lambda kind, facts: told.append(kind))
    delivery = SimpleNamespace(run=lambda owed_id: told.append(owed_id))
    monkeypatch.setattr(portal, "letters", lambda: letters)
    monkeypatch.setattr(portal, "delivery", lambda: delivery)
    monkeypatch.setattr(wiring, "freshness", lambda: SimpleNamespace(is_open=lambda: is_open))
    monkeypatch.setattr(
        wiring,
        "telemetry",
        lambda: SimpleNamespace(step=lambda *_: nullcontext(SimpleNamespace(note=lambda **_: None))),
    )
    bodies = ({"letter": "documento", "facts": {"document": "EC#1"}}, {"owed": "x"})
    event = {
        "Records": [
            {"messageId": f"m{n}", "receiptHandle": "r", "eventSourceARN": FRONT, "body": json.dumps(body)}
            for n, body in enumerate(bodies)
        ]
    }
    answer = pipeline.letters(event, Context(50_000))
    assert (failures(answer), told) == (([], ["documento", "x"]) if is_open else (["m0"], ["x"]))


@pytest.mark.parametrize(
    ("arn", "begun", "after_a_slice"),
    [("arn:rubrica-local-intake", False, True), ("arn:rubrica-local-intake-aside", False, False)],
)
def test_a_long_file_leaves_the_front_after_a_slice_of_time(
    arn: str, begun: bool, after_a_slice: bool, ran: tuple[list[str], Second], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[bool] = []
    seconds = [0.0]
    context = Context(50_000)

    def take(key: str, version: str, enough: Callable[[], bool]) -> None:
        for seconds[0], context.left in ((1.0, 50_000), (6.0, 50_000), (7.0, 19_000)):
            said.append(enough())

    monkeypatch.setattr(wiring, "intake", lambda: SimpleNamespace(take=take))
    monkeypatch.setattr(time, "monotonic", lambda: seconds[0])
    body = json.dumps({"inbox": f"in/{LARGE}/a.json", "version": "1"})
    event = {"Records": [{"messageId": "m", "receiptHandle": "r", "eventSourceARN": arn, "body": body}]}
    assert failures(pipeline.intake(event, context)) == []
    assert said == [begun, after_a_slice, True]


def test_what_the_intake_continues_goes_to_the_second_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("INTAKE", "RESULTS"):
        monkeypatch.setenv(f"{name}_QUEUE_URL", f"https://sqs/1/rubrica-local-{name.lower()}")
    sent: list[str] = []
    sqs = SimpleNamespace(send_message=lambda **request: sent.append(request["QueueUrl"].rsplit("/", 1)[1]))
    queues = wiring.intake_queues(sqs)
    queues.wake_intake(f"in/{LARGE}/a.json", "1")
    queues.wake_results(f"{LARGE}/a.json@0a", 0)
    assert sent == ["rubrica-local-intake-aside", "rubrica-local-results"]


def test_the_margin_of_submission_is_longer_than_its_calls() -> None:
    from chalicelib.adapters.sri.soap import EXCHANGE_SECONDS

    assert pipeline.MARGIN_MS["submission"] > 3 * EXCHANGE_SECONDS * 1000
    assert pipeline.MARGIN_MS["authorization"] > EXCHANGE_SECONDS * 1000
    assert EXCHANGE_SECONDS <= 25


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"document": f"EC#{LARGE}#1#01#001001#1"}, LARGE),
        ({"batch": f"{LARGE}/a.json@0a"}, LARGE),
        ({"inbox": f"in/{LARGE}/a/b.json", "version": "1"}, LARGE),
        ({"inbox": f"{LARGE}/a.json", "version": "1"}, LARGE),
        ({"Records": [{"s3": {"object": {"key": f"unsigned/{LARGE}/c.xml"}}}]}, LARGE),
        ({"Records": [{"s3": {"object": {"key": f"ride/{LARGE}/c.pdf"}}}] * 2}, LARGE),
        ({"Records": [{"s3": {"object": {"key": f"ride/{i}/c.pdf"}}} for i in (LARGE, SMALL)]}, ""),
        ({"letter": "documento", "facts": {"document": f"EC#{LARGE}#1#01#001001#1"}}, LARGE),
        ({"letter": "recuperacion", "facts": {"account": "x"}}, ""),
        ({"Event": "s3:TestEvent"}, ""),
        ({"document": "nonsense"}, ""),
        ({"other": 1}, ""),
    ],
)
def test_whose_message_it_is(body: dict[str, Any], expected: str) -> None:
    assert records.issuer_of(json.dumps(body)) == expected


class Sqs:
    """Notes the calls; a body «bad» is refused, and nothing may be made visible that is called «gone»."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []

    def send_message(self, QueueUrl: str, MessageBody: str) -> None:
        self.calls.append((QueueUrl.rsplit("/", 1)[1], MessageBody))
        self._refuse(MessageBody == "bad", "SendMessage")

    def change_message_visibility(self, QueueUrl: str, ReceiptHandle: str, VisibilityTimeout: int) -> None:
        self.calls.append((QueueUrl.rsplit("/", 1)[1], f"{ReceiptHandle} {VisibilityTimeout}"))
        self._refuse(ReceiptHandle == "gone", "ChangeMessageVisibility")

    @staticmethod
    def _refuse(whether: bool, call: str) -> None:
        if whether:
            raise ClientError({"Error": {"Code": "AccessDenied"}}, call)


def test_the_second_queue_in_sqs() -> None:
    sqs = Sqs()
    second = SqsSecondQueue(sqs, "https://sqs/1/rubrica-local-signing")
    assert second.take(["a", "bad", "b"]) == [True, False, True]
    assert {queue for queue, _ in sqs.calls} == {"rubrica-local-signing-aside"}
    sqs.calls.clear()
    second.give_back(FRONT, ["r", "gone"])
    second.give_back(f"{FRONT}-aside", ["r"])
    assert sqs.calls == [
        ("rubrica-local-signing", "r 0"),
        ("rubrica-local-signing", "gone 0"),
        ("rubrica-local-signing-aside", "r 0"),
    ]
