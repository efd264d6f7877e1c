"""Which pair of a file signs for a company.

The pair's certificate must be a signer's (digitalSignature), not a certifier's, valid now, and speak for the company's
RUC (ficha técnica 2.32 §6; files of several keys); its key has 2048 bits or more, which is what the certifiers of the
country issue and the least that NIST SP 800-131A allows. Who issued it is not judged here: the authority keeps that
list; that nobody did is worth a warning.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.signing.certificate import is_authority, rucs, signs, valid_at
from chalicelib.signing.p12 import KeyPair, P12Error
from chalicelib.signing.profile import ECUADOR

LEAST_BITS = 2048


class NoneFits(P12Error):
    """No pair of the file can sign for the company; the message tells for each why."""


def choose(pairs: Sequence[KeyPair], ruc: str, when: datetime, name: str = "certificado.p12") -> KeyPair:
    """The pair that signs for the RUC at that moment; of several, the one valid the longest. Raises NoneFits."""
    fitting = [pair for pair in pairs if not _against(pair, ruc, when)]
    if fitting:
        return max(fitting, key=lambda pair: pair.certificate.not_valid_after_utc)
    reasons = "; ".join(
        f"el certificado {pair.certificate.serial_number} {' y '.join(_against(pair, ruc, when))}" for pair in pairs
    )
    raise NoneFits(problem("CERT-NO-SIRVE", name, ruc=ruc, reasons=reasons))


def remarks(certificate: x509.Certificate, name: str = "certificado.p12") -> list[Problem]:
    """What its holder should know of a certificate that signs all the same."""
    return [problem("CERT-AUTOFIRMADO", name)] if _signs_itself(certificate) else []


def _signs_itself(certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _against(pair: KeyPair, ruc: str, when: datetime) -> list[str]:
    reasons = against(pair.certificate, ruc, when)
    bits = pair.private.key_size
    if bits < LEAST_BITS:
        reasons.append(f"tiene una llave RSA de {bits} bits, y deben ser {LEAST_BITS} o más")
    return reasons


def against(certificate: x509.Certificate, ruc: str, when: datetime) -> list[str]:
    """Every reason why a certificate does not sign for the RUC at that moment."""
    reasons = []
    if is_authority(certificate):
        reasons.append("es de una entidad certificadora")
    if not signs(certificate):
        reasons.append("no es para firma digital")
    if when < certificate.not_valid_before_utc:
        reasons.append(f"todavía no rige (vale desde el {_day(certificate.not_valid_before_utc)})")
    elif not valid_at(certificate, when):
        reasons.append(f"no está vigente (venció el {_day(certificate.not_valid_after_utc)})")
    if ruc not in rucs(certificate):
        reasons.append("no lleva ese RUC")
    return reasons


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(ECUADOR):%d/%m/%Y}"
