"""`bin/ops rebuild`: the tables of a tenant's documents, from the archive alone."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from typing import Any

from infra.ops.tenants import tenant_of

WORDS = {
    "rebuilt": "reconstruidos",
    "unfinished": "reconstruidos y sin terminar: revíselos e impúlselos con bin/ops redrive --tenant",
    "there": "ya tenían registro",
    "unreadable": "no se pudieron leer",
}


def add(commands: Any) -> None:
    """The command."""
    parser = commands.add_parser(
        "rebuild",
        help="reconstruye los registros de los documentos desde el archivo",
        description="Escribe los registros que falten: documentos con sus estados, la lista de cada receptor, la "
        "numeración y la bitácora sellada. No envía nada a nadie y no toca los registros que estén.",
    )
    parser.add_argument("--tenant", required=True, metavar="RUC")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Do it; 1 if something could not be read."""
    from chalicelib.adapters.aws import client
    from chalicelib.adapters.clock import SystemClock
    from chalicelib.adapters.dynamodb.ledger import DynamoChains
    from chalicelib.adapters.dynamodb.numbering import DynamoNumbering
    from chalicelib.adapters.s3 import S3Archive
    from chalicelib.adapters.segments import S3Segments
    from chalicelib.handlers import wiring
    from chalicelib.services.ledger.telling import Telling
    from chalicelib.services.operations.rebuilding import Outcome, Rebuilding

    bucket, clock = os.environ["ARCHIVE_BUCKET"], SystemClock()
    files = S3Archive(client("s3"), bucket, clock, os.environ["ARCHIVE_LOCK"])
    telling = Telling(DynamoChains(), S3Segments(client("s3"), bucket), clock)
    rebuilding = Rebuilding(wiring.services(), files, telling, DynamoNumbering())
    done: Counter[str] = Counter()
    for rebuilt in rebuilding.run(tenant_of(chosen.tenant)):
        done[rebuilt.outcome.value] += 1
        if rebuilt.outcome is Outcome.UNREADABLE:
            print(f"{rebuilt.key}: {rebuilt.reason}")
    for outcome, word in WORDS.items():
        print(f"{done[outcome]:>8} {word}")
    return 1 if done["unreadable"] else 0
