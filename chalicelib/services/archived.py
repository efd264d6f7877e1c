"""What the archive holds already, next to what is about to be stored there.

A file is put once. When something is there, it is either the same thing made before, or **another's**: a file of a
document whose record is gone. Another's file is never adopted: both files are kept, a person is called, and the
document that came goes no further.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, islice
from typing import Protocol

from chalicelib.domain.documents import paths
from chalicelib.domain.documents.country import Series
from chalicelib.domain.documents.record import Document
from chalicelib.services.ports import Archive, Clock, Countries, Country, Documents, Telemetry

LOOKED_AT = 1000
"""The highest numbers of a series of which it is seen whether they have a record: what a restore lost is newest."""
LISTED = 20_000
"""Claves of an issuer that are listed whatever their dates: twenty calls."""
LOST_DAYS = 130
"""Days of issue of what a restore may have lost: tables are restored to at most 35 days ago (DynamoDB), and documents
come in within 90 days of their issue (ficha técnica)."""


class Claves(Protocol):
    """The claves of the documents, as the archive knows them."""

    def claves(self, issuer: str, begins: str = "") -> Iterator[str]:
        """Those of an issuer that begin so. May repeat one."""
        ...


def sha256(data: bytes) -> str:
    """The hash by which a record knows its files."""
    return hashlib.sha256(data).hexdigest()


def report(archive: Archive, telemetry: Telemetry, document: Document, what: str, data: bytes) -> None:
    """Call a person: the archive holds another's file where `data` was to be stored. `data` is kept as evidence."""
    facts = {"kept": paths.incident(document, sha256(data))}
    archive.put_once(facts["kept"], data, "application/octet-stream")
    telemetry.alert(what, document.number.issuer, document.clave, facts)


def put_unsigned(archive: Archive, telemetry: Telemetry, document: Document, data: bytes, origin: str) -> bytes:
    """Store the bytes to sign; answers what is there. A file that is not what the record says calls a person."""
    stored = archive.put_once(paths.unsigned(document), data, "application/xml", origin)
    if stored != data and sha256(stored) != document.unsigned_sha256:
        report(archive, telemetry, document, "other-unsigned", data)
    return stored


class ArchivedNumbers:
    """The numbers that documents in the archive have, whether or not their records are there.

    A listing costs a call for each thousand claves. Of an issuer with a long history the days are asked for by
    themselves, as far back as a restore may have lost something: a new series never waits for years of others.
    """

    def __init__(self, claves: Claves, documents: Documents, countries: Countries, clock: Clock) -> None:
        self._claves = claves
        self._documents = documents
        self._countries = countries
        self._clock = clock

    def behind(self, series: Series) -> int:
        """The highest number of the series in the archive if records of it are missing, else 0.

        While every document in the archive has its record nothing was lost, and the numbers that are taken are known.
        """
        country = self._countries.get(series.country)
        numbers = set()
        for clave in self._listed(series, country):
            found = country.preparer.number_of(clave)
            if found.key.startswith(f"{series.key}#"):
                numbers.add(int(found.sequence))
        newest = sorted(numbers)[-LOOKED_AT:]
        keys = [series.number(number).key for number in newest]
        known = self._documents.get_many(keys) if keys else {}
        return newest[-1] if len(known) < len(keys) else 0

    def _listed(self, series: Series, country: Country) -> Iterator[str]:
        every = self._claves.claves(series.issuer)
        first = list(islice(every, LISTED + 1))
        today = self._clock.now().astimezone(country.timezone).date()
        if len(first) <= LISTED or not country.series_begins(series, today):
            yield from chain(first, every)
            return
        for days in range(LOST_DAYS):
            yield from self._claves.claves(series.issuer, country.series_begins(series, today - timedelta(days)))
