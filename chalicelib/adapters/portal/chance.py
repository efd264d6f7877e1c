"""Randomness from the operating system."""

from __future__ import annotations

import secrets


class SystemChance:
    """Implements `Chance`."""

    def token(self) -> str:
        """256 bits, fit for an address."""
        return secrets.token_urlsafe(32)

    def text(self, alphabet: str, length: int) -> str:
        """Characters drawn at random."""
        return "".join(secrets.choice(alphabet) for _ in range(length))
