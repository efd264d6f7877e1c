"""`bin/ops reconcile`: a day of a tenant, next to what the authority says of it."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from infra.ops.tenants import country_of, finding
from infra.ops.words import day

WORDS = {
    "state": "aquí {here}, el SRI dice {said}",
    "number": "el número de autorización no es el mismo",
    "content": "el SRI autorizó otros bytes que los archivados",
    "forgotten": "aquí {here}; el SRI ya no lo recuerda: ya no se puede comparar",
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
        "impulsa con redrive. De lo que el SRI juzgó hace tiempo y ya no recuerda dice que no se puede comparar; eso "
        "no es una diferencia. Termina con estado 1 si hay diferencias.",
    )
    parser.add_argument("--tenant", required=True, metavar="RUC")
    parser.add_argument("--date", required=True, type=day, metavar="AAAA-MM-DD", help="fecha de emisión")
    parser.add_argument(
        "--memoria",
        type=int,
        default=15,
        metavar="DÍAS",
        help="pasados estos días se da por olvidado lo que el SRI ya no conoce (15)",
    )
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Do it."""
    from chalicelib.handlers import wiring
    from chalicelib.services.operations.reconciling import Difference, Reconciling

    documents = finding().documents(country_of(chosen.tenant), chosen.tenant, chosen.date)
    reconciling = Reconciling(wiring.services(), lambda: time.sleep(1), timedelta(days=chosen.memoria))
    found: Counter[Difference] = Counter()
    for compared in reconciling.compare(documents):
        found[compared.difference] += 1
        if compared.difference is Difference.NONE:
            continue
        words = WORDS[compared.difference.value]
        d = compared.document
        print(f"{d.clave}  {d.label}: {words.format(here=d.authority, said=SAID.get(compared.said, compared.said))}")
    forgotten = found[Difference.FORGOTTEN]
    different = found.total() - found[Difference.NONE] - forgotten
    beyond = f", {forgotten} que ya no se pueden comparar" if forgotten else ""
    print(f"{found.total()} documentos, {different} con diferencias{beyond}")
    return 1 if different else 0
