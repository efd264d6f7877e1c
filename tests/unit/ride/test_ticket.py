"""The ticket: 80 mm wide, as long as its content, black only, and never cut where a reader of PDF could not follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from chalicelib.ride.draw import compose, draw
from chalicelib.ride.inputs import Brand
from chalicelib.ride.kit.marks import Box, Picture, Text
from chalicelib.ride.kit.sheet import MILLIMETRE
from tests.unit.ride.documents import (
    BRAND,
    CLAVE,
    PENDING,
    PRODUCCION,
    PRUEBAS,
    everything,
    example,
    extracted,
    factura,
    line,
    page_count,
    particulars,
    scanned,
    words,
)
from tests.unit.ride.test_kit import picture


def size(pdf: bytes, folder: Path) -> tuple[float, float]:
    width, _, height, *_ = particulars(pdf, folder)["Page size"].split()
    return float(width), float(height)


def shop(lines: int) -> bytes:
    return draw(factura([line(n) for n in range(1, lines + 1)]), PRODUCCION, BRAND, "ticket")


class TestPaper:
    def test_the_length_follows_the_content(self, tmp_path: Path) -> None:
        sizes = [size(shop(lines), tmp_path) for lines in (1, 10, 50)]
        assert all(abs(width - 80 * MILLIMETRE) < 0.1 for width, _ in sizes)
        first, second, third = (height for _, height in sizes)
        each = (second - first) / 9
        assert 15 < each < 30
        assert third - second == pytest.approx(40 * each, abs=1)

    def test_a_roll_longer_than_readers_can_show_goes_on_over_pages(self) -> None:
        pdf = shop(900)
        assert page_count(pdf) == 2
        text = extracted(pdf)
        assert all(f"P-{n:03d}" in text for n in range(1, 901))

    @pytest.mark.parametrize("name", ["guiaRemision/minima_1.1.0", "comprobanteRetencion/minima_2.0.0"])
    def test_what_has_no_ticket_is_printed_on_a4(self, name: str) -> None:
        document = example(name)
        assert draw(document, PRODUCCION, BRAND, "ticket") == draw(document, PRODUCCION, BRAND)


class TestLooks:
    def test_there_is_no_grey_on_it(self) -> None:
        for page in compose(everything(), PENDING, Brand(colour="#c04020"), "ticket").pages:
            colours = {mark.colour for mark in page if isinstance(mark, (Text, Box))}
            assert colours == {"#000000", "#ffffff"}

    def test_letters_are_large_enough_for_a_thermal_printer(self) -> None:
        sheet = compose(everything(), PRODUCCION, BRAND, "ticket")
        assert min(mark.size for page in sheet.pages for mark in page if isinstance(mark, Text)) >= 7

    def test_marks_do_not_write_over_each_other(self) -> None:
        for document in (factura(), everything(), example("notaCredito/completa_1.1.0")):
            sheet = compose(document, PRUEBAS, BRAND, "ticket")
            [page] = sheet.pages
            found = sorted((mark for mark in page if isinstance(mark, Text)), key=lambda mark: (mark.y, mark.x))
            for one in found:
                end = one.x + sheet.lettering.width(one.text, one.size, one.bold)
                near = [other for other in found if other is not one and abs(other.y - one.y) < 5]
                assert not [other.text for other in near if one.x <= other.x < end], one.text

    def test_the_bars_stand_alone_in_their_column(self) -> None:
        sheet = compose(everything(), PRODUCCION, BRAND, "ticket")
        [page] = sheet.pages
        bars = [mark for mark in page if isinstance(mark, Box) and mark.width < 40]
        quiet = 10 * min(bar.height for bar in bars)
        top, bottom = min(bar.y for bar in bars) - quiet, max(bar.y + bar.height for bar in bars) + quiet
        left = min(bar.x for bar in bars)
        for mark in page:
            if top < mark.y < bottom and mark not in bars:
                assert isinstance(mark, Text)
                assert mark.x + sheet.lettering.width(mark.text, mark.size, mark.bold) < left - 5

    def test_logo_and_wordmark(self) -> None:
        logo = picture("RGB", (200, 80), "PNG", (20, 110, 90))
        [with_logo] = compose(factura(), PRODUCCION, Brand(logo=logo), "ticket").pages
        [without] = compose(factura(), PRODUCCION, Brand(), "ticket").pages
        assert sum(isinstance(mark, Picture) for mark in with_logo) == 1
        first = next(mark for mark in without if isinstance(mark, Text))
        assert (first.text, first.bold) == ("Andina Hogar", True)

    def test_a_line_reads_as_on_any_till(self) -> None:
        found = words(compose(factura([line(3, cantidad="2", descuento="0.50")]), PRODUCCION, BRAND, "ticket"))
        assert "cód. P-003, 2.00 × 3.50, dcto. 0.50, IVA 15 %" in found
        assert not any("dcto." in text for text in words(compose(factura(), PRODUCCION, BRAND, "ticket")))


class TestWarnings:
    def test_pruebas_and_pending_are_told_in_white_on_black(self) -> None:
        [page] = compose(factura(), PENDING, BRAND, "ticket").pages
        warned = [mark.text for mark in page if isinstance(mark, Text) and mark.colour == "#ffffff"]
        assert warned[0] == "PENDIENTE DE AUTORIZACIÓN"
        assert "AMBIENTE DE PRUEBAS" in words(compose(factura(), PRUEBAS, BRAND, "ticket"))

    def test_a_preview_without_clave_has_no_bars(self) -> None:
        [page] = compose(factura(tributaria={"claveAcceso": None}), PENDING, BRAND, "ticket").pages
        assert not [mark for mark in page if isinstance(mark, Box) and mark.width < 40]

    @pytest.mark.parametrize("clave", [CLAVE, "9" * 49, "0123456789" * 4 + "012345678", "1" * 49])
    @pytest.mark.parametrize("dpi", [203, 300])
    @pytest.mark.parametrize("shades", ["-gray", "-mono"])
    def test_a_scanner_reads_the_clave(self, clave: str, dpi: int, shades: str, tmp_path: Path) -> None:
        pdf = draw(factura(tributaria={"claveAcceso": clave}), PRODUCCION, BRAND, "ticket")
        assert scanned(pdf, tmp_path, dpi, shades) == f"CODE-128:{clave}"
