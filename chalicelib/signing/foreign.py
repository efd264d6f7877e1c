"""Checking a signature that somebody else's program made: XMLDSig with XAdES, in whatever prefixes and Ids.

- A **reference** of the signature names a part of the document by its Id and states the digest of its canonical form.
  Only three parts may be named: the comprobante itself, the signature's KeyInfo and its SignedProperties. The first and
  the last must be.
- The **signer** is the certificate inside KeyInfo whose digest SigningCertificate states.

Nothing is looked up by a search through the document: the signature is the root's last child, what it covers is the
root, and an Id that stands there twice refuses the whole. So a signature over something else (wrapping) says nothing.
The check is the door's: it spares the issuer a refusal by the authority, which judges the chain and revocation as well.

Rules: ficha técnica 2.32 §6 and anexo 14; XMLDSig (W3C, 2008); XAdES 1.3.2.
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from chalicelib.domain.documents.xml import UnsafeXml, parse
from chalicelib.signing.choose import against
from chalicelib.signing.profile import DOCUMENT_ID, DS, ENVELOPED, ETSI

SIGNATURE = f"{{{DS}}}Signature"
CLOCK_SKEW = timedelta(minutes=5)

_INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_CANONICAL = {
    _INCLUSIVE: (False, False),
    f"{_INCLUSIVE}#WithComments": (False, True),
    _EXCLUSIVE: (True, False),
    f"{_EXCLUSIVE}WithComments": (True, True),
}
_SIGNATURES: dict[str, hashes.HashAlgorithm] = {
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1": hashes.SHA1(),  # noqa: S303  what the ficha técnica prescribes
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256": hashes.SHA256(),
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384": hashes.SHA384(),
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512": hashes.SHA512(),
}
_DIGESTS = {
    "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_ID_NAMES = ("Id", "id", "ID")


class BadForeignSignature(ValueError):
    """The signature that came with the document does not hold; the message, in Spanish, says why."""


def carries_signature(document: bytes) -> bool:
    """True if the document's last element is a signature. Raises UnsafeXml."""
    return is_signed(parse(document))


def is_signed(root: etree._Element) -> bool:
    """True if the root's last child is a signature."""
    return len(root) > 0 and root[-1].tag == SIGNATURE


def verify(signed: bytes, ruc: str, now: datetime) -> x509.Certificate:
    """The signer of a document that a certificate of the RUC signed, whole. Raises BadForeignSignature."""
    try:
        root = parse(signed)
    except UnsafeXml as error:
        raise BadForeignSignature(f"no se puede leer: {error.reason}") from None
    if not is_signed(root) or sum(1 for _ in root.iter(SIGNATURE)) != 1:
        raise BadForeignSignature("debe haber exactamente una firma, como último elemento del documento")
    if any(not isinstance(node.tag, str) for node in root.iter()):
        raise BadForeignSignature("hay comentarios dentro del documento, que ninguna firma cubre")
    signature = root[-1]
    ids = _ids(root)
    signer = _signer(signature)
    _check_value(signature, signer)
    _check_references(root, signature, ids)
    reasons = against(signer, ruc, now)
    if reasons:
        raise BadForeignSignature(f"el certificado {' y '.join(reasons)}")
    _check_moment(signature, now)
    return signer


def _ids(root: etree._Element) -> dict[str, etree._Element]:
    found: dict[str, etree._Element] = {}
    for element in root.iter("*"):
        for name in _ID_NAMES:
            value = element.get(name)
            if value is None:
                continue
            if value in found:
                raise BadForeignSignature(f"el identificador «{value[:40]}» está dos veces")
            found[value] = element
    return found


def _one(parent: etree._Element, *path: str) -> etree._Element:
    """The only element of a path of ds: and etsi: names."""
    node = parent
    for step in path:
        prefix, _, name = step.partition(":")
        children = list(node.iterchildren(f"{{{DS if prefix == 'ds' else ETSI}}}{name}"))
        if len(children) != 1:
            raise BadForeignSignature(f"a la firma le falta «{name}», o lo tiene más de una vez")
        node = children[0]
    return node


def _properties(signature: etree._Element) -> etree._Element:
    return _one(signature, "ds:Object", "etsi:QualifyingProperties", "etsi:SignedProperties")


def _decoded(element: etree._Element) -> bytes:
    try:
        return b64decode("".join((element.text or "").split()), validate=True)
    except binascii.Error:
        raise BadForeignSignature(f"«{etree.QName(element).localname}» no es base64") from None


def _signer(signature: etree._Element) -> x509.Certificate:
    """The certificate of KeyInfo that SigningCertificate means."""
    cert = _one(_properties(signature), "etsi:SignedSignatureProperties", "etsi:SigningCertificate", "etsi:Cert")
    digest = _one(cert, "etsi:CertDigest")
    name, stated = _digest_name(_one(digest, "ds:DigestMethod")), _decoded(_one(digest, "ds:DigestValue"))
    for element in _one(signature, "ds:KeyInfo").iter(f"{{{DS}}}X509Certificate"):
        der = _decoded(element)
        if hashlib.new(name, der).digest() != stated:
            continue
        try:
            return x509.load_der_x509_certificate(der)
        except ValueError:
            raise BadForeignSignature("su certificado no se puede leer") from None
    raise BadForeignSignature("no trae el certificado que dice que la hizo")


