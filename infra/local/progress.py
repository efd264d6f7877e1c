"""The sample batch: dropped once, followed to its end, shown as a table.

**Expected** is the state a sample must end in. An authorised one must also have its RIDE, and its mail if it has an
address to go to.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from infra.local.mail import LetterBox
from infra.local.pages import ECUADOR
from infra.local.sample_data import SAMPLES, SELLER
from infra.local.samples import Sample, batch

NAME = "facturas de ejemplo.zip"
KEY = f"{SELLER.ruc}/{NAME}"
RESULTS = f"{SELLER.ruc}/results/{NAME}.json"
DELIVERED = ("ENVIADO", "SIN DESTINATARIO")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one sample. `wrong` says how it differs from what was expected; empty if it does not."""

    sample: Sample
    row: dict[str, Any]
    wrong: str


def drop(s3: Any, inbox: str) -> bool:
    """Put the batch into the inbox, as its issuer. False if it lies there from an earlier start."""
    try:
        s3.head_object(Bucket=inbox, Key=KEY)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] not in (403, 404):
            raise
        s3.put_object(Bucket=inbox, Key=KEY, Body=batch(SAMPLES, SELLER, datetime.now(ECUADOR).date()))
        return True
    return False


def read_results(s3: Any, inbox: str) -> dict[str, Any] | None:
    """The results file as it stands, or None."""
    try:
        content: dict[str, Any] = json.loads(s3.get_object(Bucket=inbox, Key=RESULTS)["Body"].read())
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] not in (403, 404):
            raise
        return None
    return content


def follow(s3: Any, inbox: str, seconds: float) -> dict[str, Any] | None:
    """Wait for the final results, showing how they come along. The last state seen, if they take too long."""
    end = time.monotonic() + seconds
    shown = ""
    results = None
    while time.monotonic() < end:
        results = read_results(s3, inbox)
        if results:
            counts = results["resumen"]
            line = (
                f"  {counts['documentos']} documentos: {counts['autorizados']} autorizados, "
                f"{counts['rechazados']} rechazados, {counts['en_proceso']} en proceso"
            )
            if line != shown:
                _show(line)
                shown = line
            if results["final"]:
                break
        time.sleep(0.3)
    if sys.stdout.isatty():
        print()
    return results


def _show(line: str) -> None:
    if sys.stdout.isatty():
        print(f"\r\x1b[K{line}", end="", flush=True)
    else:
        print(line, flush=True)


def judge(results: dict[str, Any] | None, samples: Sequence[Sample] = SAMPLES) -> list[Outcome]:
    """Each sample beside what the results say of it."""
    rows = {str(row["archivo"]).rsplit("/", 1)[-1]: row for row in (results or {}).get("documentos", [])}
    return [_judge(sample, rows.get(f"{sample.name}.xml")) for sample in samples]


def _judge(sample: Sample, row: dict[str, Any] | None) -> Outcome:
    if row is None:
        return Outcome(sample, {}, "no aparece en los resultados")
    state = row["estado"]
    if state != sample.expected:
        return Outcome(sample, row, f"se esperaba {sample.expected}")
    if state != "AUTORIZADO":
        return Outcome(sample, row, "" if row["errores"] else "no dice por qué se rechazó")
    if row.get("entrega") not in DELIVERED:
        return Outcome(sample, row, f"la entrega quedó en {row.get('entrega')}")
    if bool(sample.buyer.mail) != (row["entrega"] == "ENVIADO"):
        return Outcome(sample, row, f"la entrega dice {row['entrega']}")
    return Outcome(sample, row, "")


def show(outcomes: Sequence[Outcome], box: LetterBox, files_url: str) -> None:
    """The table: document, state, where its mail went; below it the clave and the RIDE, or the reasons."""
    mails = {letter.text + " ".join(a.name for a in letter.attachments): letter.to for letter in box.letters()}
    width = max(len(outcome.sample.about) for outcome in outcomes)
    print(f"\n  {'Documento':<{width}}  {'Número':<25}  {'Estado':<13}  Correo")
    for outcome in outcomes:
        row = outcome.row
        clave = row.get("clave_acceso", "")
        mail = next((to for text, to in mails.items() if clave and clave in text), "")
        mark = "✗" if outcome.wrong else "✓"
        number, state = row.get("numero", ""), row.get("estado", "—")
        print(f"{mark} {outcome.sample.about:<{width}}  {number:<25}  {state:<13}  {mail}")
        if clave:
            print(f"    {clave}")
        if row.get("ride"):
            print(f"    {files_url}{row['ride']}")
        for error in row.get("errores", [])[:3]:
            print(f"    {error.get('codigo', '')}: {error.get('mensaje', '')}")
        if outcome.wrong:
            print(f"    ATENCIÓN: {outcome.wrong}")
