"""What the queues bring."""

from __future__ import annotations

import json

import pytest

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
