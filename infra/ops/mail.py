"""`bin/ops mail`: have documents mailed again."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

from infra.ops.words import add_number_options, number

WORDS = {
    "begun": "en camino",
    "not now": "no se pueden enviar: sin autorizar, sin direcciones o con un envío en curso",
    "missing": "sin registro",
}


def add(commands: Any) -> None:
    """The command."""
    parser = commands.add_parser(
        "mail",
        help="vuelve a enviar por correo documentos autorizados",
        description="Envía otra vez cada documento a todas sus direcciones. El servicio por sí mismo nunca envía un "
        "correo dos veces: sólo lo hace esta orden, una vez por cada vez que se da.",
    )
    parser.add_argument("documents", nargs="+", metavar="CLAVE|NÚMERO")
    parser.add_argument(
        "--release", action="store_true", help="también a direcciones suprimidas por un rebote o una queja"
    )
    add_number_options(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Do it; 1 if a document could not be mailed."""
    from chalicelib.handlers import wiring
    from chalicelib.services.operations.mailing_again import MailingAgain

    mailing = MailingAgain(wiring.services())
    named = [number(text, chosen).key for text in chosen.documents]
    done = Counter(mailing.order(document_id, release=chosen.release).value for document_id in named)
    for outcome, word in WORDS.items():
        print(f"{done[outcome]:>8} {word}")
    return 0 if done["begun"] == len(named) else 1
