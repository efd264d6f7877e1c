"""The check of the final bytes, as a stranger would make it: parsed anew, nothing taken from the signing but the
certificate that was expected.

- The **shape** is what the bytes of the signature must be to the letter, with holes where values stand. It is much
  stricter than XMLDSig: there is no element, attribute, comment or second place that a verifier could look at.
- A **fragment** is one of the three parts of the signature that are hashed on their own: SignedInfo, KeyInfo,
  SignedProperties. The shape is canonical XML, holes included, so that a fragment's canonical form is its own bytes
  plus the namespaces in scope; the shape and the root are so strict that these are always the same two.

It answers what was signed, never a boolean: whoever uses the answer uses what was verified.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from chalicelib.domain.documents.xml import UnsafeXml, parse
from chalicelib.signing.profile import C14N, DOCUMENT_ID, DS, ENVELOPED, ETSI, KEY_INFO_ID, Algorithm, flaw, ids_at_most
from chalicelib.signing.xades import SigningKey


class BadSignature(ValueError):
    """The bytes do not carry the signature they should; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a verified signature covers. `document` is the canonical form of the document without its signature."""

    document: bytes
    algorithm: Algorithm
    signing_time: str


_HOLES = {
    "id": r"[A-Za-z_][A-Za-z0-9_.-]*",
    "uri": r'[^"<>&]+',
    "base64": r"[A-Za-z0-9+/]+={0,2}",
    "number": r"[0-9]+",
    "time": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}-05:00",
    "any": r'[^"]+',
    "text": r"(?:[^<>&\r]|&(?:amp|lt|gt|#xD);)+",
}
_DIGEST = '<ds:DigestMethod Algorithm="{uri:digest_uri}"></ds:DigestMethod><ds:DigestValue>{base64:%s}</ds:DigestValue>'
_SHAPE_TEXT = (
    f'<ds:Signature xmlns:ds="{DS}" xmlns:etsi="{ETSI}" Id="{{id:signature}}">'
    "{<info}<ds:SignedInfo>"
    f'<ds:CanonicalizationMethod Algorithm="{C14N}"></ds:CanonicalizationMethod>'
    '<ds:SignatureMethod Algorithm="{uri:signature_uri}"></ds:SignatureMethod>'
    '<ds:Reference Type="http://uri.etsi.org/01903#SignedProperties" URI="#{id:properties_id}">'
    f"{_DIGEST % 'properties_digest'}</ds:Reference>"
    f'<ds:Reference URI="#{KEY_INFO_ID}">{_DIGEST % "keys_digest"}</ds:Reference>'
    f'<ds:Reference Id="{{id:reference}}" URI="#{DOCUMENT_ID}">'
    f'<ds:Transforms><ds:Transform Algorithm="{ENVELOPED}"></ds:Transform></ds:Transforms>'
    f"{_DIGEST % 'document_digest'}</ds:Reference>"
    "</ds:SignedInfo>{info>}"
    "<ds:SignatureValue>{base64:value}</ds:SignatureValue>"
    f'{{<keys}}<ds:KeyInfo Id="{KEY_INFO_ID}">{{any:key_info}}</ds:KeyInfo>{{keys>}}'
    '<ds:Object><etsi:QualifyingProperties Target="#{id:signature}">'
    '{<properties}<etsi:SignedProperties Id="{id:properties_id}">'
    "<etsi:SignedSignatureProperties><etsi:SigningTime>{time:time}</etsi:SigningTime>"
    "<etsi:SigningCertificate><etsi:Cert>"
    f"<etsi:CertDigest>{_DIGEST % 'certificate_digest'}</etsi:CertDigest>"
    "<etsi:IssuerSerial><ds:X509IssuerName>{text:issuer}</ds:X509IssuerName>"
    "<ds:X509SerialNumber>{number:serial}</ds:X509SerialNumber></etsi:IssuerSerial>"
    "</etsi:Cert></etsi:SigningCertificate></etsi:SignedSignatureProperties>"
    '<etsi:SignedDataObjectProperties><etsi:DataObjectFormat ObjectReference="#{id:reference}">'
    "<etsi:Description>contenido comprobante</etsi:Description><etsi:MimeType>text/xml</etsi:MimeType>"
    "</etsi:DataObjectFormat></etsi:SignedDataObjectProperties>"
    "</etsi:SignedProperties>{properties>}"
    "</etsi:QualifyingProperties></ds:Object></ds:Signature>"
)
"""`{kind:name}` is a hole, the same value wherever the name comes again; `{<name}` and `{name>}` enclose a fragment.
KeyInfo is compared as a whole with the only one there may be."""


def _compiled(shape: str) -> re.Pattern[bytes]:
    """The shape as a pattern."""
    parts, seen = [], set()
    for literal, hole in re.findall(r"([^{}]*)(?:\{([^{}]*)\})?", shape):
        parts.append(re.escape(literal))
        kind, _, name = hole.partition(":")
        if hole.startswith("<"):
            parts.append(f"(?P<{hole[1:]}>")
        elif hole.endswith(">"):
            parts.append(")")
        elif name in seen:
            parts.append(f"(?P={name})")
        elif name:
            parts.append(f"(?P<{name}>{_HOLES[kind]})")
            seen.add(name)
    return re.compile("".join(parts).encode())


_SHAPE = _compiled(_SHAPE_TEXT)
_IN_SCOPE = f' xmlns:ds="{DS}" xmlns:etsi="{ETSI}"'.encode()
_BY_URIS = {(a.signature_uri.encode(), a.digest_uri.encode()): a for a in Algorithm}
_CERTIFICATE = re.compile(rb"<ds:X509Certificate>([^<]*)</ds:X509Certificate>")
_OF_CERTIFICATE = ("keys", "keys_digest", "certificate_digest", "serial")
_SIGNATURE_IDS = ("signature", "properties_id", "reference")


def check(signed: bytes, key: SigningKey) -> Signed:
    """Verify signed bytes against the certificate they should be signed with. Raises BadSignature."""
    document, shape = _read(signed)
    algorithm = _BY_URIS.get((shape["signature_uri"], shape["digest_uri"]))
    if algorithm is None:
        raise BadSignature("another algorithm")
    if shape.group(*_OF_CERTIFICATE) != _expected(key.der, algorithm):
        raise BadSignature("KeyInfo or SigningCertificate is not of the certificate expected")
    info = _fragment(shape["info"], b"<ds:SignedInfo")
    try:
        key.public.verify(b64decode(shape["value"]), info, padding.PKCS1v15(), algorithm.hash)
    except (InvalidSignature, ValueError):
        raise BadSignature("the signature value is not of this certificate's key") from None
    for name, stated, hashed in (
        ("SignedProperties", "properties_digest", _fragment(shape["properties"], b"<etsi:SignedProperties")),
        (DOCUMENT_ID, "document_digest", document),
    ):
        if shape[stated].decode() != algorithm.digest(hashed):
            raise BadSignature(f"{name}: the digest differs")
    return Signed(document, algorithm, shape["time"].decode())


def certificate_of(signed: bytes) -> x509.Certificate:
    """The certificate that signed bytes of the profile say they are signed with. Raises BadSignature."""
    _, shape = _read(signed)
    carried = _CERTIFICATE.search(shape["key_info"])
    try:
        return x509.load_der_x509_certificate(b64decode(carried[1] if carried else b""))
    except ValueError:
        raise BadSignature("the certificate in KeyInfo cannot be read") from None


def _read(signed: bytes) -> tuple[bytes, re.Match[bytes]]:
    """The canonical form of the document without its signature, and the signature's shape."""
    try:
        root = parse(signed)
    except UnsafeXml as error:
        raise BadSignature(f"not readable: {error.reason}") from None
    wrong = flaw(signed, root)
    if wrong:
        raise BadSignature(wrong)
    found = list(root.iter(f"{{{DS}}}Signature"))
    if len(found) != 1 or found[0] is not root[-1]:
        raise BadSignature("there is not exactly one signature, as the root's last child")
    body, end = signed.rstrip(), f"</{root.tag}>".encode()
    # What matches here is that last child: no comment, CDATA section or instruction can end between it and the end tag,
    # nor inside the shape.
    shape = _SHAPE.fullmatch(body, max(body.rfind(b"<ds:Signature "), 0), len(body) - len(end))
    if shape is None or not body.endswith(end):
        raise BadSignature("the signature does not have the shape of the profile")
    root.remove(found[0])
    document = etree.tostring(root, method="c14n", with_comments=False)
    ids = {DOCUMENT_ID.encode(), KEY_INFO_ID.encode(), *shape.group(*_SIGNATURE_IDS)}
    if len(ids) != 2 + len(_SIGNATURE_IDS) or not ids_at_most(root, document, 1):
        raise BadSignature("an Id is there twice, or one too many")
    return document, shape


