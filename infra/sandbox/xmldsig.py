"""The XMLDSig of a comprobante: signxml verifies it, and what differs is worked out again to be told.

- A **part** is what a reference names: the comprobante, KeyInfo or SignedProperties.
- The **canonical form** of a part is that of the part alone, read anew: lxml's of a part inside a tree forgets an
  inherited namespace without prefix.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from collections.abc import Iterator
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidDigest, SignXMLException
from signxml.exceptions import InvalidSignature as WrongValue
from signxml.verifier import SignatureConfiguration, XMLVerifier

from infra.sandbox.reading import whole

DS = "http://www.w3.org/2000/09/xmldsig#"
ETSI = "http://uri.etsi.org/01903/v1.3.2#"
N = {"ds": DS, "etsi": ETSI}
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = f"{DS}enveloped-signature"
CANONICAL = {C14N, f"{C14N}#WithComments", EXCLUSIVE, f"{EXCLUSIVE}WithComments"}
SIGNATURES = {f"{DS}rsa-sha1"} | {f"http://www.w3.org/2001/04/xmldsig-more#rsa-sha{n}" for n in (256, 384, 512)}
DIGESTS = {
    f"{DS}sha1": "sha1",
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_ACCEPTED = {
    "location": "./",
    "default_reference_c14n_method": CanonicalizationMethod.CANONICAL_XML_1_0,
    "expect_references": True,
    "signature_methods": frozenset(map(SignatureMethod, SIGNATURES)),
    "digest_algorithms": frozenset(map(DigestAlgorithm, DIGESTS)),
    "ignore_ambiguous_key_info": True,  # KeyValue is looked at apart: it refuses nothing
}
_BROKEN = (SignXMLException, InvalidSignature, etree.LxmlError, ValueError, TypeError, KeyError)
"""What signxml raises for signatures that are malformed in one way or another."""

logging.getLogger("signxml").setLevel(logging.INFO)  # at DEBUG it logs whole documents


class _Verifier(XMLVerifier):
    def _c14n(self, nodes: Any, *args: Any, **how: Any) -> bytes:
        return bytes(super()._c14n(_alone(nodes), *args, **how))


def problems(root: etree._Element, certificate: x509.Certificate) -> Iterator[str]:
    """What is wrong with the value and the digests of the root's signature, each with what was found. The tree has no
    comments."""
    accepted = SignatureConfiguration(
        **_ACCEPTED,  # type: ignore[arg-type]
        verification_time=certificate.not_valid_after_utc,  # its validity is judged apart
    )
    try:
        _Verifier().verify(root, x509_cert=certificate, expect_config=accepted)
    except _BROKEN as error:
        different = list(_different(root))
        if isinstance(error, InvalidSignature | WrongValue) and not isinstance(error, InvalidDigest):
            different.insert(0, "SignatureValue no es de la clave del certificado sobre SignedInfo")
        yield from different or [f"La firma es inválida [{type(error).__name__}: {shown(str(error))}]"]


def _different(root: etree._Element) -> Iterator[str]:
    """Each reference whose digest differs, with both digests."""
    for reference in root.iterfind("ds:Signature/ds:SignedInfo/ds:Reference", N):
        uri = reference.get("URI") or ""
        method = reference.find("ds:DigestMethod", N)
        name = DIGESTS.get("" if method is None else method.get("Algorithm", ""))
        named = named_by(root, uri)[:1]
        if name is None or not named:
            continue
        stated = "".join((reference.findtext("ds:DigestValue", "", N) or "").split())
        found = base64.b64encode(hashlib.new(name, _form(reference, named[0]), usedforsecurity=False).digest()).decode()
        if stated != found:
            yield f"Referencia «{shown(uri)}»: el resumen {name} es {found} y la firma dice {shown(stated)}"


def _form(reference: etree._Element, named: etree._Element) -> bytes:
    """The canonical form of what a reference names, as its transforms have it."""
    transforms = reference.findall("ds:Transforms/ds:Transform", N)
    names = [t.get("Algorithm", "") for t in transforms]
    part = _alone(named)
    if ENVELOPED in names:
        _take_out(part)
    method = next((n for n in names if n in CANONICAL), C14N)
    prefixes = " ".join(e.get("PrefixList", "") for t in transforms for e in t.iterfind("{*}InclusiveNamespaces"))
    return etree.tostring(
        part,
        method="c14n",
        exclusive=method.startswith(EXCLUSIVE),
        with_comments=False,
        inclusive_ns_prefixes=prefixes.split() or None,
    )


def _take_out(root: etree._Element) -> None:
    """Take the signature out of a document; the blanks behind it stay."""
    signature = root.find("ds:Signature", N)
    if signature is not None:
        etree.strip_tags(signature, "*")
        signature.text, signature.tag = "", "taken-out"
        etree.strip_tags(root, "taken-out")


def _alone(node: etree._Element) -> etree._Element:
    return whole(etree.tostring(node, encoding="UTF-8", with_tail=False))


def named_by(root: etree._Element, uri: str) -> list[etree._Element]:
    """Every element that bears the identifier of a URI, in an attribute of whatever namespace; the root for none."""
    if not uri:
        return [root]
    ids = ("id", "Id", "ID")
    return [
        e for e in root.iter("*") if any(uri == f"#{v!s}" and etree.QName(k).localname in ids for k, v in e.items())
    ]


def shown(text: str) -> str:
    """A text of the document's as it may be cited."""
    return re.sub(r"\s+", " ", text)[:200]
