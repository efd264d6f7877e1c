"""Argon2id (RFC 9106) with the parameters OWASP recommends for interactive logins: 19 MiB, 2 passes, 1 lane."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MEMORY_KIB, PASSES, LANES = 19456, 2, 1


class Argon2Passwords:
    """Implements `Passwords`."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._nobody = ""

    def hash(self, text: str) -> str:
        """A hash with a salt of its own."""
        return self._hasher.hash(text)

    def verify(self, known: str | None, text: str) -> bool:
        """Whether the text has that hash. Without one it works as long, and answers False."""
        try:
            right = self._hasher.verify(known or self._of_nobody(), text)
        except (VerificationError, InvalidHashError):
            return False
        return right and known is not None

    def is_outdated(self, known: str) -> bool:
        """Whether it was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(known)

    def _of_nobody(self) -> str:
        """A hash that no text has, made once: comparing with it costs what comparing with a real one does."""
        if not self._nobody:
            self._nobody = self._hasher.hash("nobody")
            self._nobody = self._nobody[:-4] + ("AAAA" if not self._nobody.endswith("AAAA") else "BBBB")
        return self._nobody
