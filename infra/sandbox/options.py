"""What is known of the authority from reports alone, and therefore off until it is asked for.

- It **forgets**: after some days (15 to 30 by most reports) the autorización does not know what it judged; the
  recepción still refuses the clave (43).
- It takes nothing more of an issuer with so many NO AUTORIZADO on one day of Ecuador (90). Counted while it runs.
- It **keeps the number** of a NO AUTORIZADO: another clave with that secuencial is refused (45). Otherwise only the
  number of what is authorised or in process is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Options:
    """0 or false: not so."""

    forget_after_days: float = 0
    refusals_per_day: int = 0
    keep_refused_numbers: bool = False


def changed(options: Options, content: dict[str, Any]) -> Options:
    """The options with those that an order names changed. Raises ValueError."""
    kinds = {"forget_after_days": (int, float), "refusals_per_day": (int,), "keep_refused_numbers": (bool,)}
    for name, value in content.items():
        kind = kinds.get(name)
        if kind is None:
            raise ValueError(f"unknown option {name!r}")
        if not isinstance(value, kind) or (isinstance(value, bool) and bool not in kind) or value < 0:
            raise ValueError(f"{name} cannot be {value!r}")
    return replace(options, **content)
