"""What keeping the ledger needs from the world, as Protocols the adapters implement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.ledger.chain import Head, Pending, Record


class Chains(Protocol):
    """The tenants' chains and what waits to get into them."""

    def waiting(self) -> Sequence[str]:
        """The tenants something waits of."""
        ...

    def pending(self, tenant: str, limit: int) -> Sequence[Pending]:
        """What waits of a tenant, in its order, read consistently."""
        ...

    def head(self, tenant: str) -> Head:
        """How far a chain goes, read consistently."""
        ...

    def heads(self) -> Sequence[Head]:
        """Those of all tenants."""
        ...

    def append(self, head: Head, pending: Sequence[Pending], records: Sequence[Record]) -> Head:
        """Put the records behind the head and take what they tell out of what waits, all of it or nothing.

        At most `MAX_APPENDED`. Raises Conflict if the head is not the one read, or something waits no more.
        """
        ...

    def sealed(self, head: Head, last: int, now: datetime) -> Head:
        """Note that the chain is in the archive up to `last`. Raises Conflict if somebody else noted something."""
        ...

    def restore(self, tenant: str, records: Sequence[Record], now: datetime) -> None:
        """Put sealed records back into a chain that ends before the last of them, and have it end there."""
        ...

    def records(self, tenant: str, first: int = 1, last: int | None = None) -> Iterator[Record]:
        """The records of a chain as they are stored, in the order of their places, read consistently."""
        ...

    def about(self, tenant: str, subject: str) -> Iterator[Record]:
        """The records whose entries are about a subject, in the order of their places."""
        ...


MAX_APPENDED = 49
"""Records that one transaction appends."""


class SealedSegments(Protocol):
    """The segments in the archive."""

    def tenants(self) -> Sequence[str]:
        """Whose segments there are."""
        ...

    def of(self, tenant: str) -> Iterator[tuple[str, bytes, bool]]:
        """Key, first version and whether there are later versions of each segment, in the order of their places."""
        ...


class CountedMoves(Protocol):
    """How many moves the documents count themselves."""

    def moves(self, tenant: str) -> Mapping[str, int]:
        """Of each document of a tenant."""
        ...
