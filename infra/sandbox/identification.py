"""Check digits of cédula and RUC, for the advertencia 62.

- **Cédula**: ten digits, módulo 10.
- **RUC** of a person: cédula + 001; of a company (third digit 9) and of a public body (third digit 6): módulo 11 with
  weights of their own. A third digit 6 may also be a person's.

A wrong digit never stops a document: numbers in force exist that do not follow the algorithm.
"""

from __future__ import annotations

RUC, CEDULA = "04", "05"
_COMPANY = (4, 3, 2, 7, 6, 5, 4, 3, 2)
_PUBLIC = (3, 2, 7, 6, 5, 4, 3, 2)


def plausible(kind: str, number: str) -> bool:
    """Whether the number has the form and the check digit of its kind (tabla 6); other kinds always do."""
    if kind not in (RUC, CEDULA):
        return True
    if not (number.isascii() and number.isdigit() and len(number) == (13 if kind == RUC else 10)):
        return False
    if kind == CEDULA or number[2] < "6":
        return _modulo_10(number[:10])
    if number[2] == "9":
        return _modulo_11(number, _COMPANY)
    return number[2] == "6" and (_modulo_11(number, _PUBLIC) or _modulo_10(number[:10]))


def _modulo_10(ten: str) -> bool:
    doubled = [int(d) * (2 - place % 2) for place, d in enumerate(ten[:9])]
    return (sum(n - 9 if n > 9 else n for n in doubled) + int(ten[9])) % 10 == 0


def _modulo_11(number: str, weights: tuple[int, ...]) -> bool:
    rest = sum(int(d) * w for d, w in zip(number, weights, strict=False)) % 11
    return int(number[len(weights)]) == (11 - rest) % 11
