"""`bin/ops show`: where a document stands, and everything that happened to it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from infra.ops.words import add_number_options, moment, number

if TYPE_CHECKING:
    from chalicelib.domain.documents.country import DocumentNumber
    from chalicelib.domain.documents.record import Document

CALLS = {"submit": "recepción", "query": "autorización"}
VERDICTS = {
    "received": "recibido",
    "returned": "devuelto",
    "declined": "no recibe nada de este emisor por ahora",
    "known": "ya tenía la clave",
    "busy": "falló por dentro",
    "taken": "el número ya está con otra clave",
    "not sent": "no llegó a salir",
    "unknown": "sin respuesta que se entienda",
    "authorized": "autorizado",
    "refused": "no autorizado",
    "pending": "en proceso",
    "unknown clave": "no conoce la clave",
    "unavailable": "no disponible",
}
"""What an authority answered, as people read it."""

FILES = {"pdf": "descargó el RIDE", "xml": "descargó el XML", "zip": "descargó ambos", "abierto": "abrió el RIDE"}


def add(commands: Any) -> None:
    """The command."""
    parser = commands.add_parser("show", help="la historia completa de un documento")
    parser.add_argument("document", metavar="CLAVE|NÚMERO", help="clave de acceso, o número como 001-001-000000001")
    add_number_options(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print it; 1 if there is no such document."""
    from chalicelib.handlers import wiring

    found = number(chosen.document, chosen)
    document = wiring.documents().get(found.key)
    if document is None:
        print(f"No hay ningún documento {_named(found)}.")
    else:
        for line in _standing(document):
            print(line)
    entries = list(_entries(found.issuer, found.key))
    if document is None and not entries:
        return 1
    print(f"\nHistoria ({len(entries)} hechos)")
    for place, entry in entries:
        print(f"  {moment(entry['at'])}  {place:>10}  {_told(entry)}")
    return 0 if document else 1


def _named(found: DocumentNumber) -> str:
    """Its number, as it was asked for."""
    number = f"{found.series[:3]}-{found.series[3:]}-{found.sequence}"
    return f"{number} (tipo {found.kind}, ambiente {found.environment}) del emisor {found.issuer}"


def _standing(d: Document) -> Iterator[str]:
    yield f"{d.label}  {d.number.key}"
    yield f"  clave            {d.clave}"
    yield f"  emitido          {d.issue_date}   total {d.total} {d.currency}"
    yield f"  SRI              {d.authority}   entrega {d.delivery}   receptor {d.reception}"
    yield f"  intento          {d.attempt}   envíos {d.sends}   tareas fallidas {d.tries}"
    yield f"  autorización     {d.authorization_number or '–'}   {moment(d.authorized_at)}"
    yield f"  firmado          {d.signed_sha256 or '–'}"
    yield f"  próxima tarea    {moment(d.due_at)}   tomado hasta {moment(d.lease_until)}"
    for name, text in (("espera", d.waiting), ("incidente", d.incident)):
        if text:
            yield f"  {name:<16} {text}"
    if d.late:
        yield "  fuera de plazo   sí"
    for message in d.messages:
        yield f"  mensaje          {message.code} {message.text} {message.detail}".rstrip()
    for place, mail in enumerate(d.mails, start=1):
        yield f"  correo {place:<9} {mail.state}  {moment(mail.at)}  {mail.reason}".rstrip()
    for past in d.history:
        codes = " ".join(m.code for m in past.messages)
        yield f"  intento anterior {past.attempt}  {past.authority}  {moment(past.ended_at)}  {past.clave}  {codes}"
    for batch in d.batches:
        yield f"  lote             {batch}"


def _entries(tenant: str, subject: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the ledger tells of a document, with its place; what waits for one comes last."""
    from chalicelib.adapters.dynamodb.ledger import DynamoChains
    from chalicelib.services.ledger.checking import MOST_PENDING

    chains = DynamoChains()
    pending = [json.loads(p.text) for p in chains.pending(tenant, MOST_PENDING)]
    told = [(str(r.seq), r.content["entry"]) for r in chains.about(tenant, subject)]
    known = {json.dumps(entry, sort_keys=True) for _, entry in told}
    own = [e for e in pending if e["subject"] == subject and json.dumps(e, sort_keys=True) not in known]
    yield from sorted([*told, *(("–", e) for e in own)], key=lambda item: str(item[1]["at"]))


def _told(entry: dict[str, Any]) -> str:
    facts = entry["facts"]
    codes = " ".join(facts.get("codes", []))
    if entry["what"] == "call":
        call = f"{CALLS[facts['call']]} intento {facts['attempt']}"
        verdict = VERDICTS.get(facts["verdict"], facts["verdict"])
        return f"{call}: {verdict}, {facts['milliseconds']} ms  {codes}  {facts.get('reason', '')}".rstrip()
    if entry["what"] == "file":
        return f"el receptor {FILES.get(facts['access'], facts['access'])}  ({facts['who'][:12]})"
    state = f"{facts['authority']} / {facts['delivery']} / {facts['reception']}"
    return f"paso {facts['n']}, intento {facts['attempt']}: {state}  {codes}".rstrip()
