"""How often something may be tried: the table of all limits.

A **limit** allows `times` tries in a `window`, for each key (a number, an issuer, an origin). A try is counted, in one
atomic step, before it is looked at. Keys are digests: the counters hold no personal data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """`times` per `window` for a key of that `name`."""

    name: str
    times: int
    window: timedelta


HOUR, DAY = timedelta(hours=1), timedelta(days=1)

LOGIN_BY_ORIGIN = Limit("entrar-origen", 60, timedelta(minutes=15))
CLAIM_BY_NUMBER = Limit("alta-numero", 5, HOUR)
CLAIM_BY_NUMBER_A_DAY = Limit("alta-numero-dia", 15, DAY)
CLAIM_BY_ISSUER = Limit("alta-emisor", 60, HOUR)
CLAIM_BY_ORIGIN = Limit("alta-origen", 20, HOUR)
APPLY_BY_NUMBER = Limit("alta-solicitud", 5, DAY)
RECOVERY_BY_ORIGIN = Limit("recuperar-origen", 30, HOUR)
REMINDER_BY_USER = Limit("recordatorio", 3, HOUR)
ANSWER_BY_USER = Limit("pregunta", 3, DAY)
CODE_BY_USER = Limit("segundo-factor", 10, HOUR)
PASSWORD_BY_USER = Limit("clave-actual", 10, HOUR)
EMAIL_BY_USER = Limit("cambio-correo", 5, DAY)
CHECK_BY_ORIGIN = Limit("comprobar-origen", 60, HOUR)
CHECK_BY_DOCUMENT = Limit("comprobar-documento", 20, DAY)
ZIP_BY_USER = Limit("descargas", 60, HOUR)
IMAGE_BY_ORIGIN = Limit("imagen-origen", 300, HOUR)
SOUND_BY_ORIGIN = Limit("sonido-origen", 10, HOUR)
"""Few: a program reads sounds better than images."""

IMAGE_AFTER_BY_ORIGIN = 3
"""Wrong passwords from one origin after which everybody from there is shown an image."""
