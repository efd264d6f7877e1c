"""What autorización answers: the verdict, the very bytes, the life of a refused document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.unit.sandbox.client import AUTORIZACION, Sandbox, answer, envelope
from tests.unit.sandbox.documents import Factura


def test_authorised(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    found = sandbox.verdict(factura)
    assert (found.estado, found.codes, found.kinds) == ("AUTORIZADO", ["60"], ["ADVERTENCIA"])
    assert found.text("claveAccesoConsultada") == found.text("numeroAutorizacion") == factura.key
    assert found.text("numeroComprobantes") == "1"
    assert found.text("ambiente") == "PRUEBAS"
    moment = datetime.fromisoformat(found.text("fechaAutorizacion"))
    assert moment.utcoffset() == timedelta(hours=-5)
    assert abs(moment - sandbox.now) < timedelta(minutes=5)


def test_in_production_nothing_is_remarked(sandbox: Sandbox) -> None:
    found = sandbox.verdict(sandbox.factura(ambiente="2"))
    assert (found.estado, found.codes, found.text("ambiente")) == ("AUTORIZADO", [], "PRODUCCIÓN")


@pytest.mark.parametrize("escaped", [False, True])
@pytest.mark.parametrize("extra", ["", "]]>", "\r\n", "<!-- ]]&gt; -->", "ñ 😀 &amp;amp; &#13;&#9;"])
def test_the_comprobante_comes_back_byte_for_byte(sandbox: Sandbox, escaped: bool, extra: str) -> None:
    sandbox.control("POST", "answers", {"escaped": escaped})
    factura = sandbox.factura()
    # What stands after the root is not signed and is still part of the file.
    comment = f"<!-- {extra} -->" if "--" not in extra else extra
    signed = sandbox.signed(factura) + comment.encode()
    found = sandbox.verdict(factura, signed)
    assert found.estado == "AUTORIZADO"
    assert found.text("comprobante").encode() == signed


def test_an_unknown_clave_has_no_documents(sandbox: Sandbox) -> None:
    found = sandbox.ask(sandbox.factura().key)
    assert (found.estado, found.text("numeroComprobantes")) == ("", "0")


@pytest.mark.parametrize("question", ["", "123", "x" * 49, "1" * 50, "١" * 49])
def test_a_question_that_is_no_clave(sandbox: Sandbox, question: str) -> None:
    found = sandbox.ask(question)
    assert (found.estado, found.codes) == ("RECHAZADA", ["80"])


def test_judging_takes_its_time(start: Callable[..., Sandbox]) -> None:
    sandbox = start(delay=1000)
    factura = sandbox.factura()
    assert sandbox.verdict(factura).text("numeroComprobantes") == "0"
    sandbox.control("POST", "clock", {"offset_seconds": 1001})
    assert sandbox.ask(factura.key).estado == "AUTORIZADO"


def test_a_verdict_stays(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    first = sandbox.verdict(factura)
    sandbox.control("POST", "clock", {"offset_seconds": 1001})
    again = sandbox.ask(factura.key)
    assert again.text("fechaAutorizacion") == first.text("fechaAutorizacion")
    assert again.text("comprobante") == first.text("comprobante")


def wrong_digit(factura: Factura) -> str:
    return factura.key[:48] + str((int(factura.key[48]) + 1) % 10)


@pytest.mark.parametrize(
    ("reason", "clave"),
    [
        ("dígito verificador", wrong_digit),
        ("secuencial", lambda f: Factura(f.day, secuencial=9).key),
        ("ruc", lambda f: Factura(f.day, ruc="0190000001001").key),
        ("ambiente", lambda f: Factura(f.day, ambiente="2").key),
        ("fecha", lambda f: Factura(f.day - timedelta(days=1)).key),
    ],
)
def test_the_clave_must_be_the_documents_own(sandbox: Sandbox, reason: str, clave: Callable[[Factura], str]) -> None:
    found = sandbox.verdict(sandbox.factura(clave=clave(sandbox.factura())))
    assert found.estado == "NO AUTORIZADO"
    assert found.codes[0] == "58"
    assert reason in found.details


def test_a_refused_document_is_corrected_under_its_clave(sandbox: Sandbox) -> None:
    wrong, right = sandbox.factura(total="22.33"), sandbox.factura()
    refused = sandbox.verdict(wrong)
    assert (refused.estado, refused.codes) == ("NO AUTORIZADO", ["52", "60"])
    assert sandbox.verdict(right).estado == "AUTORIZADO"
    assert sandbox.submit(sandbox.signed(right)).codes == ["43"]


def test_a_refused_document_does_not_hold_its_number(sandbox: Sandbox) -> None:
    assert sandbox.verdict(sandbox.factura(total="22.33", codigo="11111111")).estado == "NO AUTORIZADO"
    assert sandbox.verdict(sandbox.factura(codigo="22222222")).estado == "AUTORIZADO"


def test_a_refused_document_carries_neither_number_nor_other_errors(sandbox: Sandbox) -> None:
    xml = sandbox.factura(total="22.33").xml()  # not signed and wrong: only the first stage that fails is told
    found = sandbox.verdict(sandbox.factura(), xml)
    assert found.codes == ["39", "60"]
    assert list(found.root.iter("numeroAutorizacion")) == []


@pytest.mark.parametrize(
    ("kind", "number", "codes"),
    [
        ("05", "1710034065", ["60"]),
        ("05", "1710034066", ["62", "60"]),
        ("04", "1790016919001", ["60"]),
        ("04", "1760001550001", ["60"]),
        ("04", "1710034065001", ["60"]),
        ("04", "0962467429001", ["60"]),
        ("04", "1793213150001", ["62", "60"]),
        ("04", "17900169190", ["62", "60"]),
        ("06", "AB123", ["60"]),
        ("07", "9999999999999", ["60"]),
        ("08", "1710034066", ["60"]),
    ],
)
def test_a_doubtful_receptor_is_only_remarked(sandbox: Sandbox, kind: str, number: str, codes: list[str]) -> None:
    found = sandbox.verdict(sandbox.factura(buyer_kind=kind, buyer=number))
    assert (found.estado, found.codes) == ("AUTORIZADO", codes)


def test_a_receptor_that_does_not_exist(sandbox: Sandbox) -> None:
    """A RUC stops the document, another identification is remarked."""
    refused = sandbox.verdict(sandbox.factura(buyer_kind="04", buyer="1799999999001"))
    assert (refused.estado, refused.codes) == ("NO AUTORIZADO", ["69", "60"])
    sandbox.control("POST", "registry", {"identification": "1710034065", "code": "59"})
    found = sandbox.verdict(sandbox.factura(secuencial=2))
    assert (found.estado, found.codes) == ("AUTORIZADO", ["59", "60"])


@pytest.mark.parametrize("code", ["2", "37", "63"])
def test_an_issuer_in_trouble(sandbox: Sandbox, code: str) -> None:
    factura = sandbox.factura()
    sandbox.control("POST", "registry", {"identification": factura.ruc, "code": code})
    assert sandbox.verdict(factura).codes == [code, "60"]
    sandbox.control("POST", "registry", {"identification": factura.ruc, "code": ""})
    assert sandbox.verdict(factura).estado == "AUTORIZADO"


def test_lotes_are_answered_and_empty(sandbox: Sandbox) -> None:
    clave = sandbox.factura().key
    call = envelope("autorizacionComprobanteLote", AUTORIZACION, "claveAccesoLote", clave)
    found = answer(sandbox.call("Autorizacion", call))
    assert (found.text("claveAccesoLoteConsultada"), found.text("numeroComprobantesLote")) == (clave, "0")
