"""The four states of a document, kept apart because four parties move them.

- **authority**: where the document stands with the tax authority (`PENDIENTE` … `AUTORIZADO`).
- **delivery**: whether the representation was drawn, mailed, bounced.
- **receiver**: what the person who received it did.
- the *document* itself has no state: its content is fixed when its number is.

A country whose authority gives two verdicts (upload, document) maps both onto `Authority` (Chile); Ecuador has one.
"""

from __future__ import annotations

from enum import StrEnum


class Authority(StrEnum):
    """Where the document stands with the tax authority."""

    PENDIENTE = "PENDIENTE"
    FIRMADO = "FIRMADO"
    RECIBIDO = "RECIBIDO"
    DEVUELTO = "DEVUELTO"
    AUTORIZADO = "AUTORIZADO"
    NO_AUTORIZADO = "NO AUTORIZADO"
    ANULADO = "ANULADO"


class Delivery(StrEnum):
    """What happened to the copy for the receiver."""

    PENDIENTE = "PENDIENTE"
    REPRESENTADO = "REPRESENTADO"
    ENVIADO = "ENVIADO"
    SIN_DESTINATARIO = "SIN DESTINATARIO"
    REBOTADO = "REBOTADO"
    SIN_CONFIRMAR = "SIN CONFIRMAR"
    """Mails may have left; the mail service will tell."""


class Receiver(StrEnum):
    """What the receiver did with the document."""

    NO_ABIERTO = "NO ABIERTO"
    ABIERTO = "ABIERTO"
    CONFORME = "CONFORME"
    RECHAZADO = "RECHAZADO"


CORRECTABLE = frozenset({Authority.DEVUELTO, Authority.NO_AUTORIZADO})
"""The issuer may send a corrected document under the same number."""

UNFINISHED = frozenset({Authority.PENDIENTE, Authority.FIRMADO, Authority.RECIBIDO})
"""The pipeline still owes the document a step."""


def is_final(authority: Authority, delivery: Delivery) -> bool:
    """True when the pipeline owes the document nothing more."""
    if authority in CORRECTABLE or authority is Authority.ANULADO:
        return True
    return authority is Authority.AUTORIZADO and delivery not in (Delivery.PENDIENTE, Delivery.REPRESENTADO)
