"""Tables: rows of cells under headings that are repeated on every page.

- A column is as wide as its content asks, between the bounds of its kind: **figures** (right aligned), **serials**
  (never broken), **codes** (short texts), and **prose** (takes what the others leave).
- A cell is a text and **notes**: smaller lines under it.
- A column that no row fills is left out.
- When all columns together ask too much, codes give way, then the lettering of the table is made smaller; only what
  does not fit even so is broken inside a figure.
- A row stays in one piece if it fits on a page; a taller one is cut between lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from chalicelib.ride.kit.palette import HAIRLINE, INK, MUTED
from chalicelib.ride.kit.sheet import Align, Region, Sheet

SIZE, NOTE, HEADING = 9.0, 7.5, 7.5
LEADING, HEADING_LEADING = 10.6, 8.8
_SCALES = (1.0, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6)
_EDGE, _APART, _SLACK = 2.0, 8.0, 0.5
_ABOVE, _BELOW = 3.4, 3.0
_LETTERHEAD = 60.0
_LEAST_PART = 6 * LEADING


class Kind(Enum):
    """What a column holds."""

    FIGURE = "figure"
    SERIAL = "serial"
    CODE = "code"
    PROSE = "prose"


class Column(NamedTuple):
    """A column: its heading and what it holds.

    On narrow paper a row is told in words: `brief` takes the place of the heading, and a cell that says `idle` is left
    out.
    """

    heading: str
    kind: Kind
    brief: str | None = None
    idle: str = ""


class Cell(NamedTuple):
    """A text and the smaller lines under it."""

    text: str
    notes: tuple[str, ...] = ()


class Grid(NamedTuple):
    """What a table shows. Every row has as many cells as there are columns."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]

    def filled(self) -> Grid:
        """Without the columns that no row fills."""
        kept = [index for index in range(len(self.columns)) if any(row[index] != EMPTY for row in self.rows)]
        if len(kept) == len(self.columns):
            return self
        return Grid([self.columns[i] for i in kept], [[row[i] for i in kept] for row in self.rows])


EMPTY = Cell("")


class _Line(NamedTuple):
    text: str
    size: float
    colour: str


_LEAST = {Kind.FIGURE: 34.0, Kind.SERIAL: 34.0, Kind.CODE: 40.0, Kind.PROSE: 118.0}
_CODE_GIVES = 57.0
"""Codes give way down to this width, in which an article number of thirteen digits stands unbroken."""
_MOST = {Kind.FIGURE: 400.0, Kind.SERIAL: 400.0, Kind.CODE: 112.0}


def table(sheet: Sheet, region: Region, grid: Grid) -> None:
    """Draw a table from the cursor on."""
    columns, rows = grid.filled()
    _Table(sheet, region, columns, rows).draw(rows)


