"""One document a number, whatever is delivered twice and whoever dies."""

from __future__ import annotations

import io
import os
import signal
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from infra.local.sample_data import SAMPLES
from tests.e2e.stack import Stack

NO_ANSWER = ("accept_then_hang", "accept_then_reset", "accept_then_502", "truncated", "html200")
HARDWARE, MARIA = SAMPLES[0], SAMPLES[3]


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def submissions(stack: Stack, clave: str) -> list[dict]:
    return [r for r in stack.requests(clave) if r["operation"] == "recepcion"]


def test_five_deliveries_and_another_name_issue_once(stack: Stack, factura: Callable[..., bytes]) -> None:
    data = factura()
    for _ in range(5):
        stack.drop("cinco veces.xml", data)
    report = stack.final_report("cinco veces.xml")
    again = stack.issue("el mismo con otro nombre.xml", data)
    (row,), (repeated,) = report["documentos"], again["documentos"]
    assert row["estado"] == repeated["estado"] == "AUTORIZADO"
    assert row["clave_acceso"] == repeated["clave_acceso"]
    assert repeated["repetido"] is True
    assert len(submissions(stack, row["clave_acceso"])) == 1
    assert len([m for m in stack.outbox() if row["clave_acceso"] in str(m)]) == 1


def test_another_document_under_a_used_number_is_refused(
    stack: Stack, factura: Callable[..., bytes], fresh_number: Callable[[], int]
) -> None:
    number = fresh_number()
    stack.issue("primera.xml", factura(HARDWARE, number))
    report = stack.issue("segunda.xml", factura(MARIA, number))
    assert [e["codigo"] for e in report["documentos"][0]["errores"]] == ["NUMERO-OCUPADO"]


def test_an_outage_delays_and_loses_nothing(stack: Stack, factura: Callable[..., bytes]) -> None:
    stack.fault("down", times=6)
    report = stack.issue("en plena caída.zip", zipped({f"{n}.xml": factura() for n in range(4)}))
    assert [d["estado"] for d in report["documentos"]] == ["AUTORIZADO"] * 4
    for row in report["documentos"]:
        assert len({r["sha256"] for r in submissions(stack, row["clave_acceso"])}) == 1


def test_an_answer_that_never_came_is_asked_for_before_sending_again(
    stack: Stack, factura: Callable[..., bytes], fresh_number: Callable[[], int]
) -> None:
    """Whatever way the answer is lost, once or again at the second sending: never more than two sendings."""
    files = {}
    for behaviour in NO_ANSWER:
        for times in (1, 2):
            number = fresh_number()
            files[f"{behaviour} {times}.xml"] = factura(HARDWARE, number)
            match = rf"^.{{30}}{number:09d}"
            stack.fault(behaviour, match=match, operation="recepcion", times=times, seconds=2)
    report = stack.issue("sin respuesta.zip", zipped(files))
    for row in report["documentos"]:
        assert row["estado"] == "AUTORIZADO", row
        requests = stack.requests(row["clave_acceso"])
        sent = [r["sha256"] for r in requests if r["operation"] == "recepcion"]
        assert 1 <= len(sent) <= 2, row["archivo"]
        assert len(set(sent)) == 1, row["archivo"]
        operations = [r["operation"] for r in requests]
        assert ["recepcion", "recepcion"] not in [operations[n : n + 2] for n in range(len(operations))], row["archivo"]


def test_pending_then_authorised(stack: Stack, factura: Callable[..., bytes]) -> None:
    stack.fault("pending", operation="autorizacion", times=3)
    (row,) = stack.issue("en proceso.xml", factura())["documentos"]
    assert row["estado"] == "AUTORIZADO"
    assert len(submissions(stack, row["clave_acceso"])) == 1


def test_returned_and_corrected_under_the_same_number(
    stack: Stack, factura: Callable[..., bytes], fresh_number: Callable[[], int]
) -> None:
    number = fresh_number()
    stack.fault("devuelta:35", operation="recepcion")
    (row,) = stack.issue("devuelta.xml", factura(HARDWARE, number))["documentos"]
    assert row["estado"] == "DEVUELTO"
    assert row["errores"][0]["codigo"] == "SRI-35"
    (again,) = stack.issue("corregida.xml", factura(MARIA, number))["documentos"]
    assert again["estado"] == "AUTORIZADO"
    assert again["clave_acceso"] == row["clave_acceso"]


def test_not_authorised_and_corrected(
    stack: Stack, factura: Callable[..., bytes], fresh_number: Callable[[], int]
) -> None:
    number = fresh_number()
    stack.fault("no_autorizado:52", operation="autorizacion")
    (row,) = stack.issue("no autorizada.xml", factura(HARDWARE, number))["documentos"]
    assert row["estado"] == "NO AUTORIZADO"
    (again,) = stack.issue("ya corregida.xml", factura(MARIA, number))["documentos"]
    assert again["estado"] == "AUTORIZADO"
    assert again["clave_acceso"] == row["clave_acceso"]


def workers(stack: Stack) -> list[int]:
    """The Lambda workers of this stack: processes whose code lies in its own scratch folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(stack.home).encode() in command and b"_worker.py" in command:
            found.append(int(process.name))
    return found


def test_killing_workers_in_mid_batch_loses_nothing(stack: Stack, factura: Callable[..., bytes]) -> None:
    count = 24
    before = len(stack.archived(f"signed/{stack.ruc}/"))
    stack.drop("con muertes.zip", zipped({f"{n:02d}.xml": factura() for n in range(count)}))
    killed = 0
    for progressed in (1, count // 4, count // 2):

        def reached(least: int = progressed) -> bool:
            return len(stack.archived(f"signed/{stack.ruc}/")) - before >= least and bool(workers(stack))

        stack.wait_for(reached, "workers at work")
        for worker in workers(stack):
            os.kill(worker, signal.SIGKILL)
            killed += 1
    assert killed
    report = stack.final_report("con muertes.zip", patience=400)
    assert [d["estado"] for d in report["documentos"]] == ["AUTORIZADO"] * count
    claves = [d["clave_acceso"] for d in report["documentos"]]
    assert len(set(claves)) == count
    for clave in claves:
        assert len({r["sha256"] for r in submissions(stack, clave)}) == 1
    mails = Counter(c for m in stack.outbox() for c in claves if c in str(m))
    assert set(mails) == set(claves), "every buyer got the mail"
