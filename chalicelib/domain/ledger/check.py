"""Finding what was done to a chain, and where.

Three witnesses are compared: the records in their table, the segments in the archive (which cannot be changed), and the
documents, each of which counts its own moves. The chain alone shows an edited, removed or exchanged record; the
segments show a chain that was forged anew from some record on; the counts show what was cut off its end, or taken away
before it got into the chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from chalicelib.domain.documents.country import issuer_in
from chalicelib.domain.ledger.chain import GENESIS, Head, Record, Segment, What, digest


class Kind(StrEnum):
    """What is wrong."""

    EDITED = "edited"
    """Its text is not the one its hash was made of, or not the sealed one."""
    REMOVED = "removed"
    """It is not there, though later ones are, or the archive holds it."""
    MOVED = "moved"
    """It stands in a place that is not its own."""
    UNLINKED = "unlinked"
    """The record after it names another hash: it was replaced."""
    CUT_OFF = "cut off"
    """The chain ends before its head."""
    HEAD = "head"
    """The head is not that of the last record."""
    UNSEALED = "unsealed"
    """The archive lacks a segment that the head says is there, or holds one that is none."""
    RESEALED = "resealed"
    """A segment was written a second time; the first version counts."""
    UNTOLD = "untold"
    """A document made a move that no record tells of."""
    TWICE = "twice"
    """Two records tell of one move of a document."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: with the records from `first` to `last`, or with `subject`."""

    kind: Kind
    first: int = 0
    last: int = 0
    subject: str = ""


def check_chain(tenant: str, records: Iterable[Record], head: Head) -> Iterator[Finding]:
    """What is wrong with the records of a chain, given in the order of their places."""
    last: Record | None = None
    for record in records:
        expected = last.seq + 1 if last else 1
        if record.seq > expected:
            yield Finding(Kind.REMOVED, expected, record.seq - 1)
        yield from _alone(tenant, record)
        if record.seq == expected and _prev(record) not in (None, last.hash if last else GENESIS):
            yield Finding(Kind.UNLINKED, max(expected - 1, 1), expected)
        last = record
    end = last.seq if last else 0
    if end < head.seq:
        yield Finding(Kind.CUT_OFF, end + 1, head.seq)
    elif end > head.seq or (last is not None and last.hash != head.hash):
        yield Finding(Kind.HEAD, head.seq, end)


def _alone(tenant: str, record: Record) -> Iterator[Finding]:
    """What a record shows by itself."""
    if digest(record.text) != record.hash:
        yield Finding(Kind.EDITED, record.seq, record.seq)
        return
    try:
        content = record.content
    except ValueError:
        yield Finding(Kind.EDITED, record.seq, record.seq)
        return
    placed = content.get("seq") == record.seq and content.get("tenant") == tenant
    if not placed or not _is_of(tenant, content["entry"]):
        yield Finding(Kind.MOVED, record.seq, record.seq)


ABOUT_DOCUMENTS = frozenset({What.DOCUMENT.value, What.CALL.value, What.FILE.value})


def _is_of(tenant: str, entry: Mapping[str, object]) -> bool:
    """Whether what an entry is about is the tenant's, as far as it says."""
    subject = str(entry.get("subject"))
    return entry.get("what") not in ABOUT_DOCUMENTS or "#" not in subject or issuer_in(subject) == tenant


def _prev(record: Record) -> str | None:
    """The hash it names; None if that cannot be told because its text is not its own."""
    if digest(record.text) != record.hash:
        return None
    try:
        content = record.content
    except ValueError:
        return None
    return str(content.get("prev")) if content.get("seq") == record.seq else None


def check_segments(records: Mapping[int, Record], segments: Iterable[Segment], head: Head) -> Iterator[Finding]:
    """What the archive knows better than the table; segments in the order of their places."""
    expected = 1
    for segment in segments:
        if segment.first != expected:
            yield Finding(Kind.UNSEALED, expected, segment.first - 1)
        for before, after in pairwise(segment.records):
            if _prev(after) != before.hash or after.seq != before.seq + 1:
                yield Finding(Kind.UNSEALED, after.seq, after.seq)
        for sealed in segment.records:
            stored = records.get(sealed.seq)
            if stored is None:
                yield Finding(Kind.REMOVED, sealed.seq, sealed.seq)
            elif stored.text != sealed.text:
                yield Finding(Kind.EDITED, sealed.seq, sealed.seq)
        expected = segment.last + 1
    if expected <= head.sealed:
        yield Finding(Kind.UNSEALED, expected, head.sealed)


def check_moves(told: Mapping[str, Iterable[int]], made: Mapping[str, int]) -> Iterator[Finding]:
    """What the documents know better than the chain.

    `told` are the numbers of the moves that records (and entries still pending) tell of, by document; `made` is how
    many each document counts itself.
    """
    for subject in sorted(told.keys() | made.keys()):
        moves = sorted(told.get(subject, ()))
        distinct = set(moves)
        yield from (Finding(Kind.TWICE, n, n, subject) for n in sorted({n for n in moves if moves.count(n) > 1}))
        missing = set(range(1, max([made.get(subject, 0), *distinct]) + 1)) - distinct
        yield from (Finding(Kind.UNTOLD, n, n, subject) for n in sorted(missing))


def move_of(entry: Mapping[str, object]) -> tuple[str, int] | None:
    """The document and the number of the move that an entry tells of, if it tells of one."""
    facts = entry.get("facts")
    if entry.get("what") != What.DOCUMENT or not isinstance(facts, Mapping):
        return None
    return str(entry.get("subject")), int(str(facts.get("n", 0)))
