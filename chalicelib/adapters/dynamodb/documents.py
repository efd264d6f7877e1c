"""Document records in DynamoDB: every write is conditional on the version that was read."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from pynamodb.exceptions import PutError, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from chalicelib.adapters.dynamodb.ledger_rows import connection, lost, pending_row
from chalicelib.adapters.dynamodb.tables import DUE_SHARDS, DocumentRow, DocumentsDue
from chalicelib.domain.documents import reception
from chalicelib.domain.documents.country import DocumentNumber, Receiver
from chalicelib.domain.documents.mailing import Mail, MailState
from chalicelib.domain.documents.record import Answer, AuthorityMessage, Document, PastAttempt
from chalicelib.domain.documents.standing import told
from chalicelib.domain.documents.states import Authority, Delivery
from chalicelib.domain.documents.states import Receiver as ReceiverState
from chalicelib.services.ownership import Misplaced
from chalicelib.services.ports import Conflict

CONDITION_FAILED = "ConditionalCheckFailedException"
IN_TRANSACTION = "TransactionConflictException"
"""The item is being written by a transaction just now."""


def stamp(moment: datetime) -> str:
    """A moment as text that sorts: UTC, microseconds always written."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str | None) -> datetime | None:
    """The moment a stamp stands for."""
    return datetime.fromisoformat(text) if text else None


def shard(key: str) -> str:
    """The partition of `by_due` a record is in."""
    return str(zlib.crc32(key.encode()) % DUE_SHARDS)


WAITING = "w"
"""Marks the partitions of `by_due` of those that wait in a lane: nobody else is found late because of them."""


def _of_its_key(document_id: str, document: Document) -> bool:
    return document.id == document_id


