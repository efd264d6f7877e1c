"""What a cell says, as the text that a comprobante takes: numbers with a point, days as dd/mm/aaaa, codes with zeros.

Which sign is the **decimal** one («1.234,56» or «1,234.56») is decided once for a sheet, from the cells that leave no
doubt; if they contradict one another, or none of them decides and one is in doubt, the sheet is refused. A figure like
«1,234» is then read with the sign of the others, and told (`grouped`), unless another figure shows that thousands are
separated in the sheet.

An **apostrophe** before a figure, a day or a code is the mark by which a spreadsheet keeps text; it is not part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from chalicelib.domain.ecuador.catalogs.iva import IVA
from chalicelib.domain.ecuador.entradas.columnas import Column, plain
from chalicelib.domain.ecuador.entradas.tabla import Cell

_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*")
_DOUBTFUL = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_ISO_DAY = re.compile(r"(20[0-9]{2})-([0-9]{1,2})-([0-9]{1,2})(?:[T ].*)?")
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-](20[0-9]{2})(?: .*)?")
_EPOCH = date(1899, 12, 30)
_SERIALS = range(36526, 73051)
"""Excel's day numbers of 2000-01-01 to 2099-12-31."""
_EXACT = 2**53
"""Whole numbers up to here are exact in a spreadsheet; beyond, digits have been lost."""
_QUOTED = re.compile(r"['’‘´`]([0-9$+\-][0-9.,/ $%:\-]*)")
_ORNAMENTS = str.maketrans("", "", "$ \u00a0\u202f%")


class CellError(ValueError):
    """A cell that cannot be understood; the argument is the error's code."""


def decimal_sign(cells: Iterable[tuple[int, int, Cell]]) -> tuple[str, tuple[int, int] | None]:
    """The decimal sign of a sheet's amounts («» if none needs one), and the cell because of which it cannot be told."""
    sign, doubt = "", None
    for row, column, cell in cells:
        if not isinstance(cell, str):
            continue
        text = unquoted(cell).translate(_ORNAMENTS)
        if not _NUMBER.fullmatch(text):
            continue
        found = _sign_of(text)
        if found is None:
            doubt = doubt or (row, column)
        elif found and sign and found != sign:
            return sign, (row, column)
        sign = sign or found or ""
    return sign, None if sign else doubt


def unquoted(text: str) -> str:
    """A cell without the apostrophe that marks it as text.

    >>> unquoted(" '001 "), unquoted("'45,50"), unquoted("'s-Hertogenbosch")
    ('001', '45,50', "'s-Hertogenbosch")
    """
    found = _QUOTED.fullmatch(text.strip())
    return found[1] if found else text


def groups(cells: Iterable[Cell]) -> bool:
    """Whether one of the amounts shows that the sheet separates thousands: «1.234,50» or «1,234,567»."""
    texts = (unquoted(cell).translate(_ORNAMENTS) for cell in cells if isinstance(cell, str))
    marks = ((text.count(","), text.count(".")) for text in texts if _NUMBER.fullmatch(text))
    return any((commas and points) or commas + points > 1 for commas, points in marks)


def is_figure(cell: Cell) -> bool:
    """Whether a cell is an amount and nothing else."""
    if isinstance(cell, str):
        return _NUMBER.fullmatch(unquoted(cell).translate(_ORNAMENTS)) is not None
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def grouped(cell: Cell, sign: str) -> bool:
    """Whether an amount could as well be one with decimals, and is read as one of thousands («1,234» where «.» is the
    decimal sign)."""
    text = unquoted(cell).translate(_ORNAMENTS) if isinstance(cell, str) else ""
    return sign != "" and sign not in text and _DOUBTFUL.fullmatch(text) is not None


def _sign_of(text: str) -> str | None:
    """The decimal sign that the number shows, «» if it shows none, None if it may be either."""
    commas, points = text.count(","), text.count(".")
    if not commas and not points:
        return ""
    if commas and points:
        return "," if text.rindex(",") > text.rindex(".") else "."
    mark = "," if commas else "."
    if commas + points > 1:
        return "." if commas else ","
    return None if _DOUBTFUL.fullmatch(text) else mark


