"""The portal's own secret: made once for a deployment, kept wrapped by KMS, opened once per process.

Two keys are derived from it: one for digests (HMAC-SHA-256) and one for seals (AES-SIV, RFC 5297: the same text gives
the same seal, and nothing that was not sealed opens).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from pynamodb.exceptions import PutError

from chalicelib.adapters.dynamodb.documents import CONDITION_FAILED
from chalicelib.adapters.dynamodb.portal_tables import AccountRow
from chalicelib.adapters.kms import KmsDataKeys

CONTEXT = {"purpose": "portal", "tenant": "portal"}
_RECORD = "#portal"


class PortalSecrets:
    """Implements `Secrets`. `master` gives the secret when it is first needed."""

    def __init__(self, master: Callable[[], bytes]) -> None:
        self._master = master

    def digest(self, purpose: str, text: str) -> str:
        """A keyed digest, in hexadecimal."""
        return hmac.new(self._digest_key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()

    def seal(self, purpose: str, text: str) -> str:
        """The text, unreadable and unforgeable, fit for an address. The same text gives the same seal."""
        sealed = self._siv.encrypt(text.encode(), [purpose.encode()])
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def unseal(self, purpose: str, sealed: str) -> str | None:
        """The text, or None if it is not a seal of that purpose."""
        try:
            raw = base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
            return self._siv.decrypt(raw, [purpose.encode()]).decode()
        except (ValueError, InvalidTag):
            return None

    @cached_property
    def _digest_key(self) -> bytes:
        return self._derived("digest")[:32]

    @cached_property
    def _siv(self) -> AESSIV:
        return AESSIV(self._derived("seal"))

    def _derived(self, use: str) -> bytes:
        return hmac.new(self._master(), use.encode(), hashlib.sha512).digest()


def stored_master(keys: KmsDataKeys) -> bytes:
    """The deployment's secret; the first process that needs it makes it."""
    try:
        row = AccountRow.get(_RECORD, consistent_read=True)
    except AccountRow.DoesNotExist:
        plain, wrapped = keys.generate(CONTEXT)
        try:
            AccountRow(_RECORD, sealed=base64.b64encode(wrapped).decode()).save(
                condition=AccountRow.id.does_not_exist()
            )
        except PutError as error:
            if error.cause_response_code == CONDITION_FAILED:
                return stored_master(keys)
            raise
        return plain
    return keys.unwrap(base64.b64decode(row.sealed or ""), CONTEXT)
