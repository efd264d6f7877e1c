"""`bin/ops queues`: how full the queues are, what was given up in them, and giving it another chance."""

from __future__ import annotations

import argparse
import os
import time
from typing import TYPE_CHECKING, Any

from infra.ops.words import Unclear

if TYPE_CHECKING:
    from chalicelib.adapters.dead_letters import SqsDeadLetters

PATIENCE = 15
"""Seconds: longer than a dead letter that was read stays out of sight."""


def add(commands: Any) -> None:
    """The command and the one below it."""
    parser = commands.add_parser(
        "queues",
        help="las colas y sus mensajes muertos",
        description="Sin más muestra cada cola y los mensajes que fallaron cinco veces. Con redrive los devuelve a su "
        "cola; puede repetirse sin daño, porque un mensaje sólo despierta a quien mira el registro.",
    )
    parser.add_argument("order", nargs="?", choices=["redrive"], help="devuelve los mensajes muertos a su cola")
    parser.add_argument("names", nargs="*", metavar="COLA", help="sólo estas colas")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Do it; 1 if dead letters are left."""
    queues = _queues()
    depths = {d.queue: d for d in queues.depths()}
    unknown = [name for name in chosen.names if name not in depths]
    if unknown:
        raise Unclear(f"No hay una cola «{unknown[0]}»; hay {', '.join(depths)}.")
    names = chosen.names or list(depths)
    if chosen.order == "redrive":
        for name in names:
            if moved := _redrive(queues, name):
                print(f"{name}: {moved} mensajes vuelven a su cola")
        return 0
    print(f"{'cola':<16}{'esperan':>9}{'en curso':>10}{'aplazados':>11}{'muertos':>9}")
    for name in names:
        d = depths[name]
        print(f"{name:<16}{d.waiting:>9}{d.taken:>10}{d.delayed:>11}{d.dead:>9}")
    for name in names:
        for letter in queues.dead(name) if depths[name].dead else ():
            print(f"  {name} {letter.id}  {describe(letter.body)}")
    return 1 if any(depths[name].dead for name in names) else 0


def _redrive(queues: SqsDeadLetters, name: str) -> int:
    """Bring back whatever is dead, also what somebody looked at a moment ago; answers how many messages."""
    moved = 0
    end = time.monotonic() + PATIENCE
    while {d.queue: d.dead for d in queues.depths()}[name] and time.monotonic() < end:
        for letter in queues.dead(name):
            queues.again(letter)
            moved += 1
    return moved


def describe(body: str) -> str:
    """What a message asks for, without personal data."""
    from chalicelib.handlers import messages

    try:
        return "; ".join(_described(m) for m in messages.read(body)) or "mensaje de prueba de S3"
    except (messages.NotOurs, KeyError, TypeError):
        return f"no es un mensaje nuestro ({len(body)} caracteres)"


def _described(message: Any) -> str:
    from chalicelib.handlers import messages

    match message:
        case messages.ObjectCreated(key, _):
            return f"archivo {key}"
        case messages.LookAtDocument(document_id):
            return f"documento {document_id}"
        case messages.WriteResults(batch_id):
            return f"resultados de {batch_id}"
        case messages.TellSomebody(letter, facts):
            subject = facts.get("document") or facts.get("issuer") or ""
            return f"carta «{letter}» {subject}".rstrip()
        case messages.DeliverOwed(owed_id):
            return f"aviso debido {owed_id}"
        case _:
            return "aviso de SES sobre un correo"


def _queues() -> SqsDeadLetters:
    from chalicelib.adapters.aws import client
    from chalicelib.adapters.dead_letters import SqsDeadLetters

    suffix = "_QUEUE_URL"
    found = {k.removesuffix(suffix).lower(): v for k, v in os.environ.items() if k.endswith(suffix)}
    return SqsDeadLetters(client("sqs"), dict(sorted(found.items())))
