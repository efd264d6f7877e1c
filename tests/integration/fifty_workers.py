"""Fifty workers of one company move its documents at once, while two others chain what they tell.

Run as a program of its own, because tables are named when they are imported. Prints what the check of the ledger says.
"""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from infra.ops import stage

WORKERS, DOCUMENTS = 50, 100


def main() -> None:
    stage.enter(None)
    from chalicelib.adapters.dynamodb.documents import DynamoDocuments
    from chalicelib.adapters.dynamodb.ledger import DynamoChains
    from chalicelib.domain.documents.country import Receiver, Series
    from chalicelib.domain.documents.record import Document
    from chalicelib.domain.documents.states import Authority, Delivery
    from chalicelib.domain.ledger.check import check_chain, check_moves, move_of
    from chalicelib.handlers import wiring

    tenant = f"08{time.time_ns() // 1000 % 10**8:08d}001"
    documents, chains = DynamoDocuments(), DynamoChains()
    series = Series("EC", tenant, "1", "01", "001001")
    lives = [
        (Authority.FIRMADO, Delivery.PENDIENTE),
        (Authority.RECIBIDO, Delivery.PENDIENTE),
        (Authority.AUTORIZADO, Delivery.PENDIENTE),
        (Authority.AUTORIZADO, Delivery.REPRESENTADO),
        (Authority.AUTORIZADO, Delivery.ENVIADO),
    ]

    def work(number: int) -> Document:
        now = datetime.now(UTC)
        receiver = Receiver("05", "1710034065", "A")
        fresh = Document(
            series.number(number), "0" * 49, "F", date(2026, 11, 23), Decimal(1), "USD", receiver, "0" * 64, now, now
        )
        document = documents.create(fresh)
        for authority, delivery in lives:
            document = documents.save(replace(document, due_at=None))
            moved = replace(document, authority=authority, delivery=delivery, updated_at=datetime.now(UTC))
            document = documents.save(moved)
        return document

    working = True

    def chain() -> None:
        while working:
            wiring.chaining().run()

    with ThreadPoolExecutor(WORKERS) as workers, ThreadPoolExecutor(2) as chainers:
        chaining = [chainers.submit(chain) for _ in range(2)]
        done = list(workers.map(work, range(1, DOCUMENTS + 1)))
        working = False
        for chained in chaining:
            chained.result()
    while chains.pending(tenant, 1):
        wiring.chaining().run()
    records = list(chains.records(tenant))
    told: dict[str, list[int]] = {}
    for record in records:
        move = move_of(record.content["entry"])
        if move is not None:
            told.setdefault(move[0], []).append(move[1])
    findings = [*check_chain(tenant, records, chains.head(tenant)), *check_moves(told, {d.id: d.moves for d in done})]
    print(json.dumps({"records": len(records), "findings": [str(f) for f in findings]}))


if __name__ == "__main__":
    main()