def _check_value(signature: etree._Element, signer: x509.Certificate) -> None:
    info = _one(signature, "ds:SignedInfo")
    method = _one(info, "ds:SignatureMethod").get("Algorithm", "")
    algorithm = _SIGNATURES.get(method)
    if algorithm is None:
        raise BadForeignSignature(f"usa un algoritmo que no se admite ({method[:80]})")
    key = signer.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise BadForeignSignature("su certificado no es RSA")
    signed = _canonical(info, _one(info, "ds:CanonicalizationMethod").get("Algorithm", ""))
    try:
        key.verify(_decoded(_one(signature, "ds:SignatureValue")), signed, padding.PKCS1v15(), algorithm)
    except InvalidSignature:
        raise BadForeignSignature("no la hizo la llave de su certificado") from None


def _check_references(root: etree._Element, signature: etree._Element, ids: dict[str, etree._Element]) -> None:
    key_info, properties = _one(signature, "ds:KeyInfo"), _properties(signature)
    covered = []
    for reference in _one(signature, "ds:SignedInfo").iterchildren(f"{{{DS}}}Reference"):
        uri = reference.get("URI", "")
        target = root if not uri else ids.get(uri[1:]) if uri.startswith("#") else None
        if target is root and uri and root.get("id") != DOCUMENT_ID:
            target = None
        if target is None or all(target is not part for part in (root, key_info, properties)):
            raise BadForeignSignature(f"cubre una parte que no se admite («{uri[:40]}»)")
        _check_digest(reference, target, root, signature)
        covered.append(target)
    for part, name in ((root, "el comprobante"), (properties, "sus propiedades (SignedProperties)")):
        if sum(target is part for target in covered) != 1:
            raise BadForeignSignature(f"no cubre {name}")


def _check_digest(
    reference: etree._Element, target: etree._Element, root: etree._Element, signature: etree._Element
) -> None:
    transforms = [t.get("Algorithm", "") for t in _transforms(reference)]
    enveloped = ENVELOPED in transforms
    rest = [t for t in transforms if t != ENVELOPED]
    if (target is root) != enveloped or len(rest) > 1 or transforms.count(ENVELOPED) > 1:
        raise BadForeignSignature("transforma lo que cubre de un modo que no se admite")
    canonical = _canonical(_without(root, signature) if enveloped else target, rest[0] if rest else _INCLUSIVE)
    name = _digest_name(_one(reference, "ds:DigestMethod"))
    if hashlib.new(name, canonical).digest() != _decoded(_one(reference, "ds:DigestValue")):
        what = "el comprobante" if target is root else "una parte de la firma"
        raise BadForeignSignature(f"{what} cambió después de firmarse")


def _transforms(reference: etree._Element) -> Iterator[etree._Element]:
    for transforms in reference.iterchildren(f"{{{DS}}}Transforms"):
        for transform in transforms.iterchildren("*"):
            if len(transform):
                raise BadForeignSignature("transforma lo que cubre de un modo que no se admite")
            yield transform


def _digest_name(method: etree._Element) -> str:
    uri = method.get("Algorithm", "")
    if uri not in _DIGESTS:
        raise BadForeignSignature(f"usa un resumen que no se admite ({uri[:80]})")
    return _DIGESTS[uri]


def _without(root: etree._Element, signature: etree._Element) -> etree._Element:
    """A copy of the document without its signature, which is the last child; the blanks after it stay."""
    copy = parse(etree.tostring(root, encoding="UTF-8"))
    last, tail = copy[-1], signature.tail
    copy.remove(last)
    if tail:
        if len(copy):
            copy[-1].tail = (copy[-1].tail or "") + tail
        else:
            copy.text = (copy.text or "") + tail
    return copy


def _canonical(element: etree._Element, method: str) -> bytes:
    if method not in _CANONICAL:
        raise BadForeignSignature(f"usa una forma canónica que no se admite ({method[:80]})")
    exclusive, comments = _CANONICAL[method]
    # Read anew, so that the namespaces it inherits stand on it: lxml forgets an inherited default one otherwise.
    alone = parse(etree.tostring(element, encoding="UTF-8", with_tail=False))
    return etree.tostring(alone, method="c14n", exclusive=exclusive, with_comments=comments)


def _check_moment(signature: etree._Element, now: datetime) -> None:
    text = _one(_properties(signature), "etsi:SignedSignatureProperties", "etsi:SigningTime").text or ""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadForeignSignature("su fecha no se puede leer") from None
    if moment.tzinfo is not None and moment > now + CLOCK_SKEW:
        raise BadForeignSignature(f"dice que se hizo en el futuro ({text.strip()[:40]})")
