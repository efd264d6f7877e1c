"""The check of the final bytes, as a stranger would make it: parsed anew, nothing taken from the signing but the
certificate that was expected.

It answers what was signed, never a boolean: whoever uses the answer uses what was verified.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from chalicelib.domain.documents.xml import UnsafeXml, parse
from chalicelib.signing import profile
from chalicelib.signing.profile import DS, ETSI, Algorithm
from chalicelib.signing.xades import SigningKey


class BadSignature(ValueError):
    """The bytes do not carry the signature they should; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a verified signature covers. `document` is the canonical form of the document without its signature."""

    document: bytes
    algorithm: Algorithm
    signing_time: str


def check(signed: bytes, key: SigningKey) -> Signed:
    """Verify signed bytes against the certificate they should be signed with. Raises BadSignature."""
    try:
        root = parse(signed)
    except UnsafeXml as error:
        raise BadSignature(f"not readable: {error.reason}") from None
    signature = _only_signature(root)
    info = _one(signature, "ds:SignedInfo")
    algorithm = _algorithm(info)
    keys = _one(signature, "ds:KeyInfo")
    properties = _one(signature, "ds:Object/etsi:QualifyingProperties/etsi:SignedProperties")
    _check_certificate(keys, key)
    _check_value(signature, info, key, algorithm)
    time = _one(properties, "etsi:SignedSignatureProperties/etsi:SigningTime").text or ""
    fragments = {f"#{_id(keys)}": _canonical(keys), f"#{_id(properties)}": _canonical(properties)}
    root.remove(signature)
    document = _canonical(root)
    fragments[f"#{profile.DOCUMENT_ID}"] = document
    _check_digests(info, fragments, algorithm)
    return Signed(document, algorithm, time)


def _only_signature(root: etree._Element) -> etree._Element:
    if root.get("id") != profile.DOCUMENT_ID:
        raise BadSignature("the root is not the signed document")
    found = list(root.iter(f"{{{DS}}}Signature"))
    if len(found) != 1 or root[-1] is not found[0]:
        raise BadSignature("there is not exactly one signature, as the root's last child")
    if (found[0].tail or "").strip():
        raise BadSignature("something follows the signature")
    ids = [value for node in root.iter() if isinstance(node.tag, str) for value in map(node.get, ("Id", "id")) if value]
    if len(ids) != len(set(ids)):
        raise BadSignature("an Id is there twice")
    return found[0]


def _one(parent: etree._Element, path: str) -> etree._Element:
    found = parent.findall(path, {"ds": DS, "etsi": ETSI})
    if len(found) != 1:
        raise BadSignature(f"{path}: {len(found)} of them")
    return found[0]


def _algorithm(info: etree._Element) -> Algorithm:
    if _one(info, "ds:CanonicalizationMethod").get("Algorithm") != profile.C14N:
        raise BadSignature("another canonical form")
    uri = _one(info, "ds:SignatureMethod").get("Algorithm")
    for algorithm in Algorithm:
        if algorithm.signature_uri == uri:
            return algorithm
    raise BadSignature("another signature algorithm")


def _check_certificate(keys: etree._Element, key: SigningKey) -> None:
    if _bytes(_one(keys, "ds:X509Data/ds:X509Certificate")) != key.der:
        raise BadSignature("another certificate")
    numbers = _one(keys, "ds:KeyValue/ds:RSAKeyValue")
    modulus, exponent = (int.from_bytes(_bytes(_one(numbers, name)), "big") for name in ("ds:Modulus", "ds:Exponent"))
    if rsa.RSAPublicNumbers(exponent, modulus) != key.public.public_numbers():
        raise BadSignature("the key is not the certificate's")


def _check_value(signature: etree._Element, info: etree._Element, key: SigningKey, algorithm: Algorithm) -> None:
    value = _bytes(_one(signature, "ds:SignatureValue"))
    try:
        key.public.verify(value, _canonical(info), padding.PKCS1v15(), algorithm.hash)
    except InvalidSignature:
        raise BadSignature("the signature value is not of this certificate's key") from None


def _check_digests(info: etree._Element, fragments: dict[str, bytes], algorithm: Algorithm) -> None:
    """The three references, each to one of the fragments, and none besides."""
    references = info.findall("ds:Reference", {"ds": DS})
    if sorted(r.get("URI") or "" for r in references) != sorted(fragments):
        raise BadSignature("the references are not the three of the profile")
    for reference in references:
        uri = reference.get("URI") or ""
        if _one(reference, "ds:DigestMethod").get("Algorithm") != algorithm.digest_uri:
            raise BadSignature(f"{uri}: another digest algorithm")
        if _one(reference, "ds:DigestValue").text != algorithm.digest(fragments[uri]):
            raise BadSignature(f"{uri}: the digest differs")


def _canonical(node: etree._Element) -> bytes:
    """Inclusive c14n without comments, as a same-document reference demands."""
    return etree.tostring(node, method="c14n", with_comments=False, with_tail=False)


def _id(node: etree._Element) -> str:
    return node.get("Id") or ""


def _bytes(node: etree._Element) -> bytes:
    try:
        return base64.b64decode(node.text or "", validate=True)
    except ValueError:
        raise BadSignature(f"{etree.QName(node).localname} is not base64") from None
