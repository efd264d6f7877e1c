"""Embedded letters: a subset of our own making draws what the whole font draws, for every glyph."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.ride.draw import draw
from chalicelib.ride.inputs import Brand
from chalicelib.ride.kit.embedding import opened
from chalicelib.ride.kit.lettering import WIDE_FILES, wide
from tests.unit.ride.documents import PRODUCCION, extracted, factura, squeezed


def _from_left(character: str) -> bool:
    """A letter or sign by itself that neither runs from the right nor joins its neighbours."""
    return unicodedata.bidirectional(character) in ("L", "EN", "ES", "ET", "CS", "ON") and not (
        unicodedata.combining(character) or unicodedata.normalize("NFKC", character) != character
    )


CHARACTERS = st.sampled_from(sorted(wide().widths[0]))


def outlines(font: TTFont, glyphs: list[int]) -> list[tuple[object, object]]:
    """What is drawn for each glyph, composites taken apart."""
    shapes = font.getGlyphSet()
    found = []
    for glyph in glyphs:
        pen = DecomposingRecordingPen(shapes)
        shapes[font.getGlyphName(glyph)].draw(pen)
        found.append((pen.value, shapes[font.getGlyphName(glyph)].width))
    return found


@pytest.mark.parametrize("path", WIDE_FILES, ids=lambda p: p.stem)
@settings(max_examples=15, deadline=None)
@given(text=st.lists(CHARACTERS, min_size=1, max_size=40, unique=True))
def test_a_subset_draws_what_the_font_draws(path: Path, text: list[str]) -> None:
    font, face = opened(path)
    glyphs = [font.glyph_ids[ord(c)] for c in text]
    subset = face.subset(glyphs)
    made = TTFont(BytesIO(subset), checkChecksums=2)
    whole = TTFont(path, lazy=True)
    assert outlines(made, [0, *glyphs]) == outlines(whole, [0, *glyphs])
    assert len(subset) < path.stat().st_size / 2


def test_letters_made_of_others_are_whole() -> None:
    """«ñ» is n and a tilde, «Ǻ» is A, a ring and an accent."""
    for path in WIDE_FILES:
        font, face = opened(path)
        for letter in "ñÑáÜǺễЙΐ":
            glyph = font.glyph_ids[ord(letter)]
            made = TTFont(BytesIO(face.subset([glyph])))
            assert outlines(made, [glyph]) == outlines(TTFont(path, lazy=True), [glyph])
            assert outlines(made, [glyph])[0][0]


def test_documents_do_not_share_what_they_use() -> None:
    one, other = (
        draw(factura(info={"razonSocialComprador": name}), PRODUCCION, Brand()) for name in ("Ωμέγα", "Северный")
    )
    assert "Ωμέγα" in extracted(one)
    assert "Северный" in extracted(other)
    assert draw(factura(info={"razonSocialComprador": "Ωμέγα"}), PRODUCCION, Brand()) == one


def test_a_file_is_read_once() -> None:
    assert opened(WIDE_FILES[0])[0] is opened(WIDE_FILES[0])[0]
    opened.cache_clear()
    for name in ("Łódź", "Северный"):
        draw(factura(info={"razonSocialComprador": name}), PRODUCCION, Brand())
    assert opened.cache_info().misses <= len(WIDE_FILES)


def test_no_glyph_stands_for_two_characters() -> None:
    """So a number of a glyph can be mapped back to the one character that it was written for."""
    for path in WIDE_FILES:
        font, _ = opened(path)
        drawn = [font.glyph_ids[ord(c)] for c in wide().widths[0] if unicodedata.normalize("NFC", c) == c]
        assert len(drawn) == len(set(drawn))


@settings(max_examples=25, deadline=None)
@given(st.lists(CHARACTERS.filter(_from_left), min_size=1, max_size=25).map("".join))
def test_what_is_written_can_be_copied_out_again(text: str) -> None:
    """By the map through which readers search; in the order of letters that run from left to right."""
    buyer = unicodedata.normalize("NFC", f"Ω{text}")
    found = draw(factura(info={"razonSocialComprador": buyer}), PRODUCCION, Brand(archivable=True))
    assert squeezed(buyer) in squeezed(extracted(found, "-raw"))
