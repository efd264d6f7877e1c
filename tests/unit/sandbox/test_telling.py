"""What the sandbox tells of a call: on its console, and by the control."""

from __future__ import annotations

import re

import pytest

from tests.unit.sandbox.client import Sandbox


@pytest.fixture
def lines(sandbox: Sandbox) -> list[str]:
    told: list[str] = []
    sandbox.server.authority.console = told.append
    return told


def changed(xml: bytes) -> bytes:
    """The signed document with another mail and another name of the certificate's issuer."""
    return xml.replace(b"maria@example.com", b"mario@example.com").replace(b"CN=ENTIDAD", b"CN=OTRA")


def test_39_tells_every_reason(sandbox: Sandbox) -> None:
    found = sandbox.verdict(sandbox.factura(), changed(sandbox.signed(sandbox.factura())))
    assert found.codes == ["39", "60"]
    digest = "[A-Za-z0-9+/]{27}="
    for part in ("#comprobante", "#props"):
        assert re.search(f"Referencia «{part}»: el resumen sha1 es {digest} y la firma dice {digest}", found.details)
    assert "es «CN=ENTIDAD DE PRUEBA" in found.details
    assert "y la firma dice «CN=OTRA DE PRUEBA" in found.details


def test_each_call_is_a_line_on_the_console(sandbox: Sandbox, lines: list[str]) -> None:
    factura = sandbox.factura()
    sandbox.verdict(factura, changed(sandbox.signed(factura)))
    received, judged = lines
    assert re.fullmatch(rf"\d\d:\d\d:\d\d  recepcion  {factura.key}  RECIBIDA", received)
    assert f"autorizacion  {factura.key}  NO AUTORIZADO · 39 FIRMA INVALIDA: Referencia «#" in judged
    assert "\n" not in judged


def test_a_call_without_an_answer_is_told_too(sandbox: Sandbox, lines: list[str]) -> None:
    factura = sandbox.factura()
    sandbox.fault("down")
    with pytest.raises(ConnectionResetError):
        sandbox.submit(sandbox.signed(factura))
    (line,) = lines
    assert line.endswith(f"recepcion  {factura.key}  sin respuesta  [down]")
    assert sandbox.control("GET", "requests")[0]["answer"] == ""


def test_the_control_tells_what_was_answered_and_what_is_doubtful(sandbox: Sandbox, lines: list[str]) -> None:
    factura = sandbox.factura()
    signed = sandbox.signed(factura, change=lambda s: s.find("{*}KeyInfo").remove(s.find("{*}KeyInfo")[-1]))
    assert sandbox.verdict(factura, signed).estado == "AUTORIZADO"
    received, asked = sandbox.control("GET", "requests")
    assert (received["answer"], received["remarks"]) == ("RECIBIDA", "")
    assert asked["answer"].startswith("AUTORIZADO · 60 ")
    assert asked["remarks"] == "KeyInfo no lleva KeyValue"
    assert lines[-1].endswith("(firma: KeyInfo no lleva KeyValue)")


def test_a_corrected_document_has_no_remarks_of_the_first(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    without = sandbox.signed(factura, change=lambda s: s.find("{*}KeyInfo").remove(s.find("{*}KeyInfo")[-1]))
    assert sandbox.verdict(factura, changed(without)).estado == "NO AUTORIZADO"
    assert sandbox.verdict(factura).estado == "AUTORIZADO"
    assert sandbox.control("GET", "requests")[-1]["remarks"] == ""
