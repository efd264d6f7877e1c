"""The SRI's XAdES-BES profile, as text that is already canonical.

- A **fragment** is a piece of the signature written directly in its canonical form (inclusive c14n 1.0), so that its
  digest needs no parser: double quotes, no self-closing tags, attributes in order, text escaped as c14n does.
- As the top of its own canonical form a fragment carries the namespaces in scope (`ds`, `etsi`); inside the signature
  it does not repeat them. `apex` makes the one from the other.

Source: ficha técnica 2.32 §6 and anexo 14; ETSI TS 101 903 1.3.2; XMLDSig 1.0; Canonical XML 1.0.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import cast

from cryptography.hazmat.primitives import hashes
from lxml import etree

DS = "http://www.w3.org/2000/09/xmldsig#"
ETSI = "http://uri.etsi.org/01903/v1.3.2#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
SIGNED_PROPERTIES_TYPE = "http://uri.etsi.org/01903#SignedProperties"
DOCUMENT_ID = "comprobante"
NAMESPACES = f'xmlns:ds="{DS}" xmlns:etsi="{ETSI}"'
ECUADOR = timezone(timedelta(hours=-5))
KEY_INFO_ID = "Certificate"
CLOCK_MARGIN = timedelta(seconds=5)
"""How far in the past a signature is dated: the authority refuses one that is ahead of its own clock (error 39)."""


class Algorithm(Enum):
    """The digest of everything in a signature, and of the signature itself."""

    SHA1 = "sha1"
    SHA256 = "sha256"

    @property
    def digest_uri(self) -> str:
        """DigestMethod."""
        return f"{DS}sha1" if self is Algorithm.SHA1 else "http://www.w3.org/2001/04/xmlenc#sha256"

    @property
    def signature_uri(self) -> str:
        """SignatureMethod."""
        return f"{DS}rsa-sha1" if self is Algorithm.SHA1 else "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

    def digest(self, data: bytes) -> str:
        """The digest in base64."""
        return base64.b64encode(hashlib.new(self.value, data, usedforsecurity=False).digest()).decode()

    @property
    def hash(self) -> hashes.HashAlgorithm:
        """The same for RSA PKCS#1 v1.5."""
        return hashes.SHA1() if self is Algorithm.SHA1 else hashes.SHA256()  # noqa: S303  the authority's profile


@dataclass(frozen=True, slots=True)
class Ids:
    """The Ids of one signature. They only need to be unique within the document, whose only own Id is `comprobante`."""

    nonce: str

    @property
    def signature(self) -> str:
        """Of ds:Signature."""
        return f"Signature{self.nonce}"

    @property
    def properties(self) -> str:
        """Of etsi:SignedProperties."""
        return f"Signature{self.nonce}-SignedProperties"

    @property
    def reference(self) -> str:
        """Of the reference to the document."""
        return f"Reference-ID-{self.nonce}"


_IDS = etree.XPath("//@Id|//@id|//@ID|//@xml:id", namespaces={"xml": "http://www.w3.org/XML/1998/namespace"})


def ids(root: etree._Element) -> list[str]:
    """Every value of an attribute that a verifier may take for an Id."""
    return cast("list[str]", _IDS(root))


def signing_time(now: datetime) -> datetime:
    """The time to write into a signature made at `now`."""
    return (now - CLOCK_MARGIN).astimezone(ECUADOR).replace(microsecond=0)


def text(value: str) -> str:
    """Character data in canonical form."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#xD;")


def element(name: str, content: str, attributes: str = "") -> str:
    """An element in canonical form; the attributes come ready, in canonical order."""
    return f"<{name}{' ' if attributes else ''}{attributes}>{content}</{name}>"


def apex(fragment: str) -> bytes:
    """A fragment as the top of its own canonical form: with the namespaces it inherits inside the signature."""
    end = min(i for i in (fragment.find(" "), fragment.find(">")) if i > 0)
    return f"{fragment[:end]} {NAMESPACES}{fragment[end:]}".encode()


def key_info(certificate_der: bytes, modulus: int, exponent: int) -> str:
    """ds:KeyInfo: the certificate, and its key again as numbers."""
    certificate = element("ds:X509Data", element("ds:X509Certificate", _base64(certificate_der)))
    numbers = element("ds:Modulus", _number(modulus)) + element("ds:Exponent", _number(exponent))
    key = element("ds:KeyValue", element("ds:RSAKeyValue", numbers))
    return element("ds:KeyInfo", certificate + key, f'Id="{KEY_INFO_ID}"')


def signing_certificate(certificate_der: bytes, issuer: str, serial: int, algorithm: Algorithm) -> str:
    """etsi:SigningCertificate (not V2): the certificate's digest, issuer and serial number."""
    digest = _digest_method(algorithm) + element("ds:DigestValue", algorithm.digest(certificate_der))
    issuer_serial = element("ds:X509IssuerName", text(issuer)) + element("ds:X509SerialNumber", str(serial))
    cert = element("etsi:CertDigest", digest) + element("etsi:IssuerSerial", issuer_serial)
    return element("etsi:SigningCertificate", element("etsi:Cert", cert))


def signed_properties(ids: Ids, moment: datetime, certificate: str) -> str:
    """etsi:SignedProperties: when and with which certificate, and what the signed object is."""
    when = element("etsi:SigningTime", moment.isoformat(timespec="seconds"))
    what = element("etsi:Description", "contenido comprobante") + element("etsi:MimeType", "text/xml")
    form = element("etsi:DataObjectFormat", what, f'ObjectReference="#{ids.reference}"')
    content = element("etsi:SignedSignatureProperties", when + certificate) + element(
        "etsi:SignedDataObjectProperties", form
    )
    return element("etsi:SignedProperties", content, f'Id="{ids.properties}"')


def signed_info(ids: Ids, algorithm: Algorithm, properties: str, keys: str, document: str) -> str:
    """ds:SignedInfo over the three digests: properties, KeyInfo, document."""
    enveloped = element("ds:Transforms", element("ds:Transform", "", f'Algorithm="{ENVELOPED}"'))
    content = (
        element("ds:CanonicalizationMethod", "", f'Algorithm="{C14N}"')
        + element("ds:SignatureMethod", "", f'Algorithm="{algorithm.signature_uri}"')
        + _reference(algorithm, properties, f'Type="{SIGNED_PROPERTIES_TYPE}" URI="#{ids.properties}"')
        + _reference(algorithm, keys, f'URI="#{KEY_INFO_ID}"')
        + _reference(algorithm, document, f'Id="{ids.reference}" URI="#{DOCUMENT_ID}"', enveloped)
    )
    return element("ds:SignedInfo", content)


def signature(ids: Ids, info: str, value: bytes, keys: str, properties: str) -> str:
    """The whole ds:Signature."""
    target = f'Target="#{ids.signature}"'
    content = (
        info
        + element("ds:SignatureValue", _base64(value))
        + keys
        + element("ds:Object", element("etsi:QualifyingProperties", properties, target))
    )
    return element("ds:Signature", content, f'{NAMESPACES} Id="{ids.signature}"')


def _reference(algorithm: Algorithm, digest: str, attributes: str, transforms: str = "") -> str:
    content = transforms + _digest_method(algorithm) + element("ds:DigestValue", digest)
    return element("ds:Reference", content, attributes)


def _digest_method(algorithm: Algorithm) -> str:
    return element("ds:DigestMethod", "", f'Algorithm="{algorithm.digest_uri}"')


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _number(value: int) -> str:
    return _base64(value.to_bytes((value.bit_length() + 7) // 8, "big"))
