"""The operator's commands against the running stack, and what they are there for: the ledger, the lock, the dead."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.domain.ledger.chain import Entry, What
from infra.local.authority import PASSWORD, Authority
from infra.local.sample_data import SAMPLES, SELLER
from infra.local.samples import xml
from tests.e2e.stack import ROOT, Stack

DOCUMENTS = "rubrica-local-documents"
NOT_BACK = {"batches", "mails", "mailed_at", "updated_at", "messages", "sent_at", "last_sent_at", "sends", "tries"}
NOT_BACK |= {"version", "moves", "released_at", "provisional"}
"""What of a record does not come back from the archive, or not as it was."""
PENDING, LEDGER = "rubrica-local-ledger-pending", "rubrica-local-ledger"


def ops(stack: Stack, *arguments: str) -> tuple[int, str]:
    """Run `bin/ops` as an operator does; answers its exit status and what it wrote."""
    environment = {"PATH": os.environ["PATH"], "RUBRICA_HOME": str(stack.home)}
    command = [sys.executable, "-m", "infra.ops", *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


class Own:
    """A company of this test's own: registered as an operator does it, and nobody else issues for it."""

    def __init__(self, stack: Stack, ruc: str = "0190458725001", name: str = "RECONSTRUIDA S.A.") -> None:
        self.stack = stack
        self.seller = replace(SELLER, ruc=ruc, name=name)
        self.prefix = f"in/{self.seller.ruc}/{stack.run}"

    def register(self, folder: Path) -> None:
        authority = Authority(self.stack.home / "authority", datetime.now(UTC))
        p12 = folder / "firma.p12"
        p12.write_bytes(authority.bundle(authority.subscriber(self.seller.ruc, self.seller.name)))
        company = {"ruc": self.seller.ruc, "name": self.seller.name, "environments": ["1"], "p12": p12.name}
        (folder / "empresa.json").write_text(json.dumps(company | {"password": PASSWORD}))
        status, said = ops(self.stack, "register", str(folder / "empresa.json"))
        assert status == 0, said

    def issue(self, name: str, data: bytes) -> dict[str, Any]:
        """Drop one document and wait for its end."""
        s3, inbox = self.stack.root_s3, self.stack.inbox
        s3.put_object(Bucket=inbox, Key=f"{self.prefix}/{name}", Body=data)
        key = f"results/{self.seller.ruc}/{self.stack.run}/{name}.json"

        def report() -> dict[str, Any] | None:
            try:
                found = json.loads(s3.get_object(Bucket=inbox, Key=key)["Body"].read())
            except s3.exceptions.NoSuchKey:
                return None
            return found if found["final"] else None

        (row,) = self.stack.wait_for(report, f"results of {name}")["documentos"]
        return dict(row)


