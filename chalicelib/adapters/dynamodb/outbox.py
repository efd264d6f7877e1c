"""What is owed, in DynamoDB."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from pynamodb.exceptions import PutError, UpdateError

from chalicelib.adapters.dynamodb import together
from chalicelib.adapters.dynamodb.documents import CONDITION_FAILED, IN_TRANSACTION, moment, stamp
from chalicelib.adapters.dynamodb.portal_tables import OwedDue, OwedRow
from chalicelib.adapters.dynamodb.tables import DUE_SHARDS
from chalicelib.services.portal.ports import Owed
from chalicelib.services.ports import Conflict


class DynamoOutbox:
    """Implements `Outbox`."""

    def owe(self, owed: Owed) -> None:
        """Store something that no other change goes with."""
        together.put(together.owed_row(owed), OwedRow.id.does_not_exist(), (), "owed")

    def get(self, owed_id: str) -> Owed | None:
        """What is still owed under that id, read consistently, or None."""
        try:
            row = OwedRow.get(owed_id, consistent_read=True)
        except OwedRow.DoesNotExist:
            return None
        return _owed(row) if row.id == owed_id and row.due_shard is not None else None

    def due(self, now: datetime, limit: int) -> Iterator[str]:
        """Ids of what fell due."""
        for number in range(DUE_SHARDS):
            for row in OwedRow.by_due.query(str(number), OwedDue.due_at <= stamp(now), limit=limit // DUE_SHARDS):
                yield row.id

    def hold(self, owed: Owed, due_at: datetime, held_until: datetime) -> Owed:
        """One more try: of several workers one gets it, the others a Conflict."""
        held = replace(owed, due_at=due_at, held_until=held_until, tries=owed.tries + 1)
        actions = [
            OwedRow.due_at.set(stamp(due_at)),
            OwedRow.held_until.set(stamp(held_until)),
            OwedRow.tries.set(held.tries),
        ]
        self._change(owed, actions)
        return held

    def settle(self, owed: Owed) -> None:
        """It is done: forget it."""
        OwedRow(owed.id).delete()

    def bury(self, owed: Owed) -> None:
        """Give it up: it stays on record and never falls due again."""
        self._change(owed, [OwedRow.due_shard.remove()])

    def given_up(self) -> Iterator[Owed]:
        """What was given up: for an operator, who reads the whole table, which holds little."""
        for row in OwedRow.scan(OwedRow.due_shard.does_not_exist()):
            yield _owed(row)

    def revive(self, owed: Owed, now: datetime) -> None:
        """What was given up falls due again, as if for the first time; nothing if somebody else revived it."""
        fresh = together.owed_row(replace(owed, since=now, due_at=now, tries=0, held_until=None))
        try:
            fresh.save(condition=OwedRow.id.exists() & OwedRow.due_shard.does_not_exist())
        except PutError as error:
            if error.cause_response_code != CONDITION_FAILED:
                raise

    @staticmethod
    def _change(owed: Owed, actions: list[Any]) -> None:
        condition = (OwedRow.tries == owed.tries) & OwedRow.due_shard.exists()
        try:
            OwedRow(owed.id).update(actions=actions, condition=condition)
        except UpdateError as error:
            if error.cause_response_code in (CONDITION_FAILED, IN_TRANSACTION):
                raise Conflict("owed") from None
            raise


def _owed(row: OwedRow) -> Owed:
    return Owed(
        id=row.id,
        kind=row.kind,
        sealed=row.sealed,
        since=datetime.fromisoformat(row.since),
        due_at=datetime.fromisoformat(row.due_at),
        tries=int(row.tries),
        held_until=moment(row.held_until),
    )
