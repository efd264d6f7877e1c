"""Identity numbers: RUC, cédula, pasaporte, identificación del exterior, consumidor final.

A **format** that is wrong is an error. A **check digit** that is wrong is only a doubt: the SRI has said that the
numbers of companies, public bodies and foreigners are no longer made with the algorithm, and answers itself with an
ADVERTENCIA (codes 59 and 62). Ficha técnica 2.32, tabla 6.

Does NOT ask any registry whether the number exists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

RUC, CEDULA, PASAPORTE, CONSUMIDOR_FINAL, EXTERIOR = "04", "05", "06", "07", "08"
NUMERO_CONSUMIDOR_FINAL = "9999999999999"

Doubt = Literal["format", "check_digit", ""]

_RUC = re.compile(r"[0-9]{10}001")
_CEDULA = re.compile(r"[0-9]{10}")
_FOREIGN = re.compile(r"\S(?:.{0,18}\S)?")

_PRIVATE = (4, 3, 2, 7, 6, 5, 4, 3, 2)
_PUBLIC = (3, 2, 7, 6, 5, 4, 3, 2)


def doubt(tipo: str, numero: str) -> Doubt:
    """What is wrong with a number of a type of tabla 6: its format, its check digit, or nothing.

    >>> doubt("05", "1710034065"), doubt("05", "1710034066"), doubt("05", "171003406")
    ('', 'check_digit', 'format')
    >>> doubt("04", "1793213150001")  # an active company that never passed the algorithm
    'check_digit'
    >>> doubt("07", "9999999999999"), doubt("07", "1710034065")
    ('', 'format')
    """
    if tipo == RUC:
        return _ruc(numero)
    if tipo == CEDULA:
        if not _CEDULA.fullmatch(numero):
            return "format"
        return "" if passes_cedula(numero) else "check_digit"
    if tipo == CONSUMIDOR_FINAL:
        return "" if numero == NUMERO_CONSUMIDOR_FINAL else "format"
    if tipo in (PASAPORTE, EXTERIOR):
        return "" if _FOREIGN.fullmatch(numero) else "format"
    return "format"


def tipo_de(numero: str) -> str:
    """The type of a number that comes without one, told by its form; what is neither RUC nor cédula is foreign.

    >>> tipo_de("1790016919001"), tipo_de("1710034065"), tipo_de("9999999999999"), tipo_de("AB-1234")
    ('04', '05', '07', '08')
    """
    if numero == NUMERO_CONSUMIDOR_FINAL:
        return CONSUMIDOR_FINAL
    if _RUC.fullmatch(numero):
        return RUC
    return CEDULA if _CEDULA.fullmatch(numero) else EXTERIOR


def _ruc(numero: str) -> Doubt:
    if not _RUC.fullmatch(numero) or numero == NUMERO_CONSUMIDOR_FINAL:
        return "format"
    return "" if passes_ruc(numero) else "check_digit"


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
