"""The clave de acceso: 49 digits, the last a check digit módulo 11 (ficha técnica 2.32 §5.2)."""

from __future__ import annotations

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
    return "-".join((p["ruc"], p["codDoc"], p["estab"], p["ptoEmi"], p["secuencial"], p["ambiente"]))


def well_formed(clave: str) -> bool:
    """49 digits with the right check digit."""
    if len(clave) != 49 or not clave.isascii() or not clave.isdigit():
        return False
    total = 0
    for place, digit in enumerate(reversed(clave[:48])):
        total += int(digit) * (place % 6 + 2)
    rest = total % 11
    return int(clave[48]) == (0 if rest == 0 else 1 if rest == 1 else 11 - rest)
