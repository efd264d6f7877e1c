"""`bin/ops resend`: have sent again what the authority received and then does not know."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

from infra.ops.words import add_number_options, number

WORDS = {
    "ordered": "se preguntará por ellos y, si el SRI no los conoce, se enviarán los mismos bytes",
    "not received": "no están en RECIBIDO: nada que reenviar",
    "too early": "se enviaron hace menos de un cuarto de hora: espere y repita la orden",
    "missing": "sin registro",
}


def add(commands: Any) -> None:
    """The command."""
    parser = commands.add_parser(
        "resend",
        help="reenvía lo que el SRI recibió y después no conoce",
        description="Para documentos en RECIBIDO que el SRI dice no conocer. Antes de reenviar se le pregunta otra "
        "vez; sólo si no conoce la clave salen los mismos bytes. Puede repetirse sin daño.",
    )
    parser.add_argument("documents", nargs="+", metavar="CLAVE|NÚMERO")
    add_number_options(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Do it; 1 if not every one was ordered."""
    from chalicelib.handlers import wiring
    from chalicelib.services.operations.resending import Resending

    resending = Resending(wiring.services())
    done: Counter[str] = Counter()
    for text in chosen.documents:
        done[resending.order(number(text, chosen).key).value] += 1
    for outcome, word in WORDS.items():
        print(f"{done[outcome]:>8} {word}")
    return 0 if done["ordered"] == len(chosen.documents) else 1
