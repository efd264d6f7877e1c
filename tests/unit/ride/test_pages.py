"""The factura's pages: how they break, what ugly texts do to them, and how they look."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.ride.draw import compose, draw
from chalicelib.ride.inputs import Brand
from chalicelib.ride.kit.lettering import MISSING
from chalicelib.ride.kit.marks import Box, Picture, Text
from chalicelib.ride.kit.sheet import A4
from tests.unit.ride.documents import (
    BRAND,
    CLAVE,
    PRODUCCION,
    PRUEBAS,
    everything,
    example,
    extracted,
    factura,
    leaves,
    line,
    page_count,
    squeezed,
    tax,
    words,
)
from tests.unit.ride.test_kit import picture


class TestPages:
    @pytest.mark.parametrize(("lines", "pages"), [(1, 1), (10, 1), (60, 2), (200, 6)])
    def test_page_numbers_strip_and_headings(self, lines: int, pages: int) -> None:
        pdf = draw(factura([line(n) for n in range(1, lines + 1)]), PRODUCCION, BRAND)
        assert page_count(pdf) == pages
        for number, page in enumerate(extracted(pdf, "-layout").split("\f")[:-1], 1):
            assert f"Página {number} de {pages}" in page
            assert CLAVE in page
            assert "001-001-000000123" in page
            assert "COMERCIALIZADORA ANDINA" in page
        text = extracted(pdf, "-layout")
        assert all(f"P-{n:03d}" in text for n in range(1, lines + 1))
        assert text.count("Descripción") >= pages - 1

    @pytest.mark.parametrize("lines", range(18, 40))
    def test_the_totals_stay_together(self, lines: int) -> None:
        sheet = compose(factura([line(n) for n in range(1, lines + 1)]), PRODUCCION, BRAND)
        found = [
            page
            for page, marks in enumerate(sheet.pages)
            for mark in marks
            if isinstance(mark, Text) and mark.text in ("SUBTOTAL 15 %", "PROPINA", "VALOR TOTAL")
        ]
        assert len(found) == 3
        assert len(set(found)) == 1

    def test_more_taxes_than_fit_on_a_page_go_on_over_the_next(self) -> None:
        many = [tax(str(3000 + n), "10.00", "1.00", f"{n}.07", "3") for n in range(90)]
        sheet = compose(factura(info={"totalConImpuestos": many}), PRODUCCION, BRAND)
        assert {f"ICE {3000 + n}" for n in range(90)} | {"VALOR TOTAL", "Tarjeta de crédito"} <= set(words(sheet))
        assert all(mark.y < A4.height - 44 for page in sheet.pages for mark in page)

    @pytest.mark.parametrize("lines", range(1, 30))
    def test_headings_never_stand_alone_at_the_foot(self, lines: int) -> None:
        blocks = {name: getattr(everything(), name) for name in ("reembolsos", "otrosRubrosTerceros")}
        document = factura([line(n) for n in range(1, lines + 1)]).model_copy(update=blocks)
        for page in compose(document, PRODUCCION, BRAND).pages:
            last = [mark.text for mark in page if isinstance(mark, Text)][-1]
            assert last not in ("Impuesto", "Valor", "Total", "Información Adicional")

    def test_a_row_that_fits_on_a_page_is_not_cut(self) -> None:
        tall = [line(n, descripcion=f"inicio{n} " + "texto largo " * 22 + f"final{n}") for n in range(1, 40)]
        sheet = compose(factura(tall), PRODUCCION, BRAND)
        where = {
            word: page
            for page, marks in enumerate(sheet.pages)
            for mark in marks
            if isinstance(mark, Text)
            for word in mark.text.split()
        }
        assert all(where[f"inicio{n}"] == where[f"final{n}"] for n in range(1, 40))


class TestUglyText:
    def test_the_librarys_page_number_mark_is_only_text(self) -> None:
        document = factura([line(descripcion="Caja {nb} unidades **no** [x](http://y)")], {"razonSocial": "{nb} S.A."})
        text = extracted(draw(document, PRODUCCION, Brand(footer="{nb}")), "-layout")
        assert "Caja {nb} unidades **no** [x](http://y)" in text
        assert "{nb} S.A." in text

    def test_other_scripts_are_drawn_and_unknown_ones_seen(self) -> None:
        buyer = {"razonSocialComprador": "ООО «Северный ветер» Łódź Ωμέγα 東京 🎉"}
        text = extracted(draw(factura(info=buyer), PRODUCCION, BRAND), "-layout")
        assert f"ООО «Северный ветер» Łódź Ωμέγα {MISSING * 2} {MISSING}" in text

    def test_longest_values_without_blanks_are_all_there(self) -> None:
        long = {"nombre": "N" * 300, "valor": "V" * 300}
        big = "123456789012.123456"
        document = factura(
            [
                line(
                    codigoPrincipal="C" * 25,
                    codigoAuxiliar="A" * 25,
                    descripcion="D" * 300,
                    cantidad=big,
                    precioUnitario=big,
                    precioSinSubsidio="923456789012.123456",
                    descuento="123456789012.34",
                    precioTotalSinImpuesto="223456789012.34",
                    detallesAdicionales=[long] * 3,
                )
            ],
            {"razonSocial": "R" * 300, "nombreComercial": "M" * 300, "dirMatriz": "X" * 300},
            {"razonSocialComprador": "Z" * 300, "direccionComprador": "Q" * 300, "importeTotal": "999999999999.99"},
            infoAdicional=[long] * 15,
        )
        found = words(compose(document, PRODUCCION, BRAND))
        joined = "".join(found)
        for letter, count in {"D": 300, "N": 300 * 18, "V": 300 * 18, "X": 300, "Z": 300, "Q": 300, "R": 300}.items():
            assert joined.count(letter) >= count, letter
        for figure in (big, "923456789012.123456", "123456789012.34", "223456789012.34", "999999999999.99"):
            assert f"{Decimal(figure):,}" in joined

    def test_the_largest_figures_stand_on_one_line(self) -> None:
        big = "123456789012.123456"
        large = line(
            codigoPrincipal="C" * 25,
            codigoAuxiliar="A" * 25,
            cantidad=big,
            precioUnitario=big,
            descuento="123456789012.34",
            precioTotalSinImpuesto="223456789012.34",
        )
        found = words(compose(factura([large]), PRODUCCION, BRAND))
        assert {"123,456,789,012.123456", "123,456,789,012.34", "223,456,789,012.34"} <= set(found)

    def test_labels_and_texts_are_as_large_as_the_page_has_room_for(self) -> None:
        """Labels of 7.5 points and texts of 9 on an ordinary page; only what has no room is written smaller."""
        for document in (factura([line(n) for n in range(1, 11)]), example("guiaRemision/completa_1.1.0")):
            sizes = {
                mark.size
                for page in compose(document, PRODUCCION, BRAND).pages
                for mark in page
                if isinstance(mark, Text)
            }
            assert min(sizes) == 7.5
            assert 9.0 in sizes
        kinds = ("notaCredito/completa_1.1.0", "notaDebito/completa_1.0.0", "comprobanteRetencion/minima_2.0.0")
        for name in kinds:
            sheet = compose(example(name), PRODUCCION, BRAND)
            assert min(m.size for page in sheet.pages for m in page if isinstance(m, Text)) >= 7.5 * 0.92 - 0.01

    def test_a_ticket_has_nothing_smaller_than_seven_and_a_half_points(self) -> None:
        sheet = compose(everything(), PRODUCCION, BRAND, "ticket")
        assert min(m.size for page in sheet.pages for m in page if isinstance(m, Text)) >= 7.5

    def test_thousands_are_parted_everywhere(self) -> None:
        large = line(cantidad="12345", precioUnitario="1234.5", precioTotalSinImpuesto="15239902.50")
        found = words(compose(factura([large], info={"importeTotal": "15239902.50"}), PRODUCCION, BRAND))
        assert {"12,345.00", "1,234.50", "15,239,902.50"} <= set(found)
        assert "15239902.50" not in found

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def test_any_text_is_seen_inside_the_page(self, data: st.DataObject) -> None:
        written = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300).filter(str.strip)
        names = ("razonSocial", "dirMatriz", "razonSocialComprador", "descripcion", "nombre", "valor")
        texts = {name: data.draw(written, name) for name in names}
        extra = {"nombre": texts["nombre"], "valor": texts["valor"]}
        document = factura(
            [line(descripcion=texts["descripcion"], codigoPrincipal=texts["nombre"][:25], detallesAdicionales=[extra])],
            {"razonSocial": texts["razonSocial"], "dirMatriz": texts["dirMatriz"]},
            {"razonSocialComprador": texts["razonSocialComprador"]},
            infoAdicional=[extra],
        )
        sheet = compose(document, PRODUCCION, BRAND)
        letters = sheet.lettering
        seen = squeezed("".join(words(sheet)))
        for _, value in leaves(document):
            if isinstance(value, str) and value in texts.values():
                assert squeezed(letters.clean(value)) in seen
        for mark in (mark for page in sheet.pages for mark in page):
            if isinstance(mark, Text):
                end = mark.x + letters.width(mark.text, mark.size, mark.bold)
                assert mark.x >= A4.margin - 0.1
                assert end <= A4.width - A4.margin + 0.1 or len(mark.text) == 1
                assert 10 < mark.y < A4.height - 44
        assert draw(document, PRODUCCION, BRAND).startswith(b"%PDF-")


class TestLooks:
    def test_a_logo_stands_in_the_place_of_the_wordmark(self) -> None:
        logo = picture("RGB", (200, 80), "PNG", (20, 110, 90))
        with_logo = compose(factura(), PRODUCCION, Brand(logo=logo)).pages[0]
        without = compose(factura(), PRODUCCION, Brand()).pages[0]
        broken = compose(factura(), PRODUCCION, Brand(logo=b"\x89PNG\r\n\x1a\n....")).pages[0]
        assert sum(isinstance(mark, Picture) for mark in with_logo) == 1
        assert broken == without
        largest = max((mark for mark in without if isinstance(mark, Text)), key=lambda mark: mark.size)
        assert largest.text == "Andina Hogar"

    def test_marks_do_not_write_over_each_other(self) -> None:
        for document in (factura(), everything(), factura([line(n) for n in range(1, 61)])):
            sheet = compose(document, PRUEBAS, BRAND)
            for page in sheet.pages:
                texts = sorted((mark for mark in page if isinstance(mark, Text)), key=lambda mark: (mark.y, mark.x))
                for one in texts:
                    end = one.x + sheet.lettering.width(one.text, one.size, one.bold)
                    near = [other for other in texts if other is not one and abs(other.y - one.y) < 5]
                    assert not [other.text for other in near if one.x <= other.x < end], one.text

    def test_quiet_zones_of_the_bars_are_white(self) -> None:
        page = compose(factura(), PRUEBAS, BRAND).pages[0]
        bars = [mark for mark in page if isinstance(mark, Box) and mark.colour == "#000000"]
        module = min(bar.width for bar in bars)
        left, right = min(bar.x for bar in bars), max(bar.x + bar.width for bar in bars)
        top, bottom = bars[0].y, bars[0].y + bars[0].height
        for mark in page:
            if isinstance(mark, Box) and mark not in bars and mark.y < bottom and mark.y + mark.height > top:
                assert mark.x + mark.width <= left - 10 * module or mark.x >= right + 10 * module
