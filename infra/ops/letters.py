"""`bin/ops letters`: what people are owed and could not be told for days, and giving it another chance."""

from __future__ import annotations

import argparse
from typing import Any


def add(commands: Any) -> None:
    """The command."""
    parser = commands.add_parser(
        "letters",
        help="los avisos del portal que no se pudieron entregar",
        description="Sin más muestra los avisos que se abandonaron después de tres días. Con again los vuelve a "
        "intentar; puede repetirse sin daño, porque un aviso que ya no corresponde no se envía.",
    )
    parser.add_argument("order", nargs="?", choices=["again"], help="vuelve a intentarlos todos")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Do it; 1 if some are left."""
    from chalicelib.adapters.clock import SystemClock
    from chalicelib.adapters.dynamodb.outbox import DynamoOutbox

    outbox, now = DynamoOutbox(), SystemClock().now()
    given_up = list(outbox.given_up())
    for owed in given_up:
        if chosen.order == "again":
            outbox.revive(owed, now)
        print(f"{owed.id}  {owed.kind:<18} desde {owed.since:%Y-%m-%d %H:%M} UTC, {owed.tries} intentos")
    print(f"{len(given_up)} avisos" + (" se intentan otra vez" if chosen.order == "again" else " abandonados"))
    return 1 if given_up and chosen.order != "again" else 0
