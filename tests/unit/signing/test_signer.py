"""Signing with the check: canonical bytes are signed as they are, others after reading them; what cannot be, is not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.signing import signer
from chalicelib.signing.profile import Algorithm, signing_time
from chalicelib.signing.signer import sign_and_check
from chalicelib.signing.xades import CannotSign, SigningKey
from infra.local.authority import Authority
from tests.xmlsec import verify

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
RUC = "1792147638001"
CANONICAL = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<factura id="comprobante" version="1.1.0"><a>\xc3\xb1 &amp; &lt;</a></factura>'
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("authority")


@pytest.fixture(scope="module")
def key(folder: Path) -> SigningKey:
    authority = Authority(folder, datetime.now(UTC))
    authority.trust(folder / "trust")
    holder = authority.subscriber(RUC, "PRUEBAS S.A.")
    return SigningKey(holder.private, holder.certificate)


def signed(document: bytes, key: SigningKey) -> bytes:
    return sign_and_check(document, key, moment=signing_time(NOW), algorithm=Algorithm.SHA1, nonce="1")[0]


def test_canonical_bytes_are_not_read_before_signing(
    key: SigningKey, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signer, "sign", None)
    verify(signed(CANONICAL, key), tmp_path, folder / "trust")


@pytest.mark.parametrize(
    "document",
    [
        CANONICAL.replace(b"<a>", b"<b x='1'  y = \"2\"/><a>"),
        CANONICAL.replace(b"</a>", b"</a><![CDATA[<]]>"),
        CANONICAL.replace(b'id="comprobante" version="1.1.0"', b'version="1.1.0" id="comprobante"'),
        CANONICAL.replace(b"<a>", b"<!-- nota --><a>\r\n"),
        CANONICAL.replace(b"?>", b"?>\n\n") + b"\n",
    ],
)
def test_other_bytes_are_signed_all_the_same(document: bytes, key: SigningKey, folder: Path, tmp_path: Path) -> None:
    result = signed(document, key)
    verify(result, tmp_path, folder / "trust")
    before, _, after = result.partition(b"<ds:Signature")
    assert before + after.partition(b"</ds:Signature>")[2] == document, "the document's own bytes are untouched"


@pytest.mark.parametrize(
    "document",
    [
        CANONICAL.replace(b"<a>", b'<a id="comprobante">'),
        CANONICAL.replace(b'id="comprobante" ', b""),
        b"<!DOCTYPE factura>" + CANONICAL.partition(b"?>")[2],
        CANONICAL.replace(b"<factura ", b'<factura xmlns:x="urn:x" '),
        CANONICAL[:-3],
        b"",
    ],
)
def test_what_must_not_be_signed_is_not(document: bytes, key: SigningKey) -> None:
    with pytest.raises(CannotSign):
        signed(document, key)


def test_a_signed_document_is_not_signed_again(key: SigningKey) -> None:
    with pytest.raises(CannotSign):
        signed(signed(CANONICAL, key), key)
