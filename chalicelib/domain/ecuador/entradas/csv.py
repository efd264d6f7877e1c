"""CSV: which bytes are one, and its rows.

UTF-8 with or without mark, or Windows-1252, which Excel writes in Spanish. The separator (`;`, `,` or tab) is the one
that the headings use most.
"""

from __future__ import annotations

import csv
import io

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador.entradas.tabla import MAX_COLUMNS, MAX_ROWS, Row, Table
from chalicelib.domain.ecuador.entradas.texto import UTF16, from_utf8

_SEPARATORS = ";,\t"
_HEAD = 4096


def is_csv(data: bytes) -> bool:
    """Whether the content is text whose first line has separators."""
    if data.startswith(UTF16):
        head = data[:_HEAD].decode("utf-16", "replace")
    else:
        head = data[:_HEAD].decode("cp1252", "replace")
    first = next((line for line in head.splitlines() if line.strip()), "")
    return any(mark in first for mark in _SEPARATORS) and not any(c < " " and c not in "\t\r\n" for c in head)


def table(name: str, data: bytes) -> Table | Problem:
    """The rows of the file, or why it cannot be read."""
    try:
        text = _decoded(data)
    except UnicodeDecodeError:
        return problem("CSV-CODIFICACION", name)
    skipped = 0
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
        skipped = 1
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = skipped
    try:
        for number, cells in enumerate(reader, start=skipped + 1):
            if any(cell.strip() for cell in cells):
                if len(rows) >= MAX_ROWS or len(cells) > MAX_COLUMNS:
                    return problem("HOJA-TAMANO", name, rows=MAX_ROWS, columns=MAX_COLUMNS)
                rows.append((number, cells))
    except csv.Error:
        return problem("CSV-COMILLAS", f"{name}, fila {number + 1}")
    return Table(name, rows)


def _decoded(data: bytes) -> str:
    if data.startswith(UTF16):
        return data.decode("utf-16")
    try:
        return from_utf8(data)
    except UnicodeDecodeError:
        return data.decode("cp1252")
