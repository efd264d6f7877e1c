"""`bin/ops ledger verify`: whether anybody changed what was put on record, and where."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from typing import Any

from infra.ops.tenants import country_of, finding
from infra.ops.words import Unclear

WORDS = {
    "edited": "fue editado",
    "removed": "falta",
    "moved": "está en un lugar que no es el suyo",
    "unlinked": "no continúa al anterior: uno de los dos fue sustituido",
    "cut off": "falta al final de la cadena",
    "head": "la cabeza de la cadena no es la de su último registro",
    "unsealed": "falta o está dañado en el archivo",
    "resealed": "fue escrito otra vez en el archivo; vale la primera versión",
    "untold": "este paso del documento no está en la bitácora",
    "twice": "este paso del documento está dos veces",
}


def add(commands: Any) -> None:
    """The command."""
    parser = commands.add_parser("ledger", help="la bitácora: comprobar que nadie la cambió")
    orders = parser.add_subparsers(required=True, metavar="ORDEN")
    verify = orders.add_parser(
        "verify",
        help="busca registros editados, quitados, cambiados de lugar o cortados",
        description="Compara la cadena de cada emisor consigo misma, con lo sellado en el archivo y con lo que cada "
        "documento cuenta de sí. Termina con estado 1 si encuentra algo.",
    )
    verify.add_argument("--tenant", metavar="RUC", help="sólo este emisor")
    verify.set_defaults(run=run)


class _Counted:
    """Implements `CountedMoves`."""

    def moves(self, tenant: str) -> Mapping[str, int]:
        """Of each document of a tenant; none of one that is not registered."""
        try:
            country = country_of(tenant)
        except Unclear:
            return {}
        return {d.id: d.moves for d in finding().documents(country, tenant)}


def run(chosen: argparse.Namespace) -> int:
    """Do it."""
    from chalicelib.adapters.aws import client
    from chalicelib.adapters.dynamodb.ledger import DynamoChains
    from chalicelib.adapters.segments import S3Segments
    from chalicelib.services.ledger.checking import Checking

    checking = Checking(DynamoChains(), S3Segments(client("s3"), os.environ["ARCHIVE_BUCKET"]), _Counted())
    good = True
    for tenant in [chosen.tenant] if chosen.tenant else checking.tenants():
        checked = checking.check(tenant)
        print(f"{tenant}: {checked.records} registros, {checked.sealed} sellados, {checked.pending} por encadenar")
        for found in checked.findings:
            good = False
            where = f"{found.first}" if found.first == found.last else f"{found.first}–{found.last}"
            subject = f" {found.subject}" if found.subject else ""
            print(f"  {where}{subject}: {WORDS[found.kind.value]}")
    print("Nada fue alterado." if good else "LA BITÁCORA FUE ALTERADA.")
    return 0 if good else 1
