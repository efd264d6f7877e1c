"""Verifying a comprobante's XAdES-BES signature (ficha técnica 2.32 §6; the causes of error 39).

XMLDSig is verified by signxml; the XAdES properties, the chain and what the certificate says are verified here. The
first thing found wrong is the reason, in the authority's manner; None means that the signature stands.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

DS = "http://www.w3.org/2000/09/xmldsig#"
ETSI = "http://uri.etsi.org/01903/v1.3.2#"
_N = {"ds": DS, "etsi": ETSI}
_HASHES = {f"{DS}sha1": "sha1", "http://www.w3.org/2001/04/xmlenc#sha256": "sha256"}
_ACCEPTED = SignatureConfiguration(
    location="./",
    expect_references=3,
    signature_methods=frozenset({SignatureMethod.RSA_SHA1, SignatureMethod.RSA_SHA256}),
    digest_algorithms=frozenset({DigestAlgorithm.SHA1, DigestAlgorithm.SHA256}),
)
_RUC = re.compile(rb"(?<!\d)\d{13}(?!\d)")
_CEDULA = re.compile(rb"(?<!\d)\d{10}(?!\d)")
_AHEAD = timedelta(seconds=1)


def refusal(root: etree._Element, ruc: str, now: datetime, trusted: Sequence[x509.Certificate]) -> str | None:
    """Why the signature of the comprobante is refused, or None."""
    signatures = list(root.iter(f"{{{DS}}}Signature"))
    if len(signatures) != 1 or signatures[0].getparent() is not root or root[-1] is not signatures[0]:
        return "El comprobante no tiene exactamente una firma como último elemento"
    encoded = root.findtext("ds:Signature/ds:KeyInfo/ds:X509Data/ds:X509Certificate", namespaces=_N)
    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode(encoded or ""))
    except ValueError:
        return "No se puede leer el certificado de la firma"
    return (
        _cryptography(root, certificate)
        or _properties(root, certificate, now)
        or _chain(certificate, now, trusted)
        or _holder(certificate, ruc)
    )


def _cryptography(root: etree._Element, certificate: x509.Certificate) -> str | None:
    """Digests and signature value, the root covered, the key the certificate's."""
    if root.get("id") != "comprobante":
        return "La raíz no tiene id comprobante"
    try:
        XMLVerifier().verify(root, x509_cert=certificate.public_bytes(Encoding.PEM).decode(), expect_config=_ACCEPTED)
    except (SignXMLException, InvalidSignature, ValueError, KeyError) as error:
        return f"La firma es inválida [{type(error).__name__}]"
    uris = {r.get("URI"): r for r in root.iterfind("ds:Signature/ds:SignedInfo/ds:Reference", _N)}
    keys = root.find("ds:Signature/ds:KeyInfo", _N)
    properties = root.find(".//etsi:SignedProperties", _N)
    if keys is None or properties is None:
        return "Faltan KeyInfo o SignedProperties"
    if set(uris) != {"#comprobante", f"#{keys.get('Id')}", f"#{properties.get('Id')}"}:
        return "Las referencias de la firma no son las del perfil XAdES-BES"
    if root.xpath("count(//*[@id='comprobante' or @Id='comprobante' or @ID='comprobante'])") != 1:
        return "El identificador comprobante está repetido"
    stated = root.findtext("ds:Signature/ds:KeyInfo/ds:KeyValue/ds:RSAKeyValue/ds:Modulus", namespaces=_N)
    modulus = certificate.public_key().public_numbers().n  # type: ignore[union-attr]
    if int.from_bytes(base64.b64decode(stated or ""), "big") != modulus:
        return "La clave pública no corresponde al certificado"
    return None


def _properties(root: etree._Element, certificate: x509.Certificate, now: datetime) -> str | None:
    """SigningTime and SigningCertificate."""
    base = "ds:Signature/ds:Object/etsi:QualifyingProperties/etsi:SignedProperties/etsi:SignedSignatureProperties"
    stamp = root.findtext(f"{base}/etsi:SigningTime", namespaces=_N) or ""
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return "SigningTime no es una fecha"
    if moment.tzinfo is None or moment > now + _AHEAD:
        return "La fecha de la firma es posterior a la del servidor"
    cert = root.find(f"{base}/etsi:SigningCertificate/etsi:Cert", _N)
    if cert is None:
        return "Falta SigningCertificate"
    method = cert.find("etsi:CertDigest/ds:DigestMethod", _N)
    name = _HASHES.get(method.get("Algorithm") or "" if method is not None else "")
    digest = cert.findtext("etsi:CertDigest/ds:DigestValue", namespaces=_N) or ""
    der = certificate.public_bytes(Encoding.DER)
    if name is None or base64.b64decode(digest) != hashlib.new(name, der, usedforsecurity=False).digest():
        return "El resumen del certificado de la firma no coincide"
    if cert.findtext("etsi:IssuerSerial/ds:X509SerialNumber", namespaces=_N) != str(certificate.serial_number):
        return "El número de serie del certificado no coincide"
    issuer = cert.findtext("etsi:IssuerSerial/ds:X509IssuerName", namespaces=_N) or ""
    if not same_name(issuer, certificate.issuer):
        return "El emisor del certificado no coincide"
    return None


def same_name(text: str, name: x509.Name) -> bool:
    """Whether RFC 2253 text, as Java's X500Principal would read it, is the name."""
    try:
        stated = [_attributes(rdn) for rdn in _split(text, ",")]
    except ValueError:
        return False
    real = [{a.oid.dotted_string: _value(a) for a in rdn} for rdn in reversed(name.rdns)]
    return stated == real


_KEYWORDS = {
    "CN": "2.5.4.3",
    "C": "2.5.4.6",
    "L": "2.5.4.7",
    "ST": "2.5.4.8",
    "S": "2.5.4.8",
    "STREET": "2.5.4.9",
    "O": "2.5.4.10",
    "OU": "2.5.4.11",
    "DC": "0.9.2342.19200300.100.1.25",
    "UID": "0.9.2342.19200300.100.1.1",
    "EMAILADDRESS": "1.2.840.113549.1.9.1",
    "SERIALNUMBER": "2.5.4.5",
}
"""What the authority's verifier (Java) has keywords for. `E=` is not among them and breaks it."""


def _split(text: str, separator: str) -> list[str]:
    """Parts at the separators that are neither escaped nor quoted."""
    parts, current, escaped, quoted = [], "", False, False
    for character in text:
        if character == separator and not escaped and not quoted:
            parts.append(current)
            current = ""
            continue
        quoted ^= character == '"' and not escaped
        escaped = character == "\\" and not escaped
        current += character
    return [*parts, current]


def _attributes(rdn: str) -> dict[str, str]:
    found = {}
    for part in _split(rdn, "+"):
        keyword, _, value = part.strip().partition("=")
        oid = _KEYWORDS.get(keyword.strip().upper(), keyword.strip())
        if not re.fullmatch(r"\d+(\.\d+)+", oid):
            raise ValueError(f"unknown keyword {keyword}")
        found[oid] = _plain(value)
    return found


def _plain(value: str) -> str:
    if value.startswith("#"):
        der = bytes.fromhex(value[1:])
        head = 2 if der[1] < 0x80 else 2 + (der[1] & 0x7F)
        return der[head:].decode("utf-8" if der[0] != 0x1E else "utf-16-be")
    value = re.sub(r"\\([0-9A-Fa-f]{2})", lambda m: chr(int(m[1], 16)), value)
    return re.sub(r"\\(.)", r"\1", value).strip('"')


def _value(attribute: x509.NameAttribute[str | bytes]) -> str:
    return attribute.value if isinstance(attribute.value, str) else attribute.value.decode()


def _chain(certificate: x509.Certificate, now: datetime, trusted: Sequence[x509.Certificate]) -> str | None:
    """Valid, and issued, over the known intermediates, by a root that signs itself."""
    current = certificate
    for _ in range(6):
        if not current.not_valid_before_utc <= now <= current.not_valid_after_utc:
            return "El certificado no está vigente"
        issuer = next((c for c in trusted if _issued(current, c)), None)
        if issuer is None:
            return "No existe un certificado root registrado para la entidad certificadora"
        if issuer.subject == issuer.issuer:
            return None
        current = issuer
    return "La cadena de certificación es demasiado larga"


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _holder(certificate: x509.Certificate, ruc: str) -> str | None:
    """Made to sign, and for this RUC."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        usage = None
    if usage is None or not usage.digital_signature:
        return "El certificado no es para firma digital"
    values = [_value(a).encode() for a in certificate.subject]
    for extension in certificate.extensions:
        if isinstance(extension.value, x509.UnrecognizedExtension):
            if extension.oid.dotted_string.endswith((".3.11", ".3.1")):
                values.append(extension.value.value)
        elif isinstance(extension.value, x509.SubjectAlternativeName):
            values += [n.value for n in extension.value if isinstance(n, x509.OtherName)]
    rucs = {m for value in values for m in _RUC.findall(value)}
    rucs |= {m + b"001" for value in values for m in _CEDULA.findall(value)}
    if ruc.encode() not in rucs:
        return "El certificado no corresponde al RUC del emisor"
    return None


def load_trusted(folder: str) -> list[x509.Certificate]:
    """Every PEM certificate in a folder."""
    from pathlib import Path

    found: list[x509.Certificate] = []
    for path in sorted(Path(folder).glob("*.pem")):
        found += x509.load_pem_x509_certificates(path.read_bytes())
    return found
