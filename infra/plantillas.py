"""Writes the spreadsheet templates that issuers download: `python -m infra.plantillas`.

One XLSX and one CSV per comprobante in `docs/plantillas`, made of the columns that the service reads: those that must
be filled in and those with a heading of their own. The first rows are an example; the sheet «Instrucciones» of the XLSX
says what goes into each column.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import xlsxwriter

from chalicelib.domain.ecuador.comprobantes import KINDS, Kind
from chalicelib.domain.ecuador.entradas.columnas import KIND, REFERENCE, Column, columns, named
from chalicelib.domain.ecuador.entradas.xlsx import INSTRUCTIONS
from infra.cli import Parser

MAIL, MAIL_RULE = "Adicional: Correo", "la dirección a la que se envía el documento; varias, separadas con comas"
FOLDER = Path(__file__).parent.parent / "docs" / "plantillas"

_EXAMPLE = {
    "estab": "001",
    "ptoEmi": "001",
    "dirMatriz": "Av. Amazonas N34-451, Quito",
    "fechaEmision": "05/11/2026",
    "obligadoContabilidad": "SI",
    "codDocModificado": "01",
    "numDocModificado": "001-001-000000123",
    "fechaEmisionDocSustento": "03/11/2026",
    "motivo": "Devolución de mercadería",
    "codigoPrincipal": "SILLA-01",
    "codigoInterno": "SILLA-01",
    "descripcion": "Silla de laurel",
    "cantidad": "2",
    "precioUnitario": "45.50",
    "descuento": "0.00",
    "razon": "Interés por mora",
    "valor": "12.50",
    "dirPartida": "Av. Amazonas N34-451, Quito",
    "fechaIniTransporte": "05/11/2026",
    "fechaFinTransporte": "06/11/2026",
    "placa": "PBA1234",
    "motivoTraslado": "Venta",
    "parteRel": "NO",
    "codSustento": "01",
    "codDocSustento": "01",
    "numDocSustento": "001-001-000000123",
    "pagoLocExt": "01",
    "codigo": "1",
    "codigoRetencion": "312",
    "baseImponible": "91.00",
    "formaPago": "20",
}


def headings(kind: Kind) -> list[Column]:
    """The columns of a kind's template: what must be there, what has a value in the example, and the mail address."""
    found = list(dict.fromkeys(columns(kind).values()))
    mail = named(MAIL, kind)
    assert mail is not None, "a column of an additional field"
    return [*(column for column in found if column.heading and example(column)), replace(mail, rule=MAIL_RULE)]


def example(column: Column) -> str:
    """The example value of a column, or empty if the template does without it."""
    if column.heading == MAIL:
        return "ana.paz@example.com"
    if not column.name:
        base = "91.00" if column.path[0] == "docsSustento" else ""
        return {"IVA": "15", "Base IVA": base}.get(column.heading, "")
    if column.name.startswith("tipoIdentificacion"):
        return "05"
    if column.name.startswith("identificacion") or column.name == "rucTransportista":
        return "1712345675"
    if column.name.startswith("razonSocial") and column.path[0] != "infoTributaria":
        return "Ana Lucía Paz"
    if column.name.startswith("direccion") or column.name == "dirDestinatario":
        return "Calle Sucre 12-34, Cuenca"
    return _EXAMPLE.get(column.name, "")


def rows(kind: Kind) -> list[list[str]]:
    """The template as a grid: headings and one document."""
    chosen = headings(kind)
    return [[KIND, REFERENCE, *(c.heading for c in chosen)], [kind.name, "EJEMPLO-1", *map(example, chosen)]]


def as_csv(kind: Kind) -> bytes:
    """The template as CSV the way a Spanish Excel opens it."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(rows(kind))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(kind: Kind) -> bytes:
    """The template as a workbook whose cells are text, so that no zero gets lost."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001  the format has no zone
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "text_wrap": True})
    sheet = book.add_worksheet(kind.name)
    sheet.freeze_panes(1, 2)
    grid = rows(kind)
    sheet.set_column(0, len(grid[0]) - 1, 18, text)
    for number, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            sheet.write_string(number, column, cell, text if number else bold)
    notes = book.add_worksheet(INSTRUCTIONS)
    notes.set_column(0, 2, 40)
    notes.write_row(0, 0, ["Columna", "Campo de la ficha técnica", "Qué se escribe"], bold)
    notes.write_row(1, 0, [KIND, "codDoc", "El nombre del comprobante"])
    notes.write_row(2, 0, [REFERENCE, "", "El mismo texto en todas las filas de un documento"])
    for line, field in enumerate(headings(kind), start=3):
        rule = field.rule + (" (obligatorio)" if field.required else "")
        notes.write_row(line, 0, [field.heading, field.name, rule])
    book.close()
    return out.getvalue()


def main(words: list[str] | None = None) -> None:
    """Write all templates."""
    Parser(
        prog="python -m infra.plantillas",
        description="Escribe las plantillas para hojas de cálculo en docs/plantillas.",
    ).parse_args(words)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        (FOLDER / f"{kind.root}.csv").write_bytes(as_csv(kind))
        (FOLDER / f"{kind.root}.xlsx").write_bytes(as_xlsx(kind))


if __name__ == "__main__":
    main()
