"""The cryptography of a foreign signature, by signxml: its value, and the digest of each reference.

Imported only when a document comes signed. signxml's own log of what it canonicalises, at DEBUG, would hold whole
documents: it is silenced here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidDigest, SignXMLException
from signxml.exceptions import InvalidSignature as InvalidValue
from signxml.verifier import SignatureConfiguration, XMLVerifier

from chalicelib.domain.documents.xml import hardened_parser, parse

logging.getLogger("signxml").setLevel(logging.INFO)


class Broken(ValueError):
    """The signature is not over these bytes by this key; the message says in Spanish what is wrong."""


class _Verifier(XMLVerifier):
    """lxml's canonical form of an element forgets a namespace without prefix that it inherits. signxml reads the parts
    anew that are referenced, but not SignedInfo: so it is done here."""

    def _c14n(self, nodes: Any, *args: Any, **how: Any) -> bytes:
        alone = parse(etree.tostring(nodes, encoding="UTF-8", with_tail=False))
        return bytes(super()._c14n(alone, *args, **how))


def hold(root: etree._Element, signer: x509.Certificate, methods: Iterable[str], digests: Iterable[str]) -> None:
    """Verify the root's signature by the signer's key, whatever the certificate is fit for. Raises Broken."""
    wanted = SignatureConfiguration(
        location="./",
        expect_references=True,
        signature_methods=frozenset(map(SignatureMethod, methods)),
        digest_algorithms=frozenset(map(DigestAlgorithm, digests)),
        default_reference_c14n_method=CanonicalizationMethod.CANONICAL_XML_1_0,
        ignore_ambiguous_key_info=True,
        verification_time=signer.not_valid_after_utc,
    )
    try:
        _Verifier().verify(root, x509_cert=signer, parser=hardened_parser(), expect_config=wanted)
    except InvalidDigest as error:
        raise Broken(f"{_changed(root, str(error))} cambió después de firmarse") from None
    except (InvalidValue, InvalidSignature):
        raise Broken("no la hizo la llave de su certificado") from None
    except (SignXMLException, etree.LxmlError, ValueError, TypeError, KeyError):
        raise Broken("no tiene la forma de una firma XMLDSig") from None


def _changed(root: etree._Element, error: str) -> str:
    """What a reference names whose digest differs, from signxml's message."""
    number = re.search(r"reference (\d+)", error)
    references = list(root.iter("{http://www.w3.org/2000/09/xmldsig#}Reference"))
    if number is None or int(number[1]) >= len(references):
        return "lo que cubre"
    uri = references[int(number[1])].get("URI", "")
    return "el comprobante" if uri in ("", "#comprobante") else f"una parte de la firma («{uri[:40]}»)"
