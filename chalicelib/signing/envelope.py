"""How a private key lies in the database: as ciphertext only.

- A **data key** encrypts one private key (AES-256-GCM). It is itself stored only wrapped by the deployment's KMS key.
- The **context** names the tenant, the certificate and the purpose. It is KMS's encryption context and the GCM's
  additional data. It is made of what was asked for, never of what is stored: whatever lies in a tenant's row, it opens
  only if it was sealed for that tenant and that certificate.
- A **sealed key** is all of this as plain values, with the certificate in the clear. What it says of itself (whose it
  is, which certificate) proves nothing and is only compared with what was asked for.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from chalicelib.signing.certificate import identifier, issuer_name, subject_name
from chalicelib.signing.p12 import KeyPair
from chalicelib.signing.xades import SigningKey

PURPOSE = "signing"
NONCE_BYTES = 12


class CannotOpen(Exception):
    """What is stored does not open for this tenant and certificate. The message names neither."""


class NotTheirs(CannotOpen):
    """What is stored says itself that it is another tenant's, or another certificate."""


class DataKeys(Protocol):
    """Where data keys come from and are unwrapped: KMS."""

    def generate(self, context: Mapping[str, str]) -> tuple[bytes, bytes]:
        """A new data key: (in the clear, wrapped)."""
        ...

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        """The data key in the clear.

        Raises CannotOpen if it was wrapped under another context or will not be unwrapped, Unavailable if not now.
        """
        ...


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A tenant's signing key at rest. All values are text; binary ones are base64."""

    tenant: str
    certificate_id: str
    certificate: str
    wrapped: str
    nonce: str
    ciphertext: str
    not_before: str
    not_after: str
    subject: str
    issuer: str
    serial: str

    def __repr__(self) -> str:
        return f"SealedKey(tenant={self.tenant!r}, certificate_id={self.certificate_id!r})"

    @property
    def expires(self) -> datetime:
        """When the certificate ends."""
        return datetime.fromisoformat(self.not_after)

    def to_json(self) -> str:
        """As text."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> SealedKey:
        """From text. Raises CannotOpen."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError):
            raise CannotOpen("what is stored is no sealed key") from None


def context(tenant: str, certificate_id: str) -> dict[str, str]:
    """The context of a tenant's certificate."""
    return {"tenant": tenant, "certificate_id": certificate_id, "purpose": PURPOSE}


def seal(
    pair: KeyPair, tenant: str, certificate_id: str, data_keys: DataKeys, random: Callable[[int], bytes]
) -> SealedKey:
    """Encrypt a pair's private key. `random` gives that many random bytes."""
    bound = context(tenant, certificate_id)
    plain, wrapped = data_keys.generate(bound)
    nonce = random(NONCE_BYTES)
    private = pair.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    ciphertext = AESGCM(plain).encrypt(nonce, private, _bytes(bound))
    certificate = pair.certificate
    return SealedKey(
        tenant=tenant,
        certificate_id=certificate_id,
        certificate=_text(certificate.public_bytes(Encoding.DER)),
        wrapped=_text(wrapped),
        nonce=_text(nonce),
        ciphertext=_text(ciphertext),
        not_before=certificate.not_valid_before_utc.isoformat(),
        not_after=certificate.not_valid_after_utc.isoformat(),
        subject=subject_name(certificate),
        issuer=issuer_name(certificate),
        serial=str(certificate.serial_number),
    )


def unseal(sealed: SealedKey, tenant: str, certificate_id: str, data_keys: DataKeys) -> SigningKey:
    """The key of that tenant's certificate, ready to sign, and no other. Raises CannotOpen, Unavailable."""
    if (sealed.tenant, sealed.certificate_id) != (tenant, certificate_id):
        raise NotTheirs("what is stored names another owner or certificate")
    bound = context(tenant, certificate_id)
    try:
        plain = data_keys.unwrap(base64.b64decode(sealed.wrapped), bound)
        private = AESGCM(plain).decrypt(
            base64.b64decode(sealed.nonce), base64.b64decode(sealed.ciphertext), _bytes(bound)
        )
        key = load_der_private_key(private, None)
        certificate = x509.load_der_x509_certificate(base64.b64decode(sealed.certificate))
    except (InvalidTag, ValueError, TypeError):
        raise CannotOpen("the ciphertext does not open") from None
    if identifier(certificate) != certificate_id:
        raise NotTheirs("the certificate stored is not the one registered")
    if not isinstance(key, rsa.RSAPrivateKey) or key.public_key() != certificate.public_key():
        raise CannotOpen("the certificate is not the key's")
    return SigningKey(key, certificate)


def _bytes(bound: Mapping[str, str]) -> bytes:
    return json.dumps(bound, sort_keys=True).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
