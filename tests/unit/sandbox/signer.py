"""A signer for the sandbox's tests: certificates of a made-up authority, XAdES-BES that can be got wrong on purpose.

It is put together here from lxml and cryptography alone, so that the sandbox's verifier is tried by something that is
neither the verifier nor the code the sandbox judges.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree

DS = "http://www.w3.org/2000/09/xmldsig#"
ETSI = "http://uri.etsi.org/01903/v1.3.2#"
N = {"ds": DS, "etsi": ETSI}
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
RUC_OID = "1.3.6.1.4.1.37947.3.11"
CEDULA_OID = "1.3.6.1.4.1.37947.3.1"
QUITO = timezone(timedelta(hours=-5))

_DIGESTS = {"sha1": f"{DS}sha1", "sha256": "http://www.w3.org/2001/04/xmlenc#sha256"}
_SIGNATURES = {"sha1": f"{DS}rsa-sha1", "sha256": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"}
_HASHES: dict[str, hashes.HashAlgorithm] = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256()}


@dataclass
class Certificates:
    """A root, an intermediate, and what they issue. One key serves the authority, one every holder."""

    now: datetime
    authority_key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def __post_init__(self) -> None:
        self.root = self._authority("RAÍZ DE PRUEBA", "RAÍZ DE PRUEBA")
        self.intermediate = self._authority("ENTIDAD DE PRUEBA, S.A.", "RAÍZ DE PRUEBA")

    def trust(self, folder: Path) -> None:
        """Write what an authority trusts."""
        for name, certificate in (("root", self.root), ("intermediate", self.intermediate)):
            (folder / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))

    def own(self, ruc: str) -> x509.Certificate:
        """A certificate that its holder issued to itself, everything else as it should be."""
        return self.issue(ruc, issuer="HOLDER", by=self.key)

    def _authority(self, name: str, issuer: str) -> x509.Certificate:
        return self._builder(named(name), named(issuer), self.authority_key, 365, -365).sign(
            self.authority_key, hashes.SHA256()
        )

    def _builder(
        self, subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, until: int, since: int
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now + timedelta(days=since))
            .not_valid_after(self.now + timedelta(days=until))
        )

    def issue(
        self,
        ruc: str,
        oid: str = RUC_OID,
        issuer: str = "ENTIDAD DE PRUEBA, S.A.",
        signs: bool = True,
        days: int = 30,
        by: rsa.RSAPrivateKey | None = None,
    ) -> x509.Certificate:
        """A holder's certificate."""
        usage = dict.fromkeys(("data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False)
        return (
            self._builder(named("HOLDER"), named(issuer), self.key, days, -60)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=signs,
                    content_commitment=False,
                    key_encipherment=not signs,
                    encipher_only=False,
                    decipher_only=False,
                    **usage,
                ),
                critical=True,
            )
            .add_extension(
                x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), bytes([12, len(ruc)]) + ruc.encode()),
                critical=False,
            )
            .sign(by or self.authority_key, hashes.SHA256())
        )


def named(common: str) -> x509.Name:
    """A name as certification authorities write it."""
    parts = ((NameOID.COUNTRY_NAME, "EC"), (NameOID.ORGANIZATION_NAME, "FIRMAS"), (NameOID.COMMON_NAME, common))
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


Change = Callable[[etree._Element], object]


