"""XLSX workbooks: which bytes are one, and the rows of its visible sheets.

A sheet called «Instrucciones» is not read, nor is a hidden one. Formulas count with the value that was saved. A
workbook is a ZIP: its size and the reach of its sheets are measured before anything is built from it, because a single
cell far away from the others would take as much memory as all those between. What could also be taken for another kind
of workbook is refused, because that kind's sheets are not measured.

A **panic** is how the reader, which is written in Rust, breaks off where it did not foresee something. It comes as a
BaseException, which would end the worker; here it is one more kind of damage.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from chalicelib.domain.documents.container import entries
from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador.entradas.columnas import plain
from chalicelib.domain.ecuador.entradas.tabla import MAX_COLUMNS, MAX_ROWS, Row, Table, blank
from chalicelib.domain.ecuador.entradas.texto import UTF16

MAX_PART_BYTES = 60 * 1024 * 1024
MAX_CELLS = 3_000_000
"""Of a sheet, the empty ones between included: all of them are in memory."""
INSTRUCTIONS = "Instrucciones"

_OTHER_KINDS = frozenset({"mimetype", "content.xml", "xl/workbook.bin"})
"""Parts by which the reader knows an ODS or an XLSB."""
_DAMAGE = (CalamineError, zipfile.BadZipFile, ValueError, OverflowError, OSError)

_REFERENCE = re.compile(rb"\s(?:r|ref)\s*=\s*[\"']([^\"']*)[\"']")
_CELL = re.compile(rb"([A-Z]{0,3})([0-9]{0,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")


def tables(name: str, data: bytes) -> Iterator[Table | tuple[str, Problem]]:
    """Each visible sheet of the workbook in order, or its name with the reason why it cannot be read."""
    refusal = _refusal(name, data)
    if refusal is not None:
        yield name, refusal
        return
    try:
        with _panics_are_damage():
            filled = [sheet for sheet in _sheets(data) if sheet.height]
    except _DAMAGE:
        yield name, problem("XLSX-DANADO", name)
        return
    if not filled:
        yield name, problem("HOJA-VACIA", name)
    for sheet in filled:
        called = f"{name}!{sheet.name}"
        try:
            with _panics_are_damage():
                table = _table(called, sheet)
        except _DAMAGE:
            table = called, problem("XLSX-DANADO", called)
        yield table


def _sheets(data: bytes) -> Iterator[CalamineSheet]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for sheet in workbook.sheets_metadata:
        visible = sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        if visible and plain(sheet.name) != plain(INSTRUCTIONS):
            yield workbook.get_sheet_by_name(sheet.name)


@contextmanager
def _panics_are_damage() -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        # The class cannot be imported: it exists only inside the reader.
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError(str(error)) from None


def _table(name: str, sheet: CalamineSheet) -> Table | tuple[str, Problem]:
    rows: list[Row] = []
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        while cells and blank(cells[-1]):
            cells.pop()
        if cells:
            rows.append((number, cells))
    header = rows[0][0] if rows else 0
    for (top, left), (_, right) in sheet.merged_cell_ranges or ():
        if top == header - 1 and left != right:
            return name, problem("HOJA-COMBINADAS", f"{name}, fila {header}")
    return Table(name, rows)


def _refusal(name: str, data: bytes) -> Problem | None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {part.replace("\\", "/").lower() for part in archive.namelist()}
    if names & _OTHER_KINDS:
        return problem("XLSX-DANADO", name)
    for entry in entries(name, data, MAX_PART_BYTES):
        if entry.problem is not None:
            return problem("XLSX-DANADO", name) if entry.problem.code == "ZIP-DANADO" else entry.problem
        if _reaches_far(entry.data):
            return problem("HOJA-TAMANO", name, rows=MAX_ROWS, columns=MAX_COLUMNS)
    return None


def _reaches_far(xml: bytes) -> bool:
    """Whether it is a sheet with a cell beyond what is read, or that says where one stands in a way nobody can tell."""
    if xml.startswith(UTF16) or xml[:2] in (b"<\0", b"\0<"):
        return True
    if b"sheetData" not in xml:
        return False
    rows = columns = 0
    for found in set(_REFERENCE.findall(xml)):
        cell = _CELL.fullmatch(found)
        if cell is None:
            return True
        for column, row in ((cell[1], cell[2]), (cell[3], cell[4])):
            rows, columns = max(rows, int(row or 0)), max(columns, _column(column or b""))
    return rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS


def _column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number
