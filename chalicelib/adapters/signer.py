"""The tenant's signature: its key from the key source, the SRI's profile, and the check of the final bytes.

Before anything is signed the certificate is compared with the tenant's registration: the key source answers the one
that is registered as in use or none, and here the certificate must speak for the tenant's RUC. A document that came
signed is not signed again: its signature is verified, and its bytes are the signed bytes.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from cryptography import x509
from lxml import etree

from chalicelib.domain.documents.errors import problem
from chalicelib.domain.documents.xml import parse
from chalicelib.domain.tenants.tenant import Tenant
from chalicelib.services.ports import OtherFile, SigningRefused
from chalicelib.signing import messages as _messages  # noqa: F401  (adds its codes to the catalogue)
from chalicelib.signing.certificate import identifier, rucs, valid_at
from chalicelib.signing.envelope import CannotOpen, NotTheirs
from chalicelib.signing.foreign import BadForeignSignature, carries_signature, verify
from chalicelib.signing.keysource import KeySource
from chalicelib.signing.profile import ECUADOR, Algorithm, signing_time
from chalicelib.signing.selfcheck import BadSignature, certificate_of, check
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
            raise _not_in_force(key.certificate, now)
        nonce = f"{now.microsecond:06d}"
        try:
            signed, _ = sign_and_check(unsigned, key, moment=signing_time(now), algorithm=self._algorithm, nonce=nonce)
        except (CannotSign, BadSignature) as error:
            raise _refused("FIRMA-IMPOSIBLE", grave=True, reason=str(error)) from None
        return signed

    def check(self, tenant: Tenant, unsigned: bytes, signed: bytes) -> None:
        """Check stored bytes: the tenant's signature over exactly this document. Raises OtherFile, SigningRefused."""
        if carries_signature(unsigned):
            if signed != unsigned:
                raise _other_file("el archivo firmado es de otro documento")
            return
        try:
            found = check(signed, self._key_of(tenant, signed))
        except BadSignature as error:
            raise _other_file(str(error)) from None
        if found.document != etree.tostring(parse(unsigned), method="c14n", with_comments=False):
            raise _other_file("el archivo firmado es de otro documento")

    def _key(self, tenant: Tenant) -> SigningKey:
        """The key of the tenant's certificate in use. Raises SigningRefused."""
        if not tenant.certificate_id:
            raise _refused("CERT-FALTA")
        key = self._registered(tenant, tenant.certificate_id)
        if key is None:
            raise _refused("CERT-PERDIDO", grave=True)
        return key

    def _key_of(self, tenant: Tenant, signed: bytes) -> SigningKey:
        """The tenant's key that stored bytes say they are signed with; it may have been replaced since."""
        key = self._registered(tenant, identifier(certificate_of(signed)))
        return key or self._key(tenant)

    def _registered(self, tenant: Tenant, certificate_id: str) -> SigningKey | None:
        try:
            key = self._keys.get(tenant.ruc, certificate_id)
        except NotTheirs as error:
            raise _refused("CERT-AJENO", grave=True, cause=str(error)) from None
        except CannotOpen as error:
            raise _refused("CERT-NO-ABRE", grave=True, cause=str(error)) from None
        if key is not None and tenant.ruc not in _rucs(key.certificate):
            raise _refused("CERT-AJENO", grave=True, cause="the certificate does not speak for the tenant's RUC")
        return key


@lru_cache(maxsize=64)
def _rucs(certificate: x509.Certificate) -> frozenset[str]:
    return rucs(certificate)


def _verified(signed: bytes, tenant: Tenant, now: datetime) -> bytes:
    try:
        verify(signed, tenant.ruc, now)
    except BadForeignSignature as error:
        raise _refused("FIRMA-IMPOSIBLE", reason=str(error)) from None
    return signed


def _not_in_force(certificate: x509.Certificate, now: datetime) -> SigningRefused:
    if now < certificate.not_valid_before_utc:
        return _refused("CERT-FUTURO", begins=_day(certificate.not_valid_before_utc))
    return _refused("CERT-CADUCADO", until=_day(certificate.not_valid_after_utc))


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(ECUADOR):%d/%m/%Y}"


def _refused(code: str, *, grave: bool = False, cause: str = "", **figures: str) -> SigningRefused:
    found = problem(code, "", **figures)
    return SigningRefused(code, found.message, found.remedy, grave=grave, cause=cause)


def _other_file(reason: str) -> OtherFile:
    found = problem("FIRMA-IMPOSIBLE", "", reason=reason)
    return OtherFile(found.code, found.message, found.remedy, grave=True)
