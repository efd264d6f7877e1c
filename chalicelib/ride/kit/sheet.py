"""A sheet: a cursor that moves down A4 pages and puts marks on them.

- The **cursor** (`y`) is the top of what comes next; it never goes below `BOTTOM`.
- A **region** is the pair (left edge, width) that a block may fill.
- The **letterhead** draws the top of each page after the first; it moves the cursor to where content may start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from chalicelib.ride.kit.lettering import Lettering
from chalicelib.ride.kit.marks import Box, Mark, Picture, Text
from chalicelib.ride.kit.palette import HAIRLINE, INK, Palette

WIDTH, HEIGHT = 595.28, 841.89
MARGIN = 34.0
TOP = 30.0
BOTTOM = HEIGHT - 48.0

Align = Literal["L", "C", "R"]


class Region(NamedTuple):
    """Where a block may draw: from `x`, `width` wide."""

    x: float
    width: float

    @property
    def end(self) -> float:
        """The right edge."""
        return self.x + self.width


FULL = Region(MARGIN, WIDTH - 2 * MARGIN)


class Sheet:
    """The pages drawn so far. `pages` are lists of marks in reading order."""

    def __init__(self, lettering: Lettering, palette: Palette, letterhead: Callable[[Sheet], None]) -> None:
        self.lettering = lettering
        self.palette = palette
        self.pages: list[list[Mark]] = [[]]
        self.y = TOP
        self._letterhead = letterhead

    @property
    def left(self) -> float:
        """The height left on this page."""
        return BOTTOM - self.y

    def new_page(self) -> None:
        """Go on at the top of a fresh page."""
        self.pages.append([])
        self.y = TOP
        self._letterhead(self)

    def room(self, height: float) -> None:
        """Make sure that `height` points are left, on a new page if need be."""
        if height > self.left:
            self.new_page()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        align: Align = "L",
    ) -> None:
        """Write one line with its baseline at `y`; `x` is its left end, centre or right end. Longer lines run over."""
        text = self.lettering.clean(text)
        if not text:
            return
        if align != "L":
            width = self.lettering.width(text, size, bold)
            x -= width if align == "R" else width / 2
        self.pages[-1].append(Text(x, y, text, size, bold, colour))

    def fitted(
        self,
        region: Region,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        align: Align = "L",
    ) -> None:
        """Write one line, smaller if it would not fit its region otherwise."""
        text = self.lettering.clean(text)
        width = self.lettering.width(text, size, bold)
        if width > region.width:
            size *= region.width / width
        x = {"L": region.x, "C": region.x + region.width / 2, "R": region.end}[align]
        self.text(x, y, text, size, bold=bold, colour=colour, align=align)

    def fill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle."""
        self.pages[-1].append(Box(x, y, width, height, colour))

    def rule(self, region: Region, y: float, colour: str = HAIRLINE, weight: float = 0.5) -> None:
        """Draw a horizontal line across a region."""
        self.fill(region.x, y, region.width, weight, colour)

    def frame(self, x: float, y: float, width: float, height: float, colour: str = HAIRLINE) -> None:
        """Draw the outline of a rectangle."""
        weight = 0.6
        self.fill(x, y, width, weight, colour)
        self.fill(x, y + height - weight, width, weight, colour)
        self.fill(x, y, weight, height, colour)
        self.fill(x + width - weight, y, weight, height, colour)

    def heading(self, region: Region, height: float) -> None:
        """The ground of a heading: a tint, and a rule under it."""
        self.fill(region.x, self.y, region.width, height, self.palette.tint)
        self.rule(region, self.y + height - 0.8, self.palette.accent, 0.8)

    def picture(self, x: float, y: float, width: float, height: float, data: bytes) -> None:
        """Place a picture."""
        self.pages[-1].append(Picture(x, y, width, height, data))
