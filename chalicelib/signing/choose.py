"""Which pair of a file signs for a company.

The pair's certificate must be a signer's (digitalSignature), not a certifier's, valid now, and speak for the company's
RUC (ficha técnica 2.32 §6; files of several keys). Who issued it is not judged here: the authority keeps that list.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509

from chalicelib.domain.documents.errors import problem
from chalicelib.signing.certificate import is_authority, rucs, signs, valid_at
from chalicelib.signing.p12 import KeyPair, P12Error
from chalicelib.signing.profile import ECUADOR


class NoneFits(P12Error):
    """No pair of the file can sign for the company; the message tells for each why."""


def choose(pairs: Sequence[KeyPair], ruc: str, when: datetime, name: str = "certificado.p12") -> KeyPair:
    """The pair that signs for the RUC at that moment; of several, the one valid the longest. Raises NoneFits."""
    fitting = [pair for pair in pairs if not against(pair.certificate, ruc, when)]
    if fitting:
        return max(fitting, key=lambda pair: pair.certificate.not_valid_after_utc)
    reasons = "; ".join(
        f"el certificado {pair.certificate.serial_number} {' y '.join(against(pair.certificate, ruc, when))}"
        for pair in pairs
    )
    raise NoneFits(problem("CERT-NO-SIRVE", name, ruc=ruc, reasons=reasons))


def against(certificate: x509.Certificate, ruc: str, when: datetime) -> list[str]:
    """Every reason why a certificate does not sign for the RUC at that moment."""
    reasons = []
    if is_authority(certificate):
        reasons.append("es de una entidad certificadora")
    if not signs(certificate):
        reasons.append("no es para firma digital")
    if not valid_at(certificate, when):
        reasons.append(f"no está vigente (vence el {certificate.not_valid_after_utc.astimezone(ECUADOR):%d/%m/%Y})")
    if ruc not in rucs(certificate):
        reasons.append("no lleva ese RUC")
    return reasons
