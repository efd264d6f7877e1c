"""The SRI's XAdES-BES profile, as text that is already canonical.

- A **fragment** is a piece of the signature written directly in its canonical form (inclusive c14n 1.0), so that its
  digest needs no parser: double quotes, no self-closing tags, attributes in order, text escaped as c14n does.
- As the top of its own canonical form a fragment carries the namespaces in scope (`ds`, `etsi`); inside the signature
  it does not repeat them. `apex` makes the one from the other.

Source: ficha técnica 2.32 §6 and anexo 14; ETSI TS 101 903 1.3.2; XMLDSig 1.0; Canonical XML 1.0.
"""

from __future__ import annotations

import hashlib
import re
from binascii import b2a_base64
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from functools import partial
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


_sha1 = partial(hashlib.sha1, usedforsecurity=False)


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
        hashed = (_sha1 if self is Algorithm.SHA1 else hashlib.sha256)(data)
        return b2a_base64(hashed.digest(), newline=False).decode()

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


_IDS = etree.XPath("//@*[translate(local-name(), 'ID', 'id') = 'id']", smart_strings=False)
_WRITTEN_LIKE_AN_ID = re.compile(rb'="(?<=[iI][dD]=")')


def ids_at_most(root: etree._Element, canonical: bytes, most: int) -> bool:
    """True if the tree has no more than `most` attributes that a verifier may take for an Id, of whatever namespace.

    In the canonical form each such attribute is written `…id="`, which also occurs in text and in longer names: there
    are never fewer of these than Ids, and only when there are more must the tree be searched.
    """
    if len(_WRITTEN_LIKE_AN_ID.findall(canonical)) <= most:
        return True
    return len(cast("list[str]", _IDS(root))) <= most


def flaw(data: bytes, root: etree._Element) -> str:
    """What keeps bytes, parsed to a root, from being a document of this profile; empty if nothing does.

    The bytes must be UTF-8 and the root element alone in them. The root must bear the Id `comprobante` and no namespace
    or `xml:` attribute: so an element in it that declares the namespaces of a signature, and only such an element, has
    just these in its canonical form.
    """
    if not data.startswith(b"<"):
        return "something precedes the document (a byte order mark, a blank), or it is not UTF-8"
    if (root.getroottree().docinfo.encoding or "UTF-8").upper() != "UTF-8":
        return "not UTF-8"
    if root.getprevious() is not None or root.getnext() is not None:
        return "something precedes or follows the root element"
    if root.nsmap or any(str(name).startswith("{") for name in root.attrib):
        return "namespaces on the root element"
    if root.get("id") != DOCUMENT_ID:
        return "the root has no id comprobante"
    return ""


def signing_time(now: datetime) -> datetime:
    """The time to write into a signature made at `now`."""
    return (now - CLOCK_MARGIN).astimezone(ECUADOR).replace(microsecond=0)


def text(value: str) -> str:
    """Character data in canonical form."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#xD;")


def apex(fragment: str) -> bytes:
    """A fragment as the top of its own canonical form: with the namespaces it inherits inside the signature."""
    end = min(i for i in (fragment.find(" "), fragment.find(">")) if i > 0)
    return f"{fragment[:end]} {NAMESPACES}{fragment[end:]}".encode()


def key_info(certificate_der: bytes, modulus: int, exponent: int) -> str:
    """ds:KeyInfo: the certificate, and its key again as numbers."""
    return (
        f'<ds:KeyInfo Id="{KEY_INFO_ID}">'
        f"<ds:X509Data><ds:X509Certificate>{_base64(certificate_der)}</ds:X509Certificate></ds:X509Data>"
        f"<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>{_number(modulus)}</ds:Modulus>"
        f"<ds:Exponent>{_number(exponent)}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>"
    )


def signing_certificate(certificate_der: bytes, issuer: str, serial: int, algorithm: Algorithm) -> str:
    """etsi:SigningCertificate (not V2): the certificate's digest, issuer and serial number."""
    return (
        "<etsi:SigningCertificate><etsi:Cert><etsi:CertDigest>"
        f'<ds:DigestMethod Algorithm="{algorithm.digest_uri}"></ds:DigestMethod>'
        f"<ds:DigestValue>{algorithm.digest(certificate_der)}</ds:DigestValue>"
        "</etsi:CertDigest><etsi:IssuerSerial>"
        f"<ds:X509IssuerName>{text(issuer)}</ds:X509IssuerName>"
        f"<ds:X509SerialNumber>{serial}</ds:X509SerialNumber>"
        "</etsi:IssuerSerial></etsi:Cert></etsi:SigningCertificate>"
    )


def signed_properties(ids: Ids, moment: datetime, certificate: str) -> str:
    """etsi:SignedProperties: when and with which certificate, and what the signed object is."""
    return (
        f'<etsi:SignedProperties Id="{ids.properties}"><etsi:SignedSignatureProperties>'
        f"<etsi:SigningTime>{moment.astimezone(ECUADOR).isoformat(timespec='seconds')}</etsi:SigningTime>{certificate}"
        "</etsi:SignedSignatureProperties><etsi:SignedDataObjectProperties>"
        f'<etsi:DataObjectFormat ObjectReference="#{ids.reference}">'
        "<etsi:Description>contenido comprobante</etsi:Description><etsi:MimeType>text/xml</etsi:MimeType>"
        "</etsi:DataObjectFormat></etsi:SignedDataObjectProperties></etsi:SignedProperties>"
    )


def signed_info(ids: Ids, algorithm: Algorithm, properties: str, keys: str, document: str) -> str:
    """ds:SignedInfo over the three digests: properties, KeyInfo, document."""
    method = f'<ds:DigestMethod Algorithm="{algorithm.digest_uri}"></ds:DigestMethod>'
    return (
        f'<ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{C14N}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{algorithm.signature_uri}"></ds:SignatureMethod>'
        f'<ds:Reference Type="{SIGNED_PROPERTIES_TYPE}" URI="#{ids.properties}">'
        f"{method}<ds:DigestValue>{properties}</ds:DigestValue></ds:Reference>"
        f'<ds:Reference URI="#{KEY_INFO_ID}">{method}<ds:DigestValue>{keys}</ds:DigestValue></ds:Reference>'
        f'<ds:Reference Id="{ids.reference}" URI="#{DOCUMENT_ID}">'
        f'<ds:Transforms><ds:Transform Algorithm="{ENVELOPED}"></ds:Transform></ds:Transforms>'
        f"{method}<ds:DigestValue>{document}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    )


def signature(ids: Ids, info: str, value: bytes, keys: str, properties: str) -> str:
    """The whole ds:Signature."""
    return (
        f'<ds:Signature {NAMESPACES} Id="{ids.signature}">{info}<ds:SignatureValue>{_base64(value)}</ds:SignatureValue>'
        f'{keys}<ds:Object><etsi:QualifyingProperties Target="#{ids.signature}">{properties}'
        "</etsi:QualifyingProperties></ds:Object></ds:Signature>"
    )


def _base64(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode()


def _number(value: int) -> str:
    return _base64(value.to_bytes((value.bit_length() + 7) // 8, "big"))
