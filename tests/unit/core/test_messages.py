"""What the queues bring."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.adapters.sqs import SqsQueues
from chalicelib.handlers.messages import LookAtDocument, NotOurs, ObjectCreated, WriteResults, read


def s3(*keys: str) -> str:
    records = [{"s3": {"bucket": {"name": "b"}, "object": {"key": k, "versionId": "v1", "size": 3}}} for k in keys]
    return json.dumps({"Records": records})


def test_several_records_with_encoded_keys() -> None:
    body = s3("1790012345001/facturas+de+a%C3%B1o+nuevo%2B1.xml", "1790012345001/b.xml")
    assert list(read(body)) == [
        ObjectCreated("1790012345001/facturas de año nuevo+1.xml", "v1"),
        ObjectCreated("1790012345001/b.xml", "v1"),
    ]


def test_the_test_event_is_nothing() -> None:
    assert list(read('{"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b"}')) == []


def test_our_own_wake_ups() -> None:
    assert list(read('{"document": "EC#1"}')) == [LookAtDocument("EC#1")]
    assert list(read('{"batch": "b"}')) == [WriteResults("b")]
    assert list(read('{"inbox": "r/ñ.xml", "version": "2"}')) == [ObjectCreated("r/ñ.xml", "2")]


@pytest.mark.parametrize("body", ["", "null", "[]", "{}", "not json", '{"other": 1}'])
def test_anything_else_is_refused(body: str) -> None:
    with pytest.raises(NotOurs):
        list(read(body))


class Client:
    """SQS, which takes a message only of the characters that XML 1.0 has (API reference, SendMessage)."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    def send_message(self, *, QueueUrl: str, MessageBody: str, DelaySeconds: int) -> None:
        assert re.fullmatch(r"[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+", MessageBody), QueueUrl
        self.bodies.append(MessageBody)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@example("\uffff.json")
@example("\ufffe\x01.json")
def test_a_file_is_woken_for_whatever_it_is_called(name: str) -> None:
    client = Client()
    queues = SqsQueues(client, {"intake": "i", "results": "r"})
    key, batch = f"in/1790012345001/{name}", f"1790012345001/{name}@abc"
    queues.wake_intake(key, "v1")
    queues.wake_results(batch, 1)
    brought = [message for body in client.bodies for message in read(body)]
    assert brought == [ObjectCreated(key, "v1"), WriteResults(batch)]
