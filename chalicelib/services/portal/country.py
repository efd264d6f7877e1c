"""What the portal must know of a country: identities, numbers of documents, and what they are worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from chalicelib.domain.documents.contents import Contents


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of identity number: its code and the key of its name in the message catalogue."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Worth:
    """What the total of a kind of document is to its receiver.

    `word` is the key of its name (`importe.*` in the message catalogue), empty for a kind without a value; `group` is
    what it is added up with (`suma.*`), `sign` 1 or -1.
    """

    word: str
    group: str
    sign: int


class Country(Protocol):
    """What the portal must know of a country: its identity numbers and how its documents are numbered."""

    @property
    def code(self) -> str:
        """Its code."""
        ...

    @property
    def zone(self) -> tzinfo:
        """The time its people count in."""
        ...

    @property
    def kinds(self) -> Sequence[Kind]:
        """The kinds of identity numbers that may register."""
        ...

    @property
    def document_kinds(self) -> Mapping[str, str]:
        """Codes and names of the kinds of documents."""
        ...

    @property
    def articles(self) -> Mapping[str, str]:
        """The articles of those names, by code: «la» factura."""
        ...

    @property
    def worth(self) -> Mapping[str, Worth]:
        """What the total of each kind is."""
        ...

    def identity(self, kind: str, text: str) -> str | None:
        """The number as it is kept, or None for what cannot be one or is nobody's in particular."""
        ...

    def identities(self, text: str) -> Sequence[tuple[str, str]]:
        """All that somebody who types a number may be: kinds, each with the number as it is kept."""
        ...

    def usuario(self, text: str) -> str:
        """What somebody typed as usuario, as it is kept."""
        ...

    def document_ids(self, issuer: str, number: str) -> Sequence[str]:
        """The ids of all documents an issuer may have under a number as it is printed; none if it is not one."""
        ...

    def id_of_clave(self, clave: str) -> str | None:
        """The id of the document of a clave, or None if it is not one."""
        ...

    def place_of_number(self, text: str) -> str | None:
        """The start of `by_number` places for a number as people type it (also only its end), or None."""
        ...

    def contents(self, evidence: bytes) -> Contents:
        """What stands in a document, from its archived judgement. Raises ValueError if that cannot be read."""
        ...

    def sequence_of(self, text: str) -> str | None:
        """The start of `by_sequence` places for the end of a number as people type it, or None."""
        ...

    def moment(self, at: datetime) -> str:
        """A moment as its people write it, in their time."""
        ...

    def is_issuer(self, text: str) -> bool:
        """Whether a text is the number of an issuer."""
        ...