def read(cell: Cell, column: Column, sign: str) -> str:
    """The value of a cell. What is not understood but harmless stays as it is: the validation speaks of it.

    Raises CellError with the code of what is wrong.
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _written(cell)
    if isinstance(cell, bool):
        return "SI" if cell else "NO"
    if isinstance(cell, (int, float)):
        return _number(cell, column)
    text = unquoted(cell).strip() if isinstance(cell, str) else str(cell)
    if column.form != "day" and _SCIENTIFIC.fullmatch(text) and (column.form == "amount" or "+" in text):
        raise CellError("HOJA-CIENTIFICO")
    if column.form == "amount":
        return _amount(text, sign)
    if column.form == "day":
        return _day(text)
    if column.form == "iva":
        return _iva(text, sign)
    return _digits(text, column)


def _number(cell: float, column: Column) -> str:
    if cell != cell or abs(cell) > _EXACT:
        raise CellError("HOJA-CIENTIFICO")
    text = format(Decimal(repr(cell)), "f")
    text = text.removesuffix(".0")
    if column.form == "day" and int(cell) in _SERIALS:
        return _written(_EPOCH + timedelta(days=int(cell)))
    if column.form == "iva":
        return _iva(format(Decimal(text) * 100, "f") if 0 < cell < 1 else text, ".")
    if column.form == "amount" and "." in text and len(text.split(".")[1]) > 6:
        # Arithmetic in the spreadsheet leaves 0.30000000000000004: fifteen digits are what it shows.
        text = format(Decimal(format(cell, ".15g")), "f")
    return text if column.form == "amount" else _digits(text, column)


def _digits(text: str, column: Column) -> str:
    """A code with the zeros that the spreadsheet took away."""
    return text.zfill(column.digits) if column.digits and text.isascii() and text.isdigit() else text


def _amount(text: str, sign: str) -> str:
    bare = text.translate(_ORNAMENTS)
    if not _NUMBER.fullmatch(bare):
        return text
    if "," not in bare and "." not in bare:
        return bare
    other = "." if sign == "," else ","
    whole, _, cents = bare.partition(sign) if sign else (bare, "", "")
    grouped = re.fullmatch(rf"[+-]?(?:[0-9]+|[0-9]{{1,3}}(?:{re.escape(other)}[0-9]{{3}})+)", whole)
    if not grouped or not (cents.isdigit() or cents == ""):
        raise CellError("HOJA-NUMERO")
    return whole.replace(other, "") + (f".{cents}" if cents else "")


def _day(text: str) -> str:
    if text.isascii() and text.isdigit() and int(text[:6]) in _SERIALS and len(text) == 5:
        return _written(_EPOCH + timedelta(days=int(text)))
    if found := _ISO_DAY.fullmatch(text):
        return f"{found[3]:0>2}/{found[2]:0>2}/{found[1]}"
    if found := _DAY.fullmatch(text):
        return f"{found[1]:0>2}/{found[2]:0>2}/{found[3]}"
    return text


def _iva(text: str, sign: str) -> str:
    words = plain(text)
    if words.startswith("noobjeto"):
        return "6"
    if words.startswith("exento"):
        return "7"
    rate = re.fullmatch(r"([0-9]{1,2})(?:[.,]0{1,2})?", text.translate(_ORNAMENTS).upper().removeprefix("IVA"))
    code = _IVA_CODES.get(Decimal(rate[1])) if rate else None
    if code is None:
        raise CellError("HOJA-IVA")
    return code


def _written(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def _codes() -> dict[Decimal, str]:
    rows = (IVA.ultima(code) for code in IVA.codigos if code not in ("6", "7"))
    return {row.tarifa: row.codigo for row in rows if row is not None and row.tarifa is not None}


_IVA_CODES = _codes()
