"""What the operator relies on: roles that are enforced, logs that tell stages and nobody, queues that drain."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.e2e.stack import Stack

SECRETS = ("maria.cedeno@example.com", "CEDEÑO ZAMBRANO", "0912458734", "PRIVATE KEY", "<factura")


def test_each_function_has_a_role_of_its_own(stack: Stack) -> None:
    functions = stack.client("lambda").list_functions(MaxItems=50)["Functions"]
    roles = [f["Role"] for f in functions]
    assert len(roles) == len(set(roles)) >= 9


def test_the_certificate_is_only_ciphertext(stack: Stack) -> None:
    table = stack.client("dynamodb").scan(TableName="rubrica-local-certificates")["Items"]
    assert table
    for item in table:
        text = json.dumps(item, default=str)
        assert "PRIVATE" not in text
        assert "ciphertext" in text


def test_logs_name_stages_and_nobody(stack: Stack, factura: Callable[..., bytes]) -> None:
    from infra.local.sample_data import SAMPLES

    (row,) = stack.issue("para el registro.xml", factura(SAMPLES[3]))["documentos"]
    logs = stack.client("logs")
    lines: list[str] = []
    for group in logs.describe_log_groups()["logGroups"]:
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
            lines += [e["message"] for e in page["events"]]
    steps = {}
    for line in lines:
        start = line.find('{"level"')
        if start >= 0:
            content = json.loads(line[start:])
            if content.get("clave") == row["clave_acceso"]:
                steps[content["stage"]] = content
    assert set(steps) >= {"signing", "submission", "authorization", "rendering", "notification"}
    assert all(s["tenant"] == stack.ruc and s["_aws"] for s in steps.values())
    text = "\n".join(lines)
    for secret in SECRETS:
        assert secret not in text


def test_nothing_ends_in_a_dead_letter_queue(stack: Stack) -> None:
    sqs = stack.client("sqs")
    queues = sqs.list_queues()["QueueUrls"]
    dead = {url for url in queues if url.endswith("-dead")}
    aside = {url for url in queues if url.endswith("-aside")}
    front = set(queues) - dead - aside
    assert dead == {f"{url}-dead" for url in front}
    assert aside == {f"{url}-aside" for url in front}
    for url in sorted(dead):
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        assert attributes["Attributes"]["ApproximateNumberOfMessages"] == "0", url


@pytest.mark.parametrize("path", ["", "salud"])
def test_the_front_door_answers_with_the_headers(stack: Stack, path: str) -> None:
    import urllib.request

    with urllib.request.urlopen(stack.facts["portal_url"] + path, timeout=20) as answer:
        assert answer.status == 200
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
