"""Blocks: titles, grids of labelled fields, lists of name and value, and totals.

Each takes a sheet and a region, starts at the cursor and leaves the cursor below itself. Blocks that may be taller than
a page go on over pages; a field grid moves row by row, a list line by line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.ride.kit.palette import HAIRLINE, INK, MUTED
from chalicelib.ride.kit.sheet import Region, Sheet

LABEL, VALUE, TITLE = 7.5, 9.0, 8.4
"""No label is smaller, in points, and no text where the page has room."""
LEADING = 10.8
_LABEL_DROP, _VALUE_DROP = 6.6, 17.4
_GUTTER, _ROW_GAP = 12.0, 6.0


class Field(NamedTuple):
    """A value under its label, `share` twelfths of the region wide. `brief` is the label on narrow paper."""

    label: str
    value: str
    share: int = 3
    strong: bool = False
    brief: str = ""


def title(sheet: Sheet, region: Region, text: str) -> None:
    """A small heading with a rule under it, on the same page as the next row."""
    sheet.room(15 + 30)
    sheet.text(region.x, sheet.y + 7, text, TITLE, bold=True, colour=sheet.palette.accent)
    sheet.rule(region, sheet.y + 11, sheet.palette.accent, 0.7)
    sheet.y += 15


def fields(sheet: Sheet, region: Region, items: Sequence[Field]) -> None:
    """A grid of fields, filled row by row; fields without a value are left out."""
    for row in _rows(items):
        _field_row(sheet, region, row)


def fields_height(items: Sequence[Field]) -> float:
    """How tall the fields will be if no value wraps."""
    return len(_rows(items)) * (_VALUE_DROP + _ROW_GAP)


def _rows(items: Sequence[Field]) -> list[list[Field]]:
    rows: list[list[Field]] = []
    for item in items:
        if item.value:
            if not rows or sum(f.share for f in rows[-1]) + item.share > 12:
                rows.append([])
            rows[-1].append(item)
    return rows


def _field_row(sheet: Sheet, region: Region, row: Sequence[Field]) -> None:
    shares = sum(f.share for f in row)
    spare = 12 - shares
    laid = []
    x = region.x
    for index, item in enumerate(row):
        share = item.share + (spare if index == len(row) - 1 else 0)
        width = region.width * share / 12
        lines = sheet.lettering.wrap(item.value, width - _GUTTER, VALUE, item.strong)
        laid.append((x, item, lines))
        x += width
    depth = max(len(lines) for _, _, lines in laid)
    sheet.room(_VALUE_DROP + (depth - 1) * LEADING + _ROW_GAP)
    for x, item, lines in laid:
        sheet.text(x, sheet.y + _LABEL_DROP, item.label, LABEL, colour=MUTED)
        for number, line in enumerate(lines):
            sheet.text(x, sheet.y + _VALUE_DROP + number * LEADING, line, VALUE, bold=item.strong)
    sheet.y += _VALUE_DROP + (depth - 1) * LEADING + _ROW_GAP


def pairs(sheet: Sheet, region: Region, heading: str, items: Sequence[tuple[str, str]], share: float = 0.36) -> None:
    """Under a heading, names on the left and values on the right; long ones wrap and may cross pages."""
    size, leading = 8.6, 10.4
    sheet.room(40)
    sheet.heading(region, 14.6)
    sheet.text(region.x + 2, sheet.y + 9.2, heading, LABEL, bold=True, colour=sheet.palette.accent)
    sheet.y += 17.4
    region = Region(region.x + 2, region.width - 4)
    name_width = region.width * share - 6
    value_width = region.width * (1 - share)
    for name, value in items:
        left = sheet.lettering.wrap(name, name_width, size)
        right = sheet.lettering.wrap(value, value_width, size)
        depth = max(len(left), len(right))
        sheet.room(leading * min(depth, 3) + 4)
        done = 0
        while done < depth:
            sheet.room(leading)
            count = min(depth - done, int(sheet.left / leading))
            for index, line in enumerate(left[done : done + count]):
                sheet.text(region.x, sheet.y + 8.2 + index * leading, line, size, colour=MUTED)
            for index, line in enumerate(right[done : done + count]):
                sheet.text(region.end - value_width, sheet.y + 8.2 + index * leading, line, size)
            sheet.y += count * leading
            done += count
        sheet.rule(region, sheet.y + 1, HAIRLINE, 0.4)
        sheet.y += 4


class Total(NamedTuple):
    """A line of the totals. `weight`: 0 ordinary, 1 stressed, 2 the grand total."""

    label: str
    amount: str
    weight: int = 0


_TOTAL_HEIGHTS = (14.4, 15.4, 25.0)


def totals_height(items: Sequence[Total]) -> float:
    """How tall the totals will be."""
    return sum(_TOTAL_HEIGHTS[item.weight] for item in items)


def totals(sheet: Sheet, region: Region, items: Sequence[Total]) -> None:
    """The totals, parted over two pages only if they do not fit on one."""
    sheet.room(totals_height(items))
    for item in items:
        height = _TOTAL_HEIGHTS[item.weight]
        sheet.room(height)
        if item.weight == 2:
            sheet.fill(region.x, sheet.y + 2, region.width, height - 4, sheet.palette.brand)
            _total(sheet, region, item, sheet.y + 16.2, 10.6, sheet.palette.on_brand)
        else:
            _total(sheet, region, item, sheet.y + 10, VALUE, INK)
            sheet.rule(region, sheet.y + height - 0.5, HAIRLINE, 0.4)
        sheet.y += height


def _total(sheet: Sheet, region: Region, item: Total, y: float, size: float, colour: str) -> None:
    amount = sheet.lettering.width(item.amount, size, bold=item.weight > 0)
    inner = Region(region.x + 6, region.width - 12)
    room = Region(inner.x, inner.width - amount - 8)
    label_size = size if item.weight != 2 else 9.6
    label_colour = MUTED if item.weight == 0 else colour
    sheet.fitted(room, y, item.label, label_size, bold=item.weight > 0, colour=label_colour)
    sheet.text(inner.end, y, item.amount, size, bold=item.weight > 0, colour=colour, align="R")
