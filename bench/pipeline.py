"""Documents per second through the whole local pipeline: dropped as one ZIP, until all are authorised and mailed.

Beside it, in the same run, the raw RSA-2048 rate of this machine, so that figures of two machines can be compared. The
stack must run (`bin/bench` starts one of its own).
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta

from infra.local.sample_data import SELLER, many
from infra.local.samples import batch
from tests.e2e.stack import Stack

COUNT = 200


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    stack = Stack()
    now = datetime.now(UTC) - timedelta(hours=5)
    data = batch(many(count), SELLER, now.date(), first=int(now.timestamp()) % 100_000_000 * 9)
    name = f"medida {now:%H%M%S}.zip"
    begun = time.perf_counter()
    stack.drop(name, data)
    report = stack.final_report(name, patience=1800)
    taken = time.perf_counter() - begun
    done = report["resumen"]["autorizados"]
    rows = report["documentos"]
    delivered = sum(row["entrega"] in ("ENVIADO", "SIN DESTINATARIO") for row in rows)
    print(
        f"whole local pipeline          {count / taken:7.2f} documents/s ({count} facturas of 3 lines, {taken:.0f} s)"
    )
    print(f"  authorised {done}, delivered {delivered}")
    if done != count:
        sys.exit("not every document was authorised")


if __name__ == "__main__":
    main()
