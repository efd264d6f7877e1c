"""Checking: a tenant's chain against itself, against the archive and against the documents."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chalicelib.domain.ledger.chain import Head, Record, Segment, segment_key, unpacked
from chalicelib.domain.ledger.check import Finding, Kind, check_chain, check_moves, check_segments, move_of
from chalicelib.services.ledger.ports import Chains, CountedMoves, SealedSegments

MOST_PENDING = 100_000
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check looked at and what it found."""

    tenant: str
    records: int
    sealed: int
    pending: int
    findings: tuple[Finding, ...]


class Checking:
    """The use case."""

    def __init__(self, chains: Chains, segments: SealedSegments, counted: CountedMoves) -> None:
        self._chains = chains
        self._segments = segments
        self._counted = counted

    def tenants(self) -> list[str]:
        """Whoever has a chain, or had one: the archive remembers."""
        return sorted({h.tenant for h in self._chains.heads()} | {*self._segments.tenants(), *self._chains.waiting()})

    def check(self, tenant: str) -> Checked:
        """Read everything there is of a tenant and compare.

        What moves while this reads is no finding, because of the order in which it reads: a move that a document
        counts is met in what waits or, if it was chained meanwhile, in the chain; what a segment holds is in the table
        by then.
        """
        made = self._counted.moves(tenant)
        before = self._chains.head(tenant)
        segments, wrong = self._read_segments(tenant)
        pending = [p.text for p in self._chains.pending(tenant, MOST_PENDING)]
        head, records = self._read_chain(tenant)
        findings = [
            *check_chain(tenant, [records[seq] for seq in sorted(records)], head),
            *wrong,
            *check_segments(records, segments, before),
            *_of_moves(records, pending, made),
        ]
        return Checked(tenant, len(records), before.sealed, len(pending), tuple(findings))

    def _read_chain(self, tenant: str) -> tuple[Head, dict[int, Record]]:
        """A head with its records: read on while the chain grows."""
        head = self._chains.head(tenant)
        records = {r.seq: r for r in self._chains.records(tenant)}
        for _ in range(ROUNDS):
            later = self._chains.head(tenant)
            if later == head:
                break
            records |= {r.seq: r for r in self._chains.records(tenant, head.seq + 1)}
            head = later
        return head, records

    def _read_segments(self, tenant: str) -> tuple[list[Segment], list[Finding]]:
        found: list[Segment] = []
        wrong: list[Finding] = []
        for key, data, again in self._segments.of(tenant):
            try:
                segment = unpacked(tenant, data)
            except ValueError:
                wrong.append(Finding(Kind.UNSEALED, subject=key))
                continue
            if segment_key(tenant, segment.first) != key:
                wrong.append(Finding(Kind.UNSEALED, segment.first, segment.last, key))
                continue
            if again:
                wrong.append(Finding(Kind.RESEALED, segment.first, segment.last, key))
            found.append(segment)
        return found, wrong


def _of_moves(records: Mapping[int, Record], pending: Iterable[str], made: Mapping[str, int]) -> Iterator[Finding]:
    """What the documents count and nobody tells of. A move that is met while it goes into the chain counts once."""
    told: dict[str, list[int]] = {}
    chained = set()
    for record in records.values():
        try:
            move = move_of(record.content["entry"])
        except ValueError:
            continue
        if move is not None:
            chained.add(move)
            told.setdefault(move[0], []).append(move[1])
    for text in pending:
        move = move_of(json.loads(text))
        if move is not None and move not in chained:
            told.setdefault(move[0], []).append(move[1])
    yield from check_moves(told, made)
