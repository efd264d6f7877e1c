"""Documents that come as spreadsheets, CSV and XLSX."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.documents.country import Issuer, Part, Prepared, Rejected, Unnumbered
from chalicelib.domain.documents.errors import Problem
from chalicelib.domain.ecuador.entradas import xlsx
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from chalicelib.domain.ecuador.split import split
from tests.unit.ecuador.test_split import zipped

Grid = Sequence[Sequence[Any]]


def _row(text: str) -> list[Any]:
    return text.split("|")


HEADINGS: list[Any] = """Comprobante|Documento|Establecimiento|Punto de emisión|Dirección matriz|Fecha de emisión
|Tipo de identificación|Identificación|Cliente|Descripción|Cantidad|Precio unitario|IVA|Forma de pago""".replace(
    "\n", ""
).split("|")
FIRST: list[Any] = _row("Factura|F-1|001|001|Quito|05/11/2026|05|1712345675|Ana Paz|Silla|1|10.50|15|01")
SECOND: list[Any] = _row("|F-1||||||||Mesa|2|20.00|0|")
OTHER: list[Any] = _row("Factura|F-2|001|001|Quito|05/11/2026|05|1712345675|Ana Paz|Cama|1|99.00|15|01")
SALE: Grid = [HEADINGS, FIRST, SECOND, OTHER]


def as_csv(grid: Grid, separator: str = ";", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(grid)
    return out.getvalue().encode(encoding)


def as_xlsx(*grids: Grid, merge: str = "", hidden: int = -1, names: Sequence[str] = ()) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for place, grid in enumerate(grids):
        sheet = book.add_worksheet(names[place] if names else None)
        for row, cells in enumerate(grid):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                else:
                    sheet.write(row, column, cell)
        if merge:
            sheet.merge_range(merge, "junto")
        if place == hidden:
            sheet.hide()
    book.close()
    return out.getvalue()


def changed(heading: str, value: Any, row: int = 1) -> list[list[Any]]:
    """The sale with one cell changed."""
    grid = [list(cells) for cells in SALE]
    grid[row][HEADINGS.index(heading)] = value
    return grid


def parts(data: bytes, name: str = "v") -> list[Part]:
    found = list(split(name, data))
    assert [item for item in found if not isinstance(item, Part)] == []
    return [item for item in found if isinstance(item, Part)]


def only_problem(data: bytes) -> Problem:
    problems = [p for item in split("v", data) if isinstance(item, tuple) for p in item[1].problems]
    assert len(problems) == 1, problems
    return problems[0]


def values(data: bytes) -> list[Any]:
    return [part.values for part in parts(data)]


def test_rows_of_the_same_reference_are_one_document() -> None:
    first, second = parts(as_csv(SALE), "v.csv")
    assert (first.name, second.name) == ("v.csv#F-1", "v.csv#F-2")
    assert first.values == {
        "factura": {
            "infoTributaria": {"estab": "001", "ptoEmi": "001", "dirMatriz": "Quito"},
            "infoFactura": {
                "fechaEmision": "05/11/2026",
                "tipoIdentificacionComprador": "05",
                "identificacionComprador": "1712345675",
                "razonSocialComprador": "Ana Paz",
                "pagos": [{"formaPago": "01"}],
            },
            "detalles": [
                {
                    "descripcion": "Silla",
                    "cantidad": "1",
                    "precioUnitario": "10.50",
                    "impuestos": [{"codigo": "2", "codigoPorcentaje": "4"}],
                },
                {
                    "descripcion": "Mesa",
                    "cantidad": "2",
                    "precioUnitario": "20.00",
                    "impuestos": [{"codigo": "2", "codigoPorcentaje": "0"}],
                },
            ],
        }
    }


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_in_any_usual_dress_is_the_same(separator: str, encoding: str) -> None:
    assert values(as_csv(SALE, separator, encoding)) == values(as_csv(SALE))


def test_a_workbook_says_the_same_as_a_csv_also_inside_a_zip() -> None:
    book = as_xlsx(SALE)
    assert values(book) == values(as_csv(SALE))
    inside = parts(zipped([("a", book), ("b", as_csv(SALE))]), "z")
    assert [part.name for part in inside] == ["z!/a!Sheet1#F-1", "z!/a!Sheet1#F-2", "z!/b#F-1", "z!/b#F-2"]


def test_real_numbers_and_dates_of_a_workbook() -> None:
    grid = [list(cells) for cells in SALE]
    habits = {
        "Establecimiento": 1,
        "Fecha de emisión": date(2026, 11, 5),
        "Tipo de identificación": 5,
        "Cantidad": 1.0,
        "IVA": 0.15,
    }
    for heading, value in habits.items():
        grid[1][HEADINGS.index(heading)] = value
    grid[3][HEADINGS.index("Fecha de emisión")] = 46331
    assert values(as_xlsx(grid)) == values(as_csv(SALE))


@pytest.mark.parametrize(
    ("heading", "written", "read"),
    [
        ("Fecha de emisión", "2026-11-05", "05/11/2026"),
        ("Fecha de emisión", "5/11/2026", "05/11/2026"),
        ("Fecha de emisión", "46331", "05/11/2026"),
        ("Precio unitario", "$ 1,234.50", "1234.50"),
        ("Identificación", "912345675", "0912345675"),
        ("IVA", "exento de IVA", "7"),
        ("IVA", "No objeto", "6"),
        ("IVA", "15 %", "4"),
        ("Descripción", 'Silla "alta";\ncon dos líneas', 'Silla "alta";\ncon dos líneas'),
    ],
)
def test_habits_are_understood(heading: str, written: str, read: str) -> None:
    assert f"{read!r}" in repr(values(as_csv(changed(heading, written)))[0])


def test_a_zero_put_back_before_an_identification_is_told_with_row_and_column() -> None:
    issuer = Issuer("1790016919001", frozenset("1"), "Rubrica S.A.")
    told = []
    for written in ("912345675", "0912345675"):
        (part,) = parts(as_csv(changed("Identificación", written)[:2]))
        result = EcuadorPreparer(Platform()).prepare(
            part, issuer=issuer, today=date(2026, 11, 5), numeric_code=lambda _: "12345678"
        )
        assert isinstance(result, Unnumbered), result
        numbered = result.numbered(1)
        assert isinstance(numbered, Prepared)
        assert numbered.receiver.identification == "0912345675"
        told.append([(p.pointer, p.severity) for p in numbered.warnings if p.code == "HOJA-CERO"])
    assert told == [[("v, fila 2, columna H «Identificación»", "warning")], []]


def test_a_decimal_comma_is_decided_for_the_whole_sheet() -> None:
    grid = changed("Precio unitario", "1.234")
    for row in (2, 3):
        grid[row][HEADINGS.index("Precio unitario")] = "20,50"
    first = values(as_csv(grid))[0]["factura"]["detalles"]
    assert [line["precioUnitario"] for line in first] == ["1234", "20.50"]


@pytest.mark.parametrize(
    ("written", "others", "told"),
    [
        ("1,234", "45.50", [("v, fila 2, columna L «Precio unitario»", "«1,234» se leyó como 1234")]),
        ("1.234", "45,50", [("v, fila 2, columna L «Precio unitario»", "«1.234» se leyó como 1234")]),
        ("1,234", "2,045.50", []),  # the sheet shows that it separates thousands
        ("1.234", "45.50", []),  # three decimals
        ("1234", "45.50", []),
    ],
)
def test_a_figure_that_may_be_one_of_thousands_is_told(written: str, others: str, told: list[tuple[str, str]]) -> None:
    grid = changed("Precio unitario", written)
    for row in (2, 3):
        grid[row][HEADINGS.index("Precio unitario")] = others
    first = parts(as_csv(grid))[0]
    assert first.where is not None
    found = [(first.where(p.pointer), p) for p in first.warnings if p.code == "HOJA-MILES"]
    assert [place for place, _ in found] == [place for place, _ in told]
    assert all(words in p.message for (_, p), (_, words) in zip(found, told, strict=True))


@pytest.mark.parametrize(
    ("heading", "written", "name", "read"),
    [
        ("Precio unitario", "'10.50", "precioUnitario", "10.50"),
        ("Precio unitario", "’1,234.50", "precioUnitario", "1234.50"),
        ("Cantidad", "'3", "cantidad", "3"),
        ("Descripción", "'s Cuadro", "descripcion", "'s Cuadro"),
    ],
)
def test_an_apostrophe_before_a_figure_is_the_mark_of_a_text(heading: str, written: str, name: str, read: str) -> None:
    assert values(as_csv(changed(heading, written)))[0]["factura"]["detalles"][0][name] == read


def test_an_apostrophe_before_a_code_or_a_day_is_not_part_of_it() -> None:
    grid = [list(cells) for cells in SALE]
    for heading, text in (("Establecimiento", "'001"), ("Identificación", "'1712345675"), ("IVA", "'15")):
        grid[1][HEADINGS.index(heading)] = text
    grid[1][HEADINGS.index("Fecha de emisión")] = "'05/11/2026"
    assert values(as_csv(grid))[0] == values(as_csv(SALE))[0]


TOTAL = _row("||||||||||TOTAL|150.00||")


@pytest.mark.parametrize(
    ("last", "column", "word"),
    [
        (TOTAL, "K «Cantidad»", "TOTAL"),
        (_row("TOTAL|||||||||||150.00||"), "A «Comprobante»", "TOTAL"),
        (_row("|Totales|||||||||3|150.00||"), "B «Documento»", "Totales"),
        (_row("||||||||Total general:|||150,00||"), "I «Cliente»", "Total general:"),
    ],
)
@pytest.mark.parametrize("workbook", [False, True])
def test_a_row_of_totals_at_the_end_is_left_out_and_told(
    last: list[Any], column: str, word: str, workbook: bool
) -> None:
    grid = [*SALE, last]
    found = parts(as_xlsx(grid) if workbook else as_csv(grid))
    assert [part.values for part in found] == values(as_csv(SALE))
    sheet = "v!Sheet1" if workbook else "v"
    told = [(p.code, p.pointer) for part in found for p in part.warnings]
    assert told == [("HOJA-TOTAL", f"{sheet}, fila 5, columna {column}")]
    assert f"«{word}»" in found[-1].warnings[0].message


@pytest.mark.parametrize(
    "last",
    [
        _row("|F-2||||||||Total|1|150.00|15|"),  # a line of a document that is called so
        _row("||||||||Ana|TOTAL||150.00||"),  # somebody is named
    ],
)
def test_a_row_that_may_be_of_a_document_is_not_taken_for_totals(last: list[Any]) -> None:
    told = [p.code for found in split("v", as_csv([*SALE, last])) if isinstance(found, Part) for p in found.warnings]
    assert "HOJA-TOTAL" not in told
    lines = [len(found.values["factura"]["detalles"]) for found in split("v", as_csv([*SALE, last]))
             if isinstance(found, Part) and found.values]  # fmt: skip
    assert sum(lines) == (4 if "F-2" in last else 3)


def test_what_is_told_of_a_sheet_is_told_whatever_its_last_row_is() -> None:
    grid = [*changed("Documento", "", row=3), TOTAL]
    *_, last = split("v", as_csv(grid))
    assert not isinstance(last, Part)
    assert [(p.code, p.pointer) for p in last[1].problems] == [
        ("HOJA-SIN-DOCUMENTO", "v, fila 4"),
        ("HOJA-TOTAL", "v, fila 5, columna K «Cantidad»"),
    ]


def test_a_sheet_of_totals_only_has_no_documents() -> None:
    assert only_problem(as_csv([HEADINGS, TOTAL])).code == "HOJA-VACIA"


@pytest.mark.parametrize(
    ("grid", "code", "place"),
    [
        (changed("Precio unitario", "10,50"), "HOJA-DECIMALES", "v, fila 3, columna L «Precio unitario»"),
        (changed("Cantidad", "1,79E+12"), "HOJA-CIENTIFICO", "v, fila 2, columna K «Cantidad»"),
        (changed("Identificación", "1,79215E+12"), "HOJA-CIENTIFICO", "v, fila 2, columna H «Identificación»"),
        (changed("Precio unitario", "1,23.50"), "HOJA-NUMERO", "v, fila 2, columna L «Precio unitario»"),
        (changed("IVA", "17"), "HOJA-IVA", "v, fila 2, columna M «IVA»"),
        (changed("Cliente", "Otra", row=2), "HOJA-DISTINTO", "v, fila 3, columna I «Cliente»"),
        (changed("Documento", "", row=2), "HOJA-SIN-DOCUMENTO", "v, fila 3"),
        (changed("Comprobante", "Nota de venta"), "HOJA-COMPROBANTE", "v, fila 2, columna A «Comprobante»"),
        (changed("Comprobante", "Nota de crédito", row=3), "HOJA-MEZCLA", "v, fila 4, columna A «Comprobante»"),
        (changed("Cantidad", "Cantidat", row=0), "HOJA-TITULO", "v, fila 1, columna K «Cantidat»"),
        ([[*HEADINGS, "cantidad"], FIRST], "HOJA-TITULO-REPETIDO", "v, fila 1, columna O «cantidad»"),
        ([HEADINGS, [*FIRST, "suelto"]], "HOJA-SIN-TITULO", "v, fila 2, columna O"),
        ([HEADINGS], "HOJA-VACIA", "v"),
        ([HEADINGS[1:], FIRST[1:]], "HOJA-FALTA-TITULO", "v, fila 1"),
    ],
)
def test_what_is_not_understood_is_refused_with_row_and_column(grid: Grid, code: str, place: str) -> None:
    problem = only_problem(as_csv(grid))
    assert (problem.code, problem.pointer) == (code, place)


def test_a_wrong_heading_comes_with_the_right_one() -> None:
    assert "«Descripción»" in only_problem(as_csv(changed("Descripción", "Descripsion", row=0))).message


def test_headings_are_matched_without_dress_and_by_the_names_of_the_ficha() -> None:
    grid = [list(cells) for cells in SALE]
    grid[0] = [heading.upper().replace("Ó", "O") + " " for heading in HEADINGS]
    grid[0][HEADINGS.index("Cliente")] = "razonSocialComprador"
    assert values(as_csv(grid)) == values(as_csv(SALE))


def test_one_bad_document_does_not_stop_the_others() -> None:
    found = list(split("v", as_csv(changed("IVA", "17"))))
    assert [isinstance(item, Part) for item in found] == [False, True]


def test_problems_of_the_document_point_to_its_cell() -> None:
    part, _ = parts(as_csv(SALE), "v.csv")
    assert part.where is not None
    assert part.where("/factura/detalles/detalle[2]/cantidad") == "v.csv, fila 3, columna K «Cantidad»"
    assert part.where("/factura/detalles/detalle[2]/codigoPrincipal") == "v.csv, fila 3, columna «Código»"
    assert part.where("/factura/infoFactura/importeTotal") == "v.csv, fila 2, columna «Total»"
    assert part.where("/factura/detalles/detalle[1]/impuestos/impuesto/codigoPorcentaje") == (
        "v.csv, fila 2, columna M «IVA»"
    )


def test_sheets_that_are_hidden_or_explain_are_not_read() -> None:
    notes = [["Columna", "Qué va"]]
    book = as_xlsx(SALE, notes, [["oculta"]], names=["Ventas", "Instrucciones", "X"], hidden=2)
    assert [part.name for part in parts(book)] == ["v!Ventas#F-1", "v!Ventas#F-2"]


def test_merged_headings_are_refused() -> None:
    assert only_problem(as_xlsx([*SALE], merge="A1:B1")).code == "HOJA-COMBINADAS"


def test_a_cell_at_the_end_of_the_world_is_refused_before_it_takes_memory() -> None:
    grid: list[list[Any]] = [list(cells) for cells in SALE]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for row, cells in enumerate(grid):
        sheet.write_row(row, 0, cells)
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    assert only_problem(out.getvalue()).code == "HOJA-TAMANO"


def test_a_damaged_workbook_is_a_clear_problem() -> None:
    book = zipped([("[Content_Types].xml", b"<a/>"), ("xl/workbook.xml", b"<b")])
    assert only_problem(book).code == "XLSX-DANADO"
    assert xlsx.MAX_PART_BYTES > 0


def test_what_is_also_another_kind_of_workbook_is_refused_before_its_sheets_take_memory() -> None:
    """An ODS repeats a cell as often as it says; the reader would obey."""
    far = (
        b'<office:document-content xmlns:office="o" xmlns:table="t"><office:body><office:spreadsheet>'
        b'<table:table table:name="A"><table:table-row table:number-rows-repeated="1048576">'
        b'<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
        b"</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    parts_of_it = [
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest/>"),
        ("[Content_Types].xml", b"<a/>"),
        ("xl/workbook.xml", b"<b"),
        ("content.xml", far),
    ]
    assert only_problem(zipped(parts_of_it)).code == "XLSX-DANADO"


def test_a_reader_that_breaks_off_does_not_end_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        """As the reader's is."""

    class Breaking:
        @staticmethod
        def from_filelike(_: object) -> None:
            raise PanicException("index out of bounds")

    monkeypatch.setattr(xlsx, "CalamineWorkbook", Breaking)
    assert only_problem(as_xlsx(SALE)).code == "XLSX-DANADO"


