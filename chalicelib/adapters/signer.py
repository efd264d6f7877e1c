"""The tenant's signature: its key from the key source, the SRI's profile, and the check of the final bytes.

A document that came signed is not signed again: its signature is verified, and its bytes are the signed bytes.
"""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from chalicelib.domain.documents.errors import problem
from chalicelib.domain.documents.xml import parse
from chalicelib.domain.tenants.tenant import Tenant
from chalicelib.services.ports import SigningRefused
from chalicelib.signing import messages as _messages  # noqa: F401  (adds its codes to the catalogue)
from chalicelib.signing.certificate import valid_at
from chalicelib.signing.foreign import BadForeignSignature, carries_signature, verify
from chalicelib.signing.keysource import KeySource
from chalicelib.signing.profile import ECUADOR, Algorithm, signing_time
from chalicelib.signing.selfcheck import BadSignature, check
from chalicelib.signing.signer import sign_and_check
from chalicelib.signing.xades import CannotSign, SigningKey


class XadesSigner:
    """Implements `Signer`."""

    def __init__(self, keys: KeySource, algorithm: Algorithm) -> None:
        self._keys = keys
        self._algorithm = algorithm

    def sign(self, tenant: Tenant, unsigned: bytes, now: datetime) -> bytes:
        """Sign, and check the final bytes before anybody sees them. Raises SigningRefused."""
        if carries_signature(unsigned):
            return _verified(unsigned, tenant, now)
        key = self._key(tenant)
        if not valid_at(key.certificate, now):
            raise _refused("CERT-CADUCADO", until=f"{key.certificate.not_valid_after_utc.astimezone(ECUADOR):%d/%m/%Y}")
        nonce = f"{now.microsecond:06d}"
        try:
            signed, _ = sign_and_check(unsigned, key, moment=signing_time(now), algorithm=self._algorithm, nonce=nonce)
        except (CannotSign, BadSignature) as error:
            raise _refused("FIRMA-IMPOSIBLE", reason=str(error)) from None
        return signed

    def check(self, tenant: Tenant, unsigned: bytes, signed: bytes) -> None:
        """Check stored bytes: the tenant's signature over exactly this document. Raises SigningRefused."""
        if carries_signature(unsigned):
            if signed != unsigned:
                raise _refused("FIRMA-IMPOSIBLE", reason="el archivo firmado es de otro documento")
            return
        try:
            found = check(signed, self._key(tenant))
        except BadSignature as error:
            raise _refused("FIRMA-IMPOSIBLE", reason=str(error)) from None
        if found.document != etree.tostring(parse(unsigned), method="c14n", with_comments=False):
            raise _refused("FIRMA-IMPOSIBLE", reason="el archivo firmado es de otro documento")

    def _key(self, tenant: Tenant) -> SigningKey:
        key = self._keys.get(tenant.ruc, tenant.certificate_id) if tenant.certificate_id else None
        if key is None:
            raise _refused("CERT-FALTA")
        return key


def _verified(signed: bytes, tenant: Tenant, now: datetime) -> bytes:
    try:
        verify(signed, tenant.ruc, now)
    except BadForeignSignature as error:
        raise _refused("FIRMA-IMPOSIBLE", reason=str(error)) from None
    return signed


def _refused(code: str, **figures: str) -> SigningRefused:
    found = problem(code, "", **figures)
    return SigningRefused(code, f"{found.message} {found.remedy}")
