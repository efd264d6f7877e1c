"""What is printed, before it is known on which paper: each comprobante's module says it, `a4` and `ticket` lay it out.

- A **section** is a titled group of fields and tables across the page.
- A **listing** is a heading over pairs of name and value.
- The **closing** is the totals with the notes (payments, información adicional…) beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.ride.kit.blocks import Field, Total
from chalicelib.ride.kit.table import Grid


class Listing(NamedTuple):
    """Names and values under a heading."""

    heading: str
    pairs: Sequence[tuple[str, str]]


class Section(NamedTuple):
    """Fields, then a table or two; fields without a value are not printed. `pair` stand side by side."""

    heading: str = ""
    fields: Sequence[Field] = ()
    grid: Grid | None = None
    pair: tuple[Grid, Grid] | None = None

    @property
    def tables(self) -> list[Grid]:
        """The tables that have rows."""
        return [grid for grid in (self.grid, *(self.pair or ())) if grid and grid.rows]

    @property
    def empty(self) -> bool:
        """Whether nothing of it would be printed."""
        return not self.tables and not any(field.value for field in self.fields)


class Content(NamedTuple):
    """A comprobante as it is printed: `receiver` (or carrier), `body`, the closing, and an `annex` after it."""

    name: str
    receiver: Sequence[Field]
    body: Sequence[Section]
    totals: Sequence[Total] = ()
    currency: str = ""
    notes: Sequence[Grid | Listing] = ()
    annex: Sequence[Section] = ()
