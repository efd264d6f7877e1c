"""Images of characters, by the library `captcha`, and sounds of digits (`spoken`)."""

from __future__ import annotations

from functools import cache
from random import SystemRandom
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from captcha.image import ImageCaptcha

WIDTH, HEIGHT = 240, 80


@cache
def _image() -> ImageCaptcha:
    from captcha.image import ImageCaptcha

    return ImageCaptcha(width=WIDTH, height=HEIGHT)


class CaptchaImages:
    """Implements `Images`."""

    def draw(self, text: str) -> bytes:
        """A PNG."""
        return bytes(_image().generate(text).getvalue())

    def say(self, digits: str) -> bytes:
        """A WAV with the digits spoken in Spanish."""
        from chalicelib.adapters.portal import spoken

        return spoken.say(digits, SystemRandom())