class DynamoDocuments:
    """Implements `Documents`. `right` tells whether a record is what was asked for (`ownership.Records`)."""

    def __init__(self, right: Callable[[str, Document], bool] = _of_its_key) -> None:
        self._right = right

    def get(self, document_id: str) -> Document | None:
        """The record, read consistently. Raises Misplaced."""
        try:
            found = _document(DocumentRow.get(document_id, consistent_read=True))
        except DocumentRow.DoesNotExist:
            return None
        if not self._right(document_id, found):
            raise Misplaced("documents")
        return found

    def get_many(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """The records that exist and are what they are asked for as, by id."""
        unique = list(dict.fromkeys(document_ids))
        rows = DocumentRow.batch_get(unique, consistent_read=True) if unique else iter(())
        found = ((row.id, _document(row)) for row in rows)
        return {document_id: document for document_id, document in found if self._right(document_id, document)}

    def create(self, document: Document) -> Document:
        """Store a new record. Raises Conflict if the number is already taken."""
        return self._put(replace(document, version=1), DocumentRow.id.does_not_exist())

    def save(self, document: Document) -> Document:
        """Store a changed record under the version that was read. Raises Conflict."""
        saved = replace(document, version=document.version + 1)
        return self._put(saved, DocumentRow.version == document.version)

    def due(self, now: datetime, limit: int) -> Iterator[str]:
        """Ids of records whose `due_at` has passed."""
        for kind in ("", WAITING):
            for number in range(DUE_SHARDS):
                past = DocumentsDue.due_at <= stamp(now)
                for row in DocumentRow.by_due.query(f"{kind}{number}", past, limit=limit // DUE_SHARDS):
                    yield row.id

    def parked(self, lane: str, limit: int) -> Iterator[str]:
        """Ids of the records that wait in a lane, the oldest document first."""
        for row in DocumentRow.by_lane.query(lane, limit=limit):
            yield row.id

    @staticmethod
    def _put(document: Document, condition: Condition) -> Document:
        """Store; one that moved together with what the ledger is told."""
        stored, entry = told(document)
        try:
            if entry is None:
                document_row(stored).save(condition=condition)
                return stored
            with TransactWrite(connection=connection()) as together:
                together.save(document_row(stored), condition=condition)
                together.save(pending_row(entry))
        except PutError as error:
            if error.cause_response_code in (CONDITION_FAILED, IN_TRANSACTION):
                raise Conflict(document.clave) from None
            raise
        except TransactWriteError as error:
            if lost(error):
                raise Conflict(document.clave) from None
            raise
        return stored


def document_row(d: Document) -> DocumentRow:
    """The record as its table holds it."""
    row = DocumentRow(
        id=d.id,
        version=d.version,
        clave=d.clave,
        label=d.label,
        issue_date=d.issue_date.isoformat(),
        total=str(d.total),
        currency=d.currency,
        receiver=json.dumps(asdict(d.receiver), ensure_ascii=False),
        digest=d.digest,
        created_at=stamp(d.created_at),
        updated_at=stamp(d.updated_at),
        batches=json.dumps(d.batches, ensure_ascii=False),
        attempt=d.attempt,
        brought_by=d.brought_by or None,
        authority=d.authority.value,
        delivery=d.delivery.value,
        reception=d.reception.value,
        tries=d.tries,
        due_shard=(WAITING if d.lane else "") + shard(d.id) if d.due_at else None,
        due_at=stamp(d.due_at) if d.due_at else None,
        lease_until=stamp(d.lease_until) if d.lease_until else None,
        sent_at=stamp(d.sent_at) if d.sent_at else None,
        unsigned_sha256=d.unsigned_sha256 or None,
        signed_sha256=d.signed_sha256 or None,
        messages=json.dumps([asdict(m) for m in d.messages], ensure_ascii=False) if d.messages else None,
        authorization_number=d.authorization_number or None,
        authorized_at=d.authorized_at.isoformat() if d.authorized_at else None,
        sends=d.sends or None,
        forgotten=d.forgotten or None,
        last_sent_at=stamp(d.last_sent_at) if d.last_sent_at else None,
        waiting=d.waiting or None,
        lane=d.lane or None,
        lane_place=f"{stamp(d.created_at)}#{d.id}" if d.lane else None,
        released_at=stamp(d.released_at) if d.released_at else None,
        provisional=d.provisional or None,
        late=d.late or None,
        history=json.dumps([_plain(p) for p in d.history], ensure_ascii=False) if d.history else None,
        mails=json.dumps([asdict(m) | {"at": stamp(m.at)} for m in d.mails], ensure_ascii=False) if d.mails else None,
        mailings=d.mailings or None,
        mailed_at=stamp(d.mailed_at) if d.mailed_at else None,
        opened_at=stamp(d.opened_at) if d.opened_at else None,
        answers=answers_text(d.answers),
        modifies=d.modifies or None,
        incident=d.incident or None,
        moves=d.moves,
        told=d.told,
    )
    for name, place in reception.places(d).items():
        setattr(row, name, place)
    return row


def _document(row: DocumentRow) -> Document:
    country, issuer, environment, kind, series, sequence = row.id.split("#")
    receiver = json.loads(row.receiver)
    return Document(
        number=DocumentNumber(country, issuer, environment, kind, series, sequence),
        clave=row.clave,
        label=row.label,
        issue_date=date.fromisoformat(row.issue_date),
        total=Decimal(row.total),
        currency=row.currency,
        receiver=Receiver(**(receiver | {"mails": tuple(receiver["mails"])})),
        digest=row.digest,
        created_at=datetime.fromisoformat(row.created_at),
        updated_at=datetime.fromisoformat(row.updated_at),
        batches=tuple(json.loads(row.batches)),
        attempt=int(row.attempt),
        brought_by=row.brought_by or "",
        authority=Authority(row.authority),
        delivery=Delivery(row.delivery),
        reception=ReceiverState(row.reception),
        due_at=moment(row.due_at),
        lease_until=moment(row.lease_until),
        tries=int(row.tries),
        sent_at=moment(row.sent_at),
        unsigned_sha256=row.unsigned_sha256 or "",
        signed_sha256=row.signed_sha256 or "",
        messages=tuple(AuthorityMessage(**m) for m in json.loads(row.messages or "[]")),
        authorization_number=row.authorization_number or "",
        authorized_at=moment(row.authorized_at),
        sends=int(row.sends or 0),
        forgotten=int(row.forgotten or 0),
        last_sent_at=moment(row.last_sent_at),
        waiting=row.waiting or "",
        lane=row.lane or "",
        released_at=moment(row.released_at),
        provisional=bool(row.provisional),
        late=bool(row.late),
        history=tuple(_past(p) for p in json.loads(row.history or "[]")),
        mails=tuple(
            Mail(**(m | {"state": MailState(m["state"]), "at": datetime.fromisoformat(m["at"])}))
            for m in json.loads(row.mails or "[]")
        ),
        mailings=int(row.mailings or 0),
        mailed_at=moment(row.mailed_at),
        opened_at=moment(row.opened_at),
        answers=_answers(row),
        modifies=row.modifies or "",
        incident=row.incident or "",
        moves=int(row.moves or 0),
        told=row.told or "",
        version=int(row.version),
    )


def answers_text(answers: Sequence[Answer]) -> str | None:
    """The answers as their attribute holds them; None for none."""
    plain = [{"state": a.state.value, "at": stamp(a.at), "reason": a.reason} for a in answers]
    return json.dumps(plain, ensure_ascii=False) if plain else None


def _answers(row: DocumentRow) -> tuple[Answer, ...]:
    if row.answers:
        told = json.loads(row.answers)
        return tuple(Answer(ReceiverState(a["state"]), datetime.fromisoformat(a["at"]), a["reason"]) for a in told)
    # Rows that are older than the history of answers hold only the last one.
    if row.answered_at and row.reception in (ReceiverState.CONFORME, ReceiverState.RECHAZADO):
        at = datetime.fromisoformat(row.answered_at)
        return (Answer(ReceiverState(row.reception), at, row.answer_reason or ""),)
    return ()


def _plain(past: PastAttempt) -> dict[str, object]:
    return asdict(past) | {"authority": past.authority.value, "ended_at": stamp(past.ended_at)}


def _past(plain: dict[str, Any]) -> PastAttempt:
    return PastAttempt(
        plain["attempt"],
        plain["clave"],
        Authority(plain["authority"]),
        datetime.fromisoformat(plain["ended_at"]),
        plain["signed_sha256"],
        tuple(AuthorityMessage(**m) for m in plain["messages"]),
        plain.get("digest", ""),
        plain.get("corrected_by", ""),
    )
