"""At once, after a restart, and over its own command line."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import urllib.request
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.unit.sandbox.client import Sandbox

ROOT = Path(__file__).parents[3]


def at_once(calls: list[Callable[[], tuple[str, ...]]]) -> Counter[tuple[str, ...]]:
    """What calls made at the same moment answered."""
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        gate.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(run, calls))


def submitted(sandbox: Sandbox, xml: bytes) -> tuple[str, ...]:
    found = sandbox.submit(xml)
    return found.estado, *found.codes


def test_of_identical_submissions_at_once_one_is_taken(start: Callable[..., Sandbox]) -> None:
    sandbox = start(delay=1000)
    signed = sandbox.signed(sandbox.factura())
    found = at_once([lambda: submitted(sandbox, signed)] * 20)
    assert found == {("RECIBIDA",): 1, ("DEVUELTA", "70"): 19}


def test_of_claves_for_one_number_at_once_one_is_taken(sandbox: Sandbox) -> None:
    documents = [sandbox.signed(sandbox.factura(codigo=f"{n:08}")) for n in range(20)]
    found = at_once([lambda d=d: submitted(sandbox, d) for d in documents])  # type: ignore[misc]
    assert found == {("RECIBIDA",): 1, ("DEVUELTA", "45"): 19}


def test_many_questions_at_once_get_one_verdict(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    assert sandbox.submit(sandbox.signed(factura)).estado == "RECIBIDA"

    def ask() -> tuple[str, ...]:
        found = sandbox.ask(factura.key)
        return found.estado, found.text("fechaAutorizacion")

    assert len(at_once([ask] * 8)) == 1


def test_a_restart_knows_what_was_judged_and_what_was_not(start: Callable[..., Sandbox], tmp_path: Path) -> None:
    state = str(tmp_path / "state.sqlite")
    before = start(state=state)
    authorised, refused = before.factura(), before.factura(secuencial=2, total="9.99")
    pending = before.factura(secuencial=3)
    signed = before.signed(authorised)
    moment = before.verdict(authorised, signed).text("fechaAutorizacion")
    assert before.verdict(refused).estado == "NO AUTORIZADO"
    assert before.submit(before.signed(pending)).estado == "RECIBIDA"
    before.control("POST", "registry", {"identification": "1710034065", "code": "59"})

    after = start(state=state, delay=1000)
    assert after.submit(signed).codes == ["43"]
    assert after.submit(after.signed(after.factura(codigo="87654321"))).codes == ["45"]
    found = after.ask(authorised.key)
    assert found.text("comprobante").encode() == signed
    assert found.text("fechaAutorizacion") == moment
    assert after.ask(refused.key).codes == ["52", "60"]
    assert after.ask(pending.key).text("numeroComprobantes") == "0"
    after.control("POST", "clock", {"offset_seconds": 1001})
    assert after.ask(pending.key).codes == ["59", "60"]


def command(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "infra.sandbox", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_alone(trust: Path, tmp_path: Path) -> None:
    """It tells where it serves, serves there, and ends cleanly when told to."""
    process = command("--port", "0", "--state", str(tmp_path / "state"), "--trust", str(trust))
    assert process.stdout is not None
    try:
        address = process.stdout.readline().split()[-1]
        assert "RecepcionComprobantesOffline?wsdl" in address
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert b"validarComprobante" in answer.read()
    finally:
        process.terminate()
    _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")


@pytest.mark.parametrize("why", ["port", "trust"])
def test_what_stops_it_from_starting_is_one_sentence(why: str, tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text("rubbish")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1]) if why == "port" else "0"
        process = command("--port", port, *(("--trust", str(tmp_path)) if why == "trust" else ()))
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 1
    assert errors.startswith("El SRI de prueba no puede empezar: ")
    assert len(errors.splitlines()) == 1
