"""Chaining: what waits is put into its tenant's chain, and the chain is sealed in the archive.

Workers put entries down side by side, each under a key of its own, so that nobody waits for anybody. Only here do they
get their places, by one transaction for each handful: the head moves on if nobody has moved it, the records are there,
what waited is gone. Dying before or after it changes nothing; two at once, and one of them leaves with nothing done.

Sealing copies a stretch of the chain into the archive. The file is named by its first record and stored only if nothing
is there, so whoever comes after a death finds how far it went and notes just that. A segment that is there and holds
other records than the chain is not taken for the chain's: the table lost or changed some, and a person is called.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from chalicelib.domain.ledger.chain import Head, Segment, follow, packed, segment_key, unpacked
from chalicelib.services.ledger.ports import MAX_APPENDED, Chains
from chalicelib.services.ports import Archive, Clock, Conflict, Telemetry, Unavailable

SEGMENT = 5000
"""Records of one segment at most: about half a megabyte of file."""
AHEAD = MAX_APPENDED * 20
"""Entries that are read at once."""

Enough = Callable[[], bool]
"""Whether the worker should stop soon."""


class Chaining:
    """The scheduled use case."""

    def __init__(self, chains: Chains, archive: Archive, clock: Clock, telemetry: Telemetry, every: timedelta) -> None:
        self._chains = chains
        self._archive = archive
        self._clock = clock
        self._telemetry = telemetry
        self._every = every

    def run(self, enough: Enough = lambda: False) -> int:
        """Chain whatever waits and seal what is due; answers how many records were made."""
        made = 0
        for tenant in self._chains.waiting():
            made += self._chain(tenant, enough)
        for head in self._chains.heads():
            if not enough() and self._is_due(head):
                self._seal(head, enough)
        return made

    def _chain(self, tenant: str, enough: Enough) -> int:
        made = 0
        head = self._chains.head(tenant)
        while not enough() and (pending := self._chains.pending(tenant, AHEAD)):
            for start in range(0, len(pending), MAX_APPENDED):
                handful = pending[start : start + MAX_APPENDED]
                try:
                    head = self._chains.append(head, handful, follow(head, handful))
                except Conflict:
                    return made
                made += len(handful)
        return made

    def _is_due(self, head: Head) -> bool:
        if head.sealed >= head.seq:
            return False
        return head.sealed_at is None or self._clock.now() - head.sealed_at >= self._every

    def _seal(self, head: Head, enough: Enough) -> None:
        while head.sealed < head.seq and not enough():
            first = head.sealed + 1
            records = tuple(self._chains.records(head.tenant, first, min(head.seq, head.sealed + SEGMENT)))
            if not records:
                return
            key = segment_key(head.tenant, first)
            try:
                stored = self._archive.put_once(key, packed(Segment(head.tenant, records)), "application/gzip")
                sealed = unpacked(head.tenant, stored)
                if tuple(sealed.records) != records[: len(sealed.records)]:
                    self._telemetry.alert("other-segment", head.tenant, "", {"key": key})
                    return
                head = self._chains.sealed(head, sealed.last, self._clock.now())
            except (Conflict, Unavailable):
                return
