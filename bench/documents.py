"""What reading, judging and building a factura costs in CPU, for 1, 10 and 60 lines.

Beside it, in the same run, a fixed piece of work (SHA-256 of a megabyte), so that two machines can be compared.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable
from datetime import date

from chalicelib.domain.documents.country import DocumentNumber, Issuer, Part, Prepared
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from infra.local.sample_data import SELLER, many
from infra.local.samples import xml

ROUNDS, REPEATS = 9, 30


def milliseconds(work: Callable[[], object]) -> float:
    """The median over some rounds of the CPU time of one call."""
    work()
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(REPEATS):
            work()
        taken.append((time.process_time() - begun) / REPEATS * 1000)
    return statistics.median(taken)


def no_code(_number: DocumentNumber) -> str:
    """The free digits do not matter here."""
    return "12345678"


def main() -> None:
    """Print the figures."""
    megabyte = b"x" * 1_000_000
    reference = milliseconds(lambda: hashlib.sha256(megabyte).digest())
    print(f"reference: sha256 of 1 MB     {reference:7.2f} ms")
    preparer = EcuadorPreparer(Platform("1793216745001"))
    issuer = Issuer(SELLER.ruc, frozenset({"1"}))
    today = date(2026, 11, 23)
    for lines in (1, 10, 60):
        source = xml(many(1, lines)[0], SELLER, today, 1)

        def prepare(source: bytes = source) -> object:
            return preparer.prepare(Part("a.xml", source), issuer=issuer, today=today, numeric_code=no_code)

        assert isinstance(prepare(), Prepared)
        cost = milliseconds(prepare)
        print(f"parse, validate, build, {lines:2d} lines {cost:6.2f} ms   {cost / reference:5.1f} × reference")


if __name__ == "__main__":
    main()
