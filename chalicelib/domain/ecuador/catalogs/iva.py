"""The IVA codes of tabla 17 and the days each is valid (ficha técnica 2.32; rates by law, 15 % since 2024-04-01).

- Codes 1 and 9 do not exist.
- 6 (no objeto) and 7 (exento) carry 0 % but are not «0 %».
- 8 holds only on the days that a decree names for tourism (at most twelve a year): see `DECRETOS`. They are taken from
  secondary sources, and a decree may be newer than they: a day that is not among them is a doubt, not an error.
- 5 is the rate of construction materials (Res. NAC-DGERCGC24-00000013).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.ecuador.catalogs.tabla import Tabla

CONSTRUCCION = "5"
DIFERENCIADO = "8"

IVA = Tabla("""
0  | 0  |            |            | 0 %
2  | 12 |            | 2016-05-31 | 12 %
3  | 14 | 2016-06-01 | 2017-05-31 | 14 %
2  | 12 | 2017-06-01 | 2024-03-31 | 12 %
4  | 15 | 2024-04-01 |            | 15 %
5  | 5  | 2024-04-01 |            | 5 %
6  | 0  |            |            | No objeto de impuesto
7  | 0  |            |            | Exento de IVA
8  | 8  |            |            | 8 %
10 | 13 |            | 2024-03-31 | 13 %
""")


@dataclass(frozen=True, slots=True)
class Decreto:
    """Days of IVA at 8 %, both inclusive; `lugar` is where, empty for the whole country."""

    desde: date
    hasta: date
    norma: str
    lugar: str = ""


DECRETOS = (
    Decreto(date(2025, 11, 1), date(2025, 11, 4), "Decreto 196", "Imbabura, Carchi, Cayambe y Pedro Moncayo"),
    Decreto(date(2026, 1, 1), date(2026, 1, 4), "Decreto 271"),
)
"""The decrees since 2025; a new one is one more line."""


def decreto(dia: date) -> Decreto | None:
    """The decree that puts the IVA at 8 % on a day; that of the whole country before one of a place.

    >>> decreto(date(2026, 1, 4)).norma, decreto(date(2026, 1, 5))
    ('Decreto 271', None)
    """
    found = [one for one in DECRETOS if one.desde <= dia <= one.hasta]
    return min(found, key=lambda one: bool(one.lugar), default=None)
