"""Several writes of the portal as one: a change with what is owed for it and the passes it uses up or puts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pynamodb.exceptions import DeleteError, PutError, TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.adapters.dynamodb.documents import CONDITION_FAILED, IN_TRANSACTION, shard, stamp
from chalicelib.adapters.dynamodb.ledger_rows import connection, lost
from chalicelib.adapters.dynamodb.portal_tables import OwedRow, PassRow
from chalicelib.services.portal.ports import Also, Kept, Owed, Taken
from chalicelib.services.ports import Conflict


def pass_row(kept: Kept) -> PassRow:
    """A pass as it is kept."""
    return PassRow(kept.key, facts=dict(kept.facts), expires_at=int(kept.until.timestamp()))


def owed_row(owed: Owed) -> OwedRow:
    """Something owed as it waits."""
    return OwedRow(
        owed.id,
        kind=owed.kind,
        sealed=owed.sealed,
        since=stamp(owed.since),
        due_shard=shard(owed.id),
        due_at=stamp(owed.due_at),
        tries=owed.tries,
        held_until=stamp(owed.held_until) if owed.held_until else None,
    )


def add(together: TransactWrite, also: Iterable[Also]) -> None:
    """Put what goes with a change into its transaction."""
    for one in also:
        match one:
            case Owed():
                together.save(owed_row(one), condition=OwedRow.id.does_not_exist())
            case Kept():
                together.save(pass_row(one))
            case Taken(key):
                together.delete(PassRow(key), condition=PassRow.key.exists())


def put(row: Any, condition: Any, also: tuple[Also, ...], what: str) -> None:
    """Store a row under a condition, with what goes with it. Raises Conflict."""
    _write(lambda: row.save(condition=condition), lambda t: t.save(row, condition=condition), also, what)


def delete(row: Any, condition: Any, also: tuple[Also, ...], what: str) -> None:
    """Delete a row under a condition, with what goes with it. Raises Conflict."""
    _write(lambda: row.delete(condition=condition), lambda t: t.delete(row, condition=condition), also, what)


def _write(
    alone: Callable[[], object], within: Callable[[TransactWrite], object], also: tuple[Also, ...], what: str
) -> None:
    try:
        if not also:
            alone()
            return
        with TransactWrite(connection=connection()) as together:
            within(together)
            add(together, also)
    except (PutError, DeleteError) as error:
        if error.cause_response_code in (CONDITION_FAILED, IN_TRANSACTION):
            raise Conflict(what) from None
        raise
    except TransactWriteError as error:
        if lost(error):
            raise Conflict(what) from None
        raise
