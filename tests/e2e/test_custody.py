"""Another company's sealed key in a company's row, on the deployed stack: nothing is signed, and everybody is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from chalicelib.domain.documents import paths
from infra.local.sample_data import SAMPLES
from infra.local.samples import xml
from tests.e2e.stack import Stack
from tests.e2e.test_ops import Own, ops

CERTIFICATES = "rubrica-local-certificates"


def test_another_companys_sealed_key_signs_nothing_and_is_told(
    stack: Stack, tmp_path: Path, today: date, fresh_number: Callable[[], int]
) -> None:
    own = Own(stack, "0190409120001", "CUSTODIADA S.A.")
    own.register(tmp_path)
    table = stack.client("dynamodb")

    def row(ruc: str) -> dict[str, Any]:
        question = {"KeyConditionExpression": "ruc = :r", "ExpressionAttributeValues": {":r": {"S": ruc}}}
        (found,) = table.query(TableName=CERTIFICATES, **question)["Items"]
        return dict(found)

    right, theirs = row(own.seller.ruc), row(stack.ruc)
    table.put_item(TableName=CERTIFICATES, Item=right | {"sealed": theirs["sealed"]})
    stack.root_s3.put_object(
        Bucket=stack.inbox, Key=f"{own.prefix}/a.xml", Body=xml(SAMPLES[0], own.seller, today, fresh_number())
    )

    def result() -> dict[str, Any] | None:
        key = paths.result(own.seller.ruc, f"{stack.run}/a.xml", "json")
        try:
            report = json.loads(stack.root_s3.get_object(Bucket=stack.inbox, Key=key)["Body"].read())
        except stack.root_s3.exceptions.NoSuchKey:
            return None
        return dict(report["documentos"][0]) if report["documentos"] else None

    held = stack.wait_for(lambda: (r := result()) and r["estado"] == "DETENIDO" and r, "the document to be held")
    assert [e["codigo"] for e in held["errores"]] == ["CERT-AJENO"]
    assert held["errores"][0]["que_hacer"]
    assert stack.requests(held["clave_acceso"]) == []
    assert not [k for k in stack.archived(f"signed/{own.seller.ruc}/") if held["clave_acceso"] in k]
    assert stack.wait_for(lambda: _alerts(stack, held["clave_acceso"]), "the alert") == {"CERT-AJENO"}
    table.put_item(TableName=CERTIFICATES, Item=right)
    assert ops(stack, "redrive", held["clave_acceso"])[0] == 0
    signed = stack.wait_for(lambda: (r := result()) and r["estado"] == "AUTORIZADO" and r, "the document to be signed")
    assert signed["errores"] == []


def _alerts(stack: Stack, clave: str) -> set[str]:
    """The codes of the alerts that the signing function logged about a document."""
    pages = stack.client("logs").get_paginator("filter_log_events")
    group = f"/aws/lambda/{stack.functions()['signing']}"
    lines = [event["message"] for page in pages.paginate(logGroupName=group) for event in page["events"]]
    told = [json.loads(line[line.index("{") :]) for line in lines if clave in line and '"alert": "signing"' in line]
    return {line["code"] for line in told}
