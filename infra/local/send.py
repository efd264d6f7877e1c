"""`bin/send FILE…`: drops files into the demo company's inbox of the running stack and shows what becomes of them.

It does what an issuer's own system would do: an upload with the company's access key, and reading the results file
until it is final. `--sample` writes a factura with the next free number, to have something to send.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.documents import paths
from infra.cli import Parser, place, why
from infra.local import progress
from infra.local.cloud import session
from infra.local.home import home_from
from infra.local.pages import ECUADOR
from infra.local.sample_data import SAMPLES, SELLER
from infra.local.samples import xml

PATIENCE = 600


@dataclass(frozen=True, slots=True)
class Sent:
    """A file in the inbox: what it is called there, and where its results appear."""

    name: str
    results: str


class Stack:
    """The running stack, as its demo company uses it."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self._facts = facts
        self._tenant = facts["tenants"][0]
        self.inbox = facts["inbox_bucket"]
        keys = session(self._tenant["access_key"], self._tenant["secret_key"])
        self.s3: Any = keys.client("s3", endpoint_url=facts["aws_endpoint"])

    def send(self, path: Path) -> Sent:
        """Upload one file under a name of its own."""
        ruc = self._tenant["ruc"]
        name = f"{datetime.now(ECUADOR):%Y-%m-%d %H%M%S} {path.name}"
        self.s3.put_object(Bucket=self.inbox, Key=paths.upload(ruc, name), Body=path.read_bytes())
        return Sent(name, paths.result(ruc, name, "json"))

    def address(self, key: str) -> str:
        """Where a file of the archive can be looked at."""
        return f"{self._facts['portal_url']}_local/archivo/{key}"


def unusable(path: Path) -> str:
    """Why a path cannot be sent; empty if it can."""
    if path.is_dir():
        return f"{path} es una carpeta: diga sus archivos, por ejemplo {path}/*.xml"
    if not path.exists():
        return f"No existe el archivo {path}"
    if not os.access(path, os.R_OK):
        return f"No se puede leer {path}"
    return "" if path.stat().st_size else f"{path} está vacío"


def write_sample(path: Path) -> None:
    """A factura of the demo company that was not issued before: its number is taken from the clock."""
    now = datetime.now(ECUADOR)
    path.write_bytes(xml(SAMPLES[0], SELLER, now.date(), int(now.timestamp()) % 900_000_000 + 1000))


def table(report: dict[str, Any], stack: Stack) -> Iterator[str]:
    """The results as people read them: a line for each document, and below it what there is to know of it."""
    rows = report["documentos"]
    names = [str(row["numero"] or row["archivo"]) for row in rows]
    width = max(map(len, [*names, "Documento"]))
    yield f"  {'N.º':>4}  {'Documento':<{width}}  {'Estado':<13}  Entrega"
    for row, name in zip(rows, names, strict=True):
        mark = "✓" if row["estado"] == "AUTORIZADO" else "✗"
        yield f"{mark} {row['posicion']:>4}  {name:<{width}}  {row['estado']:<13}  {row.get('entrega', '')}".rstrip()
        for told in (*row["errores"], *row["advertencias"]):
            yield f"        {told['codigo']}  {told['puntero']}"
            yield f"            {told['mensaje']}"
            yield f"            {told['que_hacer']}"
        if row["clave_acceso"]:
            yield f"        {row['clave_acceso']}"
        if row.get("ride"):
            yield f"        {stack.address(row['ride'])}"


def _parser() -> Parser:
    parser = Parser(
        prog="bin/send",
        description="Envía archivos al buzón de la empresa de ejemplo y muestra qué fue de cada documento. Estado 0 si "
        "todos fueron autorizados.",
    )
    parser.add_argument("files", nargs="*", metavar="ARCHIVO", help="XML, JSON, CSV, XLSX o ZIP")
    parser.add_argument("--json", action="store_true", help="muestra los resultados como los recibe un sistema")
    parser.add_argument("--sample", metavar="ARCHIVO", help="escribe una factura de ejemplo y termina")
    return parser


def main(arguments: Sequence[str]) -> int:
    """The command line; 0 if every document was authorised."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if bool(chosen.files) == bool(chosen.sample):
        parser.error("diga qué archivos enviar, o --sample y el archivo donde escribir una factura de ejemplo")
    if chosen.sample:
        return _sample(chosen.sample)
    files = [place(file) for file in chosen.files]
    if wrong := list(filter(None, map(unusable, files))):
        print(*(f"{sentence}." for sentence in wrong), "No se envió nada.", sep="\n", file=sys.stderr)
        return 1
    try:
        stack = Stack(json.loads(home_from(os.environ).stack_file.read_text()))
    except (OSError, ValueError, LookupError):
        print("Rúbrica no está en marcha: arránquela con bin/run --detach.", file=sys.stderr)
        return 1
    try:
        authorised = [_sent(stack, file, chosen.json) for file in files]
        return 0 if all(authorised) else 1
    except (BotoCoreError, ClientError, OSError) as error:
        print(f"Rúbrica no responde ({type(error).__name__}): vea si sigue en marcha.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nLo enviado sigue su curso; sus resultados quedan en el buzón.", file=sys.stderr)
        return 130


def _sample(named: str) -> int:
    path = place(named)
    try:
        write_sample(path)
    except OSError as error:
        print(f"No se puede escribir {path}: {why(error)}.", file=sys.stderr)
        return 1
    print(f"Listo: {named}. Mírela, cámbiela y envíela con bin/send {named}")
    return 0


def _sent(stack: Stack, path: Path, as_json: bool) -> bool:
    """Send one file and show what became of it. Whether all of it was authorised."""
    sent = stack.send(path)
    report = progress.follow(stack.s3, stack.inbox, sent, PATIENCE, sys.stderr if as_json else sys.stdout)
    if report is None or not report["final"]:
        late = f"no terminó en {PATIENCE // 60} minutos; sus resultados quedan en el buzón"
        print(f"{path.name}: {late}.", file=sys.stderr)
        return False
    print(json.dumps(report, ensure_ascii=False, indent=1) if as_json else "\n".join(table(report, stack)), flush=True)
    return all(row["estado"] == "AUTORIZADO" for row in report["documentos"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
