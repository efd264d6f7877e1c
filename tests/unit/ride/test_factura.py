"""The factura's RIDE: what a reader sees, and what programs find in the file."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from chalicelib.domain.ecuador.factura import Factura, Impuesto
from chalicelib.ride.factura import compose, draw
from chalicelib.ride.figures import amount, day
from chalicelib.ride.inputs import Authorization, Brand
from chalicelib.ride.kit.lettering import MISSING
from chalicelib.ride.kit.marks import Box, Picture, Text
from chalicelib.ride.kit.sheet import HEIGHT, MARGIN, WIDTH
from tests.unit.ride.documents import (
    BRAND,
    CLAVE,
    PENDING,
    PRODUCCION,
    PRUEBAS,
    everything,
    extracted,
    factura,
    line,
    page_count,
    particulars,
    tax,
    words,
)
from tests.unit.ride.test_kit import picture

TOLD_BY_A_WORD = {
    "id": "",
    "version": "",
    "codDoc": "FACTURA",
    "ambiente": "PRODUCCIÓN",
    "tipoEmision": "NORMAL",
    "codigo": "",
    "obligadoContabilidad": "OBLIGADO A LLEVAR CONTABILIDAD: SÍ",
    "tipoIdentificacionComprador": "cédula",
    "tipoIdentificacionTransportista": "RUC",
    "tipoIdentificacionProveedorReembolso": "RUC",
    "tipoProveedorReembolso": "sociedad",
    "codDocReembolso": "Factura",
    "codigoPorcentaje": "",
    "formaPago": "Tarjeta de crédito",
}
"""Elements that are printed by a word of their own; the codes of taxes and rates by their names."""

COUNTRIES = {"593": "ECUADOR", "215": "PAISES BAJOS (HOLANDA)", "110": "ESTADOS UNIDOS"}


def leaves(value: Any, name: str = "") -> list[tuple[str, Any]]:
    """Every value that must be seen: of the IVA of a line only the rate, of other taxes not their base."""
    if isinstance(value, BaseModel):
        untold = {"baseImponible", "valor"} if isinstance(value, Impuesto) and value.codigo == "2" else set()
        if getattr(value, "codigo", "2") != "2":
            untold = {"baseImponible"}
        fields = [field for field in type(value).model_fields if field not in untold]
        return [leaf for field in fields for leaf in leaves(getattr(value, field), field)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item, name)]
    return [] if value is None else [(name, value)]


def shown(name: str, value: Any) -> str:
    if name in TOLD_BY_A_WORD:
        return TOLD_BY_A_WORD[name]
    if name.startswith("pais") or name == "codPaisPagoProveedorReembolso":
        return COUNTRIES[value]
    if name in ("plazo", "tarifa"):
        return f"{value.normalize():f}"
    if isinstance(value, Decimal):
        return amount(value)
    return day(value) if isinstance(value, date) else str(value)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


class TestContent:
    def test_every_element_of_the_comprobante_can_be_seen(self) -> None:
        document = everything()
        empty = {name for name in Factura.model_fields if not getattr(document, name)}
        empty |= {name for name in type(document.infoFactura).model_fields if not getattr(document.infoFactura, name)}
        assert not empty
        text = squeezed(extracted(draw(document, PRODUCCION, BRAND), "-layout"))
        assert [leaf for leaf in leaves(document) if squeezed(shown(*leaf)) not in text] == []

    def test_the_totals_are_told_rate_by_rate(self) -> None:
        text = extracted(draw(everything(), PRODUCCION, BRAND), "-layout")
        for label, value in (
            ("SUBTOTAL 15 %", "31.40"),
            ("SUBTOTAL 0 %", "2.50"),
            ("SUBTOTAL 5 %", "3.50"),
            ("SUBTOTAL NO OBJETO DE IVA", "4.50"),
            ("SUBTOTAL EXENTO DE IVA", "5.50"),
            ("SUBTOTAL TARIFA ESPECIAL 8 %", "6.50"),
            ("SUBTOTAL SIN IMPUESTOS", "51.70"),
            ("TOTAL DESCUENTO", "1.05"),
            ("DESCUENTO ADICIONAL", "0.33"),
            ("ICE 3041", "2.20"),
            ("IVA 15 %", "4.71"),
            ("IVA 5 %", "0.18"),
            ("IVA 8 %", "0.52"),
            ("TOTAL DEVOLUCIÓN IVA", "1.44"),
            ("IRBPNR", "0.48"),
            ("PROPINA", "2.02"),
            ("FLETE INTERNACIONAL", "100.01"),
            ("VALOR TOTAL", "179.81"),
            ("VALOR TOTAL SIN SUBSIDIO", "186.44"),
            ("AHORRO POR SUBSIDIO", "6.63"),
            ("COMPENSACIÓN IVA 2 %", "0.61"),
            ("RETENCIÓN IVA PRESUNTIVO", "1.27"),
            ("RETENCIÓN RENTA", "0.07"),
        ):
            assert re.search(rf"{re.escape(label)} +{re.escape(value)}\b", text), label

    def test_legends_of_the_issuers_regime(self) -> None:
        text = extracted(draw(everything(), PRODUCCION, BRAND))
        for legend in (
            "Contribuyente Especial Nro. 5368",
            "OBLIGADO A LLEVAR CONTABILIDAD: SÍ",
            "Agente de Retención Resolución No. 12345678",
            "CONTRIBUYENTE RÉGIMEN RIMPE",
        ):
            assert legend in text

    def test_what_a_factura_does_not_have_leaves_no_trace(self) -> None:
        text = extracted(draw(factura(), PRODUCCION, BRAND))
        for absent in ("None", "Subsidio", "Auxiliar", "EXPORTACIÓN", "REEMBOLSO", "Plazo", "ICE", "Especial", "Placa"):
            assert absent not in text

    def test_iva_at_zero_is_told_by_its_subtotal_alone(self) -> None:
        zero = {"codigo": "2", "codigoPorcentaje": "0", "baseImponible": "1.50", "valor": "0.00"}
        text = extracted(draw(factura(info={"totalConImpuestos": [zero]}), PRODUCCION, BRAND))
        assert "SUBTOTAL 0 %" in text
        assert not re.search(r"^IVA 0 %", text, re.MULTILINE)

    def test_a_code_that_no_table_has_is_printed_as_it_is(self) -> None:
        odd = {"codigo": "2", "codigoPorcentaje": "99", "baseImponible": "1.50", "valor": "0.31"}
        changes = {"totalConImpuestos": [odd], "pagos": [{"formaPago": "11", "total": "1.73"}]}
        found = words(compose(factura(info=changes), PRODUCCION, BRAND))
        assert {"SUBTOTAL código 99", "IVA código 99", "11"} <= set(found)

    def test_reading_order_is_the_order_of_the_page(self) -> None:
        text = extracted(draw(everything(), PRODUCCION, BRAND), "-raw")
        order = [
            "Dirección matriz", "R.U.C. 1790012345001", "MARÍA FERNANDA", "EXPORTACIÓN", "SUSTITUTIVA DE GUÍA",
            "Gasolina extra", "REEMBOLSO DE GASTOS", "SUBTOTAL 15 %", "VALOR TOTAL", "Información Adicional",
        ]  # fmt: skip
        places = [text.index(phrase) for phrase in order]
        assert places == sorted(places)


class TestAuthorization:
    def test_number_moment_and_clave(self) -> None:
        text = extracted(draw(factura(), PRODUCCION, BRAND))
        assert text.count(CLAVE) == 2
        assert "22/11/2026 15:04:05" in text
        assert "PENDIENTE" not in text
        assert "PRUEBAS" not in text

    def test_pruebas_is_marked_on_every_page(self) -> None:
        pages = extracted(draw(factura([line(n) for n in range(1, 61)]), PRUEBAS, BRAND)).split("\f")[:-1]
        assert len(pages) > 1
        assert all("AMBIENTE DE PRUEBAS — SIN VALIDEZ TRIBUTARIA" in page for page in pages)
        assert not any("srienlinea" in page for page in pages)

    def test_a_document_without_authorisation_is_marked_on_every_page(self) -> None:
        pages = extracted(draw(factura([line(n) for n in range(1, 61)]), PENDING, BRAND)).split("\f")[:-1]
        assert all("PENDIENTE DE AUTORIZACIÓN" in page for page in pages)

    def test_a_preview_without_clave_can_be_drawn(self) -> None:
        found = words(compose(factura(tributaria={"claveAcceso": None}), PENDING, BRAND))
        assert found.count("PENDIENTE") == 3

    @pytest.mark.parametrize("clave", [CLAVE, "9" * 49, "0123456789" * 4 + "012345678"])
    def test_a_scanner_reads_the_clave(self, clave: str, tmp_path: Path) -> None:
        (tmp_path / "ride.pdf").write_bytes(draw(factura(tributaria={"claveAcceso": clave}), PRUEBAS, BRAND))
        subprocess.run(["pdftoppm", "-r", "200", "-gray", tmp_path / "ride.pdf", tmp_path / "ride"], check=True)
        scanned = subprocess.run(["zbarimg", "-q", tmp_path / "ride-1.pgm"], capture_output=True, check=True)
        assert scanned.stdout.decode().strip() == f"CODE-128:{clave}"


class TestPages:
    @pytest.mark.parametrize(("lines", "pages"), [(1, 1), (10, 1), (60, 2), (200, 5)])
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
        assert all(mark.y < HEIGHT - 44 for page in sheet.pages for mark in page)

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
            assert figure in joined

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
        assert {big, "123456789012.34", "223456789012.34"} <= set(found)

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
                assert mark.x >= MARGIN - 0.1
                assert end <= WIDTH - MARGIN + 0.1 or len(mark.text) == 1
                assert 10 < mark.y < HEIGHT - 44
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


class TestFile:
    def test_the_same_input_gives_the_same_bytes(self) -> None:
        logo = picture("RGBA", (200, 80), "PNG", (20, 110, 90, 128))
        for document in (factura(), factura(info={"razonSocialComprador": "Северный ветер"})):
            assert len({draw(document, PRODUCCION, Brand(logo=logo)) for _ in range(3)}) == 1

    def test_other_input_gives_other_bytes(self) -> None:
        assert draw(factura(), PRODUCCION, BRAND) != draw(factura(), PRUEBAS, BRAND)

    @pytest.mark.parametrize("document", [factura(), everything(), factura(tributaria={"razonSocial": "Łódź 東"})])
    def test_the_file_is_sound(self, document: Factura, tmp_path: Path) -> None:
        path = tmp_path / "ride.pdf"
        path.write_bytes(draw(document, PRUEBAS, Brand(logo=picture("RGB", (200, 80), "JPEG"))))
        checked = subprocess.run(["qpdf", "--check", path], capture_output=True, check=False)
        assert checked.returncode == 0, checked.stdout

    def test_what_the_file_says_of_itself(self, tmp_path: Path) -> None:
        found = particulars(draw(factura(tributaria={"razonSocial": "Ñandú «Łódź»"}), PRODUCCION, BRAND), tmp_path)
        assert found["Title"] == "Factura 001-001-000000123"
        assert found["Author"] == "Ñandú «Łódź»"
        assert found["Subject"] == f"Clave de acceso {CLAVE}"
        assert found["CreationDate"].startswith("2026-11-22T")
        assert found["Page size"].endswith("(A4)")
        assert b"/Lang (es-EC)" in draw(factura(), PRODUCCION, BRAND)

    def test_a_pending_document_is_dated_by_its_emission(self, tmp_path: Path) -> None:
        found = particulars(draw(factura(), PENDING, BRAND), tmp_path)
        assert datetime.fromisoformat(found["CreationDate"] + ":00").astimezone(UTC).date() == date(2026, 11, 22)

    def test_an_ordinary_document_is_small(self) -> None:
        ten = [line(n) for n in range(1, 11)]
        assert len(draw(factura(ten), PRODUCCION, BRAND)) < 8_000
        assert b"FontFile" not in draw(factura(ten), PRODUCCION, BRAND)

    def test_authorization_of_another_day_changes_only_what_it_must(self) -> None:
        later = Authorization(CLAVE, datetime(2026, 11, 23, 1, 0, tzinfo=UTC), "2")
        one = set(words(compose(factura(), PRODUCCION, BRAND)))
        assert one ^ set(words(compose(factura(), later, BRAND))) == {"22/11/2026 15:04:05", "22/11/2026 20:00:00"}