class _Table:
    """The layout of one table: the regions of its columns' texts and the size of its lettering."""

    def __init__(self, sheet: Sheet, region: Region, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
        self._sheet = sheet
        self._region = region
        self._aligns: list[Align] = ["R" if column.kind is Kind.FIGURE else "L" for column in columns]
        self._scale, widths = _fitted(sheet, region.width, columns, rows)
        self._places = _places(region, widths)
        self._headings = [
            sheet.lettering.wrap(column.heading, place.width, HEADING * self._scale, bold=True)
            for column, place in zip(columns, self._places, strict=True)
        ]
        self._head = max(map(len, self._headings)) * HEADING_LEADING + 6

    def draw(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Headings and rows; the headings never stand alone at the foot of a page."""
        paper = self._sheet.paper
        whole_page = paper.bottom - paper.top - _LETTERHEAD
        for index, row in enumerate(rows):
            cells = [self._lines(cell, place.width) for cell, place in zip(row, self._places, strict=True)]
            height = _ABOVE + max(map(len, cells)) * LEADING + _BELOW
            least = height if height <= whole_page - self._head else _LEAST_PART
            if index == 0:
                self._sheet.room(self._head + least)
                self._draw_head()
            elif least > self._sheet.left:
                self._new_page()
            self._draw_row(cells)

    def _draw_row(self, cells: Sequence[Sequence[_Line]]) -> None:
        sheet = self._sheet
        depth = max(map(len, cells))
        done = 0
        while True:
            count = min(depth - done, max(1, int((sheet.left - _ABOVE - _BELOW) / LEADING)))
            for place, align, lines in zip(self._places, self._aligns, cells, strict=True):
                for number, line in enumerate(lines[done : done + count]):
                    y = sheet.y + _ABOVE + 7.4 + number * LEADING
                    self._put(place, align, y, line.text, line.size, line.colour)
            sheet.y += _ABOVE + count * LEADING + _BELOW
            done += count
            if done >= depth:
                break
            self._new_page()
        sheet.rule(self._region, sheet.y - 0.5, HAIRLINE, 0.4)

    def _new_page(self) -> None:
        self._sheet.new_page()
        self._draw_head()

    def _draw_head(self) -> None:
        sheet = self._sheet
        sheet.heading(self._region, self._head)
        for place, align, lines in zip(self._places, self._aligns, self._headings, strict=True):
            top = sheet.y + self._head - 5.4 - (len(lines) - 1) * HEADING_LEADING
            for number, line in enumerate(lines):
                y = top + number * HEADING_LEADING
                self._put(place, align, y, line, HEADING * self._scale, sheet.palette.accent, bold=True)
        sheet.y += self._head

    def _lines(self, cell: Cell, width: float) -> list[_Line]:
        wrap = self._sheet.lettering.wrap
        size, note_size = SIZE * self._scale, NOTE * self._scale
        lines = [_Line(line, size, INK) for line in wrap(cell.text, width, size)]
        for note in cell.notes:
            lines += [_Line(line, note_size, MUTED) for line in wrap(note, width, note_size)]
        return lines

    def _put(
        self, place: Region, align: Align, y: float, text: str, size: float, colour: str, bold: bool = False
    ) -> None:
        x = place.end if align == "R" else place.x
        self._sheet.text(x, y, text, size, bold=bold, colour=colour, align=align)


def _fitted(
    sheet: Sheet, width: float, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> tuple[float, list[float]]:
    """The largest scale at which the columns fit, and how wide each is; prose shares what is left."""
    prose = [index for index, column in enumerate(columns) if column.kind is Kind.PROSE] or range(len(columns))
    codes = [index for index, column in enumerate(columns) if column.kind is Kind.CODE]
    asked: list[float] = []
    for scale in _SCALES:
        asked = [_asked(sheet, index, column, rows, scale) for index, column in enumerate(columns)]
        spare = width - sum(asked)
        if spare >= 0:
            return scale, [one + spare / len(prose) if index in prose else one for index, one in enumerate(asked)]
        least = _CODE_GIVES * scale + _APART + _EDGE
        give = sum(max(asked[index] - least, 0) for index in codes)
        if give > 0:
            share = min(1.0, -spare / give)
            for index in codes:
                asked[index] -= max(asked[index] - least, 0) * share
            if give >= -spare:
                return scale, asked
    return _SCALES[-1], [one * width / sum(asked) for one in asked]


def _asked(sheet: Sheet, index: int, column: Column, rows: Sequence[Sequence[Cell]], scale: float) -> float:
    """The width a column asks, with the blank around its text."""
    around = (_APART if index else _EDGE) + _EDGE + _SLACK
    if column.kind is Kind.PROSE:
        return _LEAST[Kind.PROSE] * scale + around
    measure, clean = sheet.lettering.width, sheet.lettering.clean
    words = max(measure(clean(word), HEADING * scale, True) for word in column.heading.split())
    widest = max((measure(clean(row[index].text), SIZE * scale) for row in rows), default=0.0)
    if column.kind is Kind.CODE:
        notes = [measure(clean(note), NOTE * scale) for row in rows for note in row[index].notes]
        widest = max(widest, *notes) if notes else widest
    least, most = _LEAST[column.kind] * scale, _MOST[column.kind]
    return max(words, min(max(widest, least), most)) + around


def _places(region: Region, widths: Sequence[float]) -> list[Region]:
    """The regions of the columns' texts, without the blank around them."""
    places: list[Region] = []
    x = region.x
    for width in widths:
        before = _APART if places else _EDGE
        places.append(Region(x + before, max(width - before - _EDGE, 1.0)))
        x += width
    return places
