"""`bin/ops rebuild`: the tables, from the archive alone; that of every tenant opens the service after a restore."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from typing import TYPE_CHECKING, Any

from infra.ops.tenants import tenant_of

if TYPE_CHECKING:
    from chalicelib.services.freshness import Freshness

WORDS = {
    "rebuilt": "reconstruidos",
    "unfinished": "reconstruidos y sin terminar: revíselos e impúlselos con bin/ops redrive --tenant",
    "brought up": "tenían un registro atrasado y se pusieron al día",
    "there": "ya tenían registro",
    "unreadable": "no se pudieron leer",
}


def add(commands: Any) -> None:
    """The command."""
    parser = commands.add_parser(
        "rebuild",
        help="reconstruye los registros de los documentos desde el archivo",
        description="Escribe los registros que falten: documentos con sus estados, la lista de cada receptor, la "
        "numeración, las entradas de los lotes y la bitácora sellada. No envía nada a nadie. Si las tablas están "
        "atrasadas (se restauraron), también pone al día los registros que estén; cuando todos los emisores están "
        "listos, abre el servicio, que mientras tanto no recibe ni envía nada.",
    )
    parser.add_argument("--tenant", metavar="RUC", help="sólo este emisor; no abre el servicio")
    parser.add_argument("--open-anyway", action="store_true", help="abre aunque haya archivos que no se pudieron leer")
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
    freshness = wiring.freshness(every=True)
    behind = bool(freshness.behind())
    done: Counter[str] = Counter()
    for ruc in [chosen.tenant] if chosen.tenant else files.issuers():
        for rebuilt in rebuilding.run(tenant_of(ruc), behind=behind):
            done[rebuilt.outcome.value] += 1
            if rebuilt.outcome is Outcome.UNREADABLE:
                print(f"{rebuilt.key}: {rebuilt.reason}")
    for outcome, word in WORDS.items():
        print(f"{done[outcome]:>8} {word}")
    if behind and not chosen.tenant:
        put_back = sum(wiring.inbox().put_back(batch_id) for batch_id in sorted(rebuilding.without_header))
        print(f"{put_back:>8} lotes vuelven al buzón para escribir otra vez sus resultados")
    return _opened(freshness, chosen, behind, bool(done["unreadable"]))


def _opened(freshness: Freshness, chosen: argparse.Namespace, behind: bool, unreadable: bool) -> int:
    """Open the service if everything stands; 1 if it stays closed or something could not be read."""
    if not behind:
        return 1 if unreadable else 0
    if chosen.tenant:
        print("El servicio sigue cerrado: bin/ops rebuild, sin --tenant, lo abre.")
        return 1
    if unreadable and not chosen.open_anyway:
        print("El servicio sigue cerrado: hay archivos que no se pudieron leer. Revíselos o use --open-anyway.")
        return 1
    freshness.open()
    print("Las tablas están al día con el archivo: el servicio queda abierto.")
    return 0
