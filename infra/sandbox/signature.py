"""Verifying a comprobante's XAdES-BES signature (ficha técnica 2.32 §6 and anexo 14; the causes of error 39).

XMLDSig is verified by signxml; the profile, the XAdES properties and the certificate are verified here. The first thing
found wrong is the reason, in the authority's manner; None means that the signature stands.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from infra.sandbox.certificates import chain_refusal, holder_refusal
from infra.sandbox.names import same_name

DS = "http://www.w3.org/2000/09/xmldsig#"
ETSI = "http://uri.etsi.org/01903/v1.3.2#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
_N = {"ds": DS, "etsi": ETSI}
_HASHES = {f"{DS}sha1": "sha1", "http://www.w3.org/2001/04/xmlenc#sha256": "sha256"}
_ACCEPTED = SignatureConfiguration(
    location="./",
    default_reference_c14n_method=CanonicalizationMethod.CANONICAL_XML_1_0,
    expect_references=3,
    signature_methods=frozenset({SignatureMethod.RSA_SHA1, SignatureMethod.RSA_SHA256}),
    digest_algorithms=frozenset({DigestAlgorithm.SHA1, DigestAlgorithm.SHA256}),
)
_BROKEN = (SignXMLException, InvalidSignature, etree.LxmlError, ValueError, TypeError, KeyError)
"""What signxml raises for signatures that are malformed in one way or another."""
_NAMED = "count(//@*[. = $name and (local-name() = 'id' or local-name() = 'Id' or local-name() = 'ID')])"
_AHEAD = timedelta(seconds=1)


def refusal(root: etree._Element, ruc: str, now: datetime, trusted: Sequence[x509.Certificate]) -> str | None:
    """Why the signature of the comprobante is refused, or None. The tree is the whole one, with its comments."""
    signatures = list(root.iter(f"{{{DS}}}Signature"))
    if len(signatures) != 1 or signatures[0].getparent() is not root or root[-1] is not signatures[0]:
        return "El comprobante no tiene exactamente una firma como último elemento"
    (signature,) = signatures
    try:
        certificate = x509.load_der_x509_certificate(_bytes(signature, "ds:KeyInfo/ds:X509Data/ds:X509Certificate"))
    except ValueError:
        return "No se puede leer el certificado de la firma"
    return (
        _cryptography(root, certificate)
        or _profile(signature)
        or _properties(signature, certificate, now)
        or chain_refusal(certificate, now, trusted)
        or holder_refusal(certificate, ruc)
    )


def _text(node: etree._Element, path: str) -> str:
    return (node.findtext(path, namespaces=_N) or "").strip()


def _bytes(node: etree._Element, path: str) -> bytes:
    """What base64 text stands for. Raises ValueError."""
    return base64.b64decode("".join(_text(node, path).split()), validate=True)


def _cryptography(root: etree._Element, certificate: x509.Certificate) -> str | None:
    """Digests and signature value, the root covered, the key the certificate's."""
    public = certificate.public_key()
    if not isinstance(public, RSAPublicKey):
        return "La clave del certificado no es RSA"
    if root.get("id") != "comprobante":
        return "La raíz no tiene id comprobante"
    if root.xpath(_NAMED, name="comprobante") != 1:
        return "El identificador comprobante está repetido"
    pem = certificate.public_bytes(Encoding.PEM).decode()
    accepted = replace(_ACCEPTED, verification_time=certificate.not_valid_after_utc)  # its validity is judged apart
    try:
        XMLVerifier().verify(root, x509_cert=pem, expect_config=accepted)
        modulus = _bytes(root, "ds:Signature/ds:KeyInfo/ds:KeyValue/ds:RSAKeyValue/ds:Modulus")
    except _BROKEN as error:
        return f"La firma es inválida [{type(error).__name__}]"
    if int.from_bytes(modulus, "big") != public.public_numbers().n:
        return "La clave pública no corresponde al certificado"
    return None


def _profile(signature: etree._Element) -> str | None:
    """Inclusive canonicalisation and three references: the root, KeyInfo, SignedProperties."""
    info, key = signature.find("ds:SignedInfo", _N), signature.find("ds:KeyInfo", _N)
    all_properties = signature.findall(".//etsi:SignedProperties", _N)
    qualifying = signature.find("ds:Object/etsi:QualifyingProperties", _N)
    if info is None or key is None or qualifying is None or len(all_properties) != 1:
        return "Faltan KeyInfo o SignedProperties"
    (properties,) = all_properties
    if properties.getparent() is not qualifying or qualifying.get("Target") != f"#{signature.get('Id')}":
        return "QualifyingProperties no corresponde a la firma"
    method = info.find("ds:CanonicalizationMethod", _N)
    if method is None or method.get("Algorithm") != C14N:
        return "El método de canonicalización no es el del perfil"
    references = {r.get("URI"): r for r in info.iterfind("ds:Reference", _N)}
    if set(references) != {"#comprobante", f"#{key.get('Id')}", f"#{properties.get('Id')}"}:
        return "Las referencias de la firma no son las del perfil XAdES-BES"
    if references[f"#{properties.get('Id')}"].get("Type") != SIGNED_PROPERTIES:
        return "La referencia a SignedProperties no lleva su tipo"
    root = references["#comprobante"]
    transforms = [t.get("Algorithm") for t in root.iterfind("ds:Transforms/ds:Transform", _N)]
    if transforms not in ([f"{DS}enveloped-signature"], [f"{DS}enveloped-signature", C14N]):
        return "La referencia al comprobante no es de una firma envuelta"
    described = properties.find("etsi:SignedDataObjectProperties/etsi:DataObjectFormat", _N)
    if described is None or not root.get("Id") or described.get("ObjectReference") != f"#{root.get('Id')}":
        return "DataObjectFormat no describe el comprobante"
    return None


def _properties(signature: etree._Element, certificate: x509.Certificate, now: datetime) -> str | None:
    """SigningTime and SigningCertificate."""
    base = "ds:Object/etsi:QualifyingProperties/etsi:SignedProperties/etsi:SignedSignatureProperties"
    try:
        moment = datetime.fromisoformat(_text(signature, f"{base}/etsi:SigningTime"))
    except ValueError:
        return "SigningTime no es una fecha"
    if moment.tzinfo is None or moment > now + _AHEAD:
        return "La fecha de la firma es posterior a la del servidor"
    cert = signature.find(f"{base}/etsi:SigningCertificate/etsi:Cert", _N)
    if cert is None:
        return "Falta SigningCertificate"
    method = cert.find("etsi:CertDigest/ds:DigestMethod", _N)
    name = _HASHES.get(method.get("Algorithm") or "" if method is not None else "")
    try:
        digest = _bytes(cert, "etsi:CertDigest/ds:DigestValue")
    except ValueError:
        digest = b""
    der = certificate.public_bytes(Encoding.DER)
    if name is None or digest != hashlib.new(name, der, usedforsecurity=False).digest():
        return "El resumen del certificado de la firma no coincide"
    if _text(cert, "etsi:IssuerSerial/ds:X509SerialNumber") != str(certificate.serial_number):
        return "El número de serie del certificado no coincide"
    if not same_name(_text(cert, "etsi:IssuerSerial/ds:X509IssuerName"), certificate.issuer):
        return "El emisor del certificado no coincide"
    return None