def sign(
    xml: bytes,
    certificate: x509.Certificate,
    key: rsa.RSAPrivateKey,
    at: datetime,
    method: str = "sha1",
    change: Change | None = None,
    covers: Sequence[str] = ("properties", "key", "document"),
) -> bytes:
    """Sign. `change` alters the signature's element before it is digested; `covers` says what is referenced."""
    root = etree.fromstring(xml)
    digest = _digest(method, etree.tostring(root, method="c14n", with_comments=False))
    signature = etree.fromstring(_signature(certificate, at, method))
    root.append(signature)
    if change is not None:
        change(signature)
    properties, info = signature.find(".//etsi:SignedProperties", N), signature.find("ds:KeyInfo", N)
    assert properties is not None
    assert info is not None
    targets = {
        "properties": (properties, "#props", 'Type="http://uri.etsi.org/01903#SignedProperties"'),
        "key": (info, "#key", ""),
    }
    signed_info = signature.find("ds:SignedInfo", N)
    assert signed_info is not None
    for what in covers:
        element, uri, more = targets.get(what, (root, "#comprobante", 'Id="ref"'))
        value = (
            digest
            if what == "document"
            else _digest(method, etree.tostring(element, method="c14n", with_comments=False))
        )
        transforms = (
            f'<ds:Transforms><ds:Transform Algorithm="{DS}enveloped-signature"/></ds:Transforms>'
            if what == "document"
            else ""
        )
        signed_info.append(
            etree.fromstring(
                f'<ds:Reference xmlns:ds="{DS}" {more} URI="{uri}">{transforms}'
                f'<ds:DigestMethod Algorithm="{_DIGESTS[method]}"/><ds:DigestValue>{value}</ds:DigestValue>'
                "</ds:Reference>"
            )
        )
    etree.cleanup_namespaces(signed_info, keep_ns_prefixes=["ds", "etsi"])
    named_method = signed_info.find("ds:CanonicalizationMethod", N)
    exclusive = named_method is not None and named_method.get("Algorithm") != C14N
    canonical = etree.tostring(signed_info, method="c14n", exclusive=exclusive, with_comments=False)
    raw = key.sign(canonical, padding.PKCS1v15(), _HASHES[method])
    node = signature.find("ds:SignatureValue", N)
    assert node is not None
    node.text = base64.b64encode(raw).decode()
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _digest(method: str, data: bytes) -> str:
    return base64.b64encode(hashlib.new(method, data).digest()).decode()


def _signature(certificate: x509.Certificate, at: datetime, method: str) -> str:
    der = certificate.public_bytes(Encoding.DER)
    public = certificate.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    modulus = base64.b64encode(public.public_numbers().n.to_bytes(256, "big")).decode()
    return (
        f'<ds:Signature xmlns:ds="{DS}" xmlns:etsi="{ETSI}" Id="signature"><ds:SignedInfo Id="info">'
        f'<ds:CanonicalizationMethod Algorithm="{C14N}"/><ds:SignatureMethod Algorithm="{_SIGNATURES[method]}"/>'
        '</ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo Id="key"><ds:X509Data><ds:X509Certificate>'
        f"{base64.b64encode(der).decode()}</ds:X509Certificate></ds:X509Data><ds:KeyValue><ds:RSAKeyValue>"
        f"<ds:Modulus>{modulus}</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>"
        '<ds:Object><etsi:QualifyingProperties Target="#signature"><etsi:SignedProperties Id="props">'
        f"<etsi:SignedSignatureProperties><etsi:SigningTime>{at.astimezone(QUITO).isoformat(timespec='seconds')}"
        "</etsi:SigningTime><etsi:SigningCertificate><etsi:Cert><etsi:CertDigest>"
        f'<ds:DigestMethod Algorithm="{_DIGESTS[method]}"/><ds:DigestValue>{_digest(method, der)}</ds:DigestValue>'
        f"</etsi:CertDigest><etsi:IssuerSerial><ds:X509IssuerName>{certificate.issuer.rfc4514_string()}"
        f"</ds:X509IssuerName><ds:X509SerialNumber>{certificate.serial_number}</ds:X509SerialNumber>"
        "</etsi:IssuerSerial></etsi:Cert></etsi:SigningCertificate></etsi:SignedSignatureProperties>"
        '<etsi:SignedDataObjectProperties><etsi:DataObjectFormat ObjectReference="#ref"><etsi:Description>contenido '
        "comprobante</etsi:Description><etsi:MimeType>text/xml</etsi:MimeType></etsi:DataObjectFormat>"
        "</etsi:SignedDataObjectProperties></etsi:SignedProperties></etsi:QualifyingProperties></ds:Object></ds:Signature>"
    )
