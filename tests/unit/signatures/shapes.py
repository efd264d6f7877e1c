"""The forms of a signature, and what becomes of each: the table of docs/firmas.md.

The verdict is one of three: `acepta`, `avisa` (it holds, but nobody knows what the authority says of it), `rechaza`;
with the last two goes a word of what the door says and one of what the sandbox says. `witness` is what xmlsec1 says of
digests and value; None where it is not asked, because it refuses a form for reasons of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.unit.signatures import forms, names
from tests.unit.signatures.maker import How

GROUPS = {
    "referencias": "Referencias",
    "llaves": "KeyInfo",
    "algoritmos": "Algoritmos y formas canónicas",
    "propiedades": "Propiedades XAdES",
    "identificadores": "Identificadores",
    "comentarios": "Comentarios, blancos y lugar",
    "cambios": "Lo que cambió después de firmarse",
    "nombres": "X509IssuerName",
}


@dataclass(frozen=True)
class Shape:
    """A row of the table. `door` and `sandbox` are words of what each says, if it does not simply accept."""

    group: str
    text: str
    verdict: str
    source: str
    how: How
    door: str = ""
    sandbox: str = ""
    witness: bool | None = True


_ROWS: tuple[list[tuple[Any, ...]], ...] = (
    *(forms.REFERENCES, forms.KEYS, forms.ALGORITHMS, forms.PROPERTIES, forms.IDS, forms.COMMENTS, forms.CHANGES),
    names.NAMES,
)
SHAPES = [Shape(group, *row) for group, rows in zip(GROUPS, _ROWS, strict=True) for row in rows]
