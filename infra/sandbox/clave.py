"""The clave de acceso: 49 digits, the last a check digit módulo 11 (ficha técnica 2.32 §5.2)."""

from __future__ import annotations

LENGTH = 49
PARTS = (
    ("fecha", 0, 8),
    ("codDoc", 8, 10),
    ("ruc", 10, 23),
    ("ambiente", 23, 24),
    ("estab", 24, 27),
    ("ptoEmi", 27, 30),
    ("secuencial", 30, 39),
    ("codigo", 39, 47),
    ("tipoEmision", 47, 48),
)


def parts(clave: str) -> dict[str, str]:
    """The parts by name."""
    return {name: clave[start:end] for name, start, end in PARTS}


def number(clave: str) -> str:
    """What must be unique: RUC, type, series, secuencial, ambiente."""
    p = parts(clave)
    return legal_number(p["ruc"], p["codDoc"], p["estab"], p["ptoEmi"], p["secuencial"], p["ambiente"])


def legal_number(*parts: str) -> str:
    """The same from its parts: RUC, codDoc, estab, ptoEmi, secuencial, ambiente."""
    return "-".join(parts)


def well_formed(clave: str) -> bool:
    """49 digits with the right check digit."""
    return len(clave) == LENGTH and clave.isascii() and clave.isdigit() and clave[48] == check_digit(clave[:48])


def check_digit(digits: str) -> str:
    """The check digit of the first 48."""
    total = sum(int(digit) * (place % 6 + 2) for place, digit in enumerate(reversed(digits)))
    rest = total % 11
    return str(rest if rest < 2 else 11 - rest)


def other_document(clave: str) -> str:
    """A well-formed clave of another document: the next secuencial."""
    following = f"{(int(clave[30:39]) + 1) % 10**9:09}"
    digits = clave[:30] + following + clave[39:48]
    return digits + check_digit(digits)
