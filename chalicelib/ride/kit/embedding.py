"""Embedded letters, read once in a process: each document gets a font of its own that shares what was read.

A character is written as the number of its glyph, so that the embedded file needs no map from the one to the other.
fpdf2 reads a font file for every document and lets fontTools make the subset; its font and its way of writing fonts are
replaced here, by its own names (`TTFFont`, `OutputProducer`), everything else of it stays.
"""

from __future__ import annotations

import copy
from functools import lru_cache
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.fonts import TTFFont
from fpdf.output import CIDSystemInfo, OutputProducer, PDFFont, PDFFontStream
from fpdf.syntax import Name, PDFArray, PDFContentStream

from chalicelib.ride.kit.truetype import Face

_TAG = "RUBRIC"
"""Before the name of a font of which only a part is there (six capitals, ISO 32000-1, 9.6.4)."""
_BLOCK = 100
"""The most entries that a block of a character map may have."""


class Glyphs:
    """Which glyphs a document uses, by character; takes the place of fpdf2's map of a subset."""

    def __init__(self, numbers: dict[int, int]) -> None:
        self._numbers = numbers
        self.used: dict[int, int] = {}

    def pick(self, character: int) -> int:
        """The number of a character's glyph; every character that is drawn is in the font."""
        glyph = self._numbers[character]
        self.used[glyph] = character
        return glyph


@lru_cache(maxsize=4)
def opened(path: Path) -> tuple[TTFFont, Face]:
    """A font file: what fpdf2 read of it, and its tables."""
    pdf = FPDF(unit="pt")
    pdf.add_font("read", "", path)
    font = pdf.fonts["read"]
    assert isinstance(font, TTFFont)
    return font, Face.of(font.ttfont)


def add_font(pdf: FPDF, family: str, style: str, path: Path) -> None:
    """As fpdf2's, without reading the file again."""
    known, _ = opened(path)
    font: Any = object.__new__(TTFFont)
    for name in TTFFont.__slots__:
        if hasattr(known, name):
            setattr(font, name, getattr(known, name))
    font.i, font.fontkey = len(pdf.fonts) + 1, f"{family}{style}"
    font.subset, font.missing_glyphs, font.desc = Glyphs(known.glyph_ids), [], copy.copy(known.desc)
    pdf.fonts[font.fontkey] = font


class Producer(OutputProducer):
    """Writes the fonts that `add_font` added; a document with core fonts is the library's."""

    def _add_fonts(self, *others: Any) -> dict[int, Any]:
        fonts = list(self.fpdf.fonts.values())
        if not all(isinstance(font, TTFFont) for font in fonts):
            return super()._add_fonts(*others)
        return {font.i: self._written(font) for font in fonts if isinstance(font, TTFFont)}

    def _written(self, font: TTFFont) -> PDFFont:
        glyphs: dict[int, int] = dict(sorted(font.subset.used.items()))  # type: ignore[attr-defined]
        name = f"{_TAG}+{font.name}"
        whole = PDFFont("Type0", name, "Identity-H")
        widths = " ".join(f"{glyph} [{font.cw[character]:.0f}]" for glyph, character in glyphs.items())
        part = PDFFont("CIDFontType2", name, d_w=font.desc.missing_width, w=f"[{widths}]")
        file = PDFFontStream(opened(Path(font.ttffile))[1].subset(glyphs))
        characters = PDFContentStream(_to_unicode(glyphs), compress=True)
        system = CIDSystemInfo()
        for written in (whole, part, characters, system, font.desc, file):
            self._add_pdf_obj(written, "fonts")
        font.desc.font_name = Name(name)
        font.desc.font_file2 = file  # type: ignore[attr-defined]
        part.c_i_d_system_info, part.font_descriptor = system, font.desc
        part.c_i_d_to_g_i_d_map = Name("Identity")  # type: ignore[assignment]
        whole.descendant_fonts, whole.to_unicode = PDFArray([part]), characters
        return whole


def _to_unicode(glyphs: dict[int, int]) -> bytes:
    """The character map by which a reader searches and copies (ISO 32000-1, 9.10.3)."""
    entries = [f"<{glyph:04X}> <{chr(char).encode('utf-16-be').hex().upper()}>" for glyph, char in glyphs.items()]
    blocks = [entries[at : at + _BLOCK] for at in range(0, len(entries), _BLOCK)]
    mapped = "\n".join(f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{mapped}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()
