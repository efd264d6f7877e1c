"""Lines and lanes in DynamoDB, and the addresses that get no mail any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.update import Action

from chalicelib.adapters.dynamodb.documents import CONDITION_FAILED, moment, stamp
from chalicelib.adapters.dynamodb.tables import LineRow, SuppressionRow
from chalicelib.domain.documents.line import Lane, Line
from chalicelib.services.ports import Conflict

LINE = "#"
"""Stands in the place of an issuer for the line itself."""


class DynamoLines:
    """Implements `Lines`."""

    def read(self, line: str, issuer: str) -> tuple[Line, Lane]:
        """The state of a line and of one lane, in one call."""
        keys = [(line, LINE), *([(line, issuer)] if issuer else [])]
        rows = {row.issuer: row for row in LineRow.batch_get(keys, consistent_read=True)}
        own, lane = rows.get(LINE), rows.get(issuer)
        return _line(own) if own else Line(), _lane(lane) if lane else Lane(line, issuer)

    def save(self, name: str, line: Line) -> Line:
        """Store a line under the version that was read. Raises Conflict."""
        saved = replace(line, version=line.version + 1)
        row = LineRow(
            name,
            LINE,
            version=saved.version,
            failures=saved.failures,
            probes=saved.probes,
            probe_at=stamp(saved.probe_at) if saved.probe_at else None,
            next_call_at=stamp(saved.next_call_at) if saved.next_call_at else None,
            queue=saved.queue,
            paused=saved.paused or None,
        )
        condition = LineRow.version == line.version if line.version else LineRow.line.does_not_exist()
        try:
            row.save(condition=condition)
        except PutError as error:
            if error.cause_response_code == CONDITION_FAILED:
                raise Conflict(name) from None
            raise
        return saved

    def names(self) -> Sequence[str]:
        """The lines something is stored of: the table is small, one item a line and one for each of its issuers."""
        return sorted({row.line for row in LineRow.scan(attributes_to_get=["line"])})

    def lanes(self, line: str) -> Sequence[Lane]:
        """The lanes of a line that something is stored of."""
        return [_lane(row) for row in LineRow.query(line, consistent_read=True) if row.issuer != LINE]

    def join(self, lane: Lane, now: datetime) -> None:
        """Note that a document is about to wait in the lane."""
        LineRow(lane.line, lane.issuer).update(actions=[LineRow.active.set(True), LineRow.touched_at.set(stamp(now))])

    def rest(self, lane: Lane) -> None:
        """Note that nothing waits in the lane, unless somebody joined since it was read."""
        unchanged = (
            LineRow.touched_at == stamp(lane.touched_at) if lane.touched_at else LineRow.touched_at.does_not_exist()
        )
        try:
            LineRow(lane.line, lane.issuer).update(actions=[LineRow.active.set(False)], condition=unchanged)
        except UpdateError as error:
            if error.cause_response_code != CONDITION_FAILED:
                raise

    def stop(self, lane: Lane, now: datetime, *, blocked: str = "", paused: str = "") -> None:
        """Stop an issuer's sending. One that is blocked already is not told again."""
        row = LineRow(lane.line, lane.issuer)
        common = [LineRow.active.set(True), LineRow.touched_at.set(stamp(now))]
        if paused:
            row.update(actions=[*common, LineRow.paused.set(paused)])
        if blocked:
            try:
                row.update(
                    actions=[*common, LineRow.blocked.set(blocked), LineRow.told.set(False)],
                    condition=LineRow.blocked.does_not_exist(),
                )
            except UpdateError as error:
                if error.cause_response_code != CONDITION_FAILED:
                    raise

    def hold(self, lane: Lane, now: datetime, reason: str, until: datetime) -> None:
        """Stop an issuer's sending until then. One that is held as long already is not told again."""
        row = LineRow(lane.line, lane.issuer)
        actions: list[Action] = [
            LineRow.active.set(True),
            LineRow.touched_at.set(stamp(now)),
            LineRow.held.set(reason),
            LineRow.held_until.set(stamp(until)),
            LineRow.told.set(False),
        ]
        try:
            row.update(
                actions=actions, condition=LineRow.held_until.does_not_exist() | (LineRow.held_until < stamp(until))
            )
        except UpdateError as error:
            if error.cause_response_code != CONDITION_FAILED:
                raise

    def told(self, lane: Lane) -> None:
        """Note that the issuer was told of the block."""
        LineRow(lane.line, lane.issuer).update(actions=[LineRow.told.set(True)])

    def resume(self, lane: Lane) -> None:
        """End every stop of the lane."""
        LineRow(lane.line, lane.issuer).update(
            actions=[
                LineRow.active.set(True),
                LineRow.paused.remove(),
                LineRow.blocked.remove(),
                LineRow.held.remove(),
                LineRow.held_until.remove(),
                LineRow.told.remove(),
            ]
        )


def _line(row: LineRow) -> Line:
    return Line(
        failures=int(row.failures or 0),
        probes=int(row.probes or 0),
        probe_at=moment(row.probe_at),
        next_call_at=moment(row.next_call_at),
        queue=bool(row.queue),
        paused=row.paused or "",
        version=int(row.version or 0),
    )


def _lane(row: LineRow) -> Lane:
    return Lane(
        line=row.line,
        issuer=row.issuer,
        blocked=row.blocked or "",
        paused=row.paused or "",
        held=row.held or "",
        held_until=moment(row.held_until),
        told=row.told is not False,
        active=bool(row.active),
        touched_at=moment(row.touched_at),
    )


class DynamoSuppressions:
    """Implements `Suppressions`."""

    def has(self, address_hash: str) -> bool:
        """Whether mail to it is suppressed."""
        try:
            SuppressionRow.get(address_hash)
        except SuppressionRow.DoesNotExist:
            return False
        return True

    def add(self, address_hash: str, reason: str, now: datetime) -> None:
        """Suppress mail to it."""
        SuppressionRow(address_hash, reason=reason, since=stamp(now)).save()

    def remove(self, address_hash: str) -> None:
        """Have it get mail again."""
        SuppressionRow(address_hash).delete()
