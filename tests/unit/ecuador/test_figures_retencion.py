"""Figures of the retención and the notas that documents at random do not reach."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from chalicelib.domain.ecuador import figures
from chalicelib.domain.ecuador.comprobantes import BY_ROOT
from chalicelib.domain.ecuador.reading import Values, validate
from tests.generator.sales import bare


def found(root: str, body: dict[str, Any]) -> list[tuple[str, str]]:
    """(code, last part of the pointer) of every figure that differs, after completing."""
    kind = BY_ROOT[root]
    comprobante, problems = validate(Values(kind, figures.complete(kind, body)))
    assert comprobante is not None, problems
    return [(p.code, p.pointer.rsplit("/", 1)[-1]) for p in figures.check(comprobante)]


def retencion(**sustento: Any) -> dict[str, Any]:
    body = bare("comprobanteRetencion", Random(1))
    taxes = [{"codImpuestoDocSustento": "2", "codigoPorcentaje": "4", "baseImponible": "100.00"}]
    rows = [{"codigo": "1", "codigoRetencion": "312", "baseImponible": "100.00"}]
    body["docsSustento"] = [
        body["docsSustento"][0] | {"impuestosDocSustento": taxes, "retenciones": rows} | sustento,
    ]
    return body


def dividend(percentage: str, amount: str) -> dict[str, Any]:
    row = {"codigo": "1", "codigoRetencion": "327", "baseImponible": "10000.00"}
    return retencion(retenciones=[row | {"porcentajeRetener": percentage, "valorRetenido": amount}])


@pytest.mark.parametrize(
    ("percentage", "amount", "passes"),
    [
        ("12.7", "1274.90", True),  # 12.749 %, of which three digits can be written
        ("12.7", "1280.02", False),
        ("9.99", "999.90", True),
        ("9.99", "1000.02", False),
        ("10", "1010.01", True),
        ("10", "1010.02", False),
    ],
)
def test_a_percentage_that_was_rounded_to_three_digits(percentage: str, amount: str, passes: bool) -> None:
    assert found("comprobanteRetencion", dividend(percentage, amount)) == (
        [] if passes else [("TOT-RETENIDO", "valorRetenido")]
    )


@pytest.mark.parametrize(("amount", "passes"), [("2.01", True), ("1.99", True), ("2.02", False)])
def test_a_percentage_of_the_table_leaves_a_cent(amount: str, passes: bool) -> None:
    row = {"codigo": "1", "codigoRetencion": "312", "baseImponible": "100.00", "porcentajeRetener": "2"}
    body = retencion(retenciones=[row | {"valorRetenido": amount}], fechaEmisionDocSustento="03/11/2026")
    assert found("comprobanteRetencion", body) == ([] if passes else [("TOT-RETENIDO", "valorRetenido")])


def test_the_ice_is_in_the_base_of_a_sustentos_iva() -> None:
    ice = {"codImpuestoDocSustento": "3", "codigoPorcentaje": "3610", "tarifa": "20", "baseImponible": "80.00"}
    iva = {"codImpuestoDocSustento": "2", "codigoPorcentaje": "4", "baseImponible": "96.00"}
    body = retencion(impuestosDocSustento=[iva, ice | {"valorImpuesto": "16.00"}])
    filled = figures.complete(BY_ROOT["comprobanteRetencion"], body)["docsSustento"][0]
    assert (filled["totalSinImpuestos"], filled["importeTotal"]) == ("80.00", "110.40")
    assert found("comprobanteRetencion", body) == []


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("totalSinImpuestos", "100.02", [("TOT-SUSTENTO", "totalSinImpuestos")]),
        ("totalSinImpuestos", "100.01", []),
        ("importeTotal", "125.00", [("TOT-SUSTENTO", "importeTotal")]),
        ("importeTotal", "115.01", []),
        ("pagos", [{"formaPago": "20", "total": "113.00"}], [("TOT-SUSTENTO", "pagos")]),
        ("pagos", [{"formaPago": "20", "total": "100.00"}, {"formaPago": "01"}], []),
        (
            "impuestosDocSustento",
            [
                {
                    "codImpuestoDocSustento": "2",
                    "codigoPorcentaje": "4",
                    "baseImponible": "100.00",
                    "valorImpuesto": "15.10",
                }
            ],
            [("TOT-SUSTENTO", "valorImpuesto")],
        ),
    ],
)
def test_the_figures_of_somebody_elses_document_are_doubted(
    field: str, value: Any, expected: list[tuple[str, str]]
) -> None:
    assert found("comprobanteRetencion", retencion(**{field: value})) == expected


def test_reimbursed_documents_of_a_sustento() -> None:
    document = {
        "tipoIdentificacionProveedorReembolso": "04",
        "identificacionProveedorReembolso": "1760013210001",
        "tipoProveedorReembolso": "02",
        "codDocReembolso": "01",
        "estabDocReembolso": "001",
        "ptoEmiDocReembolso": "001",
        "secuencialDocReembolso": "000000009",
        "fechaEmisionDocReembolso": "30/10/2026",
        "numeroAutorizacionDocReemb": "1234567890",
        "detalleImpuestos": [{"codigo": "2", "codigoPorcentaje": "4", "baseImponibleReembolso": "100.00"}],
    }
    body = retencion(codDocSustento="41", reembolsos=[document])
    filled = figures.complete(BY_ROOT["comprobanteRetencion"], body)["docsSustento"][0]
    assert filled["totalComprobantesReembolso"] == "115.00"
    assert filled["reembolsos"][0]["detalleImpuestos"][0]["tarifa"] == "15"
    assert found("comprobanteRetencion", body) == []
    body["docsSustento"][0]["totalImpuestoReembolso"] = "12.00"
    assert found("comprobanteRetencion", body) == [("TOT-REEMBOLSO", "totalImpuestoReembolso")]


@pytest.mark.parametrize(("amount", "passes"), [("1.00", True), ("1.08", False), ("1.15", False), ("1.07", False)])
def test_what_was_given_back_at_the_till_and_compensations_lower_a_nota(amount: str, passes: bool) -> None:
    line = {"codigoInterno": "A", "descripcion": "Taza", "cantidad": "1", "precioUnitario": "1"}
    body = bare("notaCredito", Random(1)) | {
        "detalles": [line | {"impuestos": [{"codigo": "2", "codigoPorcentaje": "4"}]}]
    }
    head = body["infoNotaCredito"] | {"fechaEmisionDocSustento": "20/10/2026", "valorModificacion": amount}
    row = {"codigo": "2", "codigoPorcentaje": "4", "valorDevolucionIva": "0.07"}
    compensation = {"codigo": "1", "tarifa": "8", "valor": "0.08"}
    body["infoNotaCredito"] = head | {"totalConImpuestos": [row], "compensaciones": [compensation]}
    assert found("notaCredito", body) == ([] if passes else [("TOT-IMPORTE", "valorModificacion")])
    del body["infoNotaCredito"]["valorModificacion"]
    filled = figures.complete(BY_ROOT["notaCredito"], body)
    assert filled["infoNotaCredito"]["valorModificacion"] == "1.00"


def test_the_ice_is_in_the_bases_of_a_nota_de_debito() -> None:
    body = bare("notaDebito", Random(2)) | {"motivos": [{"razon": "Ajuste de precio", "valor": "100.00"}]}
    ice = {"codigo": "3", "codigoPorcentaje": "3610", "tarifa": "20", "baseImponible": "80.00", "valor": "16.00"}
    body["infoNotaDebito"]["impuestos"] = [{"codigo": "2", "codigoPorcentaje": "4"}, ice]
    filled = figures.complete(BY_ROOT["notaDebito"], body)["infoNotaDebito"]
    assert (filled["impuestos"][0]["baseImponible"], filled["valorTotal"]) == ("116.00", "133.40")
    assert found("notaDebito", body) == []
