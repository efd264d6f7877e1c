"""Checking a signature that somebody else's program made: XMLDSig with XAdES, in whatever prefixes, Ids and order.

- A **reference** of the signature names a part of the document by its Id and states the digest of its canonical form.
  Three parts may be named: the comprobante itself, the signature's SignedProperties, and its KeyInfo. The first two
  must be, once each.
- The **signer** is the certificate inside KeyInfo that SigningCertificate means: by digest, issuer and serial number.
- A **doubt** is what differs from the ficha técnica without touching what is signed: whether the authority takes it is
  not known. It is told, and stops nothing. docs/firmas.md has every form, its verdict and the source of it.

signxml does the cryptography. What it leaves open is decided here: that the signature is the only one and the root's
last element, that what it covers is the root, by an Id that stands there once, by no other transforms than these. So a
signature over something else (wrapping) says nothing. The check is the door's: it spares the issuer a refusal by the
authority, which judges the chain and revocation as well.

Rules: ficha técnica 2.32 §6 and anexo 14; XMLDSig (W3C, 2008); XAdES 1.3.2.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from chalicelib.domain.documents.xml import SIGNATURE, UnsafeXml, is_signed, parse
from chalicelib.signing.certificate import issuer_name, rucs
from chalicelib.signing.choose import against
from chalicelib.signing.names import is_issuer
from chalicelib.signing.profile import C14N, DOCUMENT_ID, DS, ECUADOR, ENVELOPED, ETSI, SIGNED_PROPERTIES_TYPE

CLOCK_SKEW = timedelta(minutes=5)

_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_CANONICAL = frozenset({C14N, f"{C14N}#WithComments", _EXCLUSIVE, f"{_EXCLUSIVE}WithComments"})
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_ENC = "http://www.w3.org/2001/04/xmlenc#"
_SIGNATURES = {f"{DS}rsa-sha1": "sha1", **{f"{_MORE}rsa-sha{n}": f"sha{n}" for n in (256, 384, 512)}}
_DIGESTS = {f"{DS}sha1": "sha1", f"{_ENC}sha256": "sha256", f"{_MORE}sha384": "sha384", f"{_ENC}sha512": "sha512"}
_KNOWN = ("sha1", "sha256")
"""What documents that the authority authorised were signed with."""
_INCLUSIVE_NAMESPACES = f"{{{_EXCLUSIVE}}}InclusiveNamespaces"
_ID_NAMES = frozenset({"Id", "id", "ID"})
_PREFIXES = {"ds": DS, "etsi": ETSI}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")


class BadForeignSignature(ValueError):
    """The signature that came with the document does not hold; the message, in Spanish, says why."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A signature that holds: who signed, and what is doubtful about its form, in Spanish."""

    signer: x509.Certificate
    doubts: tuple[str, ...]


def carries_signature(document: bytes) -> bool:
    """True if the document's last element is a signature. Raises UnsafeXml."""
    return is_signed(parse(document))


def verify(signed: bytes, ruc: str, now: datetime) -> Holding:
    """Judge a document that a certificate of the RUC should have signed, whole. Raises BadForeignSignature."""
    try:
        root = parse(signed)
    except UnsafeXml as error:
        raise BadForeignSignature(f"no se puede leer: {error.reason}") from None
    if not is_signed(root) or sum(1 for _ in root.iter(SIGNATURE)) != 1:
        raise BadForeignSignature("debe haber exactamente una firma, como último elemento del documento")
    doubts = list(_without_comments(root))
    signature = next(root.iterchildren(SIGNATURE))
    properties = _properties(signature)
    signer = _signer(signature, properties)
    doubts += _methods(signature)
    doubts += _covered(root, signature, properties)
    _hold(root, signer)
    _identify(properties, signer)
    doubts += _key_value(signature, signer)
    doubts += _beyond(signature, properties)
    if reasons := against(signer, ruc, now):
        raise BadForeignSignature(f"el certificado {' y '.join(reasons)}")
    doubts += _moment(properties, now)
    return Holding(signer, tuple(doubts))


