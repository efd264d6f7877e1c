"""`bin/ops reconcile`: a day of a tenant, next to what the authority says of it."""

from __future__ import annotations

import argparse
import time
from typing import Any

from infra.ops.tenants import country_of, finding
from infra.ops.words import day

WORDS = {
    "state": "aquí {here}, el SRI dice {said}",
    "number": "el número de autorización no es el mismo",
    "content": "el SRI autorizó otros bytes que los archivados",
    "no answer": "aquí {here}, el SRI no contesta",
}
SAID = {
    "authorized": "AUTORIZADO",
    "refused": "NO AUTORIZADO",
    "pending": "en procesamiento",
    "unknown clave": "que no conoce la clave",
}


def add(commands: Any) -> None:
    """The command."""
    parser = commands.add_parser(
        "reconcile",
        help="pregunta al SRI por cada documento de un emisor y un día",
        description="Pregunta por cada clave y muestra las diferencias. No cambia nada; lo que esté pendiente se "
        "impulsa con redrive. Termina con estado 1 si hay diferencias.",
    )
    parser.add_argument("--tenant", required=True, metavar="RUC")
    parser.add_argument("--date", required=True, type=day, metavar="AAAA-MM-DD", help="fecha de emisión")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Do it."""
    from chalicelib.handlers import wiring
    from chalicelib.services.operations.reconciling import Difference, Reconciling

    documents = finding().documents(country_of(chosen.tenant), chosen.tenant, chosen.date)
    asked = different = 0
    for compared in Reconciling(wiring.services(), lambda: time.sleep(1)).compare(documents):
        asked += 1
        if compared.difference is Difference.NONE:
            continue
        different += 1
        words = WORDS[compared.difference.value]
        d = compared.document
        print(f"{d.clave}  {d.label}: {words.format(here=d.authority, said=SAID.get(compared.said, compared.said))}")
    print(f"{asked} documentos, {different} con diferencias")
    return 1 if different else 0
