"""From the rows of a sheet to documents.

A row is a line of a document (of a retención a withholding, of a guía some goods, of a nota de débito a reason). Rows
with the same text under «Documento» are one document, in the order in which their first rows stand. What belongs to the
whole document is taken from its rows, where it may be repeated or left blank, but not differ.

A **row of totals** at the end (the word «TOTAL», figures, and no document) belongs to none: it is left out and told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.documents.country import Part, Rejected
from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador.comprobantes import KINDS, Kind
from chalicelib.domain.ecuador.entradas import columnas
from chalicelib.domain.ecuador.entradas.celdas import (
    CellError,
    decimal_sign,
    grouped,
    groups,
    is_figure,
    read,
    unquoted,
)
from chalicelib.domain.ecuador.entradas.columnas import EACH, KIND, REFERENCE, Column, plain
from chalicelib.domain.ecuador.entradas.lugares import steps
from chalicelib.domain.ecuador.entradas.tabla import Cell, Row, Table, blank, letters

Found = Part | tuple[str, Rejected]
Keys = tuple[str | int, ...]

_REFERENCE, _KIND = plain(REFERENCE), plain(KIND)
_LENGTHS = {"05": 10, "04": 13}
"""Digits of a cédula and of a RUC, by type of identification (tabla 6)."""
_SIGNS = {",": "la coma", ".": "el punto"}
_TOTALS = frozenset({"total", "totales", "totalgeneral", "grantotal", "suma", "sumas", "sumatoria", "sumatotal"})
"""How the last row of a sheet calls itself, as headings are compared."""
_MAX_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet whose headings are understood: `columns` by position. `groups` says that thousands are separated in it,
    `notes` what is to be told of it and belongs to no document."""

    table: Table
    kind: Kind
    columns: dict[int, Column]
    reference: int
    kind_at: int
    sign: str
    groups: bool
    notes: tuple[Problem, ...]


def documents(table: Table) -> Iterator[Found]:
    """Each document of the sheet, or its name with everything in its cells that cannot be understood."""
    sheet = _understood(table)
    if isinstance(sheet, list):
        yield table.name, Rejected(tuple(sheet))
        return
    before: Found | None = None
    for found in _found(sheet):
        if before is not None:
            yield before
        before = found
    if before is not None:
        yield _noted(before, sheet.notes)


def _found(sheet: _Sheet) -> Iterator[Found]:
    name = sheet.table.name
    by_reference: dict[str, list[Row]] = {}
    for row in sheet.table.rows[1:]:
        by_reference.setdefault(_text(_cell(row, sheet.reference)), []).append(row)
    for reference, rows in by_reference.items():
        if not reference:
            for number, _ in rows:
                place = f"{name}, fila {number}"
                yield place, Rejected((problem("HOJA-SIN-DOCUMENTO", place, heading=REFERENCE),))
        else:
            yield _Document(sheet, f"{name}#{reference[:60]}").read(rows)


def _understood(table: Table) -> _Sheet | list[Problem]:
    if not table.rows:
        return [problem("HOJA-VACIA", table.name)]
    header_row, cells = table.rows[0]
    headings = [_text(cell) for cell in cells]
    known = [plain(heading) for heading in headings]
    for needed in (REFERENCE, KIND):
        if plain(needed) not in known:
            return [problem("HOJA-FALTA-TITULO", f"{table.name}, fila {header_row}", heading=needed)]
    kind_at, reference_at = known.index(_KIND), known.index(_REFERENCE)
    table, notes = _without_totals(table, headings, (kind_at, reference_at))
    if len(table.rows) == 1:
        return [problem("HOJA-VACIA", table.name)]
    kind = _kind(table, kind_at)
    if isinstance(kind, Problem):
        return [kind]
    found = _columns(table.name, header_row, headings, kind)
    if isinstance(found, list):
        return found
    amounts = [at for at, column in found.items() if column.form in ("amount", "iva")]
    cells_of_amounts = [(row[0], at, _cell(row, at)) for row in table.rows[1:] for at in amounts]
    sign, doubt = decimal_sign(cells_of_amounts)
    if doubt is not None:
        return [problem("HOJA-DECIMALES", _place(table.name, doubt[0], doubt[1], found[doubt[1]].heading))]
    separated = groups(cell for _, _, cell in cells_of_amounts)
    return _Sheet(table, kind, found, reference_at, kind_at, sign, separated, notes)


def _without_totals(table: Table, headings: list[str], names: tuple[int, ...]) -> tuple[Table, tuple[Problem, ...]]:
    """The table without the rows of totals at its end, and what is told of them. In the columns `names` stands which
    document and which comprobante a row is."""
    rows, notes = list(table.rows), []
    while len(rows) > 1 and (at := _total_at(rows[-1], names)) is not None:
        number, cells = rows.pop()
        heading = headings[at] if at < len(headings) else ""
        place = _place(table.name, number, at, heading[:60])
        notes.append(problem("HOJA-TOTAL", place, value=_text(cells[at])[:60]))
    return (replace(table, rows=rows), tuple(reversed(notes))) if notes else (table, ())


