"""Judging a comprobante's XAdES-BES signature (ficha técnica 2.32 §6 and anexo 14; the causes of error 39).

- A **reason** refuses the signature: it does not hold, does not cover the comprobante and its own properties, or is of
  a kind that the authority is known to refuse. All of them are given, not only the first.
- A **remark** is about a form that is not the ficha's, holds all the same, and of which nobody knows whether the
  authority takes it. It refuses nothing; it is told on the console and by the control.

XMLDSig is verified by `xmldsig`, the certificate by `certificates`; what is signed and what the XAdES properties say is
judged here. docs/firmas.md lists the forms, with the source of each verdict.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from infra.sandbox import xmldsig
from infra.sandbox.certificates import chain_refusal, holder_refusal
from infra.sandbox.clock import ECUADOR
from infra.sandbox.names import issuer_of, same_name
from infra.sandbox.xmldsig import C14N, CANONICAL, DIGESTS, DS, ENVELOPED, EXCLUSIVE, SIGNATURES, N, shown

SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
_AHEAD = timedelta(seconds=1)
_SEEN_AUTHORISED = ("sha1", "sha256")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_SIGNED = "etsi:SignedSignatureProperties"


@dataclass
class Finding:
    """What was found: a signature without reasons stands."""

    reasons: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def refuse(self, *reasons: str | None) -> None:
        """Add what refuses the signature; None is nothing."""
        self.reasons += [r for r in reasons if r]

    @property
    def holds(self) -> bool:
        """Whether nothing refuses it."""
        return not self.reasons


def judged(root: etree._Element, ruc: str, now: datetime, trusted: Sequence[x509.Certificate]) -> Finding:
    """The signature of the comprobante, as its issuer's and as of now. The tree, with its comments, is used up."""
    found = Finding()
    signatures = list(root.iter(f"{{{DS}}}Signature"))
    last = next(root.iterchildren("*", reversed=True), None)
    if len(signatures) != 1 or signatures[0] is not last:
        found.refuse("El comprobante no tiene exactamente una firma como último elemento")
        return found
    (signature,) = signatures
    if not _comments(root, signature, found):
        return found
    parts = _parts(signature, found)
    if parts is None:
        return found
    certificate = _certificate(parts, found)
    _references(root, parts, found)
    _methods(parts, found)
    if certificate is None or not found.holds:
        return found
    found.refuse(*xmldsig.problems(root, certificate))
    _signing_certificate(parts, certificate, found)
    _signing_time(parts, now, found)
    _key_value(parts, certificate, found)
    _more_than_bes(parts, found)
    found.refuse(chain_refusal(certificate, now, trusted), holder_refusal(certificate, ruc))
    return found


@dataclass(frozen=True)
class _Parts:
    """The parts of a signature that there must be, once each."""

    signature: etree._Element
    info: etree._Element
    key: etree._Element
    properties: etree._Element


def _comments(root: etree._Element, signature: etree._Element, found: Finding) -> bool:
    """Take the comments out, which no signature covers. False if the signature's own form counts them."""
    parents = [p for c in root.iter(etree.Comment) if (p := c.getparent()) is not None]
    method = signature.find("ds:SignedInfo/ds:CanonicalizationMethod", N)
    counts = method is not None and method.get("Algorithm", "").endswith("WithComments")
    if counts and any(str(p.tag).startswith(f"{{{DS}}}") for p in parents):
        found.refuse("La firma tiene comentarios y una forma canónica que los cuenta")
        return False
    leaves = [p for p in parents if not any(isinstance(c.tag, str) for c in p)]
    etree.strip_tags(root, etree.Comment)
    cut = next((p for p in leaves if (p.text or "").strip()), None)
    if cut is not None:
        found.remarks.append(f"Un comentario parte el texto de {etree.QName(cut).localname}")
    return True


def _parts(signature: etree._Element, found: Finding) -> _Parts | None:
    singles = []
    for path in ("ds:SignedInfo", "ds:KeyInfo", "ds:Object/etsi:QualifyingProperties/etsi:SignedProperties"):
        named = signature.findall(path, N)
        if len(named) != 1:
            found.refuse(f"La firma no tiene exactamente un {path.rpartition(':')[2]}")
        singles += named[:1]
    if len(signature.findall("ds:Object/etsi:QualifyingProperties", N)) != 1:
        found.refuse("La firma no tiene exactamente un QualifyingProperties")
    if len(signature.findall(".//etsi:SignedProperties", N)) > 1:
        found.refuse("Hay más de un SignedProperties")
    if not found.holds:
        return None
    parts = _Parts(signature, *singles)
    qualifying = parts.properties.getparent()
    name = signature.get("Id")
    if qualifying is None or not name or qualifying.get("Target") != f"#{name}":
        found.refuse("QualifyingProperties no corresponde a la firma: Target no es el Id de Signature")
    return parts


def _text(node: etree._Element, path: str) -> str:
    return (node.findtext(path, namespaces=N) or "").strip()


