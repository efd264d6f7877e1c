"""When figures cannot be worked out, what is wrong is told and not what follows from it."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any

import pytest

from chalicelib.domain.documents.country import Issuer, Part, Rejected
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from tests.generator.sales import bare
from tests.unit.ecuador.build import PLATFORM_RUC, TODAY, eight

LINE = "/factura/detalles/detalle[1]"
SUSTENTO = "/comprobanteRetencion/docsSustento/docSustento[1]"


def told(root: str, body: dict[str, Any]) -> list[tuple[str, str]]:
    part = Part("a.json", values={root: body})
    issuer = Issuer("1790016919001", frozenset({"1"}), "FERRETERÍA EL TORNILLO S.A.")
    outcome = EcuadorPreparer(Platform(PLATFORM_RUC)).prepare(part, issuer=issuer, today=TODAY, numeric_code=eight)
    assert isinstance(outcome, Rejected)
    return [(p.code, p.pointer) for p in outcome.problems if p.severity == "error"]


def factura(*taxes: dict[str, str], **line: str) -> dict[str, Any]:
    body = deepcopy(bare("factura", Random(1)))
    first = {"codigoPrincipal": "A1", "descripcion": "Martillo", "cantidad": "2", "precioUnitario": "3.50"}
    second = first | {"impuestos": [{"codigo": "2", "codigoPorcentaje": "4"}]}
    body["detalles"] = [first | line | {"impuestos": [{"codigo": "2", "codigoPorcentaje": "4"}, *taxes]}, second]
    return body


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (factura(cantidad="dos"), [("XML-NUMERO", f"{LINE}/cantidad")]),
        (factura(cantidad=""), [("XML-VACIO", f"{LINE}/cantidad")]),
        (factura(descuento="-1"), [("XML-NEGATIVO", f"{LINE}/descuento")]),
        (
            factura({"codigo": "3", "codigoPorcentaje": "3610", "tarifa": "20", "baseImponible": "7.00"}),
            [
                ("XML-FALTA", f"{LINE}/impuestos/impuesto[1]/baseImponible"),
                ("XML-FALTA", f"{LINE}/impuestos/impuesto[1]/valor"),
                ("XML-FALTA", f"{LINE}/impuestos/impuesto[2]/valor"),
            ],
        ),
    ],
)
def test_a_line(body: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert told("factura", body) == expected


def test_a_code_of_iva_that_does_not_exist() -> None:
    body = factura()
    body["detalles"][0]["impuestos"][0]["codigoPorcentaje"] = "1"
    where = ("/factura/infoFactura/totalConImpuestos/totalImpuesto[1]", f"{LINE}/impuestos/impuesto[1]")
    assert told("factura", body) == [("IMP-IVA-CODIGO", f"{place}/codigoPorcentaje") for place in where]


def test_a_withholding() -> None:
    body = bare("comprobanteRetencion", Random(1))
    row = {"codigo": "1", "codigoRetencion": "327", "baseImponible": "100.00"}
    body["docsSustento"][0]["retenciones"] = [row]
    place = f"{SUSTENTO}/retenciones/retencion[1]"
    assert told("comprobanteRetencion", body) == [
        ("XML-FALTA", f"{place}/porcentajeRetener"),
        ("XML-FALTA", f"{place}/valorRetenido"),
    ]
    body["docsSustento"][0]["retenciones"] = [row | {"codigo": "2", "codigoRetencion": "725"}]
    assert told("comprobanteRetencion", body) == [("RET-IVA-CASILLERO", f"{place}/codigoRetencion")]


def test_a_document_without_lines_lacks_its_lines() -> None:
    body = factura()
    del body["detalles"]
    assert told("factura", body) == [("XML-FALTA", "/factura/detalles")]
