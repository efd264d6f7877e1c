"""The page kit: bars, letters, colours, pictures, figures."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chalicelib.ride import figures
from chalicelib.ride.inputs import Authorization, Brand
from chalicelib.ride.kit import code128, logo
from chalicelib.ride.kit.lettering import MISSING, lettering, plain, wide
from chalicelib.ride.kit.palette import WHITE, contrast, palette

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


class TestBars:
    def test_pairs_of_digits_become_symbols_of_set_c(self) -> None:
        assert code128.values("1234") == [105, 12, 34, (105 + 12 + 2 * 34) % 103, 106]

    def test_an_odd_digit_goes_in_set_b(self) -> None:
        assert code128.values("127") == [105, 12, 100, 23, (105 + 12 + 2 * 100 + 3 * 23) % 103, 106]

    @pytest.mark.parametrize("text", ["", "12A", "１２", "1 2"])
    def test_anything_but_digits_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="digits"):
            code128.values(text)

    @given(st.text("0123456789", min_size=1, max_size=60))
    def test_bars_never_touch_and_fill_the_width(self, digits: str) -> None:
        bars, modules = code128.bars(digits)
        symbols = len(code128.values(digits))
        assert modules == 11 * (symbols - 1) + 13
        assert all(left + width < right for (left, width), (right, _) in pairwise(bars))
        assert bars[-1][0] + bars[-1][1] == modules
        assert all(1 <= width <= 4 for _, width in bars)


class TestLettering:
    @pytest.mark.parametrize("text", ["ñandú", "€ 5 – “ok” … ×½", "ó"])
    def test_spanish_needs_nothing_embedded(self, text: str) -> None:
        assert lettering(text) is plain()

    def test_composed_and_decomposed_letters_are_the_same(self) -> None:
        assert lettering("n\u0303") is plain()
        assert plain().clean("n\u0303") == "ñ"

    @pytest.mark.parametrize("text", ["Łódź", "Северный", "Ωμέγα", "≥", "東"])
    def test_other_letters_embed_a_font(self, text: str) -> None:
        assert lettering(f"Señor {text}") is wide()

    @pytest.mark.parametrize("text", ["東京", "🎉", "\u202e", "\ue000", "\x81"])
    def test_what_no_font_has_is_replaced_in_sight(self, text: str) -> None:
        assert wide().clean(f"a{text}b") == f"a{MISSING * len(text)}b"

    def test_a_hidden_character_is_seen_without_embedding_too(self) -> None:
        assert lettering("a\xadb") is plain()
        assert plain().clean("a\xadb") == "a?b"

    def test_line_breaks_and_tabs_become_blanks(self) -> None:
        assert plain().clean("a\tb\nc\u2028d\xa0e") == "a b c d e"

    @given(st.text(max_size=200), st.floats(20, 300), st.sampled_from([6.0, 8.0, 16.0]), st.booleans())
    def test_wrapping_loses_nothing_and_every_line_fits(self, text: str, width: float, size: float, bold: bool) -> None:
        letters = lettering(text)
        lines = letters.wrap(text, width, size, bold)
        assert "".join(lines).replace(" ", "") == letters.clean(text).replace(" ", "")
        assert all(letters.width(line, size, bold) <= width + 0.01 for line in lines if len(line) > 1)

    def test_a_word_longer_than_a_line_breaks_after_a_sign_if_it_can(self) -> None:
        width = plain().width("contabilidad.gen", 8)
        assert plain().wrap("contabilidad.general@empresa", width, 8)[0] == "contabilidad."

    def test_widths_are_those_of_helvetica(self) -> None:
        assert plain().width("iW0", 1000) == 222 + 944 + 556


class TestPalette:
    @given(COLOURS)
    def test_text_can_be_read_in_any_brand_colour(self, colour: str) -> None:
        found = palette(colour)
        assert contrast(found.accent, WHITE) >= 4.5
        assert contrast(found.brand, found.on_brand) >= 4

    def test_a_readable_brand_colour_is_used_as_it_is(self) -> None:
        assert palette("#1f4e79").accent == "#1f4e79"

    @pytest.mark.parametrize("colour", ["1f4e79", "#1f4e7", "red", "#1f4e79;", ""])
    def test_other_forms_of_colour_are_refused(self, colour: str) -> None:
        with pytest.raises(ValueError, match="rrggbb"):
            Brand(colour=colour)


def picture(mode: str, size: tuple[int, int], form: str, colour: object = 0) -> bytes:
    out = BytesIO()
    Image.new(mode, size, colour).save(out, form)  # type: ignore[arg-type]
    return out.getvalue()


class TestLogo:
    def test_transparency_becomes_white(self) -> None:
        found = logo.prepared(picture("RGBA", (40, 20), "PNG", (0, 0, 0, 0)))
        assert found is not None
        assert found.shape == 2
        assert Image.open(BytesIO(found.data)).getpixel((5, 5)) == (255, 255, 255)

    @pytest.mark.parametrize("mode", ["CMYK", "L", "RGB"])
    def test_jpegs_of_any_colour_model_are_taken(self, mode: str) -> None:
        found = logo.prepared(picture(mode, (30, 30), "JPEG"))
        assert found is not None
        assert Image.open(BytesIO(found.data)).mode == "RGB"

    def test_large_pictures_are_made_small(self) -> None:
        found = logo.prepared(picture("RGB", (3000, 1000), "PNG"))
        assert found is not None
        assert Image.open(BytesIO(found.data)).size == (960, 320)

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            picture("RGB", (30, 30), "GIF"),
            picture("RGB", (300, 300), "PNG")[:200],
            picture("1", (9000, 9000), "PNG"),
        ],
        ids=["empty", "svg", "gif", "cut short", "too many pixels"],
    )
    def test_what_is_not_a_sound_png_or_jpeg_is_left_out(self, data: bytes) -> None:
        assert logo.prepared(data) is None


class TestFigures:
    @pytest.mark.parametrize(
        ("value", "text"),
        [("5", "5.00"), ("5.5", "5.50"), ("12.345678", "12.345678"), ("2.450000", "2.45"), ("1E+3", "1,000.00"),
         ("-0.5", "-0.50"), ("123456789012.123456", "123,456,789,012.123456"), ("-1234.5", "-1,234.50"),
         ("999.99", "999.99")],
    )  # fmt: skip
    def test_amounts(self, value: str, text: str) -> None:
        assert figures.amount(Decimal(value)) == text

    @given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=0, max_value=10**12))
    def test_a_printed_figure_is_the_figure(self, value: Decimal) -> None:
        written = figures.quantity(value)
        assert Decimal(written.replace(",", "")) == value
        assert all(len(group) == 3 for group in written.partition(".")[0].split(",")[1:])

    def test_rates(self) -> None:
        assert [figures.percent(Decimal(rate)) for rate in ("15.00", "0.00", "12.50", "100")] == [
            "15 %", "0 %", "12.5 %", "100 %",
        ]  # fmt: skip

    def test_moments_are_told_in_ecuador(self) -> None:
        assert figures.moment(datetime(2026, 1, 1, 3, 4, 5, tzinfo=UTC)) == "31/12/2025 22:04:05"
        assert figures.day(date(2026, 2, 3)) == "03/02/2026"

    def test_a_moment_without_offset_is_refused(self) -> None:
        with pytest.raises(ValueError, match="offset"):
            Authorization("1", datetime(2026, 1, 1), "1")
