"""Images and sounds of characters, by the library `captcha`.

The spoken digits (`voces/`) are Spanish, synthesised with eSpeak NG; the library mixes them with noise and other voices
and changes their speed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from captcha.audio import AudioCaptcha
    from captcha.image import ImageCaptcha

VOICES = Path(__file__).with_name("voces")
WIDTH, HEIGHT = 240, 80


@cache
def _image() -> ImageCaptcha:
    from captcha.image import ImageCaptcha

    return ImageCaptcha(width=WIDTH, height=HEIGHT)


@cache
def _audio() -> AudioCaptcha:
    from captcha.audio import AudioCaptcha

    return AudioCaptcha(str(VOICES))


class CaptchaImages:
    """Implements `Images`."""

    def draw(self, text: str) -> bytes:
        """A PNG."""
        return bytes(_image().generate(text).getvalue())

    def say(self, digits: str) -> bytes:
        """A WAV with the digits spoken in Spanish."""
        return bytes(_audio().generate(digits))
