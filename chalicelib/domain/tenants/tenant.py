"""A tenant: a company that issues through the service.

- **Environments** are the authority's environments the tenant may issue in (Ecuador: «1» pruebas, «2» producción).
- **Branding** is what its printed documents and mails look like.
- The **salt** makes the free digits of its claves impossible to guess from outside; it is fixed for ever, so that the
  same number gives the same clave.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from chalicelib.domain.documents.country import DocumentNumber, Issuer

DEFAULT_COLOUR = "#1f4e79"

Format = Literal["a4", "ticket"]
"""The paper of printed documents: A4 pages, or the 80 mm roll of a shop's printer where the document has that form."""
DEFAULT_FORMAT: Format = "a4"


@dataclass(frozen=True, slots=True)
class Branding:
    """How the tenant's documents look. `logo_key` is a key in the archive bucket, `colour` is `#rrggbb`; `archivable`
    asks for printed documents that need nothing of the reader's machine (PDF/A).
    """

    logo_key: str = ""
    colour: str = DEFAULT_COLOUR
    footer: str = ""
    format: Format = DEFAULT_FORMAT
    archivable: bool = False


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a mail to a receiver shows of the tenant."""

    ruc: str
    name: str
    colour: str = DEFAULT_COLOUR
    footer: str = ""
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Tenant:
    """A company that issues. `certificate_id` names the signing certificate in use.

    `registration` is what its country wants to know of it for its documents (see `Issuer`).
    """

    ruc: str
    name: str
    country: str
    environments: frozenset[str]
    salt: bytes
    certificate_id: str = ""
    branding: Branding = Branding()
    reply_to: str = ""
    registration: Mapping[str, Any] = field(default_factory=dict, hash=False)
    trade_name: str = ""
    """What its customers know it by; empty if that is its legal name."""

    def __repr__(self) -> str:
        return f"Tenant(ruc={self.ruc!r})"

    @property
    def head(self) -> Letterhead:
        """What mails show of it."""
        return Letterhead(self.ruc, self.name, self.branding.colour, self.branding.footer, self.reply_to)

    @property
    def issuer(self) -> Issuer:
        """What the country's rules may know of the tenant."""
        return Issuer(self.ruc, self.environments, self.name, self.registration)


def numeric_code(salt: bytes, number: DocumentNumber, digits: int = 8) -> str:
    """The free digits of a number's clave: the same for the same number, unguessable without the salt.

    Deriving them means that no retry, however late, can mint a second clave for one number.
    """
    mac = hmac.new(salt, number.key.encode(), hashlib.sha256).digest()
    return str(int.from_bytes(mac[:16], "big") % 10**digits).zfill(digits)