def test_a_sheet_becomes_a_factura_that_can_be_signed() -> None:
    issuer = Issuer("1790016919001", frozenset("1"), "Rubrica S.A.")
    preparer = EcuadorPreparer(Platform())
    for part in parts(as_csv(SALE)):
        result = preparer.prepare(part, issuer=issuer, today=date(2026, 11, 5), numeric_code=lambda _: "12345678")
        assert isinstance(result, Unnumbered), result
        prepared = result.numbered(7)
        assert isinstance(prepared, Prepared)
        assert str(prepared.total) == {"v#F-1": "52.08", "v#F-2": "113.85"}[part.name]


def test_rows_of_a_retencion_are_gathered_under_their_sustento() -> None:
    grid = [
        [
            "Comprobante",
            "Documento",
            "Documento de sustento",
            "Código de retención",
            "Base retenida",
            "IVA",
            "Base IVA",
        ],
        ["07", "R", "001-001-000000001", "312", "100,00", "15", "100,00"],
        ["", "R", "001-001-000000001", "343", "50,00", "", ""],
        ["", "R", "001-001-000000002", "312", "20,00", "0", "20,00"],
    ]
    (part,) = parts(as_csv(grid))
    assert part.values is not None
    assert part.where is not None
    sustentos = part.values["comprobanteRetencion"]["docsSustento"]
    assert [s["numDocSustento"] for s in sustentos] == ["001001000000001", "001001000000002"]
    assert [[r["codigoRetencion"] for r in s["retenciones"]] for s in sustentos] == [["312", "343"], ["312"]]
    assert [[i["codigoPorcentaje"] for i in s["impuestosDocSustento"]] for s in sustentos] == [["4"], ["0"]]
    pointer = "/comprobanteRetencion/docsSustento/docSustento[1]/retenciones/retencion[2]/baseImponible"
    assert part.where(pointer) == "v, fila 3, columna E «Base retenida»"


