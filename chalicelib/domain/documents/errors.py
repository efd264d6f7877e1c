"""The errors of documents: what a *problem* is and the closed catalogue of their codes.

A **problem** is one thing wrong (or doubtful) with one document. It has
- a **code**, stable for ever: programs branch on it (`AREA-NAME`, listed in `CATALOGUE`);
- a **pointer**: where in the input, as an XPath-like path (`/factura/detalles/detalle[2]/cantidad`) or, for a whole
  file, its name inside the batch (`lote.zip!/factura-3.xml`);
- a **message** (what is wrong, with the figures) and a **remedy** (what to do), in Spanish, from the catalogue;
- a **severity**: an *error* stops the document, a *warning* travels with it.

Codes are defined where the texts are: this module owns those that are the same in every country; a country adds its own
by calling `define` at import. A code that nobody defined cannot be used, and one defined twice is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Definition:
    """A catalogue entry: message and remedy are `str.format` templates over the problem's figures."""

    code: str
    message: str
    remedy: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one document, ready to be shown."""

    code: str
    pointer: str
    message: str
    remedy: str
    severity: Severity = "error"

    def as_dict(self) -> dict[str, str]:
        """The shape used in results files, API problems and records (Spanish keys: users read them)."""
        return {
            "codigo": self.code,
            "puntero": self.pointer,
            "mensaje": self.message,
            "que_hacer": self.remedy,
            "gravedad": "error" if self.severity == "error" else "advertencia",
        }


CATALOGUE: dict[str, Definition] = {}


def define(*definitions: Definition) -> None:
    """Add entries to the catalogue. Raises ValueError if a code is already there."""
    for definition in definitions:
        if definition.code in CATALOGUE:
            raise ValueError(f"error code defined twice: {definition.code}")
        CATALOGUE[definition.code] = definition


def problem(code: str, pointer: str, **figures: object) -> Problem:
    """Make a problem from its catalogue entry. Raises KeyError for an undefined code or a missing figure."""
    entry = CATALOGUE[code]
    return Problem(code, pointer, entry.message.format(**figures), entry.remedy.format(**figures), entry.severity)


def has_errors(problems: Iterable[Problem]) -> bool:
    """True if any of the problems stops its document."""
    return any(p.severity == "error" for p in problems)
