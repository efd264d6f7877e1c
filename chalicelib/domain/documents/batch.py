"""A batch: one file an issuer dropped, and what became of each document in it.

- A **batch** is the pair (name in the inbox, content): dropping the same bytes again under the same name is the same
  batch, other bytes under that name are another batch whose results take the place of the earlier ones.
- A batch that is dropped once more when all of it was taken in begins another **round**: what the authority refused is
  sent again and what was rejected is judged again; everything else stays as it is.
- An **entry** is one document of the batch, in input order: either it points at a document record or it carries the
  problems that stopped it. Its **digest** says which content it asked for.
"""

from __future__ import annotations

import base64
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
    round: int = 1


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
    digest: str = ""
    """Of what this file asked for (`Prepared.digest`): the record may be about other content by now."""
    round: int = 1
    """The round of the batch in which it was last judged."""


def origin(batch_id: str, position: int) -> str:
    """What a file to sign was made from, as ASCII: the document at a position of a batch."""
    return f"{base64.urlsafe_b64encode(batch_id.encode()).decode()}#{position}"


def from_origin(text: str) -> tuple[str, int] | None:
    """Batch and position again; None if it says no such thing."""
    try:
        batch, _, position = text.partition("#")
        return base64.urlsafe_b64decode(batch.encode()).decode(), int(position)
    except ValueError:
        return None


def issuer_of(batch_id: str) -> str:
    """Whose a batch is, from its identity."""
    return batch_id.partition("/")[0]


def name_of(batch_id: str) -> str:
    """The name under which a batch was dropped, from its identity."""
    return batch_id.partition("/")[2].rpartition("@")[0]


def batch_id(issuer: str, name: str, content: bytes) -> str:
    """The identity of a batch: the same bytes under the same name are the same batch."""
    return f"{issuer}/{name}@{hashlib.sha256(content).hexdigest()[:32]}"