@pytest.fixture(scope="module")
def own(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Own:
    """A company of these tests' own."""
    made = Own(stack)
    made.register(tmp_path_factory.mktemp("empresa"))
    return made


@pytest.fixture(scope="module")
def issued(own: Own, today: date, fresh_number: Callable[[], int]) -> dict[str, Any]:
    """A document of theirs that came to its end."""
    row = own.issue("para el operador.xml", xml(SAMPLES[0], own.seller, today, fresh_number()))
    assert row["estado"] == "AUTORIZADO"
    return row


def test_the_whole_history_of_a_document_is_shown(stack: Stack, own: Own, issued: dict[str, Any]) -> None:
    status, text = ops(stack, "show", issued["clave_acceso"])
    assert status == 0
    for state in ("PENDIENTE", "FIRMADO", "RECIBIDO", "AUTORIZADO / PENDIENTE", "REPRESENTADO", "ENVIADO"):
        assert state in text
    assert "recepción intento 1: recibido" in text
    assert "autorización intento 1: autorizado" in text
    number = issued["numero"].rsplit(" ", 1)[-1]
    status, again = ops(stack, "show", number, "--tenant", own.seller.ruc)
    assert (status, again.split("Historia")[0]) == (0, text.split("Historia")[0])
    assert ops(stack, "show", "123")[0] == 2


def test_what_is_at_its_end_is_not_driven_on(stack: Stack, own: Own, issued: dict[str, Any]) -> None:
    status, text = ops(stack, "redrive", issued["clave_acceso"])
    assert (status, text.split()[:2]) == (0, ["0", "despertados"])
    assert [r["operation"] for r in stack.requests(issued["clave_acceso"])].count("recepcion") == 1


def test_a_document_is_mailed_again_by_order(stack: Stack, issued: dict[str, Any]) -> None:
    clave = issued["clave_acceso"]

    def mails() -> int:
        return sum(1 for mail in stack.outbox() if clave in str(mail))

    stack.wait_for(lambda: mails() == 1, "the first mail")
    stack.wait_for(lambda: ops(stack, "mail", clave)[0] == 0, "the order to be taken")
    stack.wait_for(lambda: mails() == 2, "the second mail")
    assert ops(stack, "mail", "1" * 49)[0] == 2


def test_a_day_is_compared_with_the_authority(stack: Stack, own: Own, issued: dict[str, Any], today: date) -> None:
    order = ("reconcile", "--tenant", own.seller.ruc, "--date", today.isoformat())
    assert issued["clave_acceso"] not in ops(stack, *order)[1]
    stack.fault("tampered", match=issued["clave_acceso"], operation="autorizacion")
    status, text = ops(stack, *order)
    assert status == 1
    assert f"{issued['clave_acceso']}  {issued['numero']}: el SRI autorizó otros bytes que los archivados" in text


def test_a_paused_issuer_waits_and_goes_on(stack: Stack, factura: Callable[..., bytes]) -> None:
    assert ops(stack, "pause", stack.ruc, "--reason", "Revisión de prueba")[0] == 0
    try:
        stack.drop("en pausa.xml", factura())
        name = stack.name("en pausa.xml")
        row = stack.wait_for(
            lambda: (r := stack.report(name)) and r["documentos"] and r["documentos"][0].get("espera") and r,
            "the pause to be told",
        )["documentos"][0]
        assert row["estado"] == "FIRMADO"
        assert "Revisión de prueba" in row["espera"]
        assert stack.requests(row["clave_acceso"]) == []
    finally:
        assert ops(stack, "resume", stack.ruc)[0] == 0
    stack.sweep()
    assert stack.final_report("en pausa.xml")["documentos"][0]["estado"] == "AUTORIZADO"


def test_the_authority_is_paused_and_goes_on(stack: Stack, factura: Callable[..., bytes]) -> None:
    assert ops(stack, "pause", "--authority", "EC:1")[0] == 0
    try:
        stack.drop("autoridad en pausa.xml", factura())
        name = stack.name("autoridad en pausa.xml")
        row = stack.wait_for(
            lambda: (r := stack.report(name)) and r["documentos"] and r["documentos"][0].get("espera") and r,
            "the pause to be told",
        )["documentos"][0]
        assert stack.requests(row["clave_acceso"]) == []
    finally:
        assert ops(stack, "resume", "--authority", "EC:1")[0] == 0
    assert ops(stack, "redrive", row["clave_acceso"])[1].split()[0] == "1"
    assert stack.final_report("autoridad en pausa.xml")["documentos"][0]["estado"] == "AUTORIZADO"


# --- dead letters ---
def test_a_dead_letter_is_listed_and_brought_back(stack: Stack, own: Own, issued: dict[str, Any]) -> None:
    sqs = stack.client("sqs")
    dead = sqs.get_queue_url(QueueName="rubrica-local-rendering-dead")["QueueUrl"]
    document = f"EC#{own.seller.ruc}#1#01#{issued['clave_acceso'][24:30]}#{issued['clave_acceso'][30:39]}"
    sqs.send_message(QueueUrl=dead, MessageBody=json.dumps({"document": document}))
    status, text = ops(stack, "queues")
    assert status == 1
    assert f"documento {document}" in text
    assert ops(stack, "queues", "redrive", "rendering") == (0, "rendering: 1 mensajes vuelven a su cola\n")
    status, text = ops(stack, "queues", "redrive")
    assert (status, text) == (0, "")
    assert ops(stack, "queues")[0] == 0


def test_a_person_is_called_for_every_queue_of_dead_letters(stack: Stack) -> None:
    queues = {url.rsplit("/", 1)[-1] for url in stack.client("sqs").list_queues()["QueueUrls"]}
    watched = {
        dimension["Value"]
        for alarm in stack.client("cloudwatch").describe_alarms(MaxRecords=100)["MetricAlarms"]
        for dimension in alarm["Dimensions"]
        if dimension["Name"] == "QueueName" and alarm["AlarmActions"]
    }
    assert watched >= {name for name in queues if name.startswith("rubrica-local-") and name.endswith("-dead")}


# --- the lock ---
@pytest.mark.parametrize("kind", ["xml", "ride"])
def test_what_was_authorised_cannot_be_taken_away(stack: Stack, issued: dict[str, Any], kind: str) -> None:
    s3, where = stack.root_s3, {"Bucket": stack.archive_bucket, "Key": issued[kind]}
    found = s3.head_object(**where)
    assert found["ObjectLockMode"] == "COMPLIANCE"
    assert found["ObjectLockRetainUntilDate"] > datetime.now(UTC) + timedelta(days=7 * 365)
    for bypass in (False, True):
        with pytest.raises(ClientError, match="AccessDenied"):
            s3.delete_object(**where, VersionId=found["VersionId"], BypassGovernanceRetention=bypass)
    assert s3.get_object(**where, VersionId=found["VersionId"])["Body"].read()


def test_what_is_only_on_its_way_is_not_locked(stack: Stack, own: Own, issued: dict[str, Any]) -> None:
    found = stack.root_s3.head_object(
        Bucket=stack.archive_bucket, Key=f"unsigned/{own.seller.ruc}/{issued['clave_acceso']}.xml"
    )
    assert "ObjectLockMode" not in found


# --- rebuilding ---
def test_the_records_come_back_from_the_archive_alone(
    stack: Stack, own: Own, issued: dict[str, Any], today: date, fresh_number: Callable[[], int]
) -> None:
    number = fresh_number()
    stack.fault("devuelta:35", match=f"{own.seller.ruc}.*{number:09d}", operation="recepcion")
    bad = own.issue("devuelta.xml", xml(SAMPLES[0], own.seller, today, number))
    assert bad["estado"] == "DEVUELTO"
    claves = [issued["clave_acceso"], bad["clave_acceso"]]
    chain(stack)

    table, mails = stack.client("dynamodb"), len(stack.outbox())
    requests = [len(stack.requests(clave)) for clave in claves]
    ids = [f"EC#{own.seller.ruc}#1#01#{clave[24:30]}#{clave[30:39]}" for clave in claves]
    before = [table.get_item(TableName=DOCUMENTS, Key={"id": {"S": key}})["Item"] for key in ids]
    for key in ids:
        table.delete_item(TableName=DOCUMENTS, Key={"id": {"S": key}})

    status, text = ops(stack, "rebuild", "--tenant", own.seller.ruc)
    assert (status, text.split()[0]) == (0, "2"), text
    for key, known in zip(ids, before, strict=True):
        again = table.get_item(TableName=DOCUMENTS, Key={"id": {"S": key}})["Item"]
        assert {k: v for k, v in again.items() if k not in NOT_BACK} == {
            k: v for k, v in known.items() if k not in NOT_BACK
        }
    assert ops(stack, "rebuild", "--tenant", own.seller.ruc)[1].split()[0] == "0"
    stack.sweep()
    assert [len(stack.requests(clave)) for clave in claves] == requests
    assert len(stack.outbox()) == mails
    series = f"EC#{own.seller.ruc}#1#01#{claves[0][24:30]}"
    following = table.get_item(TableName="rubrica-local-series", Key={"key": {"S": series}})["Item"]["following"]
    assert int(following["N"]) > number
    assert ops(stack, "ledger", "verify", "--tenant", own.seller.ruc)[0] == 0


# --- the ledger ---
def chain(stack: Stack) -> None:
    """Run the function that chains now, instead of at the next minute."""
    stack.by_the_clock("ledger")


@pytest.fixture
def told(stack: Stack) -> str:
    """A tenant of which the ledger tells ten things; its RUC is nobody's."""
    tenant = f"09{time.time_ns() // 1000 % 10**8:08d}001"
    table = stack.client("dynamodb")
    for number in range(10):
        at = datetime(2026, 11, 23, 15, 0, number, tzinfo=UTC)
        entry = Entry(tenant, at, What.KEY, "certificado", {"access": f"{number}"})
        item = {"tenant": tenant, "key": entry.key, "text": entry.text}
        table.put_item(TableName=PENDING, Item={k: {"S": v} for k, v in item.items()})
    chain(stack)
    return tenant


def row(tenant: str, place: int) -> dict[str, Any]:
    return {"tenant": {"S": tenant}, "place": {"S": f"{place:012d}"}}


def edit(table: Any, tenant: str) -> None:
    table.update_item(
        TableName=LEDGER,
        Key=row(tenant, 4),
        UpdateExpression="SET #t = :t",
        ExpressionAttributeNames={"#t": "text"},
        ExpressionAttributeValues={":t": {"S": "{}"}},
    )


def delete(table: Any, tenant: str) -> None:
    table.delete_item(TableName=LEDGER, Key=row(tenant, 4))


def swap(table: Any, tenant: str) -> None:
    four, five = (table.get_item(TableName=LEDGER, Key=row(tenant, n))["Item"] for n in (4, 5))
    table.put_item(TableName=LEDGER, Item=five | row(tenant, 4))
    table.put_item(TableName=LEDGER, Item=four | row(tenant, 5))


def truncate(table: Any, tenant: str) -> None:
    for place in range(4, 11):
        table.delete_item(TableName=LEDGER, Key=row(tenant, place))


@pytest.mark.parametrize(
    ("tamper", "said"),
    [(edit, "4: fue editado"), (delete, "4: falta"), (swap, "4: está en un lugar"), (truncate, "4–10: falta al final")],
)
def test_tampering_with_the_ledger_is_found_and_located(
    stack: Stack, told: str, tamper: Callable[[Any, str], None], said: str
) -> None:
    assert ops(stack, "ledger", "verify", "--tenant", told)[0] == 0
    tamper(stack.client("dynamodb"), told)
    status, text = ops(stack, "ledger", "verify", "--tenant", told)
    assert status == 1
    assert said in text
    assert "LA BITÁCORA FUE ALTERADA" in text


def test_the_ledger_of_everything_that_issuers_did_is_whole(stack: Stack, own: Own, issued: dict[str, Any]) -> None:
    chain(stack)
    for tenant in (stack.ruc, own.seller.ruc):
        status, text = ops(stack, "ledger", "verify", "--tenant", tenant)
        assert status == 0, text
    table = stack.client("dynamodb")
    rows = table.query(
        TableName=LEDGER,
        KeyConditionExpression="tenant = :t",
        ExpressionAttributeValues={":t": {"S": own.seller.ruc}},
    )["Items"]
    entries = [json.loads(r["text"]["S"])["entry"] for r in rows]
    keys = [e["facts"]["access"] for e in entries if e["what"] == "key"]
    assert keys[0] == "stored"
    assert "opened" in keys
    moves = [e["facts"]["n"] for e in entries if e["what"] == "document" and issued["clave_acceso"] in str(e)]
    assert sorted(moves)[:6] == list(range(1, 7))


def test_nobody_but_the_chaining_function_may_write_the_ledger(stack: Stack) -> None:
    iam = stack.client("iam")
    writers = set()
    for role in iam.list_roles()["Roles"]:
        for name in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]:
            policy = iam.get_role_policy(RoleName=role["RoleName"], PolicyName=name)["PolicyDocument"]
            for statement in policy["Statement"]:
                text = json.dumps(statement["Resource"])
                if "-ledger" in text and "-ledger-pending" not in text and "PutItem" in json.dumps(statement["Action"]):
                    writers.add(role["RoleName"])
    assert len(writers) == 1
