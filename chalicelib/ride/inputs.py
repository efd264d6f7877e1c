"""What a drawing needs besides the comprobante: the authority's verdict and the issuer's looks.

- **ambiente**: «1» pruebas, «2» producción (ficha técnica, tabla 4).
- A drawing without authorisation number is a *preview*: it is marked as pending on every page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.domain.tenants.tenant import Format

__all__ = ["Authorization", "Brand", "Format"]

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Authorization:
    """The authority's verdict. `numero` None means it has not been given yet; `fecha` is aware, or None if unknown.

    Raises ValueError for a naive `fecha`: what is printed may not depend on where the machine stands.
    """

    numero: str | None
    fecha: datetime | None
    ambiente: Literal["1", "2"]

    def __post_init__(self) -> None:
        if self.fecha is not None and self.fecha.tzinfo is None:
            raise ValueError("fecha needs an offset")


@dataclass(frozen=True, slots=True)
class Brand:
    """How the issuer looks: `logo` is a PNG or JPEG file, `colour` `#rrggbb`, `footer` a line at the foot of each page.
    `archivable` asks for PDF/A-2u: all letters in the file, each with its character, colours defined.

    Raises ValueError for a colour of another form. A logo that cannot be read is replaced by the issuer's name.
    """

    logo: bytes | None = None
    colour: str = "#1f4e79"
    footer: str = ""
    archivable: bool = False

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.colour):
            raise ValueError(f"not a colour of the form #rrggbb: {self.colour!r}")
