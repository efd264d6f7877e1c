"""Sessions in DynamoDB, forgotten by TTL."""

from __future__ import annotations

from datetime import datetime

from pynamodb.exceptions import UpdateError

from chalicelib.adapters.dynamodb import together
from chalicelib.adapters.dynamodb.documents import CONDITION_FAILED, moment, stamp
from chalicelib.adapters.dynamodb.portal_tables import SessionRow
from chalicelib.services.portal.ports import Also, Session


class DynamoSessions:
    """Implements `Sessions`."""

    def put(self, session: Session, forget_at: datetime, *also: Also) -> None:
        """Store a session; it is forgotten at that moment, ended or not."""
        row = SessionRow(
            session.id,
            owner=session.owner,
            created_at=stamp(session.created_at),
            seen_at=stamp(session.seen_at),
            origin=session.origin,
            agent=session.agent or None,
            expires_at=int(forget_at.timestamp()),
        )
        together.put(row, SessionRow.id.does_not_exist(), also, "session")

    def get(self, session_id: str) -> Session | None:
        """The session, read consistently, or None."""
        try:
            found = _session(SessionRow.get(session_id, consistent_read=True))
        except SessionRow.DoesNotExist:
            return None
        return found if found.id == session_id else None

    def seen(self, session: Session, now: datetime) -> None:
        """Note that it was used, unless it was ended meanwhile."""
        self._change(session.id, session.owner, SessionRow.seen_at.set(stamp(now)))

    def end(self, session_id: str, owner: str, now: datetime) -> None:
        """End it, if it is that owner's and still open."""
        self._change(session_id, owner, SessionRow.ended_at.set(stamp(now)))

    def of(self, owner: str, limit: int) -> list[Session]:
        """The latest sessions, newest first, ended or not."""
        rows = SessionRow.by_owner.query(owner, scan_index_forward=False, limit=limit)
        return [_session(row) for row in rows if row.owner == owner]

    def forget(self, owner: str) -> None:
        """Delete every session of an owner, with its address and browser."""
        found = [row.id for row in SessionRow.by_owner.query(owner, attributes_to_get=["id"])]
        for session_id in found:
            SessionRow(session_id).delete()

    @staticmethod
    def _change(session_id: str, owner: str, action: object) -> None:
        condition = (SessionRow.owner == owner) & SessionRow.ended_at.does_not_exist()
        try:
            SessionRow(session_id).update(actions=[action], condition=condition)  # type: ignore[list-item]
        except UpdateError as error:
            if error.cause_response_code != CONDITION_FAILED:
                raise


def _session(row: SessionRow) -> Session:
    return Session(
        id=row.id,
        owner=row.owner,
        created_at=datetime.fromisoformat(row.created_at),
        seen_at=datetime.fromisoformat(row.seen_at),
        origin=row.origin,
        agent=row.agent or "",
        ended_at=moment(row.ended_at),
    )