def test_ten_thousand_rows_are_all_accounted_for() -> None:
    rows = [[*FIRST] for _ in range(10_000)]
    for number, row in enumerate(rows):
        row[1] = f"F-{number}"
        if number % 1000 == 500:
            row[HEADINGS.index("IVA")] = "99"
    for data in (as_csv([HEADINGS, *rows]), as_xlsx([HEADINGS, *rows])):
        found = list(split("v", data))
        names = [item.name if isinstance(item, Part) else item[0] for item in found]
        assert [name.rsplit("#", 1)[1] for name in names] == [f"F-{n}" for n in range(10_000)]
        assert sum(isinstance(item, tuple) and isinstance(item[1], Rejected) for item in found) == 10


_words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12).map(
    "x".__add__
)
_amounts = st.decimals(0, 999_999, places=2).map(str)
_lines = st.lists(st.tuples(_words, _amounts, _amounts, st.sampled_from(["15", "0", "5"])), min_size=1, max_size=3)


@settings(deadline=None, max_examples=60)
@given(st.lists(_lines, min_size=1, max_size=4), st.booleans())
def test_what_is_written_to_a_sheet_is_read_again(documents: list[Any], in_a_workbook: bool) -> None:
    grid = [HEADINGS]
    for number, lines in enumerate(documents):
        for line in lines:
            grid.append([*FIRST[:1], f"D{number}", *FIRST[2:9], *line, "01"])
    found = values(as_xlsx(grid) if in_a_workbook else as_csv(grid))
    codes = {"15": "4", "0": "0", "5": "5"}
    read = [
        [
            (d["descripcion"], d["cantidad"], d["precioUnitario"], d["impuestos"][0]["codigoPorcentaje"])
            for d in document["factura"]["detalles"]
        ]
        for document in found
    ]
    assert read == [[(*line[:3], codes[line[3]]) for line in lines] for lines in documents]


# Written once: a workbook carries the time it was made at, and an example must be the same when it is tried again.
SALE_BOOK = as_xlsx(SALE)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_sheet_with_anything_in_its_attributes_never_ends_the_worker(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(SALE_BOOK)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(content)))
    values_in_it = list(re.finditer(rb'"([^"]*)"|>([^<]+)<', content[name]))
    spot = data.draw(st.sampled_from(values_in_it))
    words = (
        b"",
        b"-1",
        b"99999999999999999999",
        b"A0",
        b"1:A1",
        b"B2:A1",
        b"\xff",
        b"1e400",
        b"&no;",
        b"s",
        b"d",
        b"ZZZ9",
    )
    changed = data.draw(st.sampled_from(words))
    content[name] = content[name][: spot.start() + 1] + changed + content[name][spot.end() - 1 :]
    assert list(split("v", zipped(list(content.items()))))


@settings(deadline=None)
@given(st.data())
def test_a_damaged_workbook_never_raises(data: st.DataObject) -> None:
    book = bytearray(SALE_BOOK)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(4, len(book) - 1))
        book[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    assert list(split("v", bytes(book)))
