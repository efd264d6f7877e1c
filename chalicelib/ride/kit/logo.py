"""Logos: a picture file from a tenant made safe and small enough to be printed on every document.

Only PNG and JPEG are read, and only their pixels are kept: no metadata, no transparency (it becomes white).
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 5_000_000
MAX_PIXELS = 16_000_000
PRINTED_PIXELS = (960, 360)
_WITH_ALPHA = ("P", "PA", "LA", "RGBA")


class Logo(NamedTuple):
    """A JPEG file and its shape, width over height."""

    data: bytes
    shape: float


@lru_cache(maxsize=32)
def prepared(data: bytes) -> Logo | None:
    """The logo as it will be embedded, or None if the file cannot be used."""
    if len(data) > MAX_BYTES:
        return None
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return None
            upright = ImageOps.exif_transpose(picture)
            pixels = (upright if upright.mode in _WITH_ALPHA else upright.convert("RGB")).convert("RGBA")
            pixels.thumbnail(PRINTED_PIXELS)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return None
    page = Image.new("RGB", pixels.size, "white")
    page.paste(pixels, mask=pixels.getchannel("A"))
    out = BytesIO()
    page.save(out, "JPEG", quality=92, subsampling=0)
    return Logo(out.getvalue(), page.width / page.height)
