"""What the tests of signing share: a moment, a company, a document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from chalicelib.signing.profile import Algorithm
from chalicelib.signing.xades import SigningKey, sign
from infra.local.authority import Holder

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
AT = "2026-11-23 15:00:00"
RUC = "1790012345001"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def document(content: str = "<total>1.00</total>", root: str = "factura") -> bytes:
    return DECLARATION + f'<{root} id="comprobante" version="1.1.0">{content}</{root}>'.encode()


def signed(unsigned: bytes, key: SigningKey, algorithm: Algorithm = Algorithm.SHA1, nonce: str = "1") -> bytes:
    return sign(unsigned, key, moment=NOW, algorithm=algorithm, nonce=nonce)


def certificate(
    issuer: Holder,
    subject: Holder,
    *extensions: x509.ExtensionType,
    name: x509.Name | None = None,
    begins: datetime = NOW - timedelta(days=1),
    ends: datetime = NOW + timedelta(days=365),
    change: Callable[[x509.CertificateBuilder], x509.CertificateBuilder] = lambda builder: builder,
) -> x509.Certificate:
    """Another certificate for a key that there is already."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name or subject.certificate.subject)
        .issuer_name(issuer.certificate.subject)
        .public_key(subject.private.public_key())
        .serial_number(2**158 + 7)
        .not_valid_before(begins)
        .not_valid_after(ends)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return change(builder).sign(issuer.private, hashes.SHA256())


def usage(*, signs: bool = True) -> x509.KeyUsage:
    return x509.KeyUsage(signs, False, not signs, False, False, False, False, False, False)
