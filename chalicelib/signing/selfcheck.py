"""The check of the final bytes, as a stranger would make it: parsed anew, nothing taken from the signing but the
certificate that was expected.

It is stricter than XMLDSig: the signature must have exactly the shape of the profile, element by element, so that there
is no second place a verifier could look at. It answers what was signed, never a boolean: whoever uses the answer uses
what was verified.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree

from chalicelib.domain.documents.xml import UnsafeXml, parse
from chalicelib.signing import profile
from chalicelib.signing.profile import DS, ETSI, Algorithm
from chalicelib.signing.xades import SigningKey

_BY_SIGNATURE_URI = {a.signature_uri: a for a in Algorithm}


class BadSignature(ValueError):
    """The bytes do not carry the signature they should; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a verified signature covers. `document` is the canonical form of the document without its signature."""

    document: bytes
    algorithm: Algorithm
    signing_time: str


def _names(uri: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{{{uri}}}{name}" for name in names)


_SIGNATURE = _names(DS, "SignedInfo", "SignatureValue", "KeyInfo", "Object")
_SIGNED_INFO = _names(DS, "CanonicalizationMethod", "SignatureMethod", "Reference", "Reference", "Reference")
_KEY_INFO = _names(DS, "X509Data", "KeyValue")
_X509_DATA = _names(DS, "X509Certificate")
_KEY_VALUE = _names(DS, "RSAKeyValue")
_RSA = _names(DS, "Modulus", "Exponent")
_OBJECT = _names(ETSI, "QualifyingProperties")
_QUALIFYING = _names(ETSI, "SignedProperties")
_PROPERTIES = _names(ETSI, "SignedSignatureProperties", "SignedDataObjectProperties")
_SIGNATURE_PROPERTIES = _names(ETSI, "SigningTime", "SigningCertificate")
_REFERENCE = _names(DS, "DigestMethod", "DigestValue")
_ENVELOPED_REFERENCE = _names(DS, "Transforms", "DigestMethod", "DigestValue")
_TRANSFORMS = _names(DS, "Transform")


def check(signed: bytes, key: SigningKey) -> Signed:
    """Verify signed bytes against the certificate they should be signed with. Raises BadSignature."""
    try:
        root = parse(signed)
    except UnsafeXml as error:
        raise BadSignature(f"not readable: {error.reason}") from None
    signature = _only_signature(root)
    info, value, keys, container = _children(signature, _SIGNATURE)
    form, method, *references = _children(info, _SIGNED_INFO)
    algorithm = _BY_SIGNATURE_URI.get(method.get("Algorithm") or "")
    if algorithm is None or form.get("Algorithm") != profile.C14N:
        raise BadSignature("another algorithm")
    _check_certificate(keys, key)
    try:
        key.public.verify(_bytes(value), _canonical(info), padding.PKCS1v15(), algorithm.hash)
    except InvalidSignature:
        raise BadSignature("the signature value is not of this certificate's key") from None
    (qualifying,) = _children(container, _OBJECT)
    (properties,) = _children(qualifying, _QUALIFYING)
    time, _ = _children(_children(properties, _PROPERTIES)[0], _SIGNATURE_PROPERTIES)
    fragments = {f"#{keys.get('Id')}": _canonical(keys), f"#{properties.get('Id')}": _canonical(properties)}
    root.remove(signature)
    document = _canonical(root)
    fragments[f"#{profile.DOCUMENT_ID}"] = document
    _check_digests(references, fragments, algorithm)
    return Signed(document, algorithm, time.text or "")


def _only_signature(root: etree._Element) -> etree._Element:
    if root.get("id") != profile.DOCUMENT_ID:
        raise BadSignature("the root is not the signed document")
    found = list(root.iter(f"{{{DS}}}Signature"))
    if len(found) != 1 or root[-1] is not found[0]:
        raise BadSignature("there is not exactly one signature, as the root's last child")
    if (found[0].tail or "").strip():
        raise BadSignature("something follows the signature")
    ids = profile.ids(root)
    if len(ids) != len(set(ids)):
        raise BadSignature("an Id is there twice")
    return found[0]


def _children(parent: etree._Element, names: tuple[str, ...]) -> list[etree._Element]:
    """The children, which must be exactly these."""
    children = list(parent)
    if tuple([child.tag for child in children]) != names:
        raise BadSignature(f"{etree.QName(parent).localname} does not have the children of the profile")
    return children


def _check_certificate(keys: etree._Element, key: SigningKey) -> None:
    data, value = _children(keys, _KEY_INFO)
    if _bytes(_children(data, _X509_DATA)[0]) != key.der:
        raise BadSignature("another certificate")
    modulus, exponent = _children(_children(value, _KEY_VALUE)[0], _RSA)
    numbers = key.numbers
    if (int.from_bytes(_bytes(modulus), "big"), int.from_bytes(_bytes(exponent), "big")) != (numbers.n, numbers.e):
        raise BadSignature("the key is not the certificate's")


def _check_digests(references: list[etree._Element], fragments: dict[str, bytes], algorithm: Algorithm) -> None:
    """The three references, each to one of the fragments."""
    for reference in references:
        uri = reference.get("URI") or ""
        fragment = fragments.pop(uri, None)
        if fragment is None:
            raise BadSignature("the references are not the three of the profile")
        method, value = _reference_parts(reference, enveloped=uri == f"#{profile.DOCUMENT_ID}")
        if method.get("Algorithm") != algorithm.digest_uri:
            raise BadSignature(f"{uri}: another digest algorithm")
        if value.text != algorithm.digest(fragment):
            raise BadSignature(f"{uri}: the digest differs")


def _reference_parts(reference: etree._Element, *, enveloped: bool) -> tuple[etree._Element, etree._Element]:
    """DigestMethod and DigestValue. Only the document's reference has a transform, and only the enveloped one."""
    if not enveloped:
        method, value = _children(reference, _REFERENCE)
        return method, value
    transforms, method, value = _children(reference, _ENVELOPED_REFERENCE)
    if _children(transforms, _TRANSFORMS)[0].get("Algorithm") != profile.ENVELOPED:
        raise BadSignature("another transform")
    return method, value


def _canonical(node: etree._Element) -> bytes:
    """Inclusive c14n without comments, as a same-document reference demands."""
    return etree.tostring(node, method="c14n", with_comments=False, with_tail=False)


def _bytes(node: etree._Element) -> bytes:
    try:
        return base64.b64decode(node.text or "", validate=True)
    except ValueError:
        raise BadSignature(f"{etree.QName(node).localname} is not base64") from None
