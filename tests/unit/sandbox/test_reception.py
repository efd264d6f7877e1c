"""What recepción refuses, and that a DEVUELTA leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.unit.sandbox.client import Sandbox

BOMB = b'<!DOCTYPE factura [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><factura>&b;</factura>'
OUTSIDE = b'<!DOCTYPE factura [<!ENTITY x SYSTEM "file:///etc/hostname">]><factura>&x;</factura>'


def without(word: str) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(word.encode(), b"")


def swapped(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(xml: bytes) -> bytes:
        assert old.encode() in xml
        return xml.replace(old.encode(), new.encode())

    return change


@pytest.mark.parametrize(
    ("code", "detail", "change"),
    [
        ("49", "", lambda xml: b""),
        ("26", "bytes", lambda xml: xml.replace(b"<detalles>", b"<!--" + b"x" * 320 * 1024 + b"--><detalles>")),
        ("35", "estructura", lambda xml: xml[:-20]),
        ("35", "estructura", lambda xml: BOMB),
        ("35", "estructura", lambda xml: OUTSIDE),
        ("35", "UTF-8", lambda xml: xml.replace(b"UTF-8", b"ISO-8859-1").decode().encode("latin-1")),
        ("35", "ISO-8859-1", lambda xml: xml.replace(b"UTF-8", b"ISO-8859-1")),
        ("35", "precioUnitario", swapped("<precioUnitario>10.00<", "<precioUnitario>10.0000001<")),
        ("35", "razonSocialComprador", swapped("<razonSocialComprador>MARÍA PEÑA</razonSocialComprador>", "")),
        ("35", "otro", swapped("<detalles>", "<otro/><detalles>")),
        ("35", "cantidad", swapped("<cantidad>2<", "<cantidad>-2<")),
        ("36", "9.9.9", swapped('version="1.1.0"', 'version="9.9.9"')),
        ("47", "facturita", swapped("factura", "facturita")),
        ("67", "31/02/", lambda xml: xml.replace(xml[xml.index(b"<fechaEmision>") + 14 :][:6], b"31/02/")),
    ],
)
def test_refused(sandbox: Sandbox, code: str, detail: str, change: Callable[[bytes], bytes]) -> None:
    answer = sandbox.submit(change(sandbox.factura().xml()))
    assert (answer.estado, answer.codes, answer.kinds) == ("DEVUELTA", [code], ["ERROR"])
    assert detail in answer.details
    assert sandbox.states() == {}


def test_nothing_outside_is_read(sandbox: Sandbox) -> None:
    with open("/etc/hostname") as file:
        assert file.read().strip() not in sandbox.submit(OUTSIDE).details


def test_a_long_refusal_does_not_repeat_the_document(sandbox: Sandbox) -> None:
    xml = sandbox.factura().xml().replace(b"MAR\xc3\x8dA PE", b"N" * 100_000)
    assert len(sandbox.submit(xml).details) <= 2000


@pytest.mark.parametrize(("days", "estado"), [(1, "DEVUELTA"), (0, "RECIBIDA"), (-89, "RECIBIDA"), (-91, "DEVUELTA")])
def test_dates(sandbox: Sandbox, days: int, estado: str) -> None:
    answer = sandbox.submit(sandbox.signed(sandbox.factura(day=sandbox.today + timedelta(days=days))))
    assert answer.estado == estado
    assert answer.codes == ([] if estado == "RECIBIDA" else ["65"])


def test_the_date_is_of_ecuador_and_of_its_own_clock(sandbox: Sandbox) -> None:
    tomorrow = sandbox.factura(day=sandbox.today + timedelta(days=1))
    assert sandbox.submit(sandbox.signed(tomorrow)).codes == ["65"]
    sandbox.control("POST", "clock", {"offset_seconds": 86_400})
    assert sandbox.submit(sandbox.signed(tomorrow)).estado == "RECIBIDA"


def test_a_returned_document_may_come_again_under_its_clave(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    bad = factura.xml().replace(b"<cantidad>2<", b"<cantidad>dos<")
    refused = sandbox.submit(bad)
    assert refused.codes == ["35"]
    assert refused.text("claveAcceso") == factura.key
    assert sandbox.verdict(factura).estado == "AUTORIZADO"


def test_the_same_clave_is_in_process_then_registered(start: Callable[..., Sandbox]) -> None:
    sandbox = start(delay=1000)
    signed = sandbox.signed(sandbox.factura())
    assert sandbox.submit(signed).estado == "RECIBIDA"
    assert sandbox.submit(signed).codes == ["70"]
    sandbox.control("POST", "clock", {"offset_seconds": 1001})
    assert sandbox.submit(signed).codes == ["43"]


@pytest.mark.parametrize("delay", [0, 1000])
def test_a_number_belongs_to_one_clave(start: Callable[..., Sandbox], delay: int) -> None:
    sandbox = start(delay=delay)
    assert sandbox.submit(sandbox.signed(sandbox.factura(codigo="11111111"))).estado == "RECIBIDA"
    answer = sandbox.submit(sandbox.signed(sandbox.factura(codigo="22222222")))
    assert (answer.estado, answer.codes) == ("DEVUELTA", ["45"])
    assert sandbox.submit(sandbox.signed(sandbox.factura(codigo="22222222", secuencial=2))).estado == "RECIBIDA"
    assert sandbox.submit(sandbox.signed(sandbox.factura(codigo="22222222", ambiente="2"))).estado == "RECIBIDA"


def test_a_comment_in_a_figure_does_not_hide_the_rest_of_it(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    signed = sandbox.signed(factura.xml().replace(b"<cantidad>2<", b"<cantidad>2<!-- -->0<"))
    assert sandbox.verdict(factura, signed).codes == ["52", "60"]
