"""Lettering: which letters a document is written in, how wide they are and where lines break.

- The **plain** lettering is Helvetica, which every PDF reader has: nothing is embedded. It covers Windows-1252, which
  is all of Spanish.
- The **wide** lettering is DejaVu Sans Condensed, embedded as a subset: Latin, Greek, Cyrillic and many signs.
- A document uses one of them throughout. A character that it lacks is drawn as `MISSING`, so that a reader sees that
  something stands there; so are invisible format characters (Unicode category Cf), which could hide or reorder text.
"""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fpdf import FPDF

from chalicelib.ride.kit.embedding import opened

FONTS = Path(__file__).resolve().parent.parent / "fonts"
WIDE_FILES = (FONTS / "DejaVuSansCondensed.ttf", FONTS / "DejaVuSansCondensed-Bold.ttf")
MISSING = "□"
CODEPAGE = "cp1252"

# At lower levels the font library logs which characters a document uses.
logging.getLogger("fontTools").setLevel(logging.WARNING)

_BREAK_AFTER = "-/_.,;:@|&="


@dataclass(frozen=True, slots=True)
class Lettering:
    """A regular and a bold face. `widths` are thousandths of the size, per character, of the two faces."""

    family: str
    embedded: bool
    missing: str
    widths: tuple[dict[str, float], dict[str, float]]

    def clean(self, text: str) -> str:
        """The text as it can be drawn: composed, every blank a space, `missing` for what cannot be drawn."""
        if text.isascii() and text.isprintable():
            return text
        known = self.widths[0]
        return "".join(
            " " if c.isspace() else c if c in known else self.missing for c in unicodedata.normalize("NFC", text)
        )

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """The width of a clean line of text, in points."""
        return sum(map(self.widths[bold].__getitem__, text)) * size / 1000

    def wrap(self, text: str, width: float, size: float, bold: bool = False) -> list[str]:
        """Break a text into clean lines of at most `width` points: between words, or inside those that are too long.

        Runs of blanks count as one. No other character is lost.
        """
        widths = self.widths[bold]
        text = " ".join(self.clean(text).split())
        limit = width * 1000 / size
        if sum(map(widths.__getitem__, text)) <= limit:
            return [text]
        lines: list[str] = []
        line, used, blank = "", 0.0, widths[" "]
        for word in text.split(" "):
            length = sum(map(widths.__getitem__, word))
            if line and used + blank + length <= limit:
                line, used = f"{line} {word}", used + blank + length
                continue
            if line:
                lines.append(line)
            while length > limit:
                head = _fitting(word, widths, limit)
                lines.append(head)
                word = word[len(head) :]
                length = sum(map(widths.__getitem__, word))
            line, used = word, length
        if line:
            lines.append(line)
        return lines


def _fitting(word: str, widths: dict[str, float], limit: float) -> str:
    """The longest head of a word that fits, at least one character; it ends after a sign if one is near the end. A long
    number is parted into lines of one length.
    """
    used = 0.0
    count = 0
    for character in word:
        used += widths[character]
        if used > limit:
            break
        count += 1
    count = max(count, 1)
    if word.isdigit():
        return word[: -(-len(word) // -(-len(word) // count))]
    near = max(word.rfind(sign, 0, count) for sign in _BREAK_AFTER) + 1
    return word[: near if near > count * 0.7 else count]


def lettering(sample: str) -> Lettering:
    """The lettering for a document whose texts are all in `sample`."""
    try:
        unicodedata.normalize("NFC", sample).encode(CODEPAGE)
    except UnicodeEncodeError:
        return wide()
    return plain()


@lru_cache(maxsize=1)
def plain() -> Lettering:
    """Helvetica and Helvetica-Bold."""
    characters = bytes(range(32, 256)).decode(CODEPAGE, "ignore").replace("\x7f", "")
    pdf = FPDF(unit="pt")
    pdf.core_fonts_encoding = CODEPAGE
    faces = []
    for style in ("", "B"):
        pdf.set_font("helvetica", style, 1000)
        faces.append({c: pdf.get_string_width(c) for c in characters if not _hidden(c)})
    return Lettering("helvetica", False, "?", (faces[0], faces[1]))


@lru_cache(maxsize=1)
def wide() -> Lettering:
    """DejaVu Sans Condensed, regular and bold; both faces offer the characters that both have."""
    faces = []
    for path in WIDE_FILES:
        font, _ = opened(path)
        faces.append({chr(code): float(font.cw[code]) for code in font.cmap})
    common = {c for c in faces[0].keys() & faces[1].keys() if c.isprintable() and not _hidden(c)}
    regular, bold = ({c: face[c] for c in sorted(common)} for face in faces)
    return Lettering("wide", True, MISSING, (regular, bold))


def _hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Cc", "Co")
