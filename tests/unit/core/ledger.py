"""The ledger in memory: what waits, the chains, the segments among a world's files.

`World.ledger_findings()` (or `Checking` over these) tells what is wrong with a ledger; nothing, if every move of every
document is told exactly once and nobody changed what was told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.ledger.chain import Entry, Head, Pending, Record
from chalicelib.services.ledger.ports import MAX_APPENDED
from chalicelib.services.ports import Conflict


class MemoryLedger:
    """Implements `Ledger` and `Chains`. `effect` is called before each change."""

    def __init__(self, effect: Callable[[], None] = lambda: None) -> None:
        self.effect = effect
        self.waits: dict[tuple[str, str], str] = {}
        self.chains: dict[tuple[str, int], Record] = {}
        self.ends: dict[str, Head] = {}

    # --- Ledger -------------------------------------------------------------------------------------------------
    def note(self, entry: Entry) -> None:
        self.effect()
        self.keep(entry)

    def keep(self, entry: Entry) -> None:
        self.waits[entry.tenant, entry.key] = entry.text

    # --- Chains -------------------------------------------------------------------------------------------------
    def waiting(self) -> list[str]:
        return sorted({tenant for tenant, _ in self.waits})

    def pending(self, tenant: str, limit: int) -> list[Pending]:
        own = sorted((key, text) for (t, key), text in self.waits.items() if t == tenant)
        return [Pending(tenant, key, text) for key, text in own[:limit]]

    def head(self, tenant: str) -> Head:
        return self.ends.get(tenant, Head(tenant))

    def heads(self) -> list[Head]:
        return [self.ends[tenant] for tenant in sorted(self.ends)]

    def append(self, head: Head, pending: Sequence[Pending], records: Sequence[Record]) -> Head:
        assert 0 < len(records) == len(pending) <= MAX_APPENDED
        self.effect()
        there = self.head(head.tenant)
        if (there.seq, there.hash) != (head.seq, head.hash) or any(
            (p.tenant, p.key) not in self.waits for p in pending
        ):
            raise Conflict(head.tenant)
        for waiting, record in zip(pending, records, strict=True):
            del self.waits[waiting.tenant, waiting.key]
            assert (head.tenant, record.seq) not in self.chains
            self.chains[head.tenant, record.seq] = record
        self.ends[head.tenant] = replace(there, seq=records[-1].seq, hash=records[-1].hash)
        return self.ends[head.tenant]

    def sealed(self, head: Head, last: int, now: datetime) -> Head:
        self.effect()
        there = self.head(head.tenant)
        if there.sealed != head.sealed:
            raise Conflict(head.tenant)
        self.ends[head.tenant] = replace(there, sealed=last, sealed_at=now)
        return self.ends[head.tenant]

    def restore(self, tenant: str, records: Sequence[Record], now: datetime) -> None:
        self.effect()
        self.chains |= {(tenant, r.seq): r for r in records}
        self.ends[tenant] = Head(tenant, records[-1].seq, records[-1].hash, records[-1].seq, now)

    def records(self, tenant: str, first: int = 1, last: int | None = None) -> Iterator[Record]:
        for (t, place), record in sorted(self.chains.items()):
            if t == tenant and first <= place and (last is None or place <= last):
                yield replace(record, seq=place)

    def about(self, tenant: str, subject: str) -> Iterator[Record]:
        return (r for r in self.records(tenant) if r.content["entry"]["subject"] == subject)


class Segments:
    """Implements `SealedSegments` over a world's files; `again` are the keys that were written a second time."""

    def __init__(self, files: Mapping[str, bytes], again: Counter[str] | None = None) -> None:
        self.files = files
        self.again = again or Counter()

    def tenants(self) -> list[str]:
        return sorted({key.split("/")[1] for key in self.files if key.startswith("ledger/")})

    def of(self, tenant: str) -> Iterator[tuple[str, bytes, bool]]:
        for key in sorted(self.files):
            if key.startswith(f"ledger/{tenant}/"):
                yield key, self.files[key], self.again[key] > 0
