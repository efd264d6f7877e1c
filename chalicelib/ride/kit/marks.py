"""Marks: everything that can stand on a page. A page is a list of marks in reading order.

Keeping pages as lists until the end lets the number of pages be known before the first is written, and keeps the PDF
library in one place.
"""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """One line of text; `x` is its left end, `y` its baseline, `size` in points."""

    x: float
    y: float
    text: str
    size: float
    bold: bool
    colour: str


class Box(NamedTuple):
    """A filled rectangle: a band, a rule, a bar of a bar code."""

    x: float
    y: float
    width: float
    height: float
    colour: str


class Picture(NamedTuple):
    """A picture file (JPEG), stretched to the given size."""

    x: float
    y: float
    width: float
    height: float
    data: bytes


Mark = Text | Box | Picture
