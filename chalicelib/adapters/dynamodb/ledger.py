"""The ledger in DynamoDB: what waits, the chains, and how many moves the documents count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from pynamodb.exceptions import TransactWriteError, UpdateError
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.adapters.dynamodb.ledger_rows import LedgerRow, PendingRow, connection, lost, pending_row
from chalicelib.domain.ledger.chain import GENESIS, Entry, Head, Pending, Record, stamp
from chalicelib.services.ledger.ports import MAX_APPENDED
from chalicelib.services.ports import Conflict

HEADS = "#heads"
"""Stands in the place of a tenant for the partition of the heads."""
_CONDITION_FAILED = "ConditionalCheckFailedException"


def place(seq: int) -> str:
    """A place as text that sorts."""
    return f"{seq:012d}"


class DynamoLedger:
    """Implements `Ledger`."""

    def note(self, entry: Entry) -> None:
        """Put an entry on record. Storing it twice is storing it once."""
        pending_row(entry).save()


class DynamoChains:
    """Implements `Chains`."""

    def waiting(self) -> Sequence[str]:
        """The tenants something waits of. The table holds what happened since the last minute."""
        return sorted({row.tenant for row in PendingRow.scan(attributes_to_get=["tenant"], consistent_read=True)})

    def pending(self, tenant: str, limit: int) -> Sequence[Pending]:
        """What waits of a tenant, in its order."""
        rows = PendingRow.query(tenant, consistent_read=True, limit=limit)
        return [Pending(row.tenant, row.key, row.text) for row in rows]

    def head(self, tenant: str) -> Head:
        """How far a chain goes."""
        try:
            return _head(LedgerRow.get(HEADS, tenant, consistent_read=True))
        except LedgerRow.DoesNotExist:
            return Head(tenant)

    def heads(self) -> Sequence[Head]:
        """Those of all tenants."""
        return [_head(row) for row in LedgerRow.query(HEADS, consistent_read=True)]

    def append(self, head: Head, pending: Sequence[Pending], records: Sequence[Record]) -> Head:
        """Move the head on, store the records, forget what waited: all of it or nothing. Raises Conflict."""
        assert 0 < len(records) == len(pending) <= MAX_APPENDED
        last = records[-1]
        unmoved = LedgerRow.place.does_not_exist()
        if head.seq:
            unmoved = (LedgerRow.seq == head.seq) & (LedgerRow.hash == head.hash)
        try:
            with TransactWrite(connection=connection()) as together:
                moved: list[Action] = [LedgerRow.seq.set(last.seq), LedgerRow.hash.set(last.hash)]
                together.update(LedgerRow(HEADS, head.tenant), actions=moved, condition=unmoved)
                for waiting, record in zip(pending, records, strict=True):
                    together.save(_row(head.tenant, record), condition=LedgerRow.place.does_not_exist())
                    together.delete(PendingRow(waiting.tenant, waiting.key), condition=PendingRow.key.exists())
        except TransactWriteError as error:
            if lost(error):
                raise Conflict(head.tenant) from None
            raise
        return Head(head.tenant, last.seq, last.hash, head.sealed, head.sealed_at)

    def sealed(self, head: Head, last: int, now: datetime) -> Head:
        """Note how far the chain is in the archive. Raises Conflict."""
        known = LedgerRow.sealed == head.sealed if head.sealed else LedgerRow.sealed.does_not_exist()
        try:
            LedgerRow(HEADS, head.tenant).update(
                actions=[LedgerRow.sealed.set(last), LedgerRow.sealed_at.set(stamp(now))], condition=known
            )
        except UpdateError as error:
            if error.cause_response_code == _CONDITION_FAILED:
                raise Conflict(head.tenant) from None
            raise
        return Head(head.tenant, head.seq, head.hash, last, now)

    def restore(self, tenant: str, records: Sequence[Record], now: datetime) -> None:
        """Put sealed records back; the head comes last, so that dying in between shows."""
        with LedgerRow.batch_write() as together:
            for record in records:
                together.save(_row(tenant, record))
        last = records[-1]
        LedgerRow(HEADS, tenant, seq=last.seq, hash=last.hash, sealed=last.seq, sealed_at=stamp(now)).save()

    def records(self, tenant: str, first: int = 1, last: int | None = None) -> Iterator[Record]:
        """The records of a chain as they are stored, in the order of their places."""
        wanted = LedgerRow.place.between(place(first), place(last if last is not None else 10**12 - 1))
        for row in LedgerRow.query(tenant, wanted, consistent_read=True):
            yield _record(row)

    def about(self, tenant: str, subject: str) -> Iterator[Record]:
        """The records about a subject."""
        for row in LedgerRow.by_subject.query(subject):
            record = _record(row)
            if row.tenant == tenant and _names(record, tenant, subject):
                yield record


def _row(tenant: str, record: Record) -> LedgerRow:
    subject = str(record.content["entry"]["subject"])
    return LedgerRow(tenant, place(record.seq), hash=record.hash, text=record.text, subject=subject)


def _record(row: LedgerRow) -> Record:
    return Record(int(row.place), row.text or "", row.hash)


def _names(record: Record, tenant: str, subject: str) -> bool:
    """Whether a record itself says that it is that tenant's, about that subject."""
    try:
        content = record.content
    except ValueError:
        return False
    return content.get("tenant") == tenant and content["entry"].get("subject") == subject


def _head(row: LedgerRow) -> Head:
    sealed_at = datetime.fromisoformat(row.sealed_at) if row.sealed_at else None
    return Head(row.place, int(row.seq or 0), row.hash or GENESIS, int(row.sealed or 0), sealed_at)
