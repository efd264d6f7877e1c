"""What a signing certificate says: whose RUC, what it may do, and its issuer's name as the authority must read it.

- The **RUC** stands in an extension or a subject attribute whose OID ends in `.3.11` under the certifier's arc, or in
  the subject's organizationIdentifier (`VATEC-…`), or follows from a natural person's cédula (RUC = cédula + 001).
- The **issuer name** is RFC 2253 text that Java's X500Principal reads back to the same name: reversed order, and
  `OID=#hex` for every attribute that Java has no keyword for. The authority's verifier is Java (error 39 otherwise).

Source: ficha técnica 2.32 §6; RFC 2253; the certifiers' published profiles.
"""

from __future__ import annotations

import re
from datetime import datetime

from asn1crypto import core, parser
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

RUC_OIDS = frozenset(
    {
        "1.3.6.1.4.1.37947.3.11",  # Banco Central del Ecuador
        "1.3.6.1.4.1.37746.3.11",  # Security Data
        "1.3.6.1.4.1.18332.3.11",  # ANF AC
        "1.3.6.1.4.1.37442.3.11",  # ANF AC Ecuador
        "1.3.6.1.4.1.47286.102.3.11",  # Uanataca
        "1.3.6.1.4.1.43745.1.3.11",  # Consejo de la Judicatura
        "1.3.6.1.4.1.55519.1.1.1.5.2.4",  # Digercic
    }
)
_RUC_ARC = re.compile(r"1\.3\.6\.1\.4\.1\.\d+(\.\d+)*\.3\.11")
_CEDULA_ARC = re.compile(r"1\.3\.6\.1\.4\.1\.\d+(\.\d+)*\.3\.1")
_DIGITS = re.compile(rb"(?<!\d)\d{13}(?!\d)")
_CEDULA = re.compile(r"(?<!\d)\d{2}[0-5]\d{7}(?!\d)")
"""A natural person's: its third digit is below 6 (a company's number begins like a cédula but for that)."""
_ORGANIZATION_IDENTIFIER = "2.5.4.97"

_JAVA_KEYWORDS = {
    "2.5.4.3": "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "0.9.2342.19200300.100.1.1": "UID",
}
"""The keywords of RFC 2253, which every X500Principal knows; not DC, whose values it takes for IA5String always."""
_TEXT_TAGS = frozenset({12, 19})
"""UTF8String and PrintableString: what X500Principal makes of text. It compares other strings by their bytes."""
_NOT_AS_TEXT = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")
_ESCAPED = re.compile(r'[,+"\\<>;=]|^[# ]| $')


def identifier(certificate: x509.Certificate) -> str:
    """What a registered certificate is called: the first half of its SHA-256 fingerprint, in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()[:32]


def issuer_name(certificate: x509.Certificate) -> str:
    """The issuer's distinguished name, for X509IssuerName."""
    return distinguished_name(issuer_der(certificate))


def issuer_der(certificate: x509.Certificate) -> bytes:
    """The issuer's name as the certificate has it, byte for byte."""
    return bytes(_tbs(certificate)["issuer"].dump())


def subject_name(certificate: x509.Certificate) -> str:
    """The subject's distinguished name, written like the issuer's."""
    return distinguished_name(_tbs(certificate)["subject"].dump())


def distinguished_name(der: bytes) -> str:
    """A name as X500Principal reads it, from its DER."""
    return ",".join("+".join(_attribute(*a) for a in rdn) for rdn in reversed(attributes_of(der)))


def _tbs(certificate: x509.Certificate) -> asn1.TbsCertificate:
    return asn1.TbsCertificate.load(certificate.tbs_certificate_bytes)


class _Attribute(core.Sequence):  # type: ignore[misc]
    _fields = [("type", core.ObjectIdentifier), ("value", core.Any)]  # noqa: RUF012  asn1crypto writes into it


class _Rdn(core.SetOf):  # type: ignore[misc]
    _child_spec = _Attribute


class _Name(core.SequenceOf):  # type: ignore[misc]
    """Values stay as they are encoded: certifiers' strings do not always keep to their type, and a reader that decodes
    them refuses the whole name or writes it anew.
    """

    _child_spec = _Rdn


def attributes_of(der: bytes) -> list[list[tuple[str, bytes]]]:
    """The attributes of a name's DER, place by place: (OID, DER of the value)."""
    return [[(a["type"].dotted, a["value"].dump()) for a in rdn] for rdn in _Name.load(der)]


def _attribute(oid: str, der: bytes) -> str:
    _, _, tag, _, contents, _ = parser.parse(der)
    keyword = _JAVA_KEYWORDS.get(oid)
    if keyword is not None and tag in _TEXT_TAGS:
        try:
            text = contents.decode()
        except UnicodeDecodeError:
            text = "\0"
        if not _NOT_AS_TEXT.search(text):
            return f"{keyword}={_ESCAPED.sub(_backslash, text)}"
    return f"{oid}=#{der.hex()}"


def _backslash(match: re.Match[str]) -> str:
    """RFC 2253 §2.4."""
    return f"\\{match[0]}"


def rucs(certificate: x509.Certificate) -> frozenset[str]:
    """Every RUC the certificate speaks for."""
    found = set()
    for oid, value in _carriers(certificate):
        if oid in RUC_OIDS or _RUC_ARC.fullmatch(oid) or (oid == _ORGANIZATION_IDENTIFIER and b"VATEC-" in value):
            found |= {match.decode() for match in _DIGITS.findall(value)}
        elif oid == NameOID.SERIAL_NUMBER.dotted_string or _CEDULA_ARC.fullmatch(oid):
            text = value.decode("latin-1")
            found |= {match.decode() for match in _DIGITS.findall(value)}
            found |= {f"{cedula}001" for cedula in _CEDULA.findall(text)}
    return frozenset(found)


def _carriers(certificate: x509.Certificate) -> list[tuple[str, bytes]]:
    """(OID, value) of subject attributes, unknown extensions and alternative names."""
    found: list[tuple[str, bytes]] = []
    for rdn in attributes_of(_tbs(certificate)["subject"].dump()):
        found += [(oid, parser.parse(der)[4]) for oid, der in rdn]
    for extension in certificate.extensions:
        if isinstance(extension.value, x509.UnrecognizedExtension):
            found.append((extension.oid.dotted_string, extension.value.value))
        elif isinstance(extension.value, x509.SubjectAlternativeName):
            found += [(n.type_id.dotted_string, n.value) for n in extension.value if isinstance(n, x509.OtherName)]
            for name in extension.value:
                if isinstance(name, x509.DirectoryName):
                    found += [(a.oid.dotted_string, str(a.value).encode()) for a in name.value]
    return found


def signs(certificate: x509.Certificate) -> bool:
    """True if the certificate may be used for digital signatures."""
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    except x509.ExtensionNotFound:
        return False


def is_authority(certificate: x509.Certificate) -> bool:
    """True for a certifier's certificate."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def valid_at(certificate: x509.Certificate, moment: datetime) -> bool:
    """True if the certificate is valid at the moment (aware)."""
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc
