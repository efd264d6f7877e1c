"""Logos: a picture file from a tenant made safe and small enough to be printed on every document.

Only PNG and JPEG are read, and only their pixels are kept: no metadata, no transparency (it becomes white). What a
company registers is judged once, more strictly than what is printed: the file itself is sent with every mail.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.tenants import messages as _messages  # noqa: F401  (adds its codes to the catalogue)

MAX_BYTES = 5_000_000
MAX_PIXELS = 16_000_000
PRINTED_PIXELS = (960, 360)
REGISTERED_BYTES = 512_000
LEAST, MOST = (64, 24), (4000, 4000)
_UNREADABLE = (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError)
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
    except _UNREADABLE:
        return None
    page = Image.new("RGB", pixels.size, "white")
    page.paste(pixels, mask=pixels.getchannel("A"))
    out = BytesIO()
    page.save(out, "JPEG", quality=92, subsampling=0)
    return Logo(out.getvalue(), page.width / page.height)


def kind_of(data: bytes) -> str:
    """`png` or `jpeg`, by the first bytes alone; empty for anything else."""
    return "png" if data.startswith(b"\x89PNG") else "jpeg" if data.startswith(b"\xff\xd8\xff") else ""


def refusal(data: bytes, name: str) -> Problem | None:
    """Why a file cannot be registered as a logo; `name` is what the problem points at."""
    if len(data) > REGISTERED_BYTES:
        return problem("LOGO-TAMANO", name, size=len(data), limit=REGISTERED_BYTES)
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
            size = picture.size
            if all(least <= n <= most for least, n, most in zip(LEAST, size, MOST, strict=True)):
                picture.load()
                return None
    except _UNREADABLE:
        return problem("LOGO-FORMATO", name)
    least, most = (f"{width} × {height}" for width, height in (LEAST, MOST))
    return problem("LOGO-PIXELES", name, width=size[0], height=size[1], least=least, most=most)
