"""`bin/ops redrive`: drive one or many documents on."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from typing import Any

from infra.ops.words import Unclear, add_number_options, day, number

WORDS = {
    "woken": "despertados",
    "nothing owed": "sin nada pendiente",
    "missing": "sin registro",
}


def add(commands: Any) -> None:
    """The command."""
    parser = commands.add_parser(
        "redrive",
        help="vuelve a impulsar documentos; puede repetirse sin daño",
        description="Despierta la tarea que cada documento tiene pendiente. Nunca repite un envío: eso lo decide la "
        "tarea misma, que antes pregunta al SRI.",
    )
    parser.add_argument("documents", nargs="*", metavar="CLAVE|NÚMERO")
    parser.add_argument("--date", type=day, metavar="AAAA-MM-DD", help="sólo los emitidos ese día")
    parser.add_argument("--state", help="sólo los que están en este estado del SRI, por ejemplo FIRMADO")
    add_number_options(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Do it; 1 if a named document has no record."""
    from chalicelib.handlers import wiring
    from chalicelib.services.operations.redriving import Redriving

    redriving = Redriving(wiring.services())
    done: Counter[str] = Counter()
    for document_id in _chosen(chosen):
        done[redriving.redrive(document_id).value] += 1
    for outcome, word in WORDS.items():
        print(f"{done[outcome]:>8} {word}")
    return 1 if done["missing"] else 0


def _chosen(chosen: argparse.Namespace) -> Iterator[str]:
    from infra.ops.tenants import country_of, finding

    if chosen.documents:
        yield from (number(text, chosen).key for text in chosen.documents)
        return
    if not chosen.tenant:
        raise Unclear("Diga qué documentos: claves, números, o --tenant RUC (y si quiere --date y --state).")
    for document in finding().documents(country_of(chosen.tenant), chosen.tenant, chosen.date):
        if not chosen.state or document.authority.value == chosen.state.upper():
            yield document.id
