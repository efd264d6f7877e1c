"""A sheet: a cursor that moves down pages and puts marks on them.

- A **paper** is the page of a format: its size, its margins, and whether it is cut where the content ends.
- The **cursor** (`y`) is the top of what comes next; it never goes below the paper's `bottom`.
- A **region** is the pair (left edge, width) that a block may fill.
- The **letterhead** draws the top of each page after the first; it moves the cursor to where content may start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from chalicelib.ride.kit.lettering import Lettering
from chalicelib.ride.kit.marks import Box, Mark, Picture, Text
from chalicelib.ride.kit.palette import HAIRLINE, INK, Palette

Align = Literal["L", "C", "R"]


class Region(NamedTuple):
    """Where a block may draw: from `x`, `width` wide."""

    x: float
    width: float

    @property
    def end(self) -> float:
        """The right edge."""
        return self.x + self.width


class Paper(NamedTuple):
    """A page: `margin` at the sides, content from `top` to `foot` above the lower edge.

    A *roll* is cut under its last mark; its `height` is only the most that a page may have.
    """

    width: float
    height: float
    margin: float
    top: float
    foot: float
    roll: bool = False

    @property
    def bottom(self) -> float:
        """The lowest point of the content."""
        return self.height - self.foot

    @property
    def full(self) -> Region:
        """The whole width between the margins."""
        return Region(self.margin, self.width - 2 * self.margin)


MILLIMETRE = 72 / 25.4
A4 = Paper(595.28, 841.89, margin=34.0, top=30.0, foot=48.0)
ROLL_80 = Paper(80 * MILLIMETRE, 14_000.0, margin=4 * MILLIMETRE, top=3 * MILLIMETRE, foot=24.0, roll=True)
"""The roll of thermal printers: 80 mm of paper, 72 mm of them printed. Readers show no page above 14,400 points."""


class Sheet:
    """The pages drawn so far. `pages` are lists of marks in reading order."""

    def __init__(
        self, lettering: Lettering, palette: Palette, letterhead: Callable[[Sheet], None], paper: Paper = A4
    ) -> None:
        self.lettering = lettering
        self.palette = palette
        self.paper = paper
        self.pages: list[list[Mark]] = [[]]
        self.y = paper.top
        self._letterhead = letterhead

    @property
    def left(self) -> float:
        """The height left on this page."""
        return self.paper.bottom - self.y

    def new_page(self) -> None:
        """Go on at the top of a fresh page."""
        self.pages.append([])
        self.y = self.paper.top
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
