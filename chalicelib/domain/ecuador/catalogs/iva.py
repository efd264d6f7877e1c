"""The IVA codes of tabla 17 and the days each is valid (ficha técnica 2.32; rates by law, 15 % since 2024-04-01).

- Codes 1 and 9 do not exist.
- 6 (no objeto) and 7 (exento) carry 0 % but are not «0 %».
- 8 holds only on the days that a decree names for tourism (at most twelve a year); the days are not in the table.
- 5 is the rate of construction materials (Res. NAC-DGERCGC24-00000013).
"""

from __future__ import annotations

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
