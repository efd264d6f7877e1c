"""Blocks for narrow paper: centred lines, labelled values, records, totals. Black on white, nothing below 7.5 points.

A **record** tells one row of a table in words: its prose, the notes under it, and a line of particulars that ends with
the last figure at the right edge.
"""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.ride.kit.blocks import Total
from chalicelib.ride.kit.palette import BLACK, WHITE
from chalicelib.ride.kit.sheet import Region, Sheet
from chalicelib.ride.kit.table import EMPTY, Cell, Column, Grid, Kind

SIZE, SMALL = 9.0, 7.5
_LEADING = 1.19
TIMES = "×"
"""The `brief` of a price: it follows its quantity."""


def paragraph(sheet: Sheet, region: Region, text: str, size: float = SIZE, *, bold: bool = False) -> None:
    """A text in lines from the left."""
    for line in sheet.lettering.wrap(text, region.width, size, bold):
        _line(sheet, region.x, line, size, bold)


def centred(sheet: Sheet, region: Region, text: str, size: float, *, bold: bool = False) -> None:
    """A text in centred lines."""
    for line in sheet.lettering.wrap(text, region.width, size, bold):
        sheet.room(size * _LEADING)
        sheet.text(region.x + region.width / 2, sheet.y + size * 0.9, line, size, bold=bold, colour=BLACK, align="C")
        sheet.y += size * _LEADING


def rule(sheet: Sheet, region: Region) -> None:
    """A thin line with some blank around it."""
    sheet.y += 3.5
    sheet.rule(region, sheet.y, BLACK, 0.7)
    sheet.y += 4


def banner(sheet: Sheet, region: Region, texts: tuple[str, str, str]) -> None:
    """White on black: a headline and what explains it (before and after a separator that is not drawn)."""
    headline, _, rest = texts
    size = SIZE
    lines = [(line, size, True) for line in sheet.lettering.wrap(headline, region.width - 8, size, bold=True)]
    if rest:
        lines += [(line, SMALL, False) for line in sheet.lettering.wrap(rest, region.width - 8, SMALL)]
    height = sum(size * _LEADING for _, size, _ in lines) + 6
    sheet.room(height + 3)
    sheet.fill(region.x, sheet.y, region.width, height, BLACK)
    y = sheet.y + 3
    for line, size, bold in lines:
        sheet.text(region.x + region.width / 2, y + size * 0.9, line, size, bold=bold, colour=WHITE, align="C")
        y += size * _LEADING
    sheet.y += height + 3


def labelled(sheet: Sheet, region: Region, label: str, value: str, size: float = SIZE) -> None:
    """«Label: value», the label bold; a label that leaves no room for the value stands on a line of its own."""
    lettering = sheet.lettering
    head = lettering.clean(" ".join(f"{label}:".split()))
    width = lettering.width(head, size, bold=True) + size * 0.3
    if width > region.width * 0.6:
        paragraph(sheet, region, head, size, bold=True)
        paragraph(sheet, region, value, size)
        return
    lines = lettering.wrap(value, region.width - width, size)
    sheet.room(size * _LEADING)
    sheet.text(region.x, sheet.y + size * 0.9, head, size, bold=True, colour=BLACK)
    for line in lines:
        _line(sheet, region.x + width, line, size)


def stacked(sheet: Sheet, region: Region, label: str, value: str) -> None:
    """A small label over its value."""
    sheet.room(2 * SIZE * _LEADING)
    paragraph(sheet, region, label, SMALL, bold=True)
    paragraph(sheet, region, value, SIZE)
    sheet.y += 2


def total(sheet: Sheet, region: Region, item: Total) -> None:
    """A line of the totals; the grand total is larger."""
    size = 12.6 if item.weight == 2 else SIZE
    bold = item.weight > 0
    height = size * 1.25
    sheet.room(height)
    width = sheet.lettering.width(item.amount, size, bold)
    sheet.fitted(
        Region(region.x, region.width - width - 8), sheet.y + size * 0.95, item.label, size, bold=bold, colour=BLACK
    )
    sheet.text(region.end, sheet.y + size * 0.95, item.amount, size, bold=bold, colour=BLACK, align="R")
    sheet.y += height


def records(sheet: Sheet, region: Region, grid: Grid, *, heading: bool = False) -> None:
    """Every row of a table as a record, under the heading of its prose column if asked for."""
    columns, rows = grid.filled()
    prose = next((index for index, column in enumerate(columns) if column.kind is Kind.PROSE), 0)
    if heading:
        paragraph(sheet, region, columns[prose].heading, SMALL, bold=True)
    for row in rows:
        _record(sheet, region, columns, row, prose)


def _record(sheet: Sheet, region: Region, columns: Sequence[Column], row: Sequence[Cell], prose: int) -> None:
    lettering = sheet.lettering
    last = len(row) - 1 if columns[-1].kind is Kind.FIGURE and len(row) - 1 != prose else None
    figure = lettering.clean(row[last].text) if last is not None else ""
    told = _particulars(columns, row, {prose, last})
    beside = Region(region.x, region.width - (lettering.width(figure, SIZE) + 8 if figure else 0))
    text, notes = row[prose]
    above = beside if not told and not notes else region
    for line in lettering.wrap(text, above.width, SIZE) if text else ():
        _line(sheet, region.x, line, SIZE)
    for note in notes:
        paragraph(sheet, Region(region.x + 6, region.width - 6), note, SMALL)
    if told:
        paragraph(sheet, beside, told, SMALL)
    elif notes:
        sheet.y += SIZE * _LEADING
    if figure:
        size = SMALL if told else SIZE
        sheet.text(region.end, sheet.y - size * (_LEADING - 0.9), figure, SIZE, colour=BLACK, align="R")
    sheet.y += 2.5


def _particulars(columns: Sequence[Column], row: Sequence[Cell], told: set[int | None]) -> str:
    """The other cells in words: «cód. P-001, 2.00 × 10.50, IVA 15 %»."""
    found = ""
    for index, (column, cell) in enumerate(zip(columns, row, strict=True)):
        if index in told or cell == EMPTY or cell.text == column.idle:
            continue
        label = f"{column.heading}:" if column.brief is None else column.brief
        between = " " if label == TIMES else ", "
        words = " ".join(part for part in (label, cell.text, *cell.notes) if part)
        found = f"{found}{between}{words}" if found else words
    return found


def _line(sheet: Sheet, x: float, text: str, size: float, bold: bool = False) -> None:
    sheet.room(size * _LEADING)
    sheet.text(x, sheet.y + size * 0.9, text, size, bold=bold, colour=BLACK)
    sheet.y += size * _LEADING
