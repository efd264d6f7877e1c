"""What signing a factura of 10 lines costs in CPU, with its self-check, against the RSA-2048 signature alone.

The machine's speed changes while it runs, so raw and whole signatures are timed in alternating rounds, in CPU time of
this process; the figure to look at is the median of the rounds' ratios. Where the rest goes is measured the same way.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import padding

from chalicelib.domain.documents.country import DocumentNumber, Issuer, Part, Prepared
from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from chalicelib.signing.profile import Algorithm, Ids, apex, signed_info, signing_time
from chalicelib.signing.selfcheck import check
from chalicelib.signing.signer import sign_and_check
from chalicelib.signing.xades import SigningKey, sign_as_canonical
from infra.local.authority import Authority
from infra.local.sample_data import SELLER, many
from infra.local.samples import xml

ROUNDS, REPEATS = 21, 100
GOAL = 0.45


def seconds(work: Callable[[], object]) -> float:
    """The CPU time of one call, the mean of some."""
    begun = time.process_time()
    for _ in range(REPEATS):
        work()
    return (time.process_time() - begun) / REPEATS


def factura() -> bytes:
    """The factura as it comes to be signed."""
    today = date(2026, 11, 23)

    def no_code(_number: DocumentNumber) -> str:
        return "12345678"

    prepared = EcuadorPreparer(Platform("1793216745001")).prepare(
        Part("a.xml", xml(many(1, 10)[0], SELLER, today, 1)),
        issuer=Issuer(SELLER.ruc, frozenset({"1"})),
        today=today,
        numeric_code=no_code,
    )
    assert isinstance(prepared, Prepared)
    return prepared.unsigned


def measure(document: bytes, key: SigningKey, algorithm: Algorithm) -> None:
    """Print the figures of one algorithm."""
    moment = signing_time(datetime.now(UTC))
    info = apex(signed_info(Ids("1"), algorithm, *(algorithm.digest(b"") for _ in range(3))))
    signed, _ = sign_and_check(document, key, moment=moment, algorithm=algorithm, nonce="1")
    value = key.private.sign(info, padding.PKCS1v15(), algorithm.hash)

    def raw() -> object:
        return key.private.sign(info, padding.PKCS1v15(), algorithm.hash)

    def whole() -> object:
        return sign_and_check(document, key, moment=moment, algorithm=algorithm, nonce="1")

    parts: dict[str, Callable[[], object]] = {
        "signing alone": lambda: sign_as_canonical(document, key, moment=moment, algorithm=algorithm, nonce="1"),
        "self-check alone": lambda: check(signed, key),
        "RSA verification": lambda: key.public.verify(value, info, padding.PKCS1v15(), algorithm.hash),
        "one parse": lambda: parse(signed),
    }
    rounds = [(seconds(raw), seconds(whole)) for _ in range(ROUNDS)]
    print(f"{algorithm.value}: factura of {len(document)} bytes, signed {len(signed)}")
    _line("raw RSA-2048", [one for one, _ in rounds])
    _line("signing with self-check", [all_ for _, all_ in rounds])
    for name, work in parts.items():
        _line(name, [seconds(work) for _ in range(ROUNDS)])
    ratio = statistics.median(one / all_ for one, all_ in rounds)
    print(f"  ratio whole to raw rate   {ratio:.3f}  (goal {GOAL})")


def _line(name: str, taken: list[float]) -> None:
    each = statistics.median(taken)
    print(f"  {name:24s}  {each * 1e6:6.0f} µs  {1 / each:6.0f}/s")


def main() -> None:
    """Print the figures."""
    document = factura()
    with tempfile.TemporaryDirectory() as folder:
        holder = Authority(Path(folder), datetime.now(UTC)).subscriber(SELLER.ruc, SELLER.name)
    key = SigningKey(holder.private, holder.certificate)
    for algorithm in Algorithm:
        measure(document, key, algorithm)


if __name__ == "__main__":
    main()
