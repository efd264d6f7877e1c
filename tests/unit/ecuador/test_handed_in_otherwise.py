"""What is handed in otherwise than asked for: understood where it is plain, explained where it is not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.documents.country import Issuer, Part, Prepared, Rejected, Unnumbered
from chalicelib.domain.documents.errors import Problem
from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador import autorizacion
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from chalicelib.domain.ecuador.split import split
from tests.unit.ecuador.build import MINIMAL, TODAY, eight, prepare

LIST = {"codigo": "2", "codigoPorcentaje": "4"}


def document(**changes: Any) -> dict[str, Any]:
    body = {
        "infoTributaria": {"estab": "001", "ptoEmi": "001", "dirMatriz": "Av. 24 de Mayo, Azogues"},
        "infoFactura": {
            "fechaEmision": "05/11/2026",
            "tipoIdentificacionComprador": "05",
            "identificacionComprador": "1712345675",
            "razonSocialComprador": "Ana Lucía Paz",
            "pagos": [{"formaPago": "20"}],
        },
        "detalles": [
            {
                "codigoPrincipal": "S",
                "descripcion": "Sombrero",
                "cantidad": "1",
                "precioUnitario": "13.37",
                "impuestos": [LIST],
            }
        ],
        "infoAdicional": [{"nombre": "Correo", "valor": "ana@example.com"}],
    }
    return {"factura": body | changes}


def outcome_of(data: bytes) -> Prepared | Rejected:
    (part,) = split("ventas.json", data)
    assert isinstance(part, Part), part
    issuer = Issuer("1790016919001", frozenset("1"), "Rubrica S.A.")
    outcome = EcuadorPreparer(Platform()).prepare(part, issuer=issuer, today=TODAY, numeric_code=eight)
    return outcome.numbered(1) if isinstance(outcome, Unnumbered) else outcome


def of_json(value: Any) -> Prepared | Rejected:
    return outcome_of(json.dumps(value).encode())


def only(outcome: object) -> Problem:
    assert isinstance(outcome, Rejected), outcome
    (found,) = outcome.problems
    return found


def in_the_xmls_shape() -> dict[str, Any]:
    """The same document with every wrapper as an XML has it, a single item without its list."""
    found = document()
    body = found["factura"]
    body["infoAdicional"] = {"campoAdicional": body["infoAdicional"]}
    line = body["detalles"][0]
    line["impuestos"] = {"impuesto": LIST}
    body["detalles"] = {"detalle": [line]}
    body["infoFactura"]["pagos"] = {"pago": {"formaPago": "20"}}
    return found


def test_lists_may_be_written_as_the_xml_has_them() -> None:
    plain, shaped = of_json(document()), of_json(in_the_xmls_shape())
    assert isinstance(shaped, Prepared), shaped
    assert isinstance(plain, Prepared)
    assert shaped.unsigned == plain.unsigned
    assert shaped.receiver.mails == ("ana@example.com",)


def test_a_problem_in_the_xmls_shape_points_to_where_it_is() -> None:
    wrong = in_the_xmls_shape()
    wrong["factura"]["detalles"]["detalle"][0]["cantidad"] = "una"
    found = only(of_json(wrong))
    assert (found.code, found.pointer) == ("XML-NUMERO", "ventas.json#/factura/detalles/detalle/0/cantidad")


def test_what_is_neither_a_list_nor_its_wrapper_is_still_refused() -> None:
    wrong = document(infoAdicional={"campoAdicional": [], "otro": 1})
    assert only(of_json(wrong)).code == "XML-LISTA"


@pytest.mark.parametrize(
    ("price", "code", "clean"),
    [
        ("13.370000000000001", "XML-RUIDO", "13.37"),
        ("29.999999999999996", "XML-RUIDO", "30.000000"),
        ("0.30000000000000004", "XML-RUIDO", "0.3"),
        ("13.3700001", "XML-DECIMALES", ""),
        ("13.37123456789012345", "XML-DECIMALES", ""),
    ],
)
def test_the_noise_of_a_binary_number_is_told_as_such(price: str, code: str, clean: str) -> None:
    wrong = document()
    wrong["factura"]["detalles"][0]["precioUnitario"] = float(price) if code == "XML-RUIDO" else price
    found = only(of_json(wrong))
    assert (found.code, found.pointer) == (code, "ventas.json#/factura/detalles/0/precioUnitario")
    assert clean in found.message
    assert clean in found.remedy


def authorised(estado: str = "AUTORIZADO") -> bytes:
    moment = datetime(2026, 11, 3, 15, tzinfo=UTC)
    number = "0311202601179158234900110010020000012873141592617"
    return autorizacion.write(estado=estado, numero=number, fecha=moment, ambiente="1", comprobante=MINIMAL)


def test_a_file_that_is_authorised_already_says_so_and_is_not_issued() -> None:
    found = only(prepare(authorised(), issuer=Issuer("1791582349001", frozenset("1"))))
    assert (found.code, found.pointer) == ("XML-AUTORIZADO", "factura.xml")
    assert "0311202601179158234900110010020000012873141592617" in found.message
    assert "2026-11-03" in found.message


@pytest.mark.parametrize("wrapper", ["RespuestaAutorizacionComprobante", "autorizaciones", "x:autorizaciones"])
def test_the_whole_answer_of_the_service_is_told_too(wrapper: str) -> None:
    inner = authorised().partition(b"?>")[2].decode()
    space = ' xmlns:x="urn:x"' if wrapper.startswith("x:") else ""
    answer = f"<{wrapper}{space}><autorizaciones>{inner}</autorizaciones></{wrapper}>"
    assert only(prepare(answer.encode(), issuer=Issuer("1791582349001", frozenset("1")))).code == "XML-AUTORIZADO"


def test_a_refusal_of_the_sri_is_told_as_what_it_is() -> None:
    found = only(prepare(authorised("NO AUTORIZADO"), issuer=Issuer("1791582349001", frozenset("1"))))
    assert found.code == "XML-RESPUESTA"
    assert "NO AUTORIZADO" in found.message


def test_a_comprobante_is_no_answer() -> None:
    assert parse(MINIMAL).tag == "factura"
    assert isinstance(prepare(MINIMAL), Prepared)
