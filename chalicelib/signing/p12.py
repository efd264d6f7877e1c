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
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key, pkcs12

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.signing import messages as _messages  # noqa: F401  (adds its codes to the catalogue)

MAX_BYTES = 256 * 1024
MAX_ROUNDS = 5_000_000
"""More rounds to derive a key from the password than any program asks for: they would only keep the machine busy."""
_MALFORMED = (ValueError, TypeError, LookupError, AttributeError)
"""What asn1crypto raises for bytes that are not of the type they should be."""
_UNREADABLE = (*_MALFORMED, UnsupportedAlgorithm, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)


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
    """There is no key that signs with its certificate in the file."""


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
    unusable = NotAP12(problem("CERT-ARCHIVO", name))
    try:
        file = asn1.Pfx.load(data, strict=True)
        rounds = max(_rounds(part) for part in _derivations(file))
    except _MALFORMED:
        raise unusable from None
    if rounds > MAX_ROUNDS:
        raise unusable
    secret = password.encode()
    try:
        whole = pkcs12.load_pkcs12(data, secret)
    except ValueError:
        raise WrongPassword(problem("CERT-CLAVE", name)) from None
    except UnsupportedAlgorithm:
        raise unusable from None
    try:
        certificates = [c.certificate for c in (whole.cert, *whole.additional_certs) if c is not None]
        found = [key for key in (whole.key, *_keys(file, secret)) if key is not None]
        keys = [key for key in found if isinstance(key, rsa.RSAPrivateKey)]
        pairs = _pairs(keys, certificates)
    except _UNREADABLE:
        raise unusable from None
    if not pairs:
        raise NoKey(_without_pair(found, keys, name))
    return pairs


def _without_pair(found: list[object], keys: list[rsa.RSAPrivateKey], name: str) -> Problem:
    """Why a file gives no pair."""
    if keys:
        return problem("CERT-LLAVE-AJENA", name)
    if any(isinstance(key, ec.EllipticCurvePrivateKey) for key in found):
        return problem("CERT-LLAVE-TIPO", name, kind="de curva elíptica (EC)")
    if found:
        return problem("CERT-LLAVE-TIPO", name, kind="de otro tipo")
    return problem("CERT-SIN-LLAVE", name)


def _pairs(keys: list[rsa.RSAPrivateKey], certificates: list[x509.Certificate]) -> list[KeyPair]:
    """Each key with each certificate of it: a renewed certificate may keep the key of the one before."""
    pairs: dict[bytes, KeyPair] = {}
    for private in keys:
        for certificate in certificates:
            if certificate.public_key() == private.public_key():
                _ = certificate.extensions  # one that cannot be read is found out here
                pairs.setdefault(certificate.fingerprint(hashes.SHA256()), KeyPair(private, certificate))
    return list(pairs.values())


def _derivations(file: asn1.Pfx) -> Iterator[object]:
    """Every place in the clear that says how a key is derived from the password."""
    yield file["mac_data"].native
    for content in file.authenticated_safe:
        if content["content_type"].native == "encrypted_data":
            yield content["content"]["encrypted_content_info"]["content_encryption_algorithm"].native
    for bag in _bags(file):
        if bag["bag_id"].native == "pkcs8_shrouded_key_bag":
            yield bag["bag_value"]["encryption_algorithm"].native


def _rounds(value: object) -> int:
    """The most rounds of derivation that are asked for."""
    if not isinstance(value, dict):
        return 0
    stated = (value.get(name) for name in ("iterations", "iteration_count"))
    return max([0, *(s for s in stated if isinstance(s, int)), *map(_rounds, value.values())])


def _bags(file: asn1.Pfx) -> Iterator[asn1.SafeBag]:
    """The bags that are not inside an encrypted container."""
    for content in file.authenticated_safe:
        if content["content_type"].native == "data":
            yield from asn1.SafeContents.load(content["content"].native)


def _keys(file: asn1.Pfx, secret: bytes) -> Iterator[object]:
    """The keys in those bags (they are encrypted one by one)."""
    for bag in _bags(file):
        kind = bag["bag_id"].native
        if kind == "pkcs8_shrouded_key_bag":
            yield load_der_private_key(bag["bag_value"].untag().dump(force=True), secret)
        elif kind == "key_bag":
            yield load_der_private_key(bag["bag_value"].untag().dump(force=True), None)