def _total_at(row: Row, names: tuple[int, ...]) -> int | None:
    """Where a row says that it is one of totals; None if it is not, or says anything else but figures."""
    filled = {at: cell for at, cell in enumerate(row[1]) if not blank(cell)}
    words = [at for at, cell in filled.items() if isinstance(cell, str) and plain(cell) in _TOTALS]
    others = [cell for at, cell in filled.items() if at not in words]
    if not words or any(at in filled and at not in words for at in names):
        return None
    return words[0] if all(is_figure(cell) for cell in others) else None


def _noted(found: Found, notes: tuple[Problem, ...]) -> Found:
    """The last document of the sheet with what is told of the sheet."""
    if not notes:
        return found
    if isinstance(found, Part):
        return replace(found, warnings=(*found.warnings, *notes))
    name, rejected = found
    return name, replace(rejected, problems=(*rejected.problems, *notes))


def _kind(table: Table, at: int) -> Kind | Problem:
    kind: Kind | None = None
    for row in table.rows[1:]:
        cell = _text(_cell(row, at))
        if not cell:
            continue
        found = columnas.kind_named(cell)
        place = _place(table.name, row[0], at, KIND)
        if found is None:
            known = ", ".join(k.name for k in KINDS)
            return problem("HOJA-COMPROBANTE", place, value=cell[:60], known=known)
        if kind is not None and found is not kind:
            return problem("HOJA-MEZCLA", place, first=kind.name, value=found.name)
        kind = found
    return kind or problem("HOJA-FALTA-COMPROBANTE", _place(table.name, table.rows[1][0], at, KIND))


def _columns(name: str, row: int, headings: list[str], kind: Kind) -> dict[int, Column] | list[Problem]:
    found: dict[int, Column] = {}
    problems: list[Problem] = []
    seen: dict[Any, str] = {}
    for at, heading in enumerate(headings):
        if not heading or plain(heading) in (_REFERENCE, _KIND):
            continue
        place = _place(name, row, at, heading[:60])
        column = columnas.named(heading, kind)
        if column is None:
            close = columnas.suggestion(heading, kind)
            hint = f"¿Quiso decir «{close}»?" if close else "Use los títulos de la plantilla."
            problems.append(problem("HOJA-TITULO", place, heading=heading[:60], kind=kind.name, hint=hint))
        elif column.path in seen:
            problems.append(problem("HOJA-TITULO-REPETIDO", place, heading=heading[:60], other=seen[column.path][:60]))
        else:
            seen[column.path] = heading
            found[at] = column
    return problems[:_MAX_PROBLEMS] or found


