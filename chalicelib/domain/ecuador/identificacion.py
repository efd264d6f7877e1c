"""Identity numbers: RUC, cédula, pasaporte, identificación del exterior, consumidor final.

A number of a type (tabla 6 of the ficha técnica 2.32) is a value: made by `parse`, which refuses a wrong **format**. A
wrong check digit only makes it **doubtful** (`dudoso`): the SRI has said that the numbers of companies, public bodies
and foreigners are no longer made with the algorithm, and answers itself with an ADVERTENCIA (codes 59 and 62).

Does NOT ask any registry whether the number exists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

RUC, CEDULA, PASAPORTE, CONSUMIDOR_FINAL, EXTERIOR = "04", "05", "06", "07", "08"
NUMERO_CONSUMIDOR_FINAL = "9999999999999"

Doubt = Literal["format", "check_digit", ""]

_PRIVATE = (4, 3, 2, 7, 6, 5, 4, 3, 2)
_PUBLIC = (3, 2, 7, 6, 5, 4, 3, 2)


class IdentificacionInvalida(ValueError):
    """The number cannot be one of its type."""


@dataclass(frozen=True, slots=True)
class Identificacion:
    """A number of one type. Two are the same if type and number are."""

    numero: str

    tipo: ClassVar[str] = ""
    _form: ClassVar[re.Pattern[str]] = re.compile(r"(?!)")

    @classmethod
    def parse(cls, numero: str) -> Self:
        """The number as a value. Raises IdentificacionInvalida if its format is wrong."""
        if not cls._form.fullmatch(numero):
            raise IdentificacionInvalida(f"not of type {cls.tipo}")
        return cls(numero)

    @property
    def dudoso(self) -> bool:
        """Whether its check digit is wrong; a number without one is never doubtful."""
        return False

    def __str__(self) -> str:
        return self.numero


class Cedula(Identificacion):
    """A person's number: ten digits.

    >>> Cedula.parse("1710034065").dudoso, Cedula.parse("1710034066").dudoso
    (False, True)
    """

    __slots__ = ()
    tipo = CEDULA
    _form = re.compile(r"[0-9]{10}")

    @property
    def dudoso(self) -> bool:
        """See `Identificacion`."""
        return not passes_cedula(self.numero)


class Ruc(Identificacion):
    """A taxpayer's number: thirteen digits, the last three the establishment 001.

    >>> Ruc.parse("1793213150001").dudoso  # an active company that never passed the algorithm
    True
    """

    __slots__ = ()
    tipo = RUC
    _form = re.compile(r"[0-9]{10}001")

    @property
    def dudoso(self) -> bool:
        """See `Identificacion`."""
        return not passes_ruc(self.numero)


class Pasaporte(Identificacion):
    """A passport: up to twenty characters."""

    __slots__ = ()
    tipo = PASAPORTE
    _form = re.compile(r"\S(?:.{0,18}\S)?")


class Exterior(Identificacion):
    """A foreign number: up to twenty characters."""

    __slots__ = ()
    tipo = EXTERIOR
    _form = re.compile(r"\S(?:.{0,18}\S)?")


class ConsumidorFinal(Identificacion):
    """Nobody in particular: thirteen nines."""

    __slots__ = ()
    tipo = CONSUMIDOR_FINAL
    _form = re.compile(NUMERO_CONSUMIDOR_FINAL)


TIPOS: dict[str, type[Identificacion]] = {
    kind.tipo: kind for kind in (Ruc, Cedula, Pasaporte, ConsumidorFinal, Exterior)
}


def identificacion(tipo: str, numero: str) -> Identificacion:
    """The value of a number of a type of tabla 6. Raises IdentificacionInvalida for a wrong format or type.

    >>> identificacion("06", "X4481920")
    Pasaporte(numero='X4481920')
    """
    kind = TIPOS.get(tipo)
    if kind is None:
        raise IdentificacionInvalida(f"no type {tipo}")
    return kind.parse(numero)


def doubt(tipo: str, numero: str) -> Doubt:
    """What is wrong with a number of a type of tabla 6: its format, its check digit, or nothing.

    >>> doubt("05", "1710034065"), doubt("05", "1710034066"), doubt("05", "171003406")
    ('', 'check_digit', 'format')
    >>> doubt("07", "9999999999999"), doubt("07", "1710034065")
    ('', 'format')
    """
    try:
        return "check_digit" if identificacion(tipo, numero).dudoso else ""
    except IdentificacionInvalida:
        return "format"


def tipo_de(numero: str) -> str:
    """The type of a number that comes without one, told by its form; what is neither RUC nor cédula is foreign.

    >>> tipo_de("1790016919001"), tipo_de("1710034065"), tipo_de("9999999999999"), tipo_de("AB-1234")
    ('04', '05', '07', '08')
    """
    return next((tipo for tipo in (CONSUMIDOR_FINAL, RUC, CEDULA) if doubt(tipo, numero) != "format"), EXTERIOR)


def passes_ruc(numero: str) -> bool:
    """Whether a RUC passes the algorithm of its kind, told by the third digit: 9 private, 6 public, else a person.

    A third digit 6 may also be a person (numbers given to foreigners), so either algorithm will do.

    >>> passes_ruc("1790016919001"), passes_ruc("1760001550001"), passes_ruc("1710034065001")
    (True, True, True)
    """
    if numero[2] == "9":
        return _modulo_11(numero, _PRIVATE)
    if numero[2] == "6" and _modulo_11(numero, _PUBLIC):
        return True
    return passes_cedula(numero[:10])


def passes_cedula(numero: str) -> bool:
    """Whether ten digits are a cédula: province 01–24 or 30, third digit 0–6, módulo 10.

    >>> passes_cedula("1710034065")
    True
    """
    if not (1 <= int(numero[:2]) <= 24 or numero[:2] == "30") or numero[2] > "6":
        return False
    total = 0
    for place, digit in enumerate(numero[:9]):
        product = int(digit) * (2 if place % 2 == 0 else 1)
        total += product - 9 if product > 9 else product
    return (10 - total % 10) % 10 == int(numero[9])


def _modulo_11(numero: str, weights: Sequence[int]) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(numero, weights, strict=False))
    return (11 - total % 11) % 11 == int(numero[len(weights)])
