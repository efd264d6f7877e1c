"""HTTP and SOAP as third parties speak them, and what is no call at all."""

from __future__ import annotations

import http.client
import socket
from datetime import datetime

import pytest
from lxml import etree

from tests.unit.sandbox.client import AUTORIZACION, RECEPCION, SERVICES, SOAP, Refused, Sandbox, envelope

RECEPTION = f"{SERVICES}RecepcionComprobantesOffline"
QUESTION = f"{SERVICES}AutorizacionComprobantesOffline"
ASK = envelope("autorizacionComprobante", AUTORIZACION, "claveAccesoComprobante", "1" * 49)


def open_to(sandbox: Sandbox) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", sandbox.server.server_address[1], timeout=10)


def test_one_connection_serves_many_calls(sandbox: Sandbox) -> None:
    connection = open_to(sandbox)
    connection.connect()
    used = connection.sock
    for path, body in ((QUESTION, ASK), ("/nothing", b"x" * 10), (QUESTION, b"rubbish"), (QUESTION, ASK)):
        connection.request("POST", path, body)
        connection.getresponse().read()
        assert connection.sock is used
    connection.request("DELETE", "/control/faults", b"{}")
    assert connection.getresponse().read() == b'{"done": true}'
    connection.close()


def test_chunks(sandbox: Sandbox) -> None:
    connection = open_to(sandbox)
    parts = iter([ASK[:50], ASK[50:51], ASK[51:]])
    connection.request("POST", QUESTION, parts, {"Content-Type": "text/xml"}, encode_chunked=True)
    response = connection.getresponse()
    assert response.status == 200
    assert b"claveAccesoConsultada" in response.read()
    connection.close()


def test_a_body_over_eight_megabytes(sandbox: Sandbox) -> None:
    status, _ = sandbox.http("POST", RECEPTION, b"x" * (8 * 1024 * 1024 + 1))
    assert status == 413
    assert sandbox.control("GET", "health") == {"status": "ok"}


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"Content-Length: many\r\n\r\n", 400),
        (b"Content-Length: -1\r\n\r\n", 400),
        (b"Content-Length: 99999999999999999999\r\n\r\n", 413),
        (b"Transfer-Encoding: gzip\r\n\r\n", 400),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400),
        (b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"Transfer-Encoding: chunked\r\n\r\n-5\r\n", 400),
        (b"Transfer-Encoding: chunked\r\n\r\n900000\r\n", 413),
        (b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n", 400),
    ],
)
def test_bodies_without_a_sure_end(sandbox: Sandbox, head: bytes, status: int) -> None:
    with socket.create_connection(("127.0.0.1", sandbox.server.server_address[1]), timeout=10) as raw:
        raw.sendall(b"POST " + QUESTION.encode() + b" HTTP/1.1\r\nHost: x\r\n" + head)
        raw.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: raw.recv(65_536), b""))
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())


WRONG_NAMESPACE = envelope("autorizacionComprobante", RECEPCION, "claveAccesoComprobante", "1" * 49)
WRONG_SERVICE = envelope("validarComprobante", AUTORIZACION, "xml", "AAAA")
TWO_CALLS = ASK.replace(b"</soapenv:Body>", b"<other/></soapenv:Body>")
NO_CALL = f'<s:Envelope xmlns:s="{SOAP}"><s:Body/></s:Envelope>'.encode()
SOAP_12 = ASK.replace(SOAP.encode(), b"http://www.w3.org/2003/05/soap-envelope")
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + ASK
NOT_BASE64 = envelope("validarComprobante", RECEPCION, "xml", "<![CDATA[<factura/>]]>")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        *((QUESTION, b) for b in (b"", b"rubbish", WRONG_NAMESPACE, WRONG_SERVICE, TWO_CALLS, NO_CALL, SOAP_12, BOMB)),
        (RECEPTION, ASK),
        (RECEPTION, NOT_BASE64),
    ],
)
def test_what_is_no_call_gets_a_soap_fault(sandbox: Sandbox, path: str, body: bytes) -> None:
    status, answer = sandbox.http("POST", path, body)
    fault = etree.fromstring(answer).find(f"{{{SOAP}}}Body/{{{SOAP}}}Fault")
    assert status == 500
    assert fault is not None
    assert fault.findtext("faultcode") == "soap:Client"
    assert fault.findtext("faultstring")
    assert sandbox.control("GET", "requests") == []


def test_a_comment_before_the_call_is_no_call(sandbox: Sandbox) -> None:
    status, _ = sandbox.http("POST", QUESTION, ASK.replace(b"<t:", b"<!-- hello --><t:", 1))
    assert status == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", f"{SERVICES}OtraComprobantesOffline?wsdl", 404),
        ("GET", f"{SERVICES}Recepcion?wsdl", 404),
        ("GET", RECEPTION, 405),
        ("DELETE", RECEPTION, 405),
        ("POST", "/elsewhere", 404),
        ("GET", "/control/nothing", 404),
        ("POST", "/control/nothing", 404),
        ("PUT", "/control/faults", 501),
    ],
)
def test_other_paths_and_methods(sandbox: Sandbox, method: str, path: str, status: int) -> None:
    assert sandbox.http(method, path)[0] == status


@pytest.mark.parametrize("service", ["Recepcion", "Autorizacion"])
@pytest.mark.parametrize("query", ["wsdl", "WSDL"])
def test_the_contract_names_the_address_it_was_asked_at(sandbox: Sandbox, service: str, query: str) -> None:
    path = f"{SERVICES}{service}ComprobantesOffline"
    status, text = sandbox.http("GET", f"{path}?{query}", headers={"Host": "sri.example:81"})
    assert status == 200
    (address,) = etree.fromstring(text).iter("{http://schemas.xmlsoap.org/wsdl/soap/}address")
    assert address.get("location") == f"http://sri.example:81{path}"


def test_every_call_is_remembered(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    sandbox.fault("devuelta:50")
    signed = sandbox.signed(factura)
    sandbox.submit(signed)
    sandbox.submit(signed)
    sandbox.ask(factura.key)
    sandbox.ask("2" * 49)
    mine = sandbox.control("GET", f"requests?clave={factura.key}")
    seen = [(r["operation"], r["behaviour"], len(r["sha256"])) for r in mine]
    assert seen == [("recepcion", "devuelta:50", 64), ("recepcion", "ok", 64), ("autorizacion", "ok", 0)]
    assert mine[0]["sha256"] == mine[1]["sha256"] == sandbox.control("GET", "documents")[0]["sha256"]
    assert datetime.fromisoformat(mine[0]["time"]).tzinfo is not None
    assert len(sandbox.control("GET", "requests")) == 4
    sandbox.control("DELETE", "requests")
    assert sandbox.control("GET", "requests") == []


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("clock", {}),
        ("clock", {"offset_seconds": "soon"}),
        ("clock", {"offset_seconds": None}),
        ("clock", {"offset_seconds": 1e300}),
        ("registry", {"code": "2"}),
        ("answers", {}),
        ("answers", "text"),
    ],
)
def test_orders_that_make_no_sense(sandbox: Sandbox, name: str, body: object) -> None:
    with pytest.raises(Refused) as refused:
        sandbox.control("POST", name, body)
    assert refused.value.args[0] == 400


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000])
def test_orders_that_are_no_json(sandbox: Sandbox, body: bytes) -> None:
    assert sandbox.http("POST", "/control/clock", body)[0] == 400


def test_the_registry_can_be_read(sandbox: Sandbox) -> None:
    assert sandbox.control("GET", "registry") == {"registry": {"1799999999001": "46"}}
