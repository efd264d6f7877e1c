"""Each behaviour on order, as the table in `infra.sandbox.faults` promises it."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from lxml import etree

from chalicelib.adapters.sri.authority import Addresses, Sri
from chalicelib.adapters.sri.soap import SoapClient
from chalicelib.services.ports import Judged, Submitted
from tests.unit.sandbox.client import Refused, Sandbox


def fails(call: Callable[[], object], behaviour: str) -> None:
    """The client cannot read an answer out of the call."""
    expected: dict[str, type[Exception] | tuple[type[Exception], ...]] = {
        "accept_then_hang": http.client.RemoteDisconnected,
        "accept_then_reset": ConnectionResetError,
        "down": ConnectionResetError,
        "truncated": http.client.IncompleteRead,
        "accept_then_502": Refused,
        "soap_fault": Refused,
        "html200": (etree.XMLSyntaxError, AssertionError),
    }
    with pytest.raises(expected[behaviour]):
        call()


@pytest.mark.parametrize(
    "behaviour", ["accept_then_hang", "accept_then_reset", "truncated", "accept_then_502", "html200"]
)
def test_registered_but_not_answered(sandbox: Sandbox, behaviour: str) -> None:
    factura = sandbox.factura()
    sandbox.fault(behaviour, operation="recepcion", seconds=0)
    fails(lambda: sandbox.submit(sandbox.signed(factura)), behaviour)
    assert list(sandbox.states()) == [factura.key]
    assert sandbox.ask(factura.key).estado == "AUTORIZADO"


@pytest.mark.parametrize("behaviour", ["down", "soap_fault"])
def test_neither_registered_nor_answered(sandbox: Sandbox, behaviour: str) -> None:
    factura = sandbox.factura()
    sandbox.fault(behaviour, operation="recepcion")
    fails(lambda: sandbox.submit(sandbox.signed(factura)), behaviour)
    assert sandbox.states() == {}
    assert sandbox.verdict(factura).estado == "AUTORIZADO"


@pytest.mark.parametrize(
    "behaviour",
    ["accept_then_hang", "accept_then_reset", "truncated", "accept_then_502", "html200", "down", "soap_fault"],
)
def test_a_question_without_answer(sandbox: Sandbox, behaviour: str) -> None:
    factura = sandbox.factura()
    sandbox.fault(behaviour, operation="autorizacion", seconds=0)
    assert sandbox.submit(sandbox.signed(factura)).estado == "RECIBIDA"
    fails(lambda: sandbox.ask(factura.key), behaviour)
    assert sandbox.ask(factura.key).estado == "AUTORIZADO"


def test_what_would_be_returned_is_not_registered(sandbox: Sandbox) -> None:
    sandbox.fault("accept_then_502")
    fails(lambda: sandbox.submit(sandbox.factura(version="9.9.9").xml()), "accept_then_502")
    assert sandbox.states() == {}


@pytest.mark.parametrize("operation", ["recepcion", "autorizacion"])
def test_oversized(sandbox: Sandbox, operation: str) -> None:
    factura = sandbox.factura()
    sandbox.fault("oversized", operation=operation)
    assert sandbox.submit(sandbox.signed(factura)).estado == "RECIBIDA"
    assert sandbox.ask(factura.key).estado == "AUTORIZADO"
    assert sandbox.control("GET", "faults") == {"faults": []}


def test_an_oversized_answer_is_eight_megabytes(sandbox: Sandbox) -> None:
    sandbox.fault("oversized")
    path = "/comprobantes-electronicos-ws/AutorizacionComprobantesOffline"
    body = b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    body += b'<t:autorizacionComprobante xmlns:t="http://ec.gob.sri.ws.autorizacion"/></s:Body></s:Envelope>'
    _, answer = sandbox.http("POST", path, body)
    assert len(answer) > 8 * 1024 * 1024


def test_hanging_holds_only_its_own_connection(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    sandbox.fault("accept_then_hang", match=factura.key, seconds=3600)
    with pytest.raises(TimeoutError):
        replace(sandbox, patience=0.1).submit(sandbox.signed(factura))
    assert sandbox.verdict(sandbox.factura(secuencial=2)).estado == "AUTORIZADO"
    assert sandbox.ask(factura.key).estado == "AUTORIZADO"


def test_a_dripping_answer_comes_byte_by_byte_and_says_the_same(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    sandbox.fault("drip", operation="recepcion", seconds=0)
    assert sandbox.submit(sandbox.signed(factura)).estado == "RECIBIDA"
    sandbox.fault("drip", operation="autorizacion", seconds=3600)
    with pytest.raises(TimeoutError):
        replace(sandbox, patience=0.1).ask(factura.key)
    assert sandbox.ask(factura.key).estado == "AUTORIZADO", "it holds only its own connection"


def test_the_real_client_gives_a_dripping_answer_up(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    base = f"{sandbox.server.url}/comprobantes-electronicos-ws"
    addresses = Addresses(f"{base}/RecepcionComprobantesOffline?wsdl", f"{base}/AutorizacionComprobantesOffline?wsdl")
    client = Sri({"1": addresses}, SoapClient(seconds=0.4))
    sandbox.fault("drip", seconds=0.05, times=2)
    assert client.submit("1", sandbox.signed(factura)).verdict is Submitted.UNKNOWN
    assert client.query("1", factura.key).verdict is Judged.UNAVAILABLE
    assert client.query("1", factura.key).verdict is Judged.AUTHORIZED


def test_forgotten_at_its_reception(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    sandbox.fault("forgotten", operation="recepcion")
    assert sandbox.verdict(factura).text("numeroComprobantes") == "0"
    assert sandbox.states() == {}
    assert sandbox.verdict(factura).estado == "AUTORIZADO", "the same clave is taken anew"


def test_forgotten_after_its_judgement(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    assert sandbox.verdict(factura).estado == "AUTORIZADO"
    sandbox.fault("forgotten", operation="autorizacion")
    assert [sandbox.ask(factura.key).text("numeroComprobantes") for _ in range(2)] == ["0", "0"]


def test_delay(sandbox: Sandbox) -> None:
    sandbox.fault("delay", operation="autorizacion", seconds=0.2)
    factura = sandbox.factura()
    begun = time.monotonic()
    assert sandbox.verdict(factura).estado == "AUTORIZADO"
    assert time.monotonic() - begun >= 0.2


def test_returned_on_order(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    sandbox.fault("devuelta:50")
    found = sandbox.submit(sandbox.signed(factura))
    assert (found.estado, found.codes, found.text("claveAcceso")) == ("DEVUELTA", ["50"], factura.key)
    assert sandbox.states() == {}


@pytest.mark.parametrize("operation", ["recepcion", "autorizacion"])
def test_refused_on_order(sandbox: Sandbox, operation: str) -> None:
    factura = sandbox.factura()
    sandbox.fault("no_autorizado:56", operation=operation)
    found = sandbox.verdict(factura)
    assert (found.estado, found.codes) == ("NO AUTORIZADO", ["56", "60"])
    assert sandbox.states() == {factura.key: "NO AUTORIZADO"}
    assert sandbox.verdict(factura).estado == "AUTORIZADO"


def test_refusing_on_order_waits_for_nothing(start: Callable[..., Sandbox]) -> None:
    sandbox = start(delay=1000)
    sandbox.fault("no_autorizado:56", operation="autorizacion")
    assert sandbox.verdict(sandbox.factura()).codes == ["56", "60"]


def test_what_is_authorised_cannot_be_refused_any_more(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    assert sandbox.verdict(factura).estado == "AUTORIZADO"
    sandbox.fault("no_autorizado:56", operation="autorizacion")
    assert sandbox.ask(factura.key).estado == "AUTORIZADO"


def test_pending(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    sandbox.fault("pending", operation="autorizacion", times=2)
    assert sandbox.verdict(factura).text("numeroComprobantes") == "0"
    assert sandbox.ask(factura.key).text("numeroComprobantes") == "0"
    assert sandbox.ask(factura.key).estado == "AUTORIZADO"


def test_the_answer_of_another_document(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    sandbox.fault("wrong_clave", operation="autorizacion")
    found = sandbox.verdict(factura)
    other = sandbox.factura(secuencial=2)
    assert found.text("claveAccesoConsultada") == found.text("numeroAutorizacion") == other.key
    assert sandbox.ask(factura.key).text("numeroAutorizacion") == factura.key


def test_a_tampered_comprobante(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    signed = sandbox.signed(factura)
    sandbox.fault("tampered", operation="autorizacion")
    found = sandbox.verdict(factura, signed)
    assert found.estado == "AUTORIZADO"
    assert "<importeTotal>922.28<" in found.text("comprobante")
    assert sandbox.ask(factura.key).text("comprobante").encode() == signed


def test_the_first_order_that_matches_is_used_as_often_as_ordered(sandbox: Sandbox) -> None:
    first, second = sandbox.factura(), sandbox.factura(secuencial=2)
    sandbox.fault("devuelta:50", match=second.key, times=1)
    sandbox.fault("devuelta:26", match="^[0-9]{49}$", operation="recepcion", times=2)
    sandbox.fault("pending", operation="autorizacion", times=9)
    codes = [sandbox.submit(sandbox.signed(f)).codes for f in (second, second, first, first)]
    assert codes == [["50"], ["26"], ["26"], []]
    waiting = sandbox.control("GET", "faults")["faults"]
    assert [(f["behaviour"], f["times"]) for f in waiting] == [("pending", 9)]
    sandbox.control("DELETE", "faults")
    assert sandbox.ask(first.key).estado == "AUTORIZADO"


def test_an_order_is_used_once_by_many_at_once(sandbox: Sandbox) -> None:
    sandbox.fault("devuelta:50", times=3)
    documents = [sandbox.signed(sandbox.factura(secuencial=n)) for n in range(1, 9)]
    found: list[str] = []
    threads = [threading.Thread(target=lambda d=d: found.append(sandbox.submit(d).estado)) for d in documents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["DEVUELTA"] * 3 + ["RECIBIDA"] * 5


@pytest.mark.parametrize(
    "order",
    [
        {"behaviour": "nonsense"},
        {"behaviour": "devuelta"},
        {"behaviour": "devuelta:x"},
        {"behaviour": "ok", "operation": "other"},
        {"behaviour": "ok", "match": "("},
        {"behaviour": "ok", "times": 0},
        {"behaviour": "ok", "times": "many"},
        {"behaviour": "delay", "seconds": -1},
        {"behaviour": "delay", "seconds": "nan"},
        {},
        [],
    ],
)
def test_orders_that_make_no_sense(sandbox: Sandbox, order: object) -> None:
    with pytest.raises(Refused) as refused:
        sandbox.control("POST", "faults", order)
    assert refused.value.args[0] == 400
    assert sandbox.control("GET", "faults") == {"faults": []}
