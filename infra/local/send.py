"""`bin/send FILE…`: drops files into the demo company's inbox of the running stack and shows what becomes of them.

It does what an issuer's own system would do: an upload with the company's access key, and reading the results file
until it is final. `--sample` writes a factura with the next free number, to have something to send.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.local.cloud import session
from infra.local.home import home_from
from infra.local.pages import ECUADOR
from infra.local.sample_data import SAMPLES, SELLER
from infra.local.samples import xml

PATIENCE = 600
MISSING = (403, 404)


def send(stack: dict[str, Any], path: Path) -> dict[str, Any]:
    """Upload one file and answer its results once they are final. Raises TimeoutError."""
    tenant = stack["tenants"][0]
    s3: Any = session(tenant["access_key"], tenant["secret_key"]).client("s3", endpoint_url=stack["aws_endpoint"])
    name = f"{datetime.now(ECUADOR):%Y-%m-%d %H%M%S} {path.name}"
    s3.put_object(Bucket=stack["inbox_bucket"], Key=f"{tenant['ruc']}/{name}", Body=path.read_bytes())
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        time.sleep(0.5)
        try:
            answer = s3.get_object(Bucket=stack["inbox_bucket"], Key=f"{tenant['ruc']}/results/{name}.json")
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] not in MISSING:
                raise
            continue
        report: dict[str, Any] = json.loads(answer["Body"].read())
        if report["final"]:
            return report
    raise TimeoutError


def write_sample(path: Path) -> None:
    """A factura of the demo company that was not issued before: its number is taken from the clock."""
    now = datetime.now(ECUADOR)
    path.write_bytes(xml(SAMPLES[0], SELLER, now.date(), int(now.timestamp()) % 900_000_000 + 1000))


def main(arguments: Sequence[str]) -> int:
    """The command line; 0 if every document was authorised."""
    parser = argparse.ArgumentParser(prog="bin/send", description="Envía archivos al buzón de la empresa de ejemplo.")
    parser.add_argument("files", nargs="*", type=Path, metavar="ARCHIVO")
    parser.add_argument("--sample", type=Path, metavar="ARCHIVO", help="escribe una factura de ejemplo y termina")
    chosen = parser.parse_args(arguments)
    if chosen.sample:
        write_sample(chosen.sample)
        print(f"Listo: {chosen.sample}. Mírela, cámbiela y envíela con bin/send {chosen.sample}")
        return 0
    home = home_from(os.environ)
    if not home.stack_file.exists():
        print("Rúbrica no está en marcha: arránquela con bin/run --detach.", file=sys.stderr)
        return 1
    stack = json.loads(home.stack_file.read_text())
    good = bool(chosen.files)
    for path in chosen.files:
        if not path.is_file():
            print(f"No existe el archivo {path}.", file=sys.stderr)
            return 1
        report = send(stack, path)
        print(json.dumps(report, ensure_ascii=False, indent=1))
        good &= all(row["estado"] == "AUTORIZADO" for row in report["documentos"])
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
