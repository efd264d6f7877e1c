"""Recovery of access: what a right answer to the secret question is worth in a deployment, and how long things last.

- `directa`: it leads to the form with the new password.
- `con_correo`: it only releases the mail with the link. The default; `docs/security.md` says why.
- `desactivada`: the question is not asked; only the mailed link remains.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Mode(StrEnum):
    """What the secret question may do."""

    DIRECTA = "directa"
    CON_CORREO = "con_correo"
    DESACTIVADA = "desactivada"


DEFAULT_MODE = Mode.CON_CORREO
LINK_LIFE = timedelta(minutes=30)
UNDO_LIFE = timedelta(days=7)
CONFIRM_LIFE = timedelta(hours=24)
ADDRESS_WAIT = timedelta(hours=48)
"""How long an address has to wait in Alta that no document of the number carries."""
FORM_LIFE = timedelta(minutes=15)
"""From the right answer to the new password."""