def _without_comments(root: etree._Element) -> Iterator[str]:
    """Take away the comments: no canonical form that is admitted has them, and a text goes on behind them."""
    around = [e for c in root.iter(etree.Comment) if (e := c.getparent()) is not None]
    if any(DS in str(e.tag) for e in around) and _canonical_of_info(root).endswith("WithComments"):
        raise BadForeignSignature("hay comentarios en la firma, con una forma canónica que los cuenta")
    parted = [e for e in around if e.find("*") is None]
    etree.strip_tags(root, etree.Comment)
    for element in parted:
        if (element.text or "").strip():
            name = etree.QName(element).localname
            yield f"un comentario parte el texto de «{name}» y no todos los programas lo leen igual"
            return


def _canonical_of_info(root: etree._Element) -> str:
    method = root.find("ds:Signature/ds:SignedInfo/ds:CanonicalizationMethod", _PREFIXES)
    return "" if method is None else method.get("Algorithm", "")


def _one(parent: etree._Element, path: str) -> etree._Element:
    """The only element of a path of ds: and etsi: names."""
    found = parent.findall(path, _PREFIXES)
    if len(found) != 1:
        name = path.rpartition(":")[2]
        raise BadForeignSignature(f"a la firma le falta «{name}», o lo tiene más de una vez")
    return found[0]


def _properties(signature: etree._Element) -> etree._Element:
    """SignedProperties, of this signature."""
    qualifying = _one(signature, "ds:Object/etsi:QualifyingProperties")
    if not signature.get("Id") or qualifying.get("Target") != f"#{signature.get('Id')}":
        raise BadForeignSignature("sus propiedades (QualifyingProperties) dicen ser de otra firma")
    _one(signature, ".//etsi:SignedProperties")
    return _one(qualifying, "etsi:SignedProperties")


