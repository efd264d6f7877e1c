"""Following a pointer into a document (`/factura/detalles/detalle[2]/cantidad`) through its values.

In the values a wrapper is a plain list, so `detalles/detalle[2]` are two steps of a pointer and of the values, too: the
name and the position, which counts from zero. In a JSON that has the XML's own shape they are three.
"""

from __future__ import annotations

import re
from typing import Any

_STEP = re.compile(r"(.+)\[([0-9]+)\]")


def steps(pointer: str, values: Any) -> tuple[str | int, ...]:
    """The names and positions that a pointer goes through in those values; it may lead to what is not there."""
    found: list[str | int] = []
    value = values
    for step in pointer.split("/")[1:]:
        counted = _STEP.fullmatch(step)
        name = (counted[1] if counted else step).lstrip("@")
        if isinstance(value, list):
            index = int(counted[2]) - 1 if counted else 0
            found.append(index)
            value = value[index] if 0 <= index < len(value) else None
        elif name:
            found.append(name)
            value = value.get(name) if isinstance(value, dict) else None
            if counted and isinstance(value, list):
                index = int(counted[2]) - 1
                found.append(index)
                value = value[index] if 0 <= index < len(value) else None
    return tuple(found)
