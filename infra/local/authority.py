"""A certification authority for tests and for the local stack, made by itself: a root, an intermediate, subscribers.

- A **subscriber** certificate speaks for a RUC as those of the Ecuadorian certifiers do: the number stands in an
  extension under the certifier's arc (here Security Data's, OID ending `.3.11`).
- A **bundle** is a .p12 file. One with two keys is laid out like those of the Banco Central: a key to decrypt and a key
  to sign, each with its certificate, in one file.

Its keys are worth nothing outside: no real authority knows the root.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import algos, cms, core
from asn1crypto import pkcs12 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID

RUC_OID = "1.3.6.1.4.1.37746.3.11"
CEDULA_OID = "1.3.6.1.4.1.37746.3.1"
COMPANY_OID = "1.3.6.1.4.1.37746.3.10"
PASSWORD = "clave-de-pruebas"  # noqa: S105  of files made for tests
_MAC_ROUNDS = 2048
_YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Holder:
    """A key and its certificate."""

    private: rsa.RSAPrivateKey
    certificate: x509.Certificate


class Authority:
    """The authority of one folder: made at the first use, found again later."""

    def __init__(self, folder: Path, now: dt.datetime) -> None:
        self._folder = folder
        self._now = now
        folder.mkdir(parents=True, exist_ok=True)
        self.root = self._kept("root", self._make_root)
        self.intermediate = self._kept("intermediate", self._make_intermediate)

    def trust(self, folder: Path) -> None:
        """Put the certificates of the chain into a folder, as PEM, for those who verify."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, holder in (("root", self.root), ("intermediate", self.intermediate)):
            (folder / f"{name}.pem").write_bytes(holder.certificate.public_bytes(Encoding.PEM))

    def subscriber(
        self,
        ruc: str,
        name: str,
        *,
        signs: bool = True,
        begins: dt.datetime | None = None,
        ends: dt.datetime | None = None,
        label: str = "",
    ) -> Holder:
        """A certificate for a company. `label` tells apart several of one RUC."""
        begins = begins or self._now - dt.timedelta(days=1)
        ends = ends or self._now + 2 * _YEAR

        def make() -> Holder:
            private = _new_key()
            builder = _builder(
                _name(
                    (NameOID.COUNTRY_NAME, "EC"),
                    (NameOID.ORGANIZATION_NAME, name),
                    (NameOID.COMMON_NAME, f"REPRESENTANTE DE {name}"[:64]),
                    (NameOID.SERIAL_NUMBER, f"{ruc[:10]}-{label or 'firma'}"),
                ),
                self.intermediate.certificate.subject,
                private,
                begins,
                ends,
            )
            builder = builder.add_extension(_usage(signs=signs), critical=True)
            builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            for oid, value in ((RUC_OID, ruc), (COMPANY_OID, name)):
                content = core.UTF8String(value).dump()
                extension = x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), content)
                builder = builder.add_extension(extension, critical=False)
            return Holder(private, builder.sign(self.intermediate.private, hashes.SHA256()))

        return self._kept(f"{ruc}-{label or 'firma'}", make)

    def bundle(self, *holders: Holder, password: str = PASSWORD) -> bytes:
        """A .p12 of one holder, or of several in the Banco Central's manner."""
        chain = [self.intermediate.certificate, self.root.certificate]
        if len(holders) == 1:
            (one,) = holders
            encryption = BestAvailableEncryption(password.encode())
            return pkcs12.serialize_key_and_certificates(b"firma", one.private, one.certificate, chain, encryption)
        return _bundle_of_several(holders, chain, password)

    def _kept(self, name: str, make: object) -> Holder:
        path = self._folder / f"{name}.pem"
        if path.exists():
            data = path.read_bytes()
            key = load_pem_private_key(data, None)
            assert isinstance(key, rsa.RSAPrivateKey)
            return Holder(key, x509.load_pem_x509_certificate(data))
        assert callable(make)
        holder: Holder = make()
        path.touch(mode=0o600)
        path.write_bytes(
            holder.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + holder.certificate.public_bytes(Encoding.PEM)
        )
        return holder

    def _make_root(self) -> Holder:
        private = _new_key()
        name = _name(
            (NameOID.COUNTRY_NAME, "EC"),
            (NameOID.ORGANIZATION_NAME, "Autoridad de Pruebas, S.A."),
            (NameOID.COMMON_NAME, "Raíz de pruebas «Ñandú»"),
        )
        builder = _builder(name, name, private, self._now - _YEAR, self._now + 20 * _YEAR)
        return Holder(private, _certifier(builder).sign(private, hashes.SHA256()))

    def _make_intermediate(self) -> Holder:
        private = _new_key()
        name = _name(
            (NameOID.COUNTRY_NAME, "EC"),
            (NameOID.ORGANIZATION_NAME, "Autoridad de Pruebas, S.A."),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, "Entidad de Certificación + Sellado"),
            (NameOID.ORGANIZATION_IDENTIFIER, "VATEC-1790000000001"),
            (NameOID.EMAIL_ADDRESS, "ca@pruebas.example"),
            (NameOID.COMMON_NAME, "Subordinada de pruebas"),
        )
        builder = _builder(name, self.root.certificate.subject, private, self._now - _YEAR, self._now + 10 * _YEAR)
        return Holder(private, _certifier(builder).sign(self.root.private, hashes.SHA256()))


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(*attributes: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


def _builder(
    subject: x509.Name, issuer: x509.Name, private: rsa.RSAPrivateKey, begins: dt.datetime, ends: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )


def _certifier(builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return builder.add_extension(_usage(certifies=True), critical=True)


def _usage(*, signs: bool = False, certifies: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=not signs and not certifies,
        data_encipherment=not signs and not certifies,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=certifies,
        encipher_only=False,
        decipher_only=False,
    )


def _bundle_of_several(holders: tuple[Holder, ...], chain: list[x509.Certificate], password: str) -> bytes:
    """RFC 7292: one safe of key bags and one of certificate bags, under a MAC of the password."""
    keys = [
        asn1.SafeBag(
            {
                "bag_id": "pkcs8_shrouded_key_bag",
                "bag_value": asn1.EncryptedPrivateKeyInfo.load(
                    h.private.private_bytes(
                        Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode())
                    )
                ),
            }
        )
        for h in holders
    ]
    certificates = [
        asn1.SafeBag(
            {
                "bag_id": "cert_bag",
                "bag_value": asn1.CertBag(
                    {
                        "cert_id": "x509",
                        "cert_value": core.ParsableOctetString(certificate.public_bytes(Encoding.DER)),
                    }
                ),
            }
        )
        for certificate in (*(h.certificate for h in holders), *chain)
    ]
    safes = asn1.AuthenticatedSafe([_data(asn1.SafeContents(bags).dump()) for bags in (keys, certificates)]).dump()
    salt = os.urandom(16)
    mac = hmac.new(_mac_key(password, salt), safes, hashlib.sha256).digest()
    return bytes(
        asn1.Pfx(
            {
                "version": "v3",
                "auth_safe": _data(safes),
                "mac_data": {
                    "mac": {"digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "digest": mac},
                    "mac_salt": salt,
                    "iterations": _MAC_ROUNDS,
                },
            }
        ).dump()
    )


def _data(content: bytes) -> cms.ContentInfo:
    return cms.ContentInfo({"content_type": "data", "content": core.OctetString(content)})


def _mac_key(password: str, salt: bytes) -> bytes:
    """RFC 7292 appendix B.2 with SHA-256, purpose 3; one block is enough."""
    block = 64
    secret = password.encode("utf-16-be") + b"\0\0"

    def filled(data: bytes) -> bytes:
        length = block * -(-len(data) // block)
        return (data * (length // len(data) + 1))[:length]

    key = hashlib.sha256(bytes([3]) * block + filled(salt) + filled(secret)).digest()
    for _ in range(_MAC_ROUNDS - 1):
        key = hashlib.sha256(key).digest()
    return key
