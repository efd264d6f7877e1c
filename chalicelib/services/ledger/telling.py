"""What the ledger tells of a tenant's documents, from wherever it is still to be had."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.domain.documents.reception import ANSWERS
from chalicelib.domain.documents.record import Answer
from chalicelib.domain.documents.states import Receiver
from chalicelib.domain.ledger.chain import Record, segment_key, unpacked
from chalicelib.domain.ledger.check import move_of
from chalicelib.services.ledger.checking import MOST_PENDING
from chalicelib.services.ledger.ports import Chains, SealedSegments
from chalicelib.services.ports import Clock


@dataclass(slots=True)
class Told:
    """The moves of one document: when the first was, how the last one left it, when its receiver did what."""

    first: datetime
    moves: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)
    opened_at: datetime | None = None
    answers: tuple[Answer, ...] = ()
    """Without their reasons: those are not for the ledger."""

    def add(self, entry: Mapping[str, Any]) -> None:
        """Take in one move."""
        at, facts = datetime.fromisoformat(entry["at"]), entry["facts"]
        self.first = min(self.first, at)
        reception = Receiver(facts["reception"])
        if reception is not Receiver.NO_ABIERTO:
            self.opened_at = min(self.opened_at or at, at)
        if facts["n"] > self.moves:
            before = (self.facts.get("reception"), self.facts.get("answers"))
            if reception in ANSWERS and (reception.value, facts.get("answers")) != before:
                self.answers = (*self.answers, Answer(reception, at))
            self.moves, self.facts = facts["n"], facts


class Telling:
    """Reads the segments in the archive first, then what the tables have beyond."""

    def __init__(self, chains: Chains, segments: SealedSegments, clock: Clock) -> None:
        self._chains = chains
        self._segments = segments
        self._clock = clock

    def restore(self, tenant: str) -> int:
        """Put back what the table of the chain lost and the archive has; answers how many records."""
        sealed = self._sealed(tenant)
        if not sealed or self._chains.head(tenant).seq >= sealed[-1].seq:
            return 0
        self._chains.restore(tenant, sealed, self._clock.now())
        return len(sealed)

    def of(self, tenant: str) -> dict[str, Told]:
        """By document."""
        found: dict[str, Told] = {}
        for entry in self._entries(tenant):
            move = move_of(entry)
            if move is not None:
                at = datetime.fromisoformat(str(entry["at"]))
                found.setdefault(move[0], Told(at)).add(entry)
        return found

    def _entries(self, tenant: str) -> Iterator[Mapping[str, Any]]:
        sealed = self._sealed(tenant)
        for record in sealed:
            yield record.content["entry"]
        for record in self._chains.records(tenant, len(sealed) + 1):
            yield record.content["entry"]
        for pending in self._chains.pending(tenant, MOST_PENDING):
            yield json.loads(pending.text)

    def _sealed(self, tenant: str) -> list[Record]:
        """The records in the archive from the first one on, without gaps."""
        records: list[Record] = []
        for key, data, _again in self._segments.of(tenant):
            segment = unpacked(tenant, data)
            if key != segment_key(tenant, len(records) + 1) or segment.first != len(records) + 1:
                break
            records += segment.records
        return records
