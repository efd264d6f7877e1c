"""Documents without secuencial on the deployed stack: batches that compete for one emission point."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from infra.local.sample_data import SELLER
from tests.e2e.stack import Stack
from tests.examples import examples, fresh, name_of

BATCHES, EACH, FIRST = 50, 2, 71


def begin_at(point: str, number: int) -> int:
    command = [sys.executable, "-m", "infra.ops", "numbering", SELLER.ruc, "01", "001", point, str(number)]
    environment = {k: v for k, v in os.environ.items() if k != "STAGE"}
    return subprocess.run(command, env=environment, check=False, capture_output=True).returncode


def test_no_gap_and_no_repeat(stack: Stack, today: date, fresh_number: Callable[[], int]) -> None:
    point = f"{fresh_number() % 900 + 100}"
    path = next(p for p in examples() if name_of(p) == "factura minima 1.1.0")
    data = fresh(path, ruc=SELLER.ruc, name=SELLER.name, day=today, secuencial=None)
    data = data.replace(b"<ptoEmi>002<", f"<ptoEmi>{point}<".encode())
    assert begin_at(point, FIRST) == 0

    def drop(number: int) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for place in range(EACH):
                archive.writestr(f"{number}-{place}.xml", data.replace(b"LECHE1L", f"LECHE-{number}-{place}".encode()))
        stack.drop(f"sin número {number}.zip", out.getvalue())

    with ThreadPoolExecutor(BATCHES) as pool:
        list(pool.map(drop, range(BATCHES)))
    batches = [stack.final_report(f"sin número {number}.zip")["documentos"] for number in range(BATCHES)]
    rows = [row for rows in batches for row in rows]
    assert {row["estado"] for row in rows} == {"AUTORIZADO"}, [row["errores"] for row in rows]
    numbers = [int(row["numero"][-9:]) for row in rows]
    assert sorted(numbers) == list(range(FIRST, FIRST + BATCHES * EACH))
    for rows in batches:
        ours = [int(row["numero"][-9:]) for row in rows]
        assert ours == sorted(ours), "in the order of the batch"
    assert begin_at(point, FIRST) == 1
