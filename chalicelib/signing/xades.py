"""Signing: one document, one key, one moment, into the final bytes.

- A **signing key** (`SigningKey`) is a private key with its certificate and everything of the signature that depends on
  nothing else, made once per key and not once per document.
- The **document** must be UTF-8 bytes whose root carries `id="comprobante"`, the only Id anywhere (another could be
  taken for a part of the signature), without a DOCTYPE, a namespace on the root, a signature, or comments and
  processing instructions beside the root. Its bytes go into the result untouched: the signature is put before the
  root's end tag.

The same arguments always give the same bytes (RSA PKCS#1 v1.5 is deterministic).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from chalicelib.domain.documents.xml import UnsafeXml, parse
from chalicelib.signing import profile
from chalicelib.signing.certificate import issuer_name
from chalicelib.signing.profile import Algorithm, Ids

_NONCE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SIGNATURE = f"{{{profile.DS}}}Signature"


class CannotSign(ValueError):
    """The bytes are not a document that may be signed; the message says why, without quoting them."""


@dataclass(frozen=True)
class SigningKey:
    """A private key and its certificate, ready to sign."""

    private: rsa.RSAPrivateKey
    certificate: x509.Certificate

    def __repr__(self) -> str:
        return f"SigningKey(serial={self.certificate.serial_number})"

    @cached_property
    def der(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.DER)

    @cached_property
    def public(self) -> rsa.RSAPublicKey:
        """The certificate's public key."""
        key = self.certificate.public_key()
        assert isinstance(key, rsa.RSAPublicKey), "certificates of other kinds are refused when they are read"
        return key

    @cached_property
    def numbers(self) -> rsa.RSAPublicNumbers:
        """The public key as numbers."""
        return self.public.public_numbers()

    @cached_property
    def key_info(self) -> str:
        """ds:KeyInfo."""
        return profile.key_info(self.der, self.numbers.n, self.numbers.e)

    @cached_property
    def _by_algorithm(self) -> dict[Algorithm, tuple[str, str]]:
        issuer, serial = issuer_name(self.certificate), self.certificate.serial_number
        return {
            a: (
                a.digest(profile.apex(self.key_info)),
                profile.signing_certificate(self.der, issuer, serial, a),
            )
            for a in Algorithm
        }

    def parts(self, algorithm: Algorithm) -> tuple[str, str]:
        """The digest of ds:KeyInfo and the etsi:SigningCertificate."""
        return self._by_algorithm[algorithm]


def sign(unsigned: bytes, key: SigningKey, *, moment: datetime, algorithm: Algorithm, nonce: str) -> bytes:
    """The signed document. `moment` (aware) is written to the second, in Ecuador's time (see `profile.signing_time`);
    the `nonce` (letters, digits, `_`, `-`) makes the signature's Ids. Raises CannotSign.
    """
    document, cut = _checked(unsigned)
    return _signed(unsigned, document, cut, key, moment, algorithm, nonce)


def sign_as_canonical(unsigned: bytes, key: SigningKey, *, moment: datetime, algorithm: Algorithm, nonce: str) -> bytes:
    """The same for bytes that are in canonical form but for their XML declaration, without parsing them.

    Nothing is checked: whether the bytes were of that kind, and fit to be signed at all, only the self-check of the
    result can tell, and it must be asked. Raises CannotSign.
    """
    begin = unsigned.find(b"?>") + 2 if unsigned.startswith(b"<?xml ") else 0
    document = unsigned[begin:].strip()
    cut = unsigned.rfind(b"</")
    if cut < 0:
        raise CannotSign("the root has no plain end tag")
    return _signed(unsigned, document, cut, key, moment, algorithm, nonce)


def _signed(
    unsigned: bytes,
    document: bytes,
    cut: int,
    key: SigningKey,
    moment: datetime,
    algorithm: Algorithm,
    nonce: str,
) -> bytes:
    """The bytes with the signature of the canonical `document` put in at `cut`."""
    if not _NONCE.fullmatch(nonce) or moment.utcoffset() is None:
        raise CannotSign("the nonce or the moment is not of the kind that is written into a signature")
    ids = Ids(nonce)
    key_digest, certificate = key.parts(algorithm)
    properties = profile.signed_properties(ids, moment, certificate)
    info = profile.signed_info(
        ids,
        algorithm,
        properties=algorithm.digest(profile.apex(properties)),
        keys=key_digest,
        document=algorithm.digest(document),
    )
    value = key.private.sign(profile.apex(info), padding.PKCS1v15(), algorithm.hash)
    signature = profile.signature(ids, info, value, key.key_info, properties)
    return b"".join((unsigned[:cut], signature.encode(), unsigned[cut:]))


def _checked(unsigned: bytes) -> tuple[bytes, int]:
    """The document's canonical form, and where its root's end tag begins in the bytes."""
    try:
        root = parse(unsigned)
    except UnsafeXml as error:
        raise CannotSign(error.reason) from None
    flaw = profile.flaw(unsigned, root)
    if flaw:
        raise CannotSign(flaw)
    if next(root.iter(_SIGNATURE), None) is not None:
        raise CannotSign("already signed")
    end = f"</{root.tag}>".encode()
    body = unsigned.rstrip()
    if not body.endswith(end):
        raise CannotSign("the root has no plain end tag")
    canonical = etree.tostring(root, method="c14n", with_comments=False)
    if not profile.ids_at_most(root, canonical, 1):
        raise CannotSign("there is another Id than the root's")
    return canonical, len(body) - len(end)
