"""The sample batches: dropped once, followed to their end, shown as a table.

**Expected** is the state a sample must end in. An authorised one must also have its RIDE, and its mail if it has an
address to go to.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TextIO

from botocore.exceptions import ClientError

from chalicelib.domain.documents import paths
from infra.local import other_samples, samples
from infra.local.mail import LetterBox
from infra.local.pages import ECUADOR
from infra.local.sample_data import SAMPLES, SELLER

COUNTED = ("documentos", "autorizados", "rechazados")
DELIVERED = ("ENVIADO", "SIN DESTINATARIO")


@dataclass(frozen=True, slots=True)
class Expected:
    """How a sample must end: what it shows, its row's `archivo` (without the ZIP), its state, whether it is mailed."""

    about: str
    file: str
    state: str
    mailed: bool


@dataclass(frozen=True, slots=True)
class SampleBatch:
    """A file for the inbox, and what is to become of each of its documents."""

    name: str
    content: Callable[[date], bytes]
    expected: Sequence[Expected]

    @property
    def key(self) -> str:
        """Where it is dropped."""
        return paths.upload(SELLER.ruc, self.name)

    @property
    def results(self) -> str:
        """Where its results appear."""
        return paths.result(SELLER.ruc, self.name, "json")


FACTURAS = SampleBatch(
    "facturas de ejemplo.zip",
    lambda day: samples.batch(SAMPLES, SELLER, day),
    [Expected(s.about, f"{s.name}.xml", s.expected, bool(s.buyer.mail)) for s in SAMPLES],
)
OTHERS_NAME = "otros comprobantes.json"
OTHERS = SampleBatch(
    OTHERS_NAME,
    other_samples.batch,
    [
        Expected(other.about, f"{OTHERS_NAME}#{place}", "AUTORIZADO", mailed=True)
        for place, other in enumerate(other_samples.others(date(2026, 1, 1)), start=1)
    ],
)
BATCHES = (FACTURAS, OTHERS)
"""In this order: the second is about facturas of the first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one sample. `wrong` says how it differs from what was expected; empty if it does not."""

    expected: Expected
    row: dict[str, Any]
    wrong: str


def drop(s3: Any, inbox: str, batch: SampleBatch) -> bool:
    """Put the batch into the inbox, as its issuer. False if an earlier start did: it lies there, or has results."""
    if _is_there(s3, inbox, batch.key) or _is_there(s3, inbox, batch.results):
        return False
    s3.put_object(Bucket=inbox, Key=batch.key, Body=batch.content(datetime.now(ECUADOR).date()))
    return True


def _is_there(s3: Any, inbox: str, key: str) -> bool:
    try:
        s3.head_object(Bucket=inbox, Key=key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] not in (403, 404):
            raise
        return False
    return True


class Followed(Protocol):
    """A file in the inbox."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def results(self) -> str:
        """Where its results appear."""
        ...


def read_results(s3: Any, inbox: str, batch: Followed) -> dict[str, Any] | None:
    """The results file as it stands, or None."""
    try:
        content: dict[str, Any] = json.loads(s3.get_object(Bucket=inbox, Key=batch.results)["Body"].read())
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] not in (403, 404):
            raise
        return None
    return content


def follow(s3: Any, inbox: str, batch: Followed, seconds: float, out: TextIO | None = None) -> dict[str, Any] | None:
    """Wait for the final results, showing how they come along. The last state seen, if they take too long."""
    out = out or sys.stdout
    end = time.monotonic() + seconds
    shown = ""
    results = None
    while time.monotonic() < end:
        results = read_results(s3, inbox, batch)
        if results:
            line = f"  {batch.name}: {_summary(results['resumen'])}"
            if line != shown:
                _show(line, out)
                shown = line
            if results["final"]:
                break
        time.sleep(0.3)
    if out.isatty():
        print(file=out)
    return results


def _summary(counts: dict[str, int]) -> str:
    """`3 documentos, 2 autorizados, 0 rechazados, 1 en proceso, 2 por entregar`: each document is counted once, and
    what is authorised but has no RIDE or mail yet is told besides."""
    told = [f"{counts[name]} {name.removesuffix('s') if counts[name] == 1 else name}" for name in COUNTED]
    undecided = max(counts["documentos"] - counts["autorizados"] - counts["rechazados"], 0)
    waiting = min(undecided, counts["en_proceso"])
    told.append(f"{waiting} en proceso")
    undelivered = counts["en_proceso"] - waiting
    return ", ".join([*told, f"{undelivered} por entregar"] if undelivered else told)


def _show(line: str, out: TextIO) -> None:
    if out.isatty():
        print(f"\r\x1b[K{line}", end="", flush=True, file=out)
    else:
        print(line, flush=True, file=out)


def judge(results: dict[str, Any] | None, batch: SampleBatch) -> list[Outcome]:
    """Each sample beside what the results say of it."""
    rows = {str(row["archivo"]).rsplit("/", 1)[-1]: row for row in (results or {}).get("documentos", [])}
    return [_judge(expected, rows.get(expected.file)) for expected in batch.expected]


def _judge(expected: Expected, row: dict[str, Any] | None) -> Outcome:
    if row is None:
        return Outcome(expected, {}, "no aparece en los resultados")
    state = row["estado"]
    if state != expected.state:
        return Outcome(expected, row, f"se esperaba {expected.state}")
    if state != "AUTORIZADO":
        return Outcome(expected, row, "" if row["errores"] else "no dice por qué se rechazó")
    if row.get("entrega") not in DELIVERED:
        return Outcome(expected, row, f"la entrega quedó en {row.get('entrega')}")
    if expected.mailed != (row["entrega"] == "ENVIADO"):
        return Outcome(expected, row, f"la entrega dice {row['entrega']}")
    return Outcome(expected, row, "")


def show(outcomes: Sequence[Outcome], box: LetterBox, files_url: str) -> None:
    """The table: document, state, where its mail went; below it the clave and the RIDE, or the reasons."""
    mails = {letter.text + " ".join(a.name for a in letter.attachments): letter.to for letter in box.letters()}
    width = max(len(outcome.expected.about) for outcome in outcomes)
    wide = max(len(outcome.row.get("numero", "")) for outcome in outcomes)
    print(f"\n  {'Documento':<{width}}  {'Número':<{wide}}  {'Estado':<13}  Correo")
    for outcome in outcomes:
        row = outcome.row
        clave = row.get("clave_acceso", "")
        mail = next((to for text, to in mails.items() if clave and clave in text), "")
        mark = "✗" if outcome.wrong else "✓"
        number, state = row.get("numero", ""), row.get("estado", "—")
        print(f"{mark} {outcome.expected.about:<{width}}  {number:<{wide}}  {state:<13}  {mail}")
        if clave:
            print(f"    {clave}")
        if row.get("ride"):
            print(f"    {files_url}{row['ride']}")
        for error in row.get("errores", [])[:3]:
            print(f"    {error.get('codigo', '')}: {error.get('mensaje', '')}")
        if outcome.wrong:
            print(f"    ATENCIÓN: {outcome.wrong}")
