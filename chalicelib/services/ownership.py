"""Whose a value is, that a store answered: it is compared with what was asked for, and never believed.

A value may name its owner itself: a record its clave, a batch its issuer, an entry its document. Whoever can write into
a table, and any fault of ours, can put one company's value into another's place. What names another owner than was
asked for is **misplaced**: it is used for nothing, and a person is called.

Every such store is listed in docs/security.md, with the test of its comparison.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from chalicelib.domain.documents.batch import Batch
from chalicelib.domain.documents.country import issuer_in
from chalicelib.domain.documents.record import Document
from chalicelib.services.ports import Telemetry


class Misplaced(Exception):
    """A store answered with a value of another owner. The message names the store and nobody."""


def same(store: str, asked: str, found: str) -> None:
    """Raises Misplaced if what was found is not what was asked for."""
    if asked != found:
        raise Misplaced(store)


IdOfClave = Callable[[str, str], str | None]
"""Of a country's code and a clave: the id of the document the clave belongs to, None for what is no clave."""


class Records:
    """Compares document records. `telemetry` calls a person."""

    def __init__(self, id_of: IdOfClave, telemetry: Telemetry) -> None:
        self._id_of = id_of
        self._telemetry = telemetry

    def right(self, document_id: str, document: Document) -> bool:
        """Whether a record is that of the number it was asked for under, and so is its clave."""
        clave = document.clave
        if document.id == document_id and self._id_of(document.number.country, clave) == document_id:
            return True
        self._telemetry.alert("misplaced", issuer_in(document_id), "", {"store": "documents"})
        return False


def check_batch(batch_id: str, batch: Batch) -> None:
    """A batch's issuer, name and place in the inbox are those in its id. Raises Misplaced."""
    same("batches", batch_id, batch.id)
    same("batches", batch.id.rpartition("@")[0], f"{batch.issuer}/{batch.name}")
    if not f"/{batch.key}".endswith(f"/{batch.issuer}/{batch.name}"):
        raise Misplaced("batches")


def is_of(issuer: str, document_id: str) -> bool:
    """Whether a document is the issuer's."""
    return issuer_in(document_id) == issuer


def logo(key: str, content: bytes | None) -> bytes | None:
    """A company's logo, if the file under its key is the one that was registered: the key holds its hash."""
    named = key.rsplit("/", 1)[-1].partition(".")[0]
    if content is None or hashlib.sha256(content).hexdigest()[: len(named)] != named or len(named) < 32:
        return None
    return content
