"""Passes and counters in DynamoDB, forgotten by TTL. Taking and counting are single conditional writes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pynamodb.exceptions import DeleteError, UpdateError

from chalicelib.adapters.dynamodb import together
from chalicelib.adapters.dynamodb.documents import CONDITION_FAILED, IN_TRANSACTION, moment, stamp
from chalicelib.adapters.dynamodb.portal_tables import PassRow
from chalicelib.domain.accounts.limits import Limit
from chalicelib.domain.accounts.lockout import FORGET, LONGEST, Attempts
from chalicelib.services.portal.ports import Also, Facts, Kept

SLACK = timedelta(hours=1)


class DynamoPasses:
    """Implements `Passes`."""

    def put(self, key: str, facts: Facts, until: datetime, *also: Also) -> None:
        """Store, replacing what is there."""
        together.put(together.pass_row(Kept(key, facts, until)), None, also, "pass")

    def get(self, key: str, now: datetime) -> dict[str, str] | None:
        """What is there and still counts."""
        try:
            row = PassRow.get(key, consistent_read=True)
        except PassRow.DoesNotExist:
            return None
        return dict(row.facts or {}) if row.key == key and now.timestamp() < row.expires_at else None

    def take(self, key: str, now: datetime) -> dict[str, str] | None:
        """The same, and remove it: of several takers one gets it."""
        facts = self.get(key, now)
        if facts is None:
            return None
        try:
            PassRow(key).delete(condition=PassRow.key.exists())
        except DeleteError as error:
            if error.cause_response_code in (CONDITION_FAILED, IN_TRANSACTION):
                return None
            raise
        return facts


class DynamoLimits:
    """Implements `Limits`. A counter is an item per key and window."""

    def take(self, limit: Limit, key: str, now: datetime) -> bool:
        """Count one more try, atomically. False if that many were made in this window."""
        row, ends = _counter(limit, key, now)
        condition = PassRow.times.does_not_exist() | (PassRow.times < limit.times)
        return _add(row, 1, ends, condition)

    def give_back(self, limit: Limit, key: str, now: datetime) -> None:
        """A try that does not count after all."""
        row, ends = _counter(limit, key, now)
        _add(row, -1, ends, PassRow.times > 0)

    def used(self, limit: Limit, key: str, now: datetime) -> int:
        """How many tries were counted in this window."""
        row, _ = _counter(limit, key, now)
        try:
            return int(PassRow.get(row.key, consistent_read=True).times or 0)
        except PassRow.DoesNotExist:
            return 0

    def attempts(self, key: str) -> tuple[Attempts, int]:
        """How it stands with a usuario, and the version that was read (0: nothing yet)."""
        try:
            row = PassRow.get(key, consistent_read=True)
        except PassRow.DoesNotExist:
            return Attempts(), 0
        return Attempts(int(row.times or 0), moment(row.last), moment(row.locked_until)), int(row.version or 0)

    def save_attempts(self, key: str, attempts: Attempts, version: int, *also: Also) -> None:
        """Store what follows from the version that was read. Raises Conflict."""
        last = attempts.last
        row = PassRow(
            key,
            times=attempts.count,
            last=stamp(last) if last else None,
            locked_until=stamp(attempts.locked_until) if attempts.locked_until else None,
            version=version + 1,
            expires_at=int((last + FORGET + LONGEST).timestamp()) if last else 0,
        )
        condition = PassRow.version == version if version else PassRow.key.does_not_exist()
        together.put(row, condition, also, "attempts")

    def clear_attempts(self, key: str) -> None:
        """Forget them."""
        PassRow(key).delete()


def _counter(limit: Limit, key: str, now: datetime) -> tuple[PassRow, datetime]:
    """The counter of the window that `now` is in, and when it may be forgotten."""
    length = int(limit.window.total_seconds())
    number = int(now.timestamp()) // length
    return PassRow(f"{limit.name}#{key}#{number}"), now + limit.window + SLACK


def _add(row: PassRow, amount: int, ends: datetime, condition: Any) -> bool:
    actions: list[Any] = [PassRow.times.add(amount), PassRow.expires_at.set(int(ends.timestamp()))]
    try:
        row.update(actions=actions, condition=condition)
    except UpdateError as error:
        if error.cause_response_code == CONDITION_FAILED:
            return False
        raise
    return True
