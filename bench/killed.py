"""The local cloud is killed: what a start finds, rebuilds and does not do twice.

`python -m bench.killed` starts a stack of its own, has documents numbered and issued, kills the cloud (SIGKILL) with
more of them under way, starts it again and compares with what the authority saw. It ends with 1 if a sale was issued
twice, lost, or mixed up with another.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from datetime import datetime
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from chalicelib.domain.documents import paths
from infra.local.free_ports import free_ports
from infra.local.home import ROOT, Home
from infra.local.pages import ECUADOR
from infra.local.processes import running
from infra.local.sample_data import SAMPLES, SELLER
from infra.local.samples import xml

HOME = ROOT / "build" / "killed-stack"
DONE, UNDER_WAY = 10, 20
FIRSTS = (1, 1001, 5001)
"""The first sale of each batch: those that were done, those under way, those that came afterwards."""
PATIENCE = 240


def batch(count: int, first: int) -> bytes:
    """Facturas that want a number, each with a total of its own by which its sale is known."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for place in range(first, first + count):
            text = xml(SAMPLES[0], SELLER, datetime.now(ECUADOR).date(), place).decode()
            text = re.sub(r"<(claveAcceso|secuencial)>.*?</\1>", "", text)
            text = text.replace("<ptoEmi>001<", "<ptoEmi>777<")
            text = text.replace(
                "</infoAdicional>", f'<campoAdicional nombre="venta">{place}</campoAdicional></infoAdicional>'
            )
            archive.writestr(f"{place:04d}.xml", text)
    return out.getvalue()


class Stack:
    """The stack as it runs now."""

    def __init__(self) -> None:
        self.facts: dict[str, Any] = json.loads((HOME / "stack.json").read_text())
        self.ruc = self.facts["tenants"][0]["ruc"]
        self.s3: Any = boto3.client(
            "s3",
            endpoint_url=self.facts["aws_endpoint"],
            region_name=self.facts["region"],
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(s3={"addressing_style": "path"}),
        )

    def drop(self, name: str, data: bytes) -> None:
        """Put a batch into the inbox."""
        self.s3.put_object(Bucket=self.facts["inbox_bucket"], Key=paths.upload(self.ruc, name), Body=data)

    def report(self, name: str) -> dict[str, Any]:
        """The results as they stand; empty without any."""
        try:
            key = paths.result(self.ruc, name, "json")
            return dict(json.loads(self.s3.get_object(Bucket=self.facts["inbox_bucket"], Key=key)["Body"].read()))
        except ClientError:
            return {}

    def final(self, name: str, since: str = "") -> dict[str, Any]:
        """The results once they are final and were written after `since`."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            report = self.report(name)
            if report and report["final"] and report["actualizado"] > since:
                return report
            time.sleep(0.5)
        raise SystemExit(f"waited in vain for the results of {name}: {self.report(name).get('resumen')}")

    def sales(self) -> dict[str, str]:
        """Of each authorised clave in the archive, its sale."""
        found = {}
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.facts["archive_bucket"], Prefix=f"authorized/{self.ruc}/"
        )
        for key in (item["Key"] for page in pages for item in page.get("Contents", [])):
            data = self.s3.get_object(Bucket=self.facts["archive_bucket"], Key=key)["Body"].read().decode()
            if sale := re.search(r'nombre="venta"(?:>|&gt;)(\d+)', data):
                found[paths.clave_of(key)] = sale[1]
        return found


def command(*arguments: str, whatever: bool = False) -> str:
    """Run one of the commands; answers what it said. `whatever` it says, go on."""
    done = subprocess.run(
        [ROOT / "bin" / arguments[0], *arguments[1:]], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if done.returncode and not whatever:
        raise SystemExit(f"bin/{' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


def kill_cloud() -> None:
    """SIGKILL, then wait until the rest of the stack has ended."""
    os.kill(running(Home(HOME))["cloud"], signal.SIGKILL)
    end = time.monotonic() + 60
    while running(Home(HOME)) and time.monotonic() < end:
        time.sleep(0.2)


def main() -> int:
    """Do it; 0 if every sale was issued exactly once."""
    # The samples are not followed: they are under way as well when the cloud is killed.
    os.environ |= {"RUBRICA_HOME": str(HOME), "RUBRICA_SAMPLE_SECONDS": "1"}
    for name, port in zip(("RUBRICA_PORT", "RUBRICA_CLOUD_PORT", "RUBRICA_SRI_PORT"), free_ports(3), strict=True):
        os.environ[name] = str(port)
    command("stop")
    shutil.rmtree(HOME, ignore_errors=True)
    try:
        command("run", "--once", whatever=True)
        command("run", "--detach")
        stack = Stack()
        done = batch(DONE, FIRSTS[0])
        stack.drop("hechas.zip", done)
        before = stack.final("hechas.zip")
        claves = [row["clave_acceso"] for row in before["documentos"]]
        stack.drop("en camino.zip", batch(UNDER_WAY, FIRSTS[1]))
        while not stack.report("en camino.zip").get("documentos"):
            time.sleep(0.1)
        kill_cloud()
        began = time.monotonic()
        said = command("run", "--detach")
        print("\n".join(line for line in said.splitlines() if line.startswith(" " * 10)))
        print(f"{time.monotonic() - began:.0f} s until it serves again")
        stack = Stack()
        rest = stack.final("en camino.zip")
        stack.drop("hechas.zip", done)
        again = stack.final("hechas.zip", since=before["actualizado"])
        stack.drop("nuevas.zip", batch(DONE, FIRSTS[2]))
        new = stack.final("nuevas.zip")
        return judge(stack, claves, again, rest, new)
    finally:
        command("stop")


def judge(stack: Stack, claves: list[str], *reports: dict[str, Any]) -> int:
    """Compare what the results say with what the authority authorised; 0 if all is well."""
    sales = stack.sales()
    twice = {sale: times for sale, times in Counter(sales.values()).items() if times > 1}
    rows = [row for report in reports for row in report["documentos"]]
    states = Counter(row["estado"] for row in rows)
    wrong = [
        row["clave_acceso"]
        for report, first in zip(reports, FIRSTS, strict=True)
        for row in report["documentos"]
        if sales.get(row["clave_acceso"]) != str(first + row["posicion"] - 1)
    ]
    numbers = sorted(int(clave[30:39]) for clave in sales)
    gaps = sorted(set(range(numbers[0], numbers[-1] + 1)) - set(numbers))
    same = [row["clave_acceso"] for row in reports[0]["documentos"]] == claves
    print(f"{len(rows)} rows: {dict(states)}; sales authorised {len(set(sales.values()))}, twice: {twice or 'none'}")
    print(
        f"rows about another sale: {len(wrong)}; the file dropped again kept its claves: {same}; gaps: {gaps or 'none'}"
    )
    return 0 if set(states) == {"AUTORIZADO"} and not twice and not wrong and same and not gaps else 1


if __name__ == "__main__":
    sys.exit(main())
