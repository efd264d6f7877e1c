"""What the core asks of a country, and the values it gets back.

- A **number** (`DocumentNumber`) is the legal identity of a document: country, issuer, environment, kind, series and
  sequence. There is at most one document per number, ever.
- A **clave** is the key under which the authority knows the document; from it the number can be told.
- **Preparing** turns one document as the issuer wrote it into a `Prepared` (number, clave, unsigned bytes and what the
  later stages need to know), a `Rejected` (every problem found, and as much identity as could be read) or an
  `Unnumbered` (valid, but its number is for the service to give).
- The **digest** of a prepared document says whether two inputs are the same document: it covers what the issuer wrote
  and nothing of what the platform adds.
- An **issuer** is the tenant's legal face: what the preparing rules may know about it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from chalicelib.domain.documents.errors import Problem


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """The legal identity of a document. `environment` is the authority's code (Ecuador: 1 pruebas, 2 producción)."""

    country: str
    issuer: str
    environment: str
    kind: str
    series: str
    sequence: str

    @property
    def key(self) -> str:
        """One string per legal document, usable as a database key."""
        return "#".join((self.country, self.issuer, self.environment, self.kind, self.series, self.sequence))


def issuer_in(key: str) -> str:
    """Whose number a `DocumentNumber.key` is."""
    return key.split("#")[1]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who the document is for. `mails` are the addresses written in the document itself, in order, without repeats.

    An **anonymous** receiver is nobody in particular (Ecuador: consumidor final).
    """

    kind: str
    identification: str
    name: str
    mails: tuple[str, ...] = ()
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be signed. `unsigned` are the exact bytes to sign (UTF-8, no XML declaration quirks)."""

    number: DocumentNumber
    clave: str
    unsigned: bytes
    digest: str
    label: str
    """What people call it: «Factura 001-001-000000001»."""
    issue_date: date
    total: Decimal
    currency: str
    receiver: Receiver
    warnings: tuple[Problem, ...] = ()
    modifies: str = ""
    """The number (`DocumentNumber.key`) of the document that this one modifies, or empty."""


@dataclass(frozen=True, slots=True)
class Series:
    """What is numbered without gaps: the documents of one kind that an issuer makes in one environment and place."""

    country: str
    issuer: str
    environment: str
    kind: str
    series: str
    digits: int = 9

    def number(self, sequence: int) -> DocumentNumber:
        """The number of one document of the series."""
        written = f"{sequence:0{self.digits}d}"
        return DocumentNumber(self.country, self.issuer, self.environment, self.kind, self.series, written)

    @property
    def key(self) -> str:
        """One string per series, usable as a database key; that of its documents' numbers begins with it."""
        return "#".join((self.country, self.issuer, self.environment, self.kind, self.series))


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """A valid document that wants the next number of its series: `numbered(n)` gives it that number."""

    series: Series
    numbered: Callable[[int], Prepared | Rejected]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document that cannot be issued as it is. `number_text` is what could be read of its number, or empty."""

    problems: tuple[Problem, ...]
    number_text: str = ""
    clave: str = ""


@dataclass(frozen=True, slots=True)
class Issuer:
    """What the rules may know about the tenant. `environments` are those it may issue in, `name` its legal name.

    `registration` is what else its country wants to know of a company, under that country's own names.
    """

    tax_id: str
    environments: frozenset[str]
    name: str = ""
    registration: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Part:
    """One document found inside an uploaded file. `name` locates it (`lote.zip!/a.xml`, `lote.xml#3`).

    The document is either its bytes (`data`) or, when it did not come as XML, plain `values` of one key, the name of
    the kind: `{"factura": {"infoTributaria": {…}, "detalles": [{…}]}}`. `where` translates a pointer into the document
    (`/factura/detalles/detalle[2]/cantidad`) to the place in the file that its author knows («fila 7, columna …»), and
    leaves any other pointer as it is. `warnings` is what reading the file had to guess; they point into the document.
    """

    name: str
    data: bytes = b""
    values: Mapping[str, Any] | None = None
    where: Callable[[str], str] | None = None
    warnings: tuple[Problem, ...] = ()


NumericCode = Callable[[DocumentNumber], str]
"""Gives the free digits of a clave for a number; the same digits for the same number, always."""


class Preparer(Protocol):
    """A country's rules for what comes in."""

    def prepare(
        self, part: Part, *, issuer: Issuer, today: date, numeric_code: NumericCode
    ) -> Prepared | Rejected | Unnumbered:
        """Read, validate and build one document. Never raises for bad input: that is a `Rejected`."""
        ...

    def read_back(self, name: str, data: bytes) -> Prepared:
        """What was prepared, from the bytes to sign alone: nothing is judged again. Raises ValueError."""
        ...

    def number_of(self, clave: str) -> DocumentNumber:
        """The number a clave belongs to. Raises ValueError if it is not a clave of this country."""
        ...
