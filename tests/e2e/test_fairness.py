"""Hundreds of documents of one company and one of another, on the deployed stack.

What is compared is the order, never the clock: how many of the crowd were authorised when the single document had come
to its end. `RUBRICA_CROWD=500 … -s` prints the times too (docs/reliability.md).
"""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from infra.local.sample_data import SAMPLES
from infra.local.samples import xml
from tests.e2e.stack import Stack
from tests.e2e.test_ops import Own

CROWD = int(os.environ.get("RUBRICA_CROWD", "120"))
"""Half of them dropped singly, half in one ZIP."""


def test_one_document_does_not_wait_for_a_crowd_of_another_company(
    stack: Stack, today: date, factura: Callable[..., bytes], fresh_number: Callable[[], int], tmp_path: Path
) -> None:
    small = Own(stack)
    small.register(tmp_path)
    began = time.monotonic()
    small.issue("sin nadie delante.xml", xml(SAMPLES[0], small.seller, today, fresh_number()))
    alone = time.monotonic() - began

    numbers = [fresh_number() for _ in range(CROWD)]
    crowd = [factura(number=number) for number in numbers]
    singly, together = crowd[: CROWD // 2], io.BytesIO()
    with zipfile.ZipFile(together, "w") as archive:
        for place, data in enumerate(crowd[CROWD // 2 :]):
            archive.writestr(f"{place}.xml", data)
    stack.drop("multitud.zip", together.getvalue())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda p: stack.drop(f"multitud {p[0]}.xml", p[1]), enumerate(singly)))
    began = time.monotonic()
    row = small.issue("detrás de todos.xml", xml(SAMPLES[0], small.seller, today, fresh_number()))
    behind = time.monotonic() - began
    done = authorised(stack, numbers)
    print(f"\nalone {alone:.1f} s; behind {CROWD}: {behind:.1f} s, when {done} of them were authorised")
    assert row["estado"] == "AUTORIZADO"
    assert done < CROWD // 2, f"{done} of {CROWD} went first"
    stack.wait_for(lambda: authorised(stack, numbers) == CROWD, "the end of the crowd", patience=600)
    print(f"the crowd: {time.monotonic() - began:.1f} s")


def authorised(stack: Stack, numbers: list[int]) -> int:
    """How many of the numbers the authority has authorised."""
    wanted = {f"{number:09d}" for number in numbers}
    found = stack.control("GET", "documents")
    return sum(1 for d in found if d["estado"] == "AUTORIZADO" and d["clave"][30:39] in wanted)
