"""The receivers' documents in DynamoDB: reads along the indexes by receiver, and the one write a receiver causes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_
from typing import Any

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.adapters.dynamodb.documents import DynamoDocuments, answers_text, stamp
from chalicelib.adapters.dynamodb.ledger_rows import connection, lost, pending_row
from chalicelib.adapters.dynamodb.tables import DocumentRow
from chalicelib.adapters.dynamodb.together import add
from chalicelib.domain.documents import reception
from chalicelib.domain.documents.record import Document
from chalicelib.domain.documents.standing import told
from chalicelib.domain.documents.states import Authority
from chalicelib.domain.documents.states import Receiver as Reception
from chalicelib.services.ownership import Misplaced
from chalicelib.services.portal.ports import Also, Listed, Query
from chalicelib.services.ports import Conflict

INDEXES = {place: f"received_{place}" for place in reception.PLACES}
CHUNK = 200
"""Documents looked at by one call while something is filtered."""
MAX_MODIFYING = 50

_END = "\U0010ffff"


class DynamoReceived:
    """Implements `Received`."""

    def __init__(self, documents: DynamoDocuments) -> None:
        self._documents = documents

    def read(self, query: Query, after: Listed | None, limit: int, most: int) -> tuple[list[Listed], Listed | None]:
        """See `Received.read`."""
        found: list[Listed] = []
        start = _start(query, after)
        looked = 0
        filtered = bool(query.filters or query.issuers)
        while looked < most:
            # One more than the page holds tells whether there is another page.
            chunk = min(CHUNK if filtered else limit + 1 - len(found), most - looked)
            answer = self._query(query, start, chunk)
            looked += int(answer.get("ScannedCount", chunk))
            found += [_listed(item, query.order) for item in answer["Items"]]
            if len(found) > limit:
                return found[:limit], found[limit - 1]
            start = answer.get("LastEvaluatedKey")
            if not start:
                return found, None
        return found, _last_looked_at(start, query) if start else None

    def count(self, receiver: str, order: str, low: str, high: str, most: int) -> int:
        """See `Received.count`. One query counts a megabyte of the index; more takes more of them."""
        found, start = 0, None
        while found < most:
            answer: dict[str, Any] = DocumentRow._get_connection().query(
                receiver,
                range_key_condition=getattr(DocumentRow, order).between(low, high),
                index_name=INDEXES[order],
                exclusive_start_key=start,
                limit=most - found,
                select="COUNT",
            )
            found += int(answer["Count"])
            start = answer.get("LastEvaluatedKey")
            if not start:
                break
        return found

    def issuers(self, receiver: str, limit: int) -> list[str]:
        """See `Received.issuers`: each step jumps behind the documents of the last issuer found."""
        found: list[str] = []
        beyond = ""
        for _ in range(limit):
            rows = DocumentRow._get_connection().query(
                receiver,
                range_key_condition=DocumentRow.by_issuer > (beyond or "!"),
                index_name=INDEXES["by_issuer"],
                limit=1,
            )["Items"]
            if not rows:
                break
            issuer = rows[0]["by_issuer"]["S"].split("#")[0]
            found.append(issuer)
            beyond = f"{issuer}#{_END}"
        return found

    def get(self, document_id: str) -> Document | None:
        """The document; None also for a record that is not what it is asked for as."""
        try:
            return self._documents.get(document_id)
        except Misplaced:
            return None

    def get_many(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """Those that exist, by id."""
        return self._documents.get_many(document_ids)

    def modifying(self, document_id: str) -> list[str]:
        """The ids of the documents that modify one."""
        return [row.id for row in DocumentRow.by_modified.query(document_id, limit=MAX_MODIFYING)]

    def save_reception(self, document: Document, *also: Also) -> Document:
        """Store what the receiver did, and nothing else, under the version that was read. Raises Conflict."""
        stored, entry = told(document)
        row = DocumentRow(document.id)
        actions: list[Any] = [
            DocumentRow.version.set(document.version + 1),
            DocumentRow.reception.set(document.reception.value),
            DocumentRow.updated_at.set(stamp(document.updated_at)),
            DocumentRow.by_state.set(reception.places(document)["by_state"]),
            DocumentRow.moves.set(stored.moves),
            DocumentRow.told.set(stored.told),
        ]
        for attribute, value in (
            (DocumentRow.opened_at, stamp(document.opened_at) if document.opened_at else None),
            (DocumentRow.answers, answers_text(document.answers)),
        ):
            actions.append(attribute.set(value) if value else attribute.remove())
        try:
            with TransactWrite(connection=connection()) as together:
                together.update(row, actions=actions, condition=DocumentRow.version == document.version)
                if entry is not None:
                    together.save(pending_row(entry))
                add(together, also)
        except TransactWriteError as error:
            if lost(error):
                raise Conflict(document.clave) from None
            raise
        return stored

    @staticmethod
    def _query(query: Query, start: Any, limit: int) -> dict[str, Any]:
        place = getattr(DocumentRow, query.order)
        answer: dict[str, Any] = DocumentRow._get_connection().query(
            query.receiver,
            range_key_condition=place.between(query.low or "!", query.high),
            filter_condition=_filter(query),
            index_name=INDEXES[query.order],
            exclusive_start_key=start,
            limit=limit,
            scan_index_forward=query.ascending,
        )
        return answer


def _filter(query: Query) -> Any:
    """What is left to be compared while reading."""
    conditions = [getattr(DocumentRow, name).between(low, high) for name, (low, high) in query.filters.items()]
    if query.issuers:
        conditions.append(DocumentRow.issuer.is_in(*query.issuers[:100]))
    return reduce(and_, conditions) if conditions else None


def _start(query: Query, after: Listed | None) -> dict[str, Any] | None:
    if after is None:
        return None
    return {"id": {"S": after.id}, "receiver_key": {"S": query.receiver}, query.order: {"S": after.place}}


def _last_looked_at(key: dict[str, Any], query: Query) -> Listed:
    return Listed(
        key["id"]["S"],
        "",
        date.min,
        Decimal(0),
        "",
        Authority.AUTORIZADO,
        Reception.NO_ABIERTO,
        key[query.order]["S"],
    )


def _listed(item: dict[str, Any], order: str) -> Listed:
    return Listed(
        id=item["id"]["S"],
        label=item["label"]["S"],
        issue_date=date.fromisoformat(item["issue_date"]["S"]),
        total=Decimal(item["total"]["S"]),
        currency=item["currency"]["S"],
        authority=Authority(item["authority"]["S"]),
        reception=Reception(item["reception"]["S"]),
        place=item[order]["S"],
    )