def _bytes(node: etree._Element, path: str) -> bytes | None:
    """What base64 text stands for."""
    try:
        return base64.b64decode("".join(_text(node, path).split()), validate=True)
    except ValueError:
        return None


def _certs(parts: _Parts) -> list[etree._Element]:
    return parts.properties.findall(f"{_SIGNED}/etsi:SigningCertificate/etsi:Cert", N)


def _stated(cert: etree._Element) -> tuple[str, bytes | None]:
    """The digest that an etsi:Cert gives: its name, empty if unknown, and its bytes."""
    method = cert.find("etsi:CertDigest/ds:DigestMethod", N)
    name = DIGESTS.get("" if method is None else method.get("Algorithm", ""), "")
    return name, _bytes(cert, "etsi:CertDigest/ds:DigestValue")


def _hashed(name: str, der: bytes) -> bytes:
    return hashlib.new(name, der, usedforsecurity=False).digest()


def _certificate(parts: _Parts, found: Finding) -> x509.Certificate | None:
    """The signer's: the first in KeyInfo that SigningCertificate means."""
    stated = [digest for cert in _certs(parts) if (digest := _stated(cert))[0]]
    embedded = [_bytes(e, ".") for e in parts.key.iterfind("ds:X509Data/ds:X509Certificate", N)]
    if len(parts.properties.findall(f"{_SIGNED}/etsi:SigningCertificate", N)) != 1:
        found.refuse("Falta SigningCertificate, o está más de una vez")
        return None
    ders = [der for der in embedded if der]
    der = next((der for der in ders if any(_hashed(n, der) == value for n, value in stated)), None)
    if der is None:
        having = "; ".join(base64.b64encode(_hashed("sha1", d)).decode() for d in ders) or "ninguno"
        found.refuse(f"El resumen del certificado de la firma no coincide: los de KeyInfo son (sha1) {having}")
        return None
    try:
        certificate = x509.load_der_x509_certificate(der)
        public = certificate.public_key()
    except ValueError:
        found.refuse("No se puede leer el certificado de la firma")
        return None
    if not isinstance(public, RSAPublicKey):
        found.refuse("La clave del certificado no es RSA")
        return None
    return certificate


def _references(root: etree._Element, parts: _Parts, found: Finding) -> None:
    """The comprobante and SignedProperties, once each; KeyInfo, if at all; nothing else."""
    named: list[etree._Element] = []
    for reference in parts.info.iterfind("ds:Reference", N):
        target = _target(root, reference, found)
        if target is None:
            continue
        if all(target is not part for part in (root, parts.key, parts.properties)):
            found.refuse(f"La referencia «{shown(reference.get('URI', ''))}» no es del perfil XAdES-BES")
        named.append(target)
        _transforms(reference, found, enveloped=target is root)
        _digest(reference, found)
        if target is parts.properties and reference.get("Type") != SIGNED_PROPERTIES:
            found.remarks.append("La referencia a SignedProperties no lleva su tipo")
    for part, name in ((root, "al comprobante"), (parts.properties, "a SignedProperties")):
        times = sum(target is part for target in named)
        if times != 1:
            found.refuse(f"La firma hace {times} referencias {name}")


def _target(root: etree._Element, reference: etree._Element, found: Finding) -> etree._Element | None:
    uri = reference.get("URI")
    if uri == "":
        beside = [*root.itersiblings(preceding=True), *root.itersiblings()]
        if any(isinstance(node, etree._ProcessingInstruction) for node in beside):
            found.refuse("La referencia vacía cubre también lo que está fuera del comprobante")
            return None
        found.remarks.append("La referencia al comprobante no es #comprobante")
        return root
    if uri is None or not re.fullmatch(r"#[^#]+", uri):
        found.refuse(f"La referencia «{shown(uri or '')}» no nombra una parte del comprobante")
        return None
    elements = xmldsig.named_by(root, uri)
    if len(elements) != 1:
        what = "no está" if not elements else "está repetido"
        found.refuse(f"El identificador {shown(uri[1:])} {what}")
        return None
    if elements[0] is root and (uri != "#comprobante" or root.get("id") != "comprobante"):
        found.refuse("La raíz no tiene id comprobante")
    return elements[0]


def _transforms(reference: etree._Element, found: Finding, *, enveloped: bool) -> None:
    transforms = reference.findall("ds:Transforms/*", N)
    names = [t.get("Algorithm", "") for t in transforms]
    forms = [t for t in transforms if t.get("Algorithm") in CANONICAL]
    if names.count(ENVELOPED) != enveloped or len(forms) > 1 or len(transforms) != enveloped + len(forms):
        found.refuse(f"La referencia «{shown(reference.get('URI', ''))}» lleva transformaciones que no se admiten")
        return
    for transform in transforms:
        _form(transform, found, "de una referencia")