class _Document:
    """One document being put together from its rows."""

    def __init__(self, sheet: _Sheet, name: str) -> None:
        self._sheet = sheet
        self._name = name
        self._body: dict[str, Any] = {}
        self._places: dict[Keys, tuple[int, int]] = {}
        self._rows: dict[Keys, int] = {}
        self._problems: list[Problem] = []
        self._guesses: list[Problem] = []
        self._groups: dict[str, int] = {}
        self._group = ""

    def read(self, rows: list[Row]) -> Found:
        """The document, or what is wrong with its cells."""
        for row in rows:
            self._row(row)
        self._restore_identification()
        if self._problems:
            return self._name, Rejected(tuple(self._problems[:_MAX_PROBLEMS]))
        values = {self._sheet.kind.root: self._body}
        return Part(self._name, values=values, where=self._where(rows[0][0]), warnings=tuple(self._guesses))

    def _row(self, row: Row) -> None:
        sheet = self._sheet
        number, cells = row
        known = sheet.columns.keys() | {sheet.reference, sheet.kind_at}
        for at, cell in enumerate(cells):
            if at not in known and not blank(cell):
                place = _place(sheet.table.name, number, at, "")
                self._problems.append(problem("HOJA-SIN-TITULO", place, value=_text(cell)[:60]))
        texts: dict[int, str] = {}
        for at, column in sheet.columns.items():
            cell = _cell(row, at)
            if not blank(cell):
                try:
                    texts[at] = _adapted(read(cell, column, sheet.sign), column)
                    if column.form == "amount" and not sheet.groups and grouped(cell, sheet.sign):
                        place = _place(sheet.table.name, number, at, column.heading)
                        figures = {"value": _text(cell)[:60], "read": texts[at], "sign": _SIGNS[sheet.sign]}
                        self._guesses.append(problem("HOJA-MILES", place, **figures))
                except CellError as error:
                    place = _place(sheet.table.name, number, at, column.heading)
                    self._problems.append(problem(str(error), place, value=_text(cell)[:60]))
        indices = self._indices(texts)
        for at, text in texts.items():
            self._put(sheet.columns[at].path, text, number, at, indices)

    def _indices(self, texts: dict[int, str]) -> tuple[int, ...]:
        """The positions that the row stands for in each list: a group's, if the kind has groups, and its own."""
        key_name = columnas.GROUP_KEYS.get(self._sheet.kind.root)
        if key_name is None:
            self._group = str(len(self._groups))
            return (self._groups.setdefault(self._group, len(self._groups)),)
        key = next((texts[at] for at, c in self._sheet.columns.items() if c.name == key_name and at in texts), "")
        self._group = key or self._group
        index = self._groups.setdefault(self._group, len(self._groups))
        inner = self._rows.get(("#", index), 0)
        self._rows[("#", index)] = inner + 1
        return (index, inner)

    def _put(self, path: columnas.Path, text: str, row: int, at: int, indices: tuple[int, ...]) -> None:
        target: Any = self._body
        keys: list[str | int] = []
        depth = 0
        for step, after in zip(path, (*path[1:], ""), strict=True):
            if isinstance(target, list):
                index = indices[depth] if step == EACH else _index(target, step)
                depth += step == EACH
                while len(target) <= index:
                    target.append({})
                keys.append(index)
                self._rows.setdefault(tuple(keys), row)
                target = target[index]
            elif after == "":
                keys.append(step)
                self._write(target, str(step), text, (*keys,), row, at)
            else:
                is_list = after == EACH or isinstance(after, int) or "=" in after
                keys.append(step)
                self._rows.setdefault(tuple(keys), row)
                target = target.setdefault(str(step), [] if is_list else {})

    def _write(self, target: dict[str, Any], name: str, text: str, keys: Keys, row: int, at: int) -> None:
        before = target.setdefault(name, text)
        first = self._places.setdefault(keys, (row, at))
        if before != text:
            place = _place(self._sheet.table.name, row, at, self._sheet.columns[at].heading)
            figures = {"value": text[:60], "other": before[:60], "row": first[0]}
            self._problems.append(problem("HOJA-DISTINTO", place, **figures))

    def _restore_identification(self) -> None:
        """Cédula and RUC begin with a zero in nine provinces; a spreadsheet takes it away (one zero, never more).

        A digit that was forgotten looks the same, so the issuer is told. A code of fixed length has only one meaning.
        """
        head = self._body.get(self._sheet.kind.info, {})
        for name, value in head.items():
            if name.startswith("identificacion") or name == "rucTransportista":
                kind = "tipoIdentificacion" + name.removeprefix("identificacion").replace("ruc", "")
                length = _LENGTHS.get(head.get(kind, ""), 0)
                if len(value) == length - 1 and value.isdigit():
                    head[name] = "0" + value
                    pointer = f"/{self._sheet.kind.root}/{self._sheet.kind.info}/{name}"
                    self._guesses.append(problem("HOJA-CERO", pointer, value=value, restored=head[name]))

    def _where(self, first: int) -> Callable[[str], str]:
        """Translates pointers to cells. It keeps what it needs of the document and nothing of the sheet's rows."""
        name, root, body = self._sheet.table.name, self._sheet.kind.root, self._body
        places, rows = self._places, self._rows
        headings = {at: column.heading for at, column in self._sheet.columns.items()}
        kind = self._sheet.kind

        def where(pointer: str) -> str:
            if not pointer.startswith("/"):
                return pointer
            keys = steps(pointer, {root: body})[1:]
            if keys in places:
                row, at = places[keys]
                return _place(name, row, at, headings[at])
            row = next((rows[keys[:n]] for n in range(len(keys), 0, -1) if keys[:n] in rows), first)
            words = {column.name: column.heading for column in columnas.columns(kind).values() if column.name}
            words["infoAdicional"] = columnas.ADDITIONAL
            last = next((key for key in reversed(keys) if isinstance(key, str)), "")
            return f"{name}, fila {row}" + (f", columna «{words.get(last, last)}»" if last else "")

        return where


def _adapted(text: str, column: Column) -> str:
    """What people write with hyphens where the authority wants none."""
    if column.path[0] == "docsSustento" and column.name == "numDocSustento":
        return text.replace("-", "").zfill(15) if text.replace("-", "").isdigit() else text
    return text


def _index(items: list[Any], step: str | int) -> int:
    """The position of the item that a step of a path means; one more than there are if it is not there yet."""
    if isinstance(step, int):
        return step
    name, _, value = step.partition("=")
    for index, item in enumerate(items):
        if item.get(name) == value:
            return index
    items.append({name: value})
    return len(items) - 1


def _place(name: str, row: int, at: int, heading: str) -> str:
    called = f" «{heading}»" if heading else ""
    return f"{name}, fila {row}, columna {letters(at)}{called}"


def _cell(row: Row, at: int) -> Cell:
    return row[1][at] if at < len(row[1]) else ""


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(unquoted(str(cell)).split())
