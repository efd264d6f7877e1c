"""Files of ten thousand documents: every one accounted for, in order, whatever is wrong with most of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from tests.e2e.stack import Stack

COUNT = 10_000
GOOD_EVERY = 250


def row(number: int, day: date, point: str) -> dict[str, Any]:
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


HEADINGS = {
    "Establecimiento": "estab",
    "Punto de emisión": "ptoEmi",
    "Dirección matriz": "dirMatriz",
    "Fecha de emisión": "fechaEmision",
    "Tipo de identificación": "tipoIdentificacionComprador",
    "Identificación": "identificacionComprador",
    "Cliente": "razonSocialComprador",
    "Total": "importeTotal",
    "Código": "codigoPrincipal",
    "Descripción": "descripcion",
    "Cantidad": "cantidad",
    "Precio unitario": "precioUnitario",
}
AMOUNTS = ("importeTotal", "cantidad", "precioUnitario")


def as_csv(documents: Sequence[dict[str, Any]]) -> bytes:
    """The same documents as the spreadsheet of somebody whose decimal sign is the comma, a row each."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Comprobante", "Documento", *HEADINGS, "IVA"])
    for number, document in enumerate(documents, start=1):
        head, info, (line,) = document["factura"].values()
        told = head | info | line
        for name in AMOUNTS:
            told[name] = told.get(name, "").replace(".", ",")
        writer.writerow(["Factura", f"F-{number}", *(told[name] for name in HEADINGS.values()), "15"])
    return out.getvalue().encode("utf-8-sig")


def test_ten_thousand_documents_in_json_and_in_csv(stack: Stack, today: date, fresh_number: Callable[[], int]) -> None:
    """Both at the same time, each in a series of its own."""
    first = fresh_number() % 450 * 2 + 100
    in_json = [row(n, today, f"{first}") for n in range(1, COUNT + 1)]
    in_csv = [row(n, today, f"{first + 1}") for n in range(1, COUNT + 1)]
    stack.drop("diez mil.json", json.dumps(in_json).encode())
    stack.drop("diez mil.csv", as_csv(in_csv))
    for name in ("diez mil.json", "diez mil.csv"):
        all_accounted_for(stack.final_report(name, patience=600))


def all_accounted_for(report: dict[str, Any]) -> None:
    """Every document is in the report, in its place and with its end."""
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
