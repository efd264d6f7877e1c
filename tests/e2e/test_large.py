"""A file of ten thousand documents: every one accounted for, in order, whatever is wrong with most of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from tests.e2e.stack import Stack

COUNT = 10_000
GOOD_EVERY = 250


def row(number: int, day: date, point: str) -> dict:
    """A factura as an issuer's system writes it: no figures but quantity and price. Few of them are right."""
    line = {
        "codigoPrincipal": f"P-{number}",
        "descripcion": f"Producto {number}",
        "cantidad": "2",
        "precioUnitario": "3.50",
        "descuento": "0.00",
        "impuestos": [{"codigo": "2", "codigoPorcentaje": "4"}],
    }
    info = {
        "fechaEmision": f"{day:%d/%m/%Y}",
        "tipoIdentificacionComprador": "05",
        "razonSocialComprador": "MARÍA FERNANDA CEDEÑO ZAMBRANO",
        "identificacionComprador": "0912458734",
    }
    if number % GOOD_EVERY:
        wrong = number % 3
        if wrong == 0:
            info["importeTotal"] = "1.00"
        elif wrong == 1:
            info["identificacionComprador"] = "12"
        else:
            line["descripcion"] = ""
    head = {"estab": "001", "ptoEmi": point, "dirMatriz": "Quito"}
    return {"factura": {"infoTributaria": head, "infoFactura": info, "detalles": [line]}}


def test_ten_thousand_documents_in_json(stack: Stack, today: date, fresh_number: Callable[[], int]) -> None:
    point = f"{fresh_number() % 900 + 100}"
    documents = [row(n, today, point) for n in range(1, COUNT + 1)]
    stack.drop("diez mil.json", json.dumps(documents).encode())
    report = stack.final_report("diez mil.json", patience=600)
    rows = report["documentos"]
    assert [r["posicion"] for r in rows] == list(range(1, COUNT + 1))
    good = [r for r in rows if r["posicion"] % GOOD_EVERY == 0]
    bad = [r for r in rows if r["posicion"] % GOOD_EVERY]
    assert {r["estado"] for r in good} == {"AUTORIZADO"}
    assert {r["estado"] for r in bad} == {"RECHAZADO"}
    assert all(r["errores"] for r in bad)
    numbers = [int(r["numero"][-9:]) for r in good]
    assert numbers == list(range(1, len(good) + 1)), "numbered in order, without a gap for those that were refused"
    summary = report["resumen"]
    assert summary["documentos"] == COUNT
    assert summary["autorizados"] == len(good)
    assert summary["rechazados"] == len(bad)
