"""The logo of the demo company: three peaks and its name."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

_HEIGHT, _SCALE = 220, 4
_TEXT_AT, _MARGIN = 262, 20
BLUE, SKY, INK = "#1f4e79", "#7fa8cf", "#22313f"


def draw_logo(name: str) -> bytes:
    """A PNG on white. Drawn four times as large and brought down, so that its edges are smooth."""
    font = ImageFont.load_default(size=76 * _SCALE)
    width = _TEXT_AT + int(font.getlength(name)) // _SCALE + _MARGIN
    image = Image.new("RGB", (width * _SCALE, _HEIGHT * _SCALE), "white")
    pen = ImageDraw.Draw(image)

    def peak(left: int, top: int, right: int, colour: str) -> None:
        middle = (left + right) // 2
        corners = [(left, 190), (middle, top), (right, 190)]
        pen.polygon([(x * _SCALE, y * _SCALE) for x, y in corners], fill=colour)

    peak(100, 70, 240, SKY)
    peak(20, 40, 170, BLUE)
    pen.polygon([(x * _SCALE, y * _SCALE) for x, y in [(95, 40), (78, 75), (95, 66), (112, 75)]], fill="white")
    pen.text((_TEXT_AT * _SCALE, 128 * _SCALE), name, fill=INK, font=font, anchor="lm")
    small = io.BytesIO()
    image.resize((width, _HEIGHT), Image.Resampling.LANCZOS).save(small, "PNG", optimize=True)
    return small.getvalue()
