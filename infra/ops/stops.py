"""`bin/ops pause|resume`: stop and let go on what is handed in, of one issuer or to an authority."""

from __future__ import annotations

import argparse
import re
from typing import Any

from infra.ops.tenants import tenant_of
from infra.ops.words import Unclear

LINE = re.compile(r"[A-Z]{2}:[0-9A-Za-z]+")


def add(commands: Any) -> None:
    """Both commands."""
    for name, what in (
        ("pause", "detiene los envíos de un emisor o a una autoridad"),
        ("resume", "reanuda lo detenido, también lo que detuvo la autoridad"),
    ):
        parser = commands.add_parser(name, help=what)
        parser.add_argument("tenant", nargs="?", metavar="RUC", help="el emisor")
        parser.add_argument("--authority", metavar="PAÍS:AMBIENTE", help="la autoridad, por ejemplo EC:1")
        if name == "pause":
            parser.add_argument("--reason", default="", help="lo que leerá el emisor mientras espera")
        parser.set_defaults(run=run, order=name)


def run(chosen: argparse.Namespace) -> int:
    """Do it."""
    from chalicelib.adapters.clock import SystemClock
    from chalicelib.adapters.dynamodb.lines import DynamoLines
    from chalicelib.domain.documents.line import line_key
    from chalicelib.services.stops import Stops

    if bool(chosen.tenant) == bool(chosen.authority):
        raise Unclear("Diga un RUC o --authority PAÍS:AMBIENTE, uno de los dos.")
    stops = Stops(DynamoLines(), SystemClock())
    reason = {"reason": chosen.reason} if chosen.order == "pause" and chosen.reason else {}
    if chosen.authority:
        if not LINE.fullmatch(chosen.authority):
            raise Unclear(f"«{chosen.authority}» no nombra una autoridad: escriba PAÍS:AMBIENTE, por ejemplo EC:1.")
        if chosen.order == "pause":
            stops.pause_line(chosen.authority, **reason)
        else:
            stops.resume_line(chosen.authority)
        print(f"{chosen.authority}: {_done(chosen.order)}")
        return 0
    tenant = tenant_of(chosen.tenant)
    for environment in sorted(tenant.environments):
        line = line_key(tenant.country, environment)
        if chosen.order == "pause":
            stops.pause_issuer(line, tenant.ruc, **reason)
        else:
            stops.resume_issuer(line, tenant.ruc)
        print(f"{tenant.ruc} en {line}: {_done(chosen.order)}")
    return 0


def _done(order: str) -> str:
    return "detenido; lo que llegue se firma y espera" if order == "pause" else "reanudado"
