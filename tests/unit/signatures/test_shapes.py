"""Door, signer and sandbox give one verdict on every form of a signature; xmlsec1 is the witness of what holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from chalicelib.adapters.signer import XadesSigner
from chalicelib.domain.tenants.tenant import Tenant
from chalicelib.services.ports import SigningRefused
from chalicelib.signing.foreign import BadForeignSignature, verify
from chalicelib.signing.profile import Algorithm
from chalicelib.signing.xades import SigningKey, sign
from infra.sandbox.reading import whole
from infra.sandbox.signature import Finding, judged
from tests.unit.signatures.edits import DOUBTED, REFUSED, TAKEN
from tests.unit.signatures.maker import DOCUMENT, NOW, RUC, Keys, Rdn, holds, make
from tests.unit.signatures.page import PAGE, page
from tests.unit.signatures.shapes import SHAPES, Shape

COMPANY = Tenant(RUC, "ÑANDÚ & CÍA.", "EC", frozenset({"1"}), b"")


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys()


def of_the_door(signed: bytes) -> tuple[str, str]:
    """The verdict, and what is said."""
    try:
        doubts = verify(signed, RUC, NOW).doubts
    except BadForeignSignature as error:
        return REFUSED, str(error)
    return (DOUBTED if doubts else TAKEN), "; ".join(doubts)


def of_the_signer(signed: bytes) -> bool:
    """Whether what comes signed goes on, and then byte for byte."""
    signer = XadesSigner(None, Algorithm.SHA1)  # type: ignore[arg-type]  # no key is asked for
    try:
        return signer.sign(COMPANY, signed, NOW) == signed
    except SigningRefused:
        return False


def of_the_sandbox(signed: bytes, keys: Keys, shape: Shape) -> tuple[str, str]:
    found = finding(signed, keys, shape)
    if not found.holds:
        return REFUSED, "; ".join(found.reasons)
    return (DOUBTED if found.remarks else TAKEN), "; ".join(found.remarks)


def finding(signed: bytes, keys: Keys, shape: Shape) -> Finding:
    return judged(whole(signed), RUC, NOW, [keys.root(shape.how.rdns)])


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: f"{s.group}: {s.text}"[:70])
def test_one_verdict(shape: Shape, keys: Keys, tmp_path: Path) -> None:
    signed = make(shape.how, keys, tmp_path)
    door, sandbox = of_the_door(signed), of_the_sandbox(signed, keys, shape)
    assert (door[0], sandbox[0]) == (shape.verdict, shape.verdict), (door, sandbox)
    assert shape.door in door[1]
    assert shape.sandbox in sandbox[1]
    assert of_the_signer(signed) == (shape.verdict != REFUSED)
    if shape.witness is not None:
        assert holds(signed, keys, tmp_path) == shape.witness


@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("rdns", {str(s.how.rdns): s.how.rdns for s in SHAPES}.values(), ids=str)
def test_what_the_service_signs_is_taken(algorithm: Algorithm, rdns: Sequence[Rdn], keys: Keys, tmp_path: Path) -> None:
    """Under every certifier of the table, whatever the strings of its name."""
    key = SigningKey(keys.holder, keys.certificate(rdns))
    document = etree.tostring(etree.fromstring(DOCUMENT), encoding="UTF-8", xml_declaration=True)
    signed = sign(document, key, moment=NOW - timedelta(seconds=5), algorithm=algorithm, nonce="1")
    assert of_the_door(signed) == (TAKEN, "")
    found = judged(whole(signed), RUC, NOW, [keys.root(rdns)])
    assert (found.reasons, found.remarks) == ([], [])
    assert holds(signed, keys, tmp_path)


def test_every_group_has_both_ends_and_the_table_is_long() -> None:
    assert len(SHAPES) >= 40
    assert len({(s.group, s.text) for s in SHAPES}) == len(SHAPES)
    assert {s.verdict for s in SHAPES} == {TAKEN, DOUBTED, REFUSED}
    assert all(s.source for s in SHAPES)
    assert all(bool(s.door and s.sandbox) == (s.verdict != TAKEN) for s in SHAPES)


def test_the_page_is_this_table() -> None:
    """Written by `python -m tests.unit.signatures.page`."""
    assert PAGE.read_text(encoding="utf-8") == page()
