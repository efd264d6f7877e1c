"""Code generators (TOTP, RFC 6238), by the library `pyotp`, and the QR code they read, by `segno`.

Few pages need either, so they are imported where they are used.
"""

from __future__ import annotations

STEP = 30
NAME = "Rúbrica"


class LazyCodes:
    """Implements `Codes`."""

    def new_secret(self) -> str:
        """A new secret, in base 32."""
        import pyotp

        return pyotp.random_base32()

    def code_at(self, secret: str, step: int) -> str:
        """The six digits of a time step."""
        import pyotp

        return str(pyotp.TOTP(secret, interval=STEP).at(step * STEP))

    def address(self, secret: str, usuario: str) -> str:
        """What a generator reads to add the account (`otpauth://…`)."""
        import pyotp

        return str(pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=usuario, issuer_name=NAME))

    def picture(self, address: str) -> str:
        """The same as a QR code: an SVG element without any style."""
        import segno

        return str(segno.make(address, error="m").svg_inline(scale=4, omitsize=True, svgclass="qr", lineclass=None))
