"""Records that hold each other: entries, the chain they are put into, and the sealed stretches of it.

- An **entry** is one thing that happened: a document moved, the authority was called, a key was opened, a file was
  handed out. It holds no personal data: documents by their number, people by a keyed digest.
- A **record** is an entry with its place (`seq`, from 1, without gaps) in its tenant's chain and the hash of the record
  before it. Its hash is the SHA-256 of its text, which is canonical JSON: keys sorted, no blanks, UTF-8.
- The **head** of a chain is its last record's place and hash, and how far the chain is sealed.
- A **segment** is a stretch of a chain, copied into the archive under a lock: nobody can take that back.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

GENESIS = "0" * 64
"""Stands for the record before the first."""


class What(StrEnum):
    """What an entry is about."""

    DOCUMENT = "document"
    """A document moved; the subject is its number."""
    CALL = "call"
    """The authority was asked or handed something; the subject is the document's number."""
    KEY = "key"
    """A signing key was stored or opened; the subject is its certificate."""
    FILE = "file"
    """A document's file was handed to its receiver; the subject is the document's number."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `facts` can be written as JSON."""

    tenant: str
    at: datetime
    what: What
    subject: str
    facts: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The entry as canonical JSON."""
        return canonical(
            {"at": stamp(self.at), "facts": dict(self.facts), "subject": self.subject, "what": self.what.value}
        )

    @property
    def key(self) -> str:
        """Sorts by time and tells entries of one moment apart by their content."""
        return f"{stamp(self.at)}#{hashlib.sha256(self.text.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Pending:
    """An entry that waits for its place in the chain."""

    tenant: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is stored: under its place, its text and what was noted as its hash."""

    seq: int
    text: str
    hash: str

    @property
    def content(self) -> dict[str, Any]:
        """What the text says. Raises ValueError if it is not a record's."""
        content = json.loads(self.text)
        if not isinstance(content, dict) or not isinstance(content.get("entry"), dict):
            raise ValueError("not the text of a record")
        return content


@dataclass(frozen=True, slots=True)
class Head:
    """How far a tenant's chain goes, and how far it is in the archive."""

    tenant: str
    seq: int = 0
    hash: str = GENESIS
    sealed: int = 0
    sealed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A sealed stretch of a chain."""

    tenant: str
    records: Sequence[Record]

    @property
    def first(self) -> int:
        """The place of its first record."""
        return self.records[0].seq

    @property
    def last(self) -> int:
        """The place of its last record."""
        return self.records[-1].seq


def canonical(value: Any) -> str:
    """JSON that is the same for the same value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def stamp(moment: datetime) -> str:
    """A moment as text that sorts."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def digest(text: str) -> str:
    """The hash of a record's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def follow(head: Head, pending: Sequence[Pending]) -> list[Record]:
    """The records that continue a chain with the given entries, in their order."""
    records = []
    seq, prev = head.seq, head.hash
    for waiting in pending:
        seq += 1
        text = canonical({"entry": json.loads(waiting.text), "prev": prev, "seq": seq, "tenant": head.tenant})
        prev = digest(text)
        records.append(Record(seq, text, prev))
    return records


def packed(segment: Segment) -> bytes:
    """A segment as a file: compressed lines, each a record's text."""
    lines = "".join(f"{record.text}\n" for record in segment.records)
    return gzip.compress(lines.encode(), mtime=0)


def unpacked(tenant: str, data: bytes) -> Segment:
    """Read a segment's file back. Raises ValueError if it is none, or another tenant's."""
    try:
        lines = gzip.decompress(data).decode().splitlines()
        records = tuple(Record(int(json.loads(line)["seq"]), line, digest(line)) for line in lines)
        if any(json.loads(line)["tenant"] != tenant for line in lines):
            raise ValueError("another tenant's segment")
    except (OSError, EOFError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise ValueError("not a segment") from error
    if not records:
        raise ValueError("an empty segment")
    return Segment(tenant, records)


def segment_key(tenant: str, first: int) -> str:
    """Where a segment is kept in the archive: by its first record, so that no two begin with the same one."""
    return f"ledger/{tenant}/{first:012d}.jsonl.gz"
