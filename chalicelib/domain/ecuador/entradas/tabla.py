"""A sheet as rows of cells, whatever file it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | float | int | bool | date | datetime | time | timedelta
Row = tuple[int, Sequence[Cell]]

MAX_ROWS = 50_000
MAX_COLUMNS = 300


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name as a place («ventas.xlsx!Hoja1»), and its rows that are not empty with their row numbers."""

    name: str
    rows: Sequence[Row]


def letters(column: int) -> str:
    """How a spreadsheet calls its columns, counted from zero.

    >>> letters(0), letters(25), letters(26), letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def blank(cell: Cell) -> bool:
    """Whether a cell holds nothing."""
    return isinstance(cell, str) and not cell.strip()
