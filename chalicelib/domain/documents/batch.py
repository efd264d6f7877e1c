"""A batch: one file an issuer dropped, and what became of each document in it.

- A **batch** is the pair (name in the inbox, content): dropping the same bytes again under the same name is the same
  batch, other bytes under that name are another batch whose results take the place of the earlier ones.
- An **entry** is one document of the batch, in input order: either it points at a document record or it carries the
  problems that stopped it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.documents.errors import Problem


@dataclass(frozen=True, slots=True)
class Batch:
    """The header of a batch. `complete` is set once every entry has been written."""

    id: str
    issuer: str
    name: str
    key: str
    object_version: str
    uploaded_at: datetime
    created_at: datetime
    complete: bool = False
    final: bool = False
    count: int = 0
    due_at: datetime | None = None
    etag: str = ""
    """The inbox's mark of its content."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a batch. `position` counts from 1; `repeated` says the document was already known."""

    batch_id: str
    position: int
    name: str
    document_id: str = ""
    number_text: str = ""
    clave: str = ""
    repeated: bool = False
    problems: tuple[Problem, ...] = ()
    unsigned: bytes = b""
    """Of a document that was given its number: the bytes to sign, kept here because number, record and entry are
    written in one transaction and the file cannot be part of it."""


def batch_id(issuer: str, name: str, content: bytes) -> str:
    """The identity of a batch: the same bytes under the same name are the same batch."""
    return f"{issuer}/{name}@{hashlib.sha256(content).hexdigest()[:32]}"
