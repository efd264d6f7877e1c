"""What reading, judging and building costs in CPU: a factura of 1, 10 and 60 lines, then one document of each kind.

Beside it, in the same run, a fixed piece of work (SHA-256 of a megabyte), so that two machines can be compared.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from chalicelib.domain.documents.country import DocumentNumber, Issuer, Part, Prepared
from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador.comprobantes import KINDS
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from infra.local.sample_data import SELLER, many
from infra.local.samples import xml

ROUNDS, REPEATS = 9, 30
EXAMPLES = Path(__file__).parents[1] / "tests" / "examples"
SAMPLED, EXAMPLES_OF = date(2026, 11, 23), date(2026, 11, 10)


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


def cost(preparer: EcuadorPreparer, source: bytes, today: date) -> float:
    """The milliseconds of preparing one document."""
    ruc = parse(source).findtext("infoTributaria/ruc", "")
    issuer = Issuer(ruc, frozenset({"1"}))

    def prepare() -> object:
        return preparer.prepare(Part("a.xml", source), issuer=issuer, today=today, numeric_code=no_code)

    outcome = prepare()
    assert isinstance(outcome, Prepared), outcome
    return milliseconds(prepare)


def main() -> None:
    """Print the figures."""
    megabyte = b"x" * 1_000_000
    reference = milliseconds(lambda: hashlib.sha256(megabyte).digest())
    print(f"reference: sha256 of 1 MB     {reference:7.2f} ms")
    preparer = EcuadorPreparer(Platform("1793216745001"))
    for lines in (1, 10, 60):
        spent = cost(preparer, xml(many(1, lines)[0], SELLER, SAMPLED, 1), SAMPLED)
        print(f"parse, validate, build, {lines:2d} lines {spent:6.2f} ms   {spent / reference:5.1f} × reference")
    for kind in KINDS:
        version = kind.issue_version
        source = (EXAMPLES / kind.root / f"completa_{version}.xml").read_bytes()
        spent = cost(preparer, source, EXAMPLES_OF)
        kilobytes = len(source) / 1000
        name = f"{kind.root} {version}"
        print(f"  {name:26s} {kilobytes:5.1f} kB {spent:6.2f} ms   {spent / reference:5.1f} × reference")


if __name__ == "__main__":
    main()
