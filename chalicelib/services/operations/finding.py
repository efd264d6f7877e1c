"""Finding documents for an operator: by issuer, by day and by state, along the archive's own listing.

The archive is asked and not the table, because it lists an issuer's claves in order and a day's alone, at no cost to
those who write.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from chalicelib.domain.documents.record import Document
from chalicelib.services.archived import Claves
from chalicelib.services.ports import Country, Documents

CHUNK = 100


class Finding:
    """The use case."""

    def __init__(self, claves: Claves, documents: Documents) -> None:
        self._claves = claves
        self._documents = documents

    def ids(self, country: Country, issuer: str, day: date | None = None) -> Iterator[str]:
        """The ids of an issuer's documents, once each, also of those without a record."""
        seen: set[str] = set()
        for clave in self._claves.claves(issuer, country.clave_begins(day) if day else ""):
            found = country.preparer.number_of(clave).key
            if found not in seen:
                seen.add(found)
                yield found

    def documents(self, country: Country, issuer: str, day: date | None = None) -> Iterator[Document]:
        """The records of an issuer's documents, those issued on a day alone if one is given."""
        ids = self.ids(country, issuer, day)
        while chunk := list(islice(ids, CHUNK)):
            for document in self._documents.get_many(chunk).values():
                if day is None or document.issue_date == day:
                    yield document
