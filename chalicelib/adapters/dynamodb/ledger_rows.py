"""The ledger's tables as pynamodb sees them, and what other tables' writes need to tell the ledger in one transaction.

What happened waits in one table, where every function may put something and nothing else; the chains are in another,
which only the function that chains may write.
"""

from __future__ import annotations

import os

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from chalicelib.adapters.dynamodb.tables import Settings
from chalicelib.domain.ledger.chain import Entry

LOST = frozenset({"ConditionalCheckFailed", "TransactionConflict", "None"})


class PendingRow(Model):
    """An entry that waits for its place in its tenant's chain."""

    class Meta(Settings):
        table_name = os.environ.get("LEDGER_PENDING_TABLE", "ledger-pending")

    tenant = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    text = UnicodeAttribute()


class About(GlobalSecondaryIndex["LedgerRow"]):
    """The records by what they are about."""

    class Meta(Settings):
        index_name = "by_subject"
        projection = AllProjection()

    subject = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class LedgerRow(Model):
    """A record (`place` is its zero-padded place), or (tenant HEADS, `place` the tenant) the head of a chain."""

    class Meta(Settings):
        table_name = os.environ.get("LEDGER_TABLE", "ledger")

    tenant = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)
    hash = UnicodeAttribute()
    text = UnicodeAttribute(null=True)
    subject = UnicodeAttribute(null=True)
    seq = NumberAttribute(null=True)
    sealed = NumberAttribute(null=True)
    sealed_at = UnicodeAttribute(null=True)

    by_subject = About()


def pending_row(entry: Entry) -> PendingRow:
    """An entry as it waits."""
    return PendingRow(entry.tenant, entry.key, text=entry.text)


def connection() -> Connection:
    """What a transaction over several tables goes through."""
    return PendingRow._get_connection().connection


def lost(error: TransactWriteError) -> bool:
    """Whether a transaction was given up only because somebody else was faster."""
    reasons = {reason.code for reason in error.cancellation_reasons if reason is not None}
    return bool(reasons) and reasons <= LOST
