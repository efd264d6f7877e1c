"""Tables that change by decree: what a code stands for, its rate, and the days on which that holds.

- A **row** (`Fila`) is a code with its name and perhaps a rate, valid from `desde` to `hasta` (both inclusive, None is
  open). A code may have several rows; on a day the one that began last holds.
- A **table** (`Tabla`) is asked by code and day. It is written as text, one row a line:

      code | rate | from | to | name

  Empty is open or none. A new decree is one more line: an open row before it need not be touched.

>>> tabla = Tabla('''
... 312 | 1.75 | | | Bienes muebles
... 312 | 2 | 2026-03-01 | | Bienes muebles
... ''')
>>> [tabla.fila("312", day).tarifa for day in (date(2026, 2, 28), date(2026, 3, 1))]
[Decimal('1.75'), Decimal('2')]
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Fila:
    """A code while it holds. `tarifa` is in per cent, or None where the table fixes none."""

    codigo: str
    nombre: str
    tarifa: Decimal | None = None
    desde: date | None = None
    hasta: date | None = None

    def vigente(self, fecha: date) -> bool:
        """Whether the row holds on that day."""
        return (self.desde is None or self.desde <= fecha) and (self.hasta is None or fecha <= self.hasta)


class Tabla:
    """A table; its text is read when it is first asked."""

    def __init__(self, texto: str) -> None:
        self._texto = texto

    @classmethod
    def de_nombres(cls, texto: str) -> Tabla:
        """A table of codes and names only, one a line, that always holds."""
        pairs = (line.split(" ", 1) for line in texto.splitlines() if line)
        return cls("\n".join(f"{codigo} | | | | {nombre}" for codigo, nombre in pairs))

    def con(self, texto: str) -> Tabla:
        """This table and more rows."""
        return Tabla(f"{self._texto}\n{texto}")

    @cached_property
    def _filas(self) -> dict[str, tuple[Fila, ...]]:
        filas: dict[str, tuple[Fila, ...]] = {}
        for line in filter(str.strip, self._texto.splitlines()):
            fila = _fila(line)
            filas[fila.codigo] = (*filas.get(fila.codigo, ()), fila)
        return {codigo: tuple(sorted(rows, key=lambda f: f.desde or date.min)) for codigo, rows in filas.items()}

    @property
    def codigos(self) -> tuple[str, ...]:
        """Every code that the table ever had, in its order."""
        return tuple(self._filas)

    def fila(self, codigo: str, fecha: date) -> Fila | None:
        """The row of a code that holds on a day, or None."""
        return next((f for f in reversed(self._filas.get(codigo, ())) if f.vigente(fecha)), None)

    def ultima(self, codigo: str) -> Fila | None:
        """The newest row of a code, whether or not it still holds; None for a code that never existed."""
        filas = self._filas.get(codigo)
        return filas[-1] if filas else None

    def nombre(self, codigo: str) -> str | None:
        """What a code stands for, or None."""
        ultima = self.ultima(codigo)
        return ultima.nombre if ultima else None


def _fila(line: str) -> Fila:
    codigo, tarifa, desde, hasta, nombre = (part.strip() for part in line.split("|", 4))
    return Fila(codigo, nombre, Decimal(tarifa) if tarifa else None, _day(desde), _day(hasta))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
