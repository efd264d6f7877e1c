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

from cryptography import x509
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
_CEDULA = re.compile(r"(?<!\d)\d{10}(?!\d)")
_ORGANIZATION_IDENTIFIER = "2.5.4.97"

_JAVA_KEYWORDS = {
    NameOID.COMMON_NAME: "CN",
    NameOID.COUNTRY_NAME: "C",
    NameOID.LOCALITY_NAME: "L",
    NameOID.STATE_OR_PROVINCE_NAME: "ST",
    NameOID.STREET_ADDRESS: "STREET",
    NameOID.ORGANIZATION_NAME: "O",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "OU",
    NameOID.DOMAIN_COMPONENT: "DC",
    NameOID.USER_ID: "UID",
}
"""The keywords of RFC 2253, which every X500Principal knows."""


def issuer_name(certificate: x509.Certificate) -> str:
    """The issuer's distinguished name, for X509IssuerName."""
    return ",".join("+".join(_attribute(a) for a in rdn) for rdn in reversed(certificate.issuer.rdns))


def _attribute(attribute: x509.NameAttribute[str | bytes]) -> str:
    keyword = _JAVA_KEYWORDS.get(attribute.oid)
    if keyword is not None and isinstance(attribute.value, str):
        return f"{keyword}={_escaped(attribute.value)}"
    return f"{attribute.oid.dotted_string}=#{_der(attribute).hex()}"


def _der(attribute: x509.NameAttribute[str | bytes]) -> bytes:
    """The attribute's value as DER: the last part of its encoding in a name of one attribute."""
    encoded = x509.Name([attribute]).public_bytes()
    rest = encoded
    for _ in range(3):  # Name > RelativeDistinguishedName > AttributeTypeAndValue
        rest = _content(rest)
    return _after_first(rest)


def _content(der: bytes) -> bytes:
    head, length = _head(der)
    return der[head : head + length]


def _after_first(der: bytes) -> bytes:
    head, length = _head(der)
    return der[head + length :]


def _head(der: bytes) -> tuple[int, int]:
    """Length of the header and of the content of a DER element."""
    first = der[1]
    if first < 0x80:
        return 2, first
    count = first & 0x7F
    return 2 + count, int.from_bytes(der[2 : 2 + count], "big")


def _escaped(value: str) -> str:
    """RFC 2253 §2.4."""
    text = "".join(f"\\{c}" if c in ',+"\\<>;=' else c for c in value)
    if text[:1] in ("#", " "):
        text = f"\\{text}"
    if text.endswith(" ") and not text.endswith("\\ "):
        text = f"{text[:-1]}\\ "
    return text


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
    for attribute in certificate.subject:
        value = attribute.value
        found.append((attribute.oid.dotted_string, value.encode() if isinstance(value, str) else value))
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