def _form(method: etree._Element, found: Finding, where: str) -> None:
    """A canonical form; `enveloped` is none, but may have no parameters either."""
    name = method.get("Algorithm", "")
    parameters = list(method)
    allowed = name.startswith(EXCLUSIVE) and [p.tag for p in parameters] == [f"{{{EXCLUSIVE}}}InclusiveNamespaces"]
    if parameters and not allowed:
        found.refuse(f"La forma canónica {where} lleva parámetros que no se admiten")
    if name not in (C14N, ENVELOPED):
        found.remarks.append(f"La forma canónica {where} no es la de la ficha técnica")


def _digest(reference: etree._Element, found: Finding) -> None:
    method = reference.find("ds:DigestMethod", N)
    uri = "" if method is None else method.get("Algorithm", "")
    if uri not in DIGESTS:
        found.refuse(f"El resumen {shown(uri)} no se admite")
    elif DIGESTS[uri] not in _SEEN_AUTHORISED:
        found.remarks.append(f"El resumen {DIGESTS[uri]} no es de los que se han visto autorizados")


def _methods(parts: _Parts, found: Finding) -> None:
    method, form = parts.info.find("ds:SignatureMethod", N), parts.info.find("ds:CanonicalizationMethod", N)
    uri = "" if method is None else method.get("Algorithm", "")
    if uri not in SIGNATURES:
        found.refuse(f"El algoritmo de firma {shown(uri)} no se admite")
    elif not uri.endswith(_SEEN_AUTHORISED):
        found.remarks.append(f"El algoritmo de firma {uri} no es de los que se han visto autorizados")
    if form is None or form.get("Algorithm") not in CANONICAL:
        found.refuse("El método de canonicalización de la firma no se admite")
    else:
        _form(form, found, "de la firma")


def _signing_certificate(parts: _Parts, certificate: x509.Certificate, found: Finding) -> None:
    """Serial number and issuer beside the digest."""
    der = certificate.public_bytes(Encoding.DER)
    cert = next(c for c in _certs(parts) if (digest := _stated(c))[0] and _hashed(digest[0], der) == digest[1])
    serial = _text(cert, "etsi:IssuerSerial/ds:X509SerialNumber")
    stated = serial.lstrip("0") if re.fullmatch(r"[0-9]+", serial, re.ASCII) else "-"
    if (stated or "0") != str(certificate.serial_number):
        found.refuse(
            f"El número de serie del certificado no coincide: es {certificate.serial_number} y la firma dice "
            f"{shown(serial)}"
        )
    name = _text(cert, "etsi:IssuerSerial/ds:X509IssuerName")
    if not same_name(name, issuer_of(certificate)):
        found.refuse(
            f"El emisor del certificado no coincide: es «{certificate.issuer.rfc4514_string()}» y la firma dice "
            f"«{shown(name)}»"
        )


def _signing_time(parts: _Parts, now: datetime, found: Finding) -> None:
    text = _text(parts.properties, f"{_SIGNED}/etsi:SigningTime")
    try:
        moment = datetime.fromisoformat(text) if _DATE_TIME.fullmatch(text) else None
    except ValueError:
        moment = None
    if moment is None:
        found.refuse(f"SigningTime no es una fecha: «{shown(text)}»")
        return
    if moment.tzinfo is None:
        found.remarks.append("SigningTime no dice la zona horaria")
        moment = moment.replace(tzinfo=ECUADOR)
    if moment > now + _AHEAD:
        found.refuse(
            f"La fecha de la firma ({text}) es posterior a la del servidor "
            f"({now.astimezone(ECUADOR).isoformat(timespec='seconds')})"
        )


def _key_value(parts: _Parts, certificate: x509.Certificate, found: Finding) -> None:
    public = certificate.public_key()
    assert isinstance(public, RSAPublicKey), "other certificates are refused before"
    values = parts.key.findall("ds:KeyValue/ds:RSAKeyValue", N)
    if not values:
        found.remarks.append("KeyInfo no lleva KeyValue")
    numbers = public.public_numbers()
    for value in values:
        modulus, exponent = _bytes(value, "ds:Modulus"), _bytes(value, "ds:Exponent")
        stated = [int.from_bytes(n or b"", "big") for n in (modulus, exponent)]
        if stated != [numbers.n, numbers.e]:
            found.remarks.append("KeyValue no es la clave pública del certificado")


def _more_than_bes(parts: _Parts, found: Finding) -> None:
    if parts.signature.find(".//etsi:UnsignedProperties", N) is not None:
        found.remarks.append("La firma lleva UnsignedProperties")
    if len(parts.signature.findall("ds:Object", N)) > 1:
        found.remarks.append("La firma lleva otro Object")
    if parts.properties.find(f"{_SIGNED}/etsi:SignaturePolicyIdentifier", N) is not None:
        found.remarks.append("La firma nombra una política (XAdES-EPES)")
    references = {f"#{r.get('Id')}" for r in parts.info.iterfind("ds:Reference", N) if r.get("Id")}
    for described in parts.properties.iterfind("etsi:SignedDataObjectProperties/etsi:DataObjectFormat", N):
        if described.get("ObjectReference") not in references:
            found.remarks.append("DataObjectFormat no describe ninguna referencia de la firma")
