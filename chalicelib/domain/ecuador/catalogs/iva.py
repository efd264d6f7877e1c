"""The IVA codes of tabla 17 and the days each is valid (ficha técnica 2.32; rates by law, 15 % since 2024-04-01).

- Codes 1 and 9 do not exist.
- 6 (no objeto) and 7 (exento) carry 0 % but are not «0 %».
- 8 holds only on the days that a decree names for tourism (at most twelve a year); the days are not in the table.
- 5 is the rate of construction materials (Res. NAC-DGERCGC24-00000013).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TarifaIva:
    """A code with its rate in per cent. `desde` and `hasta` are inclusive; None is open."""

    codigo: str
    tarifa: Decimal
    nombre: str
    periodos: tuple[tuple[date | None, date | None], ...] = ((None, None),)

    def vigente(self, fecha: date) -> bool:
        """Whether the code may be used on that day."""
        return any(
            (desde is None or desde <= fecha) and (hasta is None or fecha <= hasta) for desde, hasta in self.periodos
        )


CONSTRUCCION = "5"

IVA: dict[str, TarifaIva] = {
    t.codigo: t
    for t in (
        TarifaIva("0", Decimal(0), "0 %"),
        TarifaIva(
            "2", Decimal(12), "12 %", ((None, date(2016, 5, 31)), (date(2017, 6, 1), date(2024, 3, 31)))
        ),
        TarifaIva("3", Decimal(14), "14 %", ((date(2016, 6, 1), date(2017, 5, 31)),)),
        TarifaIva("4", Decimal(15), "15 %", ((date(2024, 4, 1), None),)),
        TarifaIva(CONSTRUCCION, Decimal(5), "5 %", ((date(2024, 4, 1), None),)),
        TarifaIva("6", Decimal(0), "No objeto de impuesto"),
        TarifaIva("7", Decimal(0), "Exento de IVA"),
        TarifaIva("8", Decimal(8), "8 %"),
        TarifaIva("10", Decimal(13), "13 %", ((None, date(2024, 3, 31)),)),
    )
}  # fmt: skip