def _fragment(text: bytes, opening: bytes) -> bytes:
    """The canonical form of a fragment on its own."""
    return opening + _IN_SCOPE + text[len(opening) :]


@lru_cache(maxsize=64)
def _expected(der: bytes, algorithm: Algorithm) -> tuple[bytes, ...]:
    """What a signature with this certificate must say of it, in the order of `_OF_CERTIFICATE`."""
    certificate = x509.load_der_x509_certificate(der)
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey), "certificates of other kinds are refused when they are read"
    modulus, exponent = (
        b64encode(n.to_bytes((n.bit_length() + 7) // 8, "big"))
        for n in (key.public_numbers().n, key.public_numbers().e)
    )
    keys = (
        b'<ds:KeyInfo Id="%b"><ds:X509Data><ds:X509Certificate>%b</ds:X509Certificate></ds:X509Data><ds:KeyValue>'
        b"<ds:RSAKeyValue><ds:Modulus>%b</ds:Modulus><ds:Exponent>%b</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>"
        b"</ds:KeyInfo>" % (KEY_INFO_ID.encode(), b64encode(der), modulus, exponent)
    )
    keys_digest = algorithm.digest(_fragment(keys, b"<ds:KeyInfo"))
    return keys, keys_digest.encode(), algorithm.digest(der).encode(), str(certificate.serial_number).encode()
