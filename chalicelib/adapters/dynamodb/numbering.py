"""Numbers in DynamoDB: series, records and entries of a handful change in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pynamodb.exceptions import TransactWriteError, UpdateError
from pynamodb.transactions import TransactWrite

from chalicelib.adapters.dynamodb.batches import entry_row
from chalicelib.adapters.dynamodb.documents import CONDITION_FAILED, IN_TRANSACTION, document_row
from chalicelib.adapters.dynamodb.ledger_rows import connection, lost, pending_row
from chalicelib.adapters.dynamodb.tables import BatchRow, DocumentRow, SeriesRow
from chalicelib.domain.documents.batch import Entry
from chalicelib.domain.documents.country import Series
from chalicelib.domain.documents.numbering import FIRST
from chalicelib.domain.documents.record import Document
from chalicelib.domain.documents.standing import told
from chalicelib.services.ports import Conflict


class DynamoNumbering:
    """Implements `Numbering`."""

    def following(self, series: Series) -> int | None:
        """The next number of a series; None if it has none yet."""
        try:
            return int(SeriesRow.get(series.key, consistent_read=True).following)
        except SeriesRow.DoesNotExist:
            return None

    def give(
        self, series: Series, following: int, last: int, documents: Sequence[Document], entries: Sequence[Entry]
    ) -> None:
        """Create records and entries and move the series on, all or nothing. Raises Conflict."""
        unchanged = SeriesRow.following == following
        if following == FIRST:
            unchanged = SeriesRow.key.does_not_exist() | unchanged
        try:
            with TransactWrite(connection=connection()) as together:
                together.update(SeriesRow(series.key), actions=[SeriesRow.following.set(last + 1)], condition=unchanged)
                for document in documents:
                    stored, move = told(replace(document, version=1))
                    together.save(document_row(stored), condition=DocumentRow.id.does_not_exist())
                    if move is not None:
                        together.save(pending_row(move))
                for entry in entries:
                    free = BatchRow.batch_id.does_not_exist()
                    if entry.round == 2:
                        free |= BatchRow.round.does_not_exist()
                    elif entry.round > 2:
                        free |= BatchRow.round.does_not_exist() | (BatchRow.round < entry.round)
                    together.save(entry_row(entry), condition=free)
        except TransactWriteError as error:
            if lost(error):
                raise Conflict(series.key) from None
            raise

    def begin_at(self, series: Series, number: int) -> bool:
        """Have the series go on with `number`. False if it is beyond that already, or changes just now."""
        try:
            SeriesRow(series.key).update(
                actions=[SeriesRow.following.set(number)],
                condition=SeriesRow.key.does_not_exist() | (SeriesRow.following <= number),
            )
        except UpdateError as error:
            if error.cause_response_code not in (CONDITION_FAILED, IN_TRANSACTION):
                raise
            return False
        return True
