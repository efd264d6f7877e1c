"""Reading a PKCS#12 file with all its keys.

- A **bag** holds a key or a certificate. Files of some certifiers (Banco Central) hold two keys, one to sign and one to
  decrypt, each with its certificate; a reader that answers one key answers the wrong one half of the time.
- A **pair** is a private key and the certificate with the same public key.

The certificates and the check of the password come from `cryptography`; the bags are walked with `asn1crypto`, and each
key is opened by `cryptography` again. Source: RFC 7292.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from asn1crypto import pkcs12 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key, pkcs12

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.signing import messages as _messages  # noqa: F401  (adds its codes to the catalogue)

MAX_BYTES = 256 * 1024


class P12Error(Exception):
    """The file cannot be used; `problem` says why and what to do."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.code)
        self.problem = found


class NotAP12(P12Error):
    """The bytes are not a PKCS#12 file."""


class WrongPassword(P12Error):
    """The password does not open the file."""


class NoKey(P12Error):
    """There is no RSA key with its certificate in the file."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key and its certificate."""

    private: rsa.RSAPrivateKey
    certificate: x509.Certificate

    def __repr__(self) -> str:
        return f"KeyPair(serial={self.certificate.serial_number})"


def open_p12(data: bytes, password: str, name: str = "certificado.p12") -> list[KeyPair]:
    """Every pair in the file, in its order. `name` is what errors point at. Raises P12Error."""
    if len(data) > MAX_BYTES or not data.startswith(b"\x30"):
        raise NotAP12(problem("CERT-ARCHIVO", name))
    secret = password.encode()
    try:
        whole = pkcs12.load_pkcs12(data, secret)
    except ValueError:
        raise _refusal(data, name) from None
    certificates = [c.certificate for c in (whole.cert, *whole.additional_certs) if c is not None]
    by_key = {_numbers(c): c for c in certificates if isinstance(c.public_key(), rsa.RSAPublicKey)}
    pairs: dict[tuple[int, int], KeyPair] = {}
    for private in (whole.key, *_keys(data, secret)):
        if isinstance(private, rsa.RSAPrivateKey):
            numbers = private.public_key().public_numbers()
            certificate = by_key.get((numbers.n, numbers.e))
            if certificate is not None:
                pairs.setdefault((numbers.n, numbers.e), KeyPair(private, certificate))
    if not pairs:
        raise NoKey(problem("CERT-SIN-LLAVE", name))
    return list(pairs.values())


def _refusal(data: bytes, name: str) -> P12Error:
    """A file whose structure can be read was opened with the wrong password; any other is no PKCS#12."""
    try:
        asn1.Pfx.load(data)["version"].native  # noqa: B018  asn1crypto parses when it is asked
    except ValueError:
        return NotAP12(problem("CERT-ARCHIVO", name))
    return WrongPassword(problem("CERT-CLAVE", name))


def _numbers(certificate: x509.Certificate) -> tuple[int, int]:
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    numbers = key.public_numbers()
    return numbers.n, numbers.e


def _keys(data: bytes, secret: bytes) -> Iterator[object]:
    """The keys in the bags that are not inside an encrypted container (keys are encrypted one by one)."""
    for content in asn1.Pfx.load(data).authenticated_safe:
        if content["content_type"].native != "data":
            continue
        for bag in asn1.SafeContents.load(content["content"].native):
            kind = bag["bag_id"].native
            if kind == "pkcs8_shrouded_key_bag":
                yield load_der_private_key(bag["bag_value"].untag().dump(force=True), secret)
            elif kind == "key_bag":
                yield load_der_private_key(bag["bag_value"].untag().dump(force=True), None)
