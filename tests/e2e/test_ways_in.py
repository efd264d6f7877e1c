"""Every way in at once on the deployed stack: one ZIP with XML, JSON, CSV and XLSX, none of them called what it is."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date

import xlsxwriter

from tests.e2e.stack import Stack

HEADINGS: list[str] = [
    "Comprobante",
    "Documento",
    "Establecimiento",
    "Punto de emisión",
    "Dirección matriz",
    "Fecha de emisión",
    "Tipo de identificación",
    "Identificación",
    "Cliente",
    "Descripción",
    "Cantidad",
    "Precio unitario",
    "IVA",
    "Forma de pago",
]


def sheet(day: date, point: str) -> list[list[object]]:
    """Two documents, the first with two lines."""
    head = ["001", point, "Quito", f"{day:%d/%m/%Y}", "05", "0912458734", "María Fernanda Cedeño"]
    return [
        ["Factura", "F-1", *head, "Silla de laurel", "2", "45,50", "15", "20"],
        ["", "F-1", *[""] * 7, "Mesa", "1", "120,00", "15", ""],
        ["Factura", "F-2", *head, "Libro", "1", "18,25", "0", "01"],
    ]


def as_csv(rows: list[list[object]]) -> bytes:
    lines: list[list[object]] = [[*HEADINGS], *rows]
    return "\n".join(";".join(map(str, line)) for line in lines).encode("cp1252")


def as_xlsx(rows: list[list[object]], day: date) -> bytes:
    """As Excel keeps it: numbers as numbers, days as days, codes without their zeros."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    dates = book.add_format({"num_format": "dd/mm/yyyy"})
    page = book.add_worksheet("Ventas")
    page.write_row(0, 0, HEADINGS)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            text = str(value)
            if HEADINGS[column] == "Fecha de emisión" and text:
                page.write_datetime(number, column, day, dates)
            elif text.replace(",", "", 1).isdigit():
                page.write_number(number, column, float(text.replace(",", ".")))
            else:
                page.write_string(number, column, text)
    book.close()
    return out.getvalue()


def as_json(day: date, point: str) -> bytes:
    info = {
        "fechaEmision": f"{day:%d/%m/%Y}",
        "tipoIdentificacionComprador": "05",
        "razonSocialComprador": "María Fernanda Cedeño",
        "identificacionComprador": "0912458734",
        "codDocModificado": "01",
        "numDocModificado": "001-001-000000001",
        "fechaEmisionDocSustento": f"{day:%d/%m/%Y}",
        "motivo": "Devolución",
    }
    line = {
        "codigoInterno": "S-1",
        "descripcion": "Silla de laurel",
        "cantidad": 1,
        "precioUnitario": 45.50,
        "impuestos": [{"codigo": "2", "codigoPorcentaje": "4"}],
    }
    head = {"estab": "001", "ptoEmi": point, "dirMatriz": "Quito"}
    note = {"infoTributaria": head, "infoNotaCredito": info, "detalles": [line]}
    return json.dumps({"notaCredito": note}, ensure_ascii=False).encode()


def test_one_zip_of_everything(
    stack: Stack, today: date, factura: Callable[..., bytes], fresh_number: Callable[[], int]
) -> None:
    points = [f"{(fresh_number() + n) % 900 + 100}" for n in range(3)]
    wrong = sheet(today, points[0])[:1]
    wrong[0][HEADINGS.index("Cantidad")] = "dos"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("uno.dat", factura())
        archive.writestr("dos.dat", as_json(today, points[0]))
        archive.writestr("tres.dat", as_csv(sheet(today, points[1])))
        archive.writestr("cuatro.dat", as_xlsx(sheet(today, points[2]), today))
        archive.writestr("cinco.dat", as_csv(wrong))
    *good, bad = stack.issue("mezcla", out.getvalue())["documentos"]
    assert [row["estado"] for row in good] == ["AUTORIZADO"] * 6, [row["errores"] for row in good]
    assert [row["numero"][-9:] for row in good[2:4]] == ["000000001", "000000002"]
    for row, total in zip(good[2:], ("242.65", "18.25") * 2, strict=True):
        assert f"<importeTotal>{total}</importeTotal>".encode() in stack.archive(row["xml"])
    assert bad["estado"] == "RECHAZADO"
    (error,) = bad["errores"]
    assert "fila 2" in error["puntero"]
    assert "Cantidad" in error["puntero"]
