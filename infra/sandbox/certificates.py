"""What a signing certificate must be: in force, issued under a trusted root, made to sign, the issuer's own.

The holder's RUC stands in an extension whose OID ends in .3.11 (.3.1: cédula, which is the RUC without 001), in the
alternative name or in the subject, as each certification authority has it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from infra.sandbox.names import value_of

_RUC = re.compile(rb"(?<!\d)\d{13}(?!\d)")
_CEDULA = re.compile(rb"(?<!\d)\d{10}(?!\d)")


def chain_refusal(certificate: x509.Certificate, now: datetime, trusted: Sequence[x509.Certificate]) -> str | None:
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


def holder_refusal(certificate: x509.Certificate, ruc: str) -> str | None:
    """Made to sign, and for this RUC."""
    try:
        extensions = list(certificate.extensions)
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return "No se pueden leer las extensiones del certificado"
    if not any(isinstance(e.value, x509.KeyUsage) and e.value.digital_signature for e in extensions):
        return "El certificado no es para firma digital"
    values = [value_of(a).encode() for a in certificate.subject]
    for extension in extensions:
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


CERTIFICATE_FILES = (".pem", ".crt", ".cer", ".der")


def load_trusted(folder: str) -> list[x509.Certificate]:
    """Every certificate in the files of a folder, PEM or DER. Raises ValueError, in words, if there is none."""
    path = Path(folder)
    if not path.is_dir():
        raise ValueError(f"«{path}» no es una carpeta")
    found: list[x509.Certificate] = []
    for file in sorted(path.iterdir()):
        if file.suffix.lower() in CERTIFICATE_FILES:
            found += _certificates(file)
    if not found:
        raise ValueError(f"en «{path}» no hay ningún certificado ({', '.join(CERTIFICATE_FILES)})")
    return found


def _certificates(file: Path) -> list[x509.Certificate]:
    data = file.read_bytes()
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except ValueError:
        raise ValueError(f"«{file}» no es un certificado") from None
