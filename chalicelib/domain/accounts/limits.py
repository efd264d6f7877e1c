"""How often something may be tried: the table of all limits.

A **limit** allows `times` tries in a `window`, for each key. A try is counted, in one atomic step, before it is looked
at. Keys are digests: the counters hold no personal data. What refuses is counted by what is the visitor's own: an
**origin**, a **pair** of origin and target, an account that somebody is logged in to. A limit by a target alone only
says from when more is asked (`services/portal/guesses`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.accounts.recovery import LINK_LIFE


@dataclass(frozen=True, slots=True)
class Limit:
    """`times` per `window` for a key of that `name`."""

    name: str
    times: int
    window: timedelta


HOUR, DAY = timedelta(hours=1), timedelta(days=1)

LOGIN_BY_ORIGIN = Limit("entrar-origen", 60, timedelta(minutes=15))
LOGIN_WITHOUT_IMAGE = Limit("entrar-sin-imagen", 3, HOUR)
"""With a usuario, from anywhere; then everybody is asked for the image."""
LOCK_MAILS = Limit("bloqueo", 3, HOUR)
"""How often an owner is told of a lock."""
CLAIM_BY_ORIGIN = Limit("alta-origen", 20, HOUR)
CLAIM_BY_PAIR = Limit("alta-par", 5, HOUR)
CLAIM_BY_PAIR_A_DAY = Limit("alta-par-dia", 15, DAY)
CLAIM_WITHOUT_IMAGE_BY_NUMBER = Limit("alta-numero-sin-imagen", 3, HOUR)
CLAIM_WITHOUT_IMAGE_BY_ISSUER = Limit("alta-emisor-sin-imagen", 60, HOUR)
CLAIM_WITHOUT_CLAVE = Limit("alta-sin-clave", 30, DAY)
"""Wrong guesses at a number, from anywhere; then a document is proven by its clave de acceso."""
APPLY_BY_PAIR = Limit("alta-solicitud", 5, DAY)
RECOVERY_BY_ORIGIN = Limit("recuperar-origen", 30, HOUR)
REMINDER_BY_PAIR = Limit("recordatorio-par", 3, HOUR)
REMINDER_MAILS = Limit("recordatorio", 3, LINK_LIFE)
REMINDER_BLANKS = Limit("recordatorio-en-blanco", 3, LINK_LIFE)
"""Mails to a usuario; while they were that many, the link of the last one still holds and no other is sent. The blanks
are those of wrong answers: the same work, and no mail."""
ANSWER_BY_PAIR = Limit("pregunta-par", 3, DAY)
ANSWER_WITHOUT_MAIL = Limit("pregunta-sin-correo", 10, DAY)
"""Answers for a usuario, from anywhere; then a right one releases the mailed link and opens nothing by itself."""
CODE_BY_USER = Limit("segundo-factor", 10, HOUR)
PASSWORD_BY_USER = Limit("clave-actual", 10, HOUR)
EMAIL_BY_USER = Limit("cambio-correo", 5, DAY)
CHECK_BY_ORIGIN = Limit("comprobar-origen", 60, HOUR)
CHECK_BY_PAIR = Limit("comprobar-par", 20, DAY)
CHECK_WITHOUT_IMAGE = Limit("comprobar-sin-imagen", 10, DAY)
"""Of a document, from anywhere."""
REFERENCES_BY_PAIR = Limit("referencias", 60, HOUR)
"""Addresses of documents that are none, by account and origin."""
ZIP_BY_USER = Limit("descargas", 60, HOUR)
IMAGE_BY_ORIGIN = Limit("imagen-origen", 300, HOUR)
SOUND_BY_ORIGIN = Limit("sonido-origen", 10, HOUR)
"""Few: a program reads sounds better than images."""

IMAGE_AFTER_BY_ORIGIN = 3
"""Wrong passwords from one origin after which everybody from there is shown an image."""

WRONG_LOGINS = Limit("errores-entrar", 1000, HOUR)
WRONG_CLAIMS = Limit("errores-alta", 300, HOUR)
WRONG_ANSWERS = Limit("errores-pregunta", 100, HOUR)
WRONG_CHECKS = Limit("errores-comprobar", 1000, HOUR)
"""Wrong guesses of everybody together, beyond which a person is called."""
