"""Sessions in DynamoDB, forgotten by TTL."""

from __future__ import annotations

from datetime import datetime

from pynamodb.exceptions import UpdateError

from chalicelib.adapters.dynamodb.documents import CONDITION_FAILED, moment, stamp
from chalicelib.adapters.dynamodb.portal_tables import SessionRow
from chalicelib.services.portal.ports import Session


class DynamoSessions:
    """Implements `Sessions`."""

    def put(self, session: Session, forget_at: datetime) -> None:
        """Store a session; it is forgotten at that moment, ended or not."""
        SessionRow(
            session.id,
            usuario=session.usuario,
            created_at=stamp(session.created_at),
            seen_at=stamp(session.seen_at),
            origin=session.origin,
            agent=session.agent or None,
            expires_at=int(forget_at.timestamp()),
        ).save(condition=SessionRow.id.does_not_exist())

    def get(self, session_id: str) -> Session | None:
        """The session, read consistently, or None."""
        try:
            return _session(SessionRow.get(session_id, consistent_read=True))
        except SessionRow.DoesNotExist:
            return None

    def seen(self, session: Session, now: datetime) -> None:
        """Note that it was used, unless it was ended meanwhile."""
        self._change(session.id, session.usuario, SessionRow.seen_at.set(stamp(now)))

    def end(self, session_id: str, usuario: str, now: datetime) -> None:
        """End it, if it is that usuario's and still open."""
        self._change(session_id, usuario, SessionRow.ended_at.set(stamp(now)))

    def of(self, usuario: str, limit: int) -> list[Session]:
        """The latest sessions, newest first, ended or not."""
        rows = SessionRow.by_usuario.query(usuario, scan_index_forward=False, limit=limit)
        return [_session(row) for row in rows]

    @staticmethod
    def _change(session_id: str, usuario: str, action: object) -> None:
        condition = (SessionRow.usuario == usuario) & SessionRow.ended_at.does_not_exist()
        try:
            SessionRow(session_id).update(actions=[action], condition=condition)  # type: ignore[list-item]
        except UpdateError as error:
            if error.cause_response_code != CONDITION_FAILED:
                raise


def _session(row: SessionRow) -> Session:
    return Session(
        id=row.id,
        usuario=row.usuario,
        created_at=datetime.fromisoformat(row.created_at),
        seen_at=datetime.fromisoformat(row.seen_at),
        origin=row.origin,
        agent=row.agent or "",
        ended_at=moment(row.ended_at),
    )
