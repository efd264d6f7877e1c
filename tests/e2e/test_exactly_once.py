"""One document a number, whatever is delivered twice and whoever dies."""

from __future__ import annotations

import io
import os
import signal
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


def submissions(stack: Stack, clave: str) -> list[dict[str, Any]]:
    return [r for r in stack.requests(clave) if r["operation"] == "recepcion"]


def about(*numbers: int) -> str:
    """What tells the claves of these secuenciales."""
    return "^.{30}(" + "|".join(f"{number:09d}" for number in numbers) + ")"


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


def test_an_outage_delays_and_loses_nothing(
    stack: Stack, factura: Callable[..., bytes], fresh_number: Callable[[], int]
) -> None:
    numbers = [fresh_number() for _ in range(4)]
    stack.fault("down", match=about(*numbers), times=6)
    report = stack.issue("en plena caída.zip", zipped({f"{n}.xml": factura(HARDWARE, n) for n in numbers}))
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
            stack.fault(behaviour, match=about(number), operation="recepcion", times=times, seconds=2)
    report = stack.issue("sin respuesta.zip", zipped(files))
    for row in report["documentos"]:
        assert row["estado"] == "AUTORIZADO", row
        requests = stack.requests(row["clave_acceso"])
        sent = [r["sha256"] for r in requests if r["operation"] == "recepcion"]
        assert 1 <= len(sent) <= 2, row["archivo"]
        assert len(set(sent)) == 1, row["archivo"]
        operations = [r["operation"] for r in requests]
        assert ["recepcion", "recepcion"] not in [operations[n : n + 2] for n in range(len(operations))], row["archivo"]


def test_pending_then_authorised(stack: Stack, factura: Callable[..., bytes], fresh_number: Callable[[], int]) -> None:
    number = fresh_number()
    stack.fault("pending", match=about(number), operation="autorizacion", times=3)
    (row,) = stack.issue("en proceso.xml", factura(HARDWARE, number))["documentos"]
    assert row["estado"] == "AUTORIZADO"
    assert len(submissions(stack, row["clave_acceso"])) == 1


def test_returned_and_corrected_under_the_same_number(
    stack: Stack, factura: Callable[..., bytes], fresh_number: Callable[[], int]
) -> None:
    number = fresh_number()
    stack.fault("devuelta:35", match=about(number), operation="recepcion")
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
    stack.fault("no_autorizado:52", match=about(number), operation="autorizacion")
    (row,) = stack.issue("no autorizada.xml", factura(HARDWARE, number))["documentos"]
    assert row["estado"] == "NO AUTORIZADO"
    (again,) = stack.issue("ya corregida.xml", factura(MARIA, number))["documentos"]
    assert again["estado"] == "AUTORIZADO"
    assert again["clave_acceso"] == row["clave_acceso"]


STAGES = ("Intake", "Signing", "Submission", "Authorization", "Rendering", "Notification", "Results")


def workers(stack: Stack, stage: str) -> list[int]:
    """The workers of a stage of this stack: processes whose code lies in its own scratch folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(stack.home).encode() in command and b"_worker.py" in command and f"-{stage}-".encode() in command:
            found.append(int(process.name))
    return found


class Progress:
    """How far a batch has come, counted from outside: by what the archive, the authority and the outbox hold."""

    def __init__(self, stack: Stack, batch: str) -> None:
        self._stack = stack
        self._batch = stack.name(batch)
        self._before = {name: look() for name, look in self._looks().items()}

    def of(self, stage: str) -> int:
        """How many documents (results files, for the results) show that the stage is at work or was."""
        return self._looks()[stage]() - self._before.get(stage, 0)

    def _looks(self) -> dict[str, Callable[[], int]]:
        def files(folder: str) -> Callable[[], int]:
            return lambda: len(self._stack.archived(f"{folder}/{self._stack.ruc}/"))

        def calls(operation: str) -> Callable[[], int]:
            return lambda: len([r for r in self._stack.requests("") if r["operation"] == operation])

        return {
            "Intake": files("unsigned"),
            "Signing": files("signed"),
            "Submission": calls("recepcion"),
            "Authorization": calls("autorizacion"),
            "Rendering": files("ride"),
            "Notification": lambda: len(self._stack.outbox()),
            "Results": lambda: int(self._stack.report(self._batch) is not None),
        }


def test_killing_the_workers_of_each_stage_loses_nothing(
    stack: Stack, factura: Callable[..., bytes], fresh_number: Callable[[], int]
) -> None:
    """Each stage's worker is killed when its first and its sixth work can be seen; the authority's slowness has
    calls be under way at that moment. A stage that was done before it could be struck gets more to do."""
    progress = Progress(stack, "con muertes 0.zip")
    owed = [(stage, least) for stage in STAGES for least in ((1,) if stage == "Results" else (1, 6))]

    def strike() -> bool:
        for stage, least in list(owed):
            if progress.of(stage) >= least and (found := workers(stack, stage)):
                owed.remove((stage, least))
                for worker in found:
                    os.kill(worker, signal.SIGKILL)
        return not owed

    batches: dict[str, int] = {}
    for count in (24, 8, 8, 8):
        batch = f"con muertes {len(batches)}.zip"
        batches[batch] = count
        numbers = [fresh_number() for _ in range(count)]
        for operation in ("recepcion", "autorizacion"):
            stack.fault("delay", match=about(*numbers), operation=operation, times=count // 2, seconds=1)
        stack.drop(batch, zipped({f"{n}.xml": factura(HARDWARE, n) for n in numbers}))
        stack.final_report(batch, patience=400, meanwhile=strike)
        if not owed:
            break
    assert not owed
    outbox = stack.outbox()
    for batch, count in batches.items():
        rows = stack.final_report(batch)["documentos"]
        assert [row["estado"] for row in rows] == ["AUTORIZADO"] * count
        assert len({row["clave_acceso"] for row in rows}) == count
        for row in rows:
            clave = row["clave_acceso"]
            assert len({r["sha256"] for r in submissions(stack, clave)}) == 1
            sent = len([m for m in outbox if clave in str(m)])
            (mail,) = row["correos"]
            assert sent == 1 or (sent == 0 and mail["estado"] == "SIN CONFIRMAR"), (mail, sent)