def _decoded(element: etree._Element) -> bytes:
    try:
        return b64decode("".join((element.text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        raise BadForeignSignature(f"«{etree.QName(element).localname}» no es base64") from None


def _certs(properties: etree._Element) -> list[etree._Element]:
    """Each etsi:Cert of SigningCertificate: the signer's, perhaps others of its chain."""
    return _one(properties, "etsi:SignedSignatureProperties/etsi:SigningCertificate").findall("etsi:Cert", _PREFIXES)


def _means(cert: etree._Element, der: bytes) -> bool:
    """Whether an etsi:Cert means this certificate, by its digest."""
    name = _digest_name(_one(cert, "etsi:CertDigest/ds:DigestMethod"))
    return hashlib.new(name, der).digest() == _decoded(_one(cert, "etsi:CertDigest/ds:DigestValue"))


def _signer(signature: etree._Element, properties: etree._Element) -> x509.Certificate:
    """The certificate of KeyInfo that SigningCertificate means; of a chain, its first."""
    certs = _certs(properties)
    for element in _one(signature, "ds:KeyInfo").iterfind("ds:X509Data/ds:X509Certificate", _PREFIXES):
        der = _decoded(element)
        if not any(_means(cert, der) for cert in certs):
            continue
        return _read(der)
    raise BadForeignSignature("no trae el certificado que dice que la hizo")


_UNREADABLE = (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
"""What reading a certificate may raise, now or when its extensions or its names are asked for."""


def _read(der: bytes) -> x509.Certificate:
    """A certificate all of whose parts that are judged can be read, with an RSA key."""
    try:
        found = x509.load_der_x509_certificate(der)
        key = found.public_key()
        rucs(found)
        issuer_name(found)
    except _UNREADABLE:
        raise BadForeignSignature("su certificado no se puede leer") from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise BadForeignSignature("su certificado no es RSA")
    return found


def _methods(signature: etree._Element) -> Iterator[str]:
    """The algorithms of the signature itself."""
    info = _one(signature, "ds:SignedInfo")
    uri = _one(info, "ds:SignatureMethod").get("Algorithm", "")
    if uri not in _SIGNATURES:
        raise BadForeignSignature(f"usa un algoritmo que no se admite ({uri[:80]})")
    if _SIGNATURES[uri] not in _KNOWN:
        yield f"se hizo con {_SIGNATURES[uri].upper()}"
    if _canonical(_one(info, "ds:CanonicalizationMethod")) != C14N:
        yield "la forma canónica de «SignedInfo» no es la de la ficha técnica"


def _canonical(method: etree._Element) -> str:
    uri = method.get("Algorithm", "")
    inner = [e.tag for e in method.iterchildren("*")]
    if uri not in _CANONICAL or inner not in ([], [_INCLUSIVE_NAMESPACES]) or (inner and _EXCLUSIVE not in uri):
        raise BadForeignSignature(f"usa una forma canónica que no se admite ({uri[:80]})")
    return uri


def _covered(root: etree._Element, signature: etree._Element, properties: etree._Element) -> Iterator[str]:
    """What the references name: nothing but the parts that may be, and those that must be."""
    parts = {"el comprobante": root, "sus propiedades (SignedProperties)": properties}
    optional = _one(signature, "ds:KeyInfo")
    covered = []
    for reference in _one(signature, "ds:SignedInfo").iterfind("ds:Reference", _PREFIXES):
        target = _target(root, reference.get("URI"))
        if target is None or all(target is not part for part in (*parts.values(), optional)):
            raise BadForeignSignature(f"cubre una parte que no se admite («{reference.get('URI', '')[:40]}»)")
        covered.append(target)
        if target is root and not reference.get("URI"):
            yield "nombra al comprobante sin «#comprobante»"
        if target is properties and reference.get("Type") != SIGNED_PROPERTIES_TYPE:
            yield "la referencia a «SignedProperties» no lleva su tipo"
        yield from _transformed(reference, enveloped=target is root)
        name = _digest_name(_one(reference, "ds:DigestMethod"))
        if name not in _KNOWN:
            yield f"un resumen es {name.upper()}"
    for name, part in parts.items():
        if sum(target is part for target in covered) != 1:
            raise BadForeignSignature(f"no cubre {name}, o lo cubre más de una vez")


def _target(root: etree._Element, uri: str | None) -> etree._Element | None:
    """What a reference names, if it can be told for certain."""
    if uri == "":
        beside = [*root.itersiblings(preceding=True), *root.itersiblings()]
        return None if any(isinstance(node, etree._ProcessingInstruction) for node in beside) else root
    name = (uri or "")[1:]
    if uri is None or not uri.startswith("#") or not name or "#" in name:
        return None
    named = [e for e in root.iter("*") for key, value in e.items() if value == name and _is_id(key)]
    if len(named) > 1:
        raise BadForeignSignature(f"el identificador «{name[:40]}» está dos veces")
    return named[0] if named and (named[0] is not root or root.get("id") == name == DOCUMENT_ID) else None


def _is_id(attribute: str | bytes) -> bool:
    return etree.QName(attribute).localname in _ID_NAMES


def _transformed(reference: etree._Element, *, enveloped: bool) -> Iterator[str]:
    transforms = [t for one in reference.iterfind("ds:Transforms", _PREFIXES) for t in one.iterchildren("*")]
    rest = [t for t in transforms if t.get("Algorithm") != ENVELOPED]
    if len(transforms) - len(rest) != enveloped or len(rest) > 1 or any(len(t) for t in transforms if t not in rest):
        raise BadForeignSignature("transforma lo que cubre de un modo que no se admite")
    if rest and _canonical(rest[0]) != C14N:
        yield "la forma canónica de lo que cubre no es la de la ficha técnica"


def _digest_name(method: etree._Element) -> str:
    uri = method.get("Algorithm", "")
    if uri not in _DIGESTS:
        raise BadForeignSignature(f"usa un resumen que no se admite ({uri[:80]})")
    return _DIGESTS[uri]


def _hold(root: etree._Element, signer: x509.Certificate) -> None:
    """Have the value verified by the signer's key, and each digest."""
    from chalicelib.signing.verifier import Broken, hold  # few documents come signed, and signxml takes long to import

    try:
        hold(root, signer, _SIGNATURES, _DIGESTS)
    except Broken as error:
        raise BadForeignSignature(str(error)) from None


def _identify(properties: etree._Element, signer: x509.Certificate) -> None:
    """Issuer and serial number beside the digest: the authority's verifier compares them too."""
    der = signer.public_bytes(Encoding.DER)
    cert = next(cert for cert in _certs(properties) if _means(cert, der))
    serial = (_one(cert, "etsi:IssuerSerial/ds:X509SerialNumber").text or "").strip()
    # As text: a number of thousands of digits is not read as one.
    if not serial.isascii() or not serial.isdigit() or (serial.lstrip("0") or "0") != str(signer.serial_number):
        raise BadForeignSignature(f"dice que el número de serie del certificado es «{serial[:60]}»")
    stated = (_one(cert, "etsi:IssuerSerial/ds:X509IssuerName").text or "").strip()
    if not is_issuer(stated, signer):
        raise BadForeignSignature(
            f"dice que el emisor del certificado es «{stated[:200]}»; como lo lee el SRI es «{issuer_name(signer)}»"
        )


def _key_value(signature: etree._Element, signer: x509.Certificate) -> Iterator[str]:
    values = signature.findall("ds:KeyInfo/ds:KeyValue/ds:RSAKeyValue", _PREFIXES)
    if not values:
        yield "no trae la llave pública como números (KeyValue)"
        return
    key = signer.public_key()
    assert isinstance(key, rsa.RSAPublicKey), "other signers are refused before"
    numbers = key.public_numbers()
    for value in values:
        stated = [_number(value, name) for name in ("Modulus", "Exponent")]
        if stated != [numbers.n, numbers.e]:
            yield "los números de la llave pública (KeyValue) no son los del certificado"


def _number(value: etree._Element, name: str) -> int:
    element = value.find(f"ds:{name}", _PREFIXES)
    return -1 if element is None else int.from_bytes(_decoded(element), "big")


def _beyond(signature: etree._Element, properties: etree._Element) -> Iterator[str]:
    """What XAdES-BES as the ficha técnica has it does not have, and what describes another object."""
    if signature.find("ds:Object/etsi:QualifyingProperties/etsi:UnsignedProperties", _PREFIXES) is not None:
        yield "lleva propiedades sin firmar (UnsignedProperties)"
    if len(signature.findall("ds:Object", _PREFIXES)) > 1:
        yield "lleva otro «Object» además del suyo"
    if properties.find("etsi:SignedSignatureProperties/etsi:SignaturePolicyIdentifier", _PREFIXES) is not None:
        yield "nombra una política de firma (XAdES-EPES)"
    ids = [r.get("Id") for r in signature.iterfind("ds:SignedInfo/ds:Reference", _PREFIXES)]
    for described in properties.iterfind("etsi:SignedDataObjectProperties/etsi:DataObjectFormat", _PREFIXES):
        if described.get("ObjectReference", "").removeprefix("#") not in ids:
            yield "«DataObjectFormat» describe otra cosa que el comprobante"


def _moment(properties: etree._Element, now: datetime) -> Iterator[str]:
    text = (_one(properties, "etsi:SignedSignatureProperties/etsi:SigningTime").text or "").strip()
    try:
        moment = datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        moment = None
    if moment is None:
        raise BadForeignSignature("su fecha no se puede leer")
    if moment.tzinfo is None:
        yield "su fecha no dice la zona horaria"
        moment = moment.replace(tzinfo=ECUADOR)
    if moment > now + CLOCK_SKEW:
        raise BadForeignSignature(f"dice que se hizo en el futuro ({text[:40]})")
