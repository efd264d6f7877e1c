"""Batches in DynamoDB: a header, its entries, and for each name in the inbox which batch is the latest."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.update import Action

from chalicelib.adapters.dynamodb.documents import CONDITION_FAILED, moment, shard, stamp
from chalicelib.adapters.dynamodb.tables import DUE_SHARDS, BatchesDue, BatchRow
from chalicelib.domain.documents.batch import Batch, Entry
from chalicelib.domain.documents.errors import Problem
from chalicelib.services.ownership import check_batch

HEADER = "#"
LATEST = "latest"
NO_LEASE = "0"
_SHOWN = ["batch_id", "position", "name", "document_id", "number_text", "clave", "repeated", "problems"]
_SHOWN += ["digest", "round"]


class DynamoBatches:
    """Implements `Batches`."""

    def open(self, batch: Batch) -> Batch:
        """Store the header, or answer the one that is there; the batch becomes the latest under its name."""
        header = BatchRow(
            batch.id,
            HEADER,
            issuer=batch.issuer,
            name=batch.name,
            key=batch.key,
            object_version=batch.object_version,
            uploaded_at=stamp(batch.uploaded_at),
            created_at=stamp(batch.created_at),
            complete=False,
            final=False,
            documents=0,
            lease_until=NO_LEASE,
            due_shard=shard(batch.id),
            due_at=stamp(batch.due_at) if batch.due_at else None,
        )
        try:
            header.save(condition=BatchRow.batch_id.does_not_exist())
        except PutError as error:
            _unless_condition(error)
        self._point_at(batch)
        stored = self.get(batch.id)
        assert stored is not None, "the header was just written"
        return stored

    def _point_at(self, batch: Batch) -> None:
        pointer = BatchRow(batch.key, LATEST, latest=batch.id, uploaded_at=stamp(batch.uploaded_at))
        newer = BatchRow.batch_id.does_not_exist() | (BatchRow.uploaded_at <= stamp(batch.uploaded_at))
        try:
            pointer.save(condition=newer)
        except PutError as error:
            _unless_condition(error)

    def is_latest(self, batch: Batch) -> bool:
        """False if newer content was dropped under the batch's name."""
        try:
            return BatchRow.get(batch.key, LATEST, consistent_read=True).latest == batch.id
        except BatchRow.DoesNotExist:
            return True

    def again(self, batch: Batch) -> Batch:
        """Begin the round that `batch` says, unless somebody has; answers the header as it is then."""
        actions: list[Action] = [
            BatchRow.round.set(batch.round),
            BatchRow.object_version.set(batch.object_version),
            BatchRow.uploaded_at.set(stamp(batch.uploaded_at)),
            BatchRow.created_at.set(stamp(batch.created_at)),
            BatchRow.complete.set(False),
            BatchRow.final.set(False),
        ]
        if batch.due_at is not None:
            actions += [BatchRow.due_shard.set(shard(batch.id)), BatchRow.due_at.set(stamp(batch.due_at))]
        earlier = BatchRow.round == batch.round - 1
        if batch.round == 2:
            earlier = BatchRow.round.does_not_exist() | earlier
        _updated(BatchRow(batch.id, HEADER), actions, (BatchRow.complete == True) & earlier)  # noqa: E712
        stored = self.get(batch.id)
        assert stored is not None, "the header was just changed"
        return stored

    def add(self, entries: Sequence[Entry]) -> None:
        """Store entries; writing one again replaces it."""
        with BatchRow.batch_write() as writer:
            for entry in entries:
                writer.save(entry_row(entry))

    def begin_intake(self, batch_id: str, now: datetime, seconds: int) -> bool:
        """Take the batch for reading it in. False if another worker is at it."""
        free = BatchRow.intake_until.does_not_exist() | (BatchRow.intake_until <= stamp(now))
        taken: list[Action] = [BatchRow.intake_until.set(stamp(now + timedelta(seconds=seconds)))]
        return _updated(BatchRow(batch_id, HEADER), taken, BatchRow.batch_id.exists() & free)

    def end_intake(self, batch_id: str) -> None:
        """Give the batch back."""
        BatchRow(batch_id, HEADER).update(actions=[BatchRow.intake_until.remove()])

    def complete(self, batch_id: str, count: int) -> None:
        """Note that all entries are written."""
        BatchRow(batch_id, HEADER).update(actions=[BatchRow.complete.set(True), BatchRow.documents.set(count)])

    def get(self, batch_id: str) -> Batch | None:
        """The header. Raises Misplaced."""
        try:
            row = BatchRow.get(batch_id, HEADER, consistent_read=True)
        except BatchRow.DoesNotExist:
            return None
        found = Batch(
            id=row.batch_id,
            issuer=row.issuer or "",
            name=row.name or "",
            key=row.key or "",
            object_version=row.object_version or "",
            uploaded_at=datetime.fromisoformat(row.uploaded_at or ""),
            created_at=datetime.fromisoformat(row.created_at or ""),
            complete=bool(row.complete),
            final=bool(row.final),
            count=int(row.documents or 0),
            due_at=moment(row.due_at),
            round=int(row.round or 1),
        )
        check_batch(batch_id, found)
        return found

    def entries(self, batch_id: str) -> Iterator[Entry]:
        """The entries in input order, without the bytes they keep."""
        for row in BatchRow.query(
            batch_id, BatchRow.position.between("0", "9"), consistent_read=True, attributes_to_get=_SHOWN
        ):
            yield Entry(
                batch_id=row.batch_id,
                position=int(row.position),
                name=row.name or "",
                document_id=row.document_id or "",
                number_text=row.number_text or "",
                clave=row.clave or "",
                repeated=bool(row.repeated),
                problems=tuple(Problem(**p) for p in json.loads(row.problems or "[]")),
                digest=row.digest or "",
                round=int(row.round or 1),
            )

    def kept(self, batch_id: str, document_id: str) -> bytes:
        """The bytes to sign that the entry of a document keeps."""
        rows = BatchRow.query(
            batch_id,
            BatchRow.position.between("0", "9"),
            filter_condition=(BatchRow.document_id == document_id) & BatchRow.unsigned.exists(),
            consistent_read=True,
        )
        row = next(iter(rows), None)
        return zlib.decompress(row.unsigned) if row is not None and row.unsigned else b""

    def mark_dirty(self, batch_id: str, due_at: datetime) -> bool:
        """Note that the results are out of date. True if nobody had noted it since they were last begun."""
        actions = [
            BatchRow.dirty.set(True),
            BatchRow.final.set(False),
            BatchRow.due_shard.set(shard(batch_id)),
            BatchRow.due_at.set(stamp(due_at)),
        ]
        clean = BatchRow.batch_id.exists() & (BatchRow.dirty.does_not_exist() | (BatchRow.dirty == False))  # noqa: E712
        return _updated(BatchRow(batch_id, HEADER), actions, clean)

    def begin_results(self, batch_id: str, now: datetime, seconds: int) -> bool:
        """Take the batch for writing. False if another worker has it: it will see that the batch is dirty."""
        actions = [
            BatchRow.dirty.set(False),
            BatchRow.lease_until.set(stamp(now + timedelta(seconds=seconds))),
        ]
        free = BatchRow.batch_id.exists() & (BatchRow.lease_until <= stamp(now))
        if _updated(BatchRow(batch_id, HEADER), actions, free):
            return True
        self.mark_dirty(batch_id, now + timedelta(seconds=seconds))
        return False

    def end_results(self, batch_id: str, final: bool, due_at: datetime | None) -> bool:
        """Give the batch back. True if it became dirty meanwhile."""
        header = BatchRow(batch_id, HEADER)
        done: list[Action] = [BatchRow.lease_until.set(NO_LEASE), BatchRow.final.set(final)]
        if due_at is None:
            done += [BatchRow.due_shard.remove(), BatchRow.due_at.remove()]
        else:
            done += [BatchRow.due_shard.set(shard(batch_id)), BatchRow.due_at.set(stamp(due_at))]
        if _updated(header, done, BatchRow.dirty == False):  # noqa: E712
            return False
        header.update(actions=[BatchRow.lease_until.set(NO_LEASE)])
        return True

    def due(self, now: datetime, limit: int) -> Iterator[str]:
        """Ids of batches whose `due_at` has passed."""
        for number in range(DUE_SHARDS):
            rows = BatchRow.by_due.query(str(number), BatchesDue.due_at <= stamp(now), limit=limit // DUE_SHARDS)
            for row in rows:
                yield row.batch_id


def entry_row(e: Entry) -> BatchRow:
    """The entry as its table holds it."""
    return BatchRow(
        e.batch_id,
        f"{e.position:08d}",
        name=e.name,
        document_id=e.document_id or None,
        number_text=e.number_text or None,
        clave=e.clave or None,
        repeated=e.repeated,
        problems=json.dumps([_problem(p) for p in e.problems], ensure_ascii=False),
        unsigned=zlib.compress(e.unsigned) if e.unsigned else None,
        digest=e.digest or None,
        round=e.round if e.round > 1 else None,
    )


def _problem(p: Problem) -> dict[str, str]:
    return {
        "code": p.code,
        "pointer": p.pointer,
        "message": p.message,
        "remedy": p.remedy,
        "severity": p.severity,
    }


def _updated(row: BatchRow, actions: Sequence[Action], condition: object) -> bool:
    try:
        row.update(actions=actions, condition=condition)  # type: ignore[arg-type]
    except UpdateError as error:
        _unless_condition(error)
        return False
    return True


def _unless_condition(error: PutError | UpdateError) -> None:
    if error.cause_response_code != CONDITION_FAILED:
        raise error
