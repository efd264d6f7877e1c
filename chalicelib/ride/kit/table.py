"""Tables: rows of cells under headings that are repeated on every page.

- A column is as wide as its content asks, between the bounds of its kind: **figures** (right aligned, never broken if
  there is any room for them), **codes** (short texts), and **prose** (takes what the others leave).
- A cell is a text and **notes**: smaller lines under it.
- A row stays in one piece if it fits on a page; a taller one is cut between lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from chalicelib.ride.kit.palette import HAIRLINE, INK, MUTED
from chalicelib.ride.kit.sheet import BOTTOM, TOP, Align, Region, Sheet

SIZE, NOTE, HEADING = 7.6, 6.7, 6.6
LEADING, HEADING_LEADING = 9.2, 7.8
_PAD = 4.0
_ABOVE, _BELOW = 3.4, 3.0
_ROOM_FOR_STRIP = 60.0


class Kind(Enum):
    """What a column holds."""

    FIGURE = "figure"
    CODE = "code"
    PROSE = "prose"


class Column(NamedTuple):
    """A column: its heading and what it holds."""

    heading: str
    kind: Kind


class Cell(NamedTuple):
    """A text and the smaller lines under it."""

    text: str
    notes: tuple[str, ...] = ()


class _Line(NamedTuple):
    text: str
    size: float
    colour: str


_LEAST = {Kind.FIGURE: 34.0, Kind.CODE: 30.0, Kind.PROSE: 118.0}
_MOST = {Kind.FIGURE: 400.0, Kind.CODE: 84.0}


def table(sheet: Sheet, region: Region, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    """Draw a table from the cursor on. Every row has as many cells as there are columns."""
    places = _places(region, _widths(sheet, region.width, columns, rows))
    headings = [
        sheet.lettering.wrap(column.heading, place.width - _PAD, HEADING, bold=True)
        for column, place in zip(columns, places, strict=True)
    ]
    aligns: list[Align] = ["R" if column.kind is Kind.FIGURE else "L" for column in columns]
    head = max(map(len, headings)) * HEADING_LEADING + 6
    sheet.room(head + 2 * LEADING)
    _headings(sheet, region, places, aligns, headings, head)
    for row in rows:
        cells = [_lines(sheet, cell, place.width - _PAD) for cell, place in zip(row, places, strict=True)]
        depth = max(map(len, cells))
        height = _ABOVE + depth * LEADING + _BELOW
        if height > sheet.left and (height <= BOTTOM - TOP - _ROOM_FOR_STRIP - head or sheet.left < 6 * LEADING):
            sheet.new_page()
            _headings(sheet, region, places, aligns, headings, head)
        done = 0
        while done < depth:
            count = min(depth - done, max(1, int((sheet.left - _ABOVE - _BELOW) / LEADING)))
            _part(sheet, places, aligns, [lines[done : done + count] for lines in cells])
            done += count
            if done < depth:
                sheet.new_page()
                _headings(sheet, region, places, aligns, headings, head)
        sheet.rule(region, sheet.y - 0.5, HAIRLINE, 0.4)


def _widths(sheet: Sheet, width: float, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[float]:
    measure = sheet.lettering.width
    clean = sheet.lettering.clean
    asked = []
    for index, column in enumerate(columns):
        if column.kind is Kind.PROSE:
            asked.append(_LEAST[Kind.PROSE])
            continue
        words = max((measure(clean(word), HEADING, True) for word in column.heading.split()), default=0.0)
        widest = max((measure(clean(row[index].text), SIZE) for row in rows), default=0.0)
        asked.append(min(max(words, widest, _LEAST[column.kind]) + _PAD + 1.5, max(_MOST[column.kind], words + _PAD)))
    spare = width - sum(asked)
    prose = [index for index, column in enumerate(columns) if column.kind is Kind.PROSE]
    if spare >= 0:
        for index in prose:
            asked[index] += spare / len(prose)
        return asked if prose else [one * width / sum(asked) for one in asked]
    codes = [index for index, column in enumerate(columns) if column.kind is Kind.CODE]
    give = {index: asked[index] - _LEAST[Kind.CODE] for index in codes}
    share = min(1.0, -spare / sum(give.values())) if any(give.values()) else 0.0
    for index in codes:
        asked[index] -= give[index] * share
    return [one * width / sum(asked) for one in asked]


def _places(region: Region, widths: Sequence[float]) -> list[Region]:
    places = []
    x = region.x
    for width in widths:
        places.append(Region(x, width))
        x += width
    return places


def _lines(sheet: Sheet, cell: Cell, width: float) -> list[_Line]:
    lines = [_Line(line, SIZE, INK) for line in sheet.lettering.wrap(cell.text, width, SIZE)]
    for note in cell.notes:
        lines += [_Line(line, NOTE, MUTED) for line in sheet.lettering.wrap(note, width, NOTE)]
    return lines


def _headings(
    sheet: Sheet,
    region: Region,
    places: Sequence[Region],
    aligns: Sequence[Align],
    headings: Sequence[Sequence[str]],
    height: float,
) -> None:
    sheet.fill(region.x, sheet.y, region.width, height, sheet.palette.tint)
    sheet.rule(region, sheet.y + height - 0.8, sheet.palette.accent, 0.8)
    for place, align, lines in zip(places, aligns, headings, strict=True):
        y = sheet.y + height - 5.4 - (len(lines) - 1) * HEADING_LEADING
        for number, line in enumerate(lines):
            _put(sheet, place, align, y + number * HEADING_LEADING, line, HEADING, sheet.palette.accent, bold=True)
    sheet.y += height


def _part(sheet: Sheet, places: Sequence[Region], aligns: Sequence[Align], cells: Sequence[Sequence[_Line]]) -> None:
    top = sheet.y + _ABOVE
    for place, align, lines in zip(places, aligns, cells, strict=True):
        for number, line in enumerate(lines):
            _put(sheet, place, align, top + 6.4 + number * LEADING, line.text, line.size, line.colour)
    sheet.y = top + max(map(len, cells)) * LEADING + _BELOW


def _put(
    sheet: Sheet, place: Region, align: Align, y: float, text: str, size: float, colour: str, bold: bool = False
) -> None:
    x = place.end - _PAD / 2 if align == "R" else place.x + _PAD / 2
    sheet.text(x, y, text, size, bold=bold, colour=colour, align=align)
