"""Colours: the few that a document uses, derived from the issuer's one colour.

*Contrast* is the ratio of WCAG 2.1 between two colours, 1 to 21; text is kept at 4.5 or more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

INK = "#1b1f24"
MUTED = "#5f6772"
HAIRLINE = "#d3d7dc"
WHITE = "#ffffff"
BLACK = "#000000"
ALERT = "#b42318"
CAUTION = "#fde68a"
CAUTION_INK = "#713f12"

_READABLE = 4.5


@dataclass(frozen=True, slots=True)
class Palette:
    """`brand` fills areas, `on_brand` writes on them, `accent` writes on white, `tint` is a breath of the brand."""

    brand: str
    on_brand: str
    accent: str
    tint: str


@lru_cache(maxsize=256)
def palette(colour: str) -> Palette:
    """The palette of a brand colour `#rrggbb`."""
    on_brand = WHITE if contrast(colour, WHITE) >= contrast(colour, INK) else INK
    accent = colour
    while contrast(accent, WHITE) < _READABLE:
        accent = mix(accent, BLACK, 0.9)
    return Palette(colour, on_brand, accent, mix(colour, WHITE, 0.07))


def monochrome() -> Palette:
    """For paper that knows only black."""
    return Palette(BLACK, WHITE, BLACK, WHITE)


def mix(colour: str, other: str, share: float) -> str:
    """`share` of the one colour and the rest of the other."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """How well one colour stands out from the other, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.03928 else float(((channel + 0.055) / 1.055) ** 2.4)
