"""The factura's RIDE: what a reader sees, and what programs find in the file."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.ride.draw import compose, draw
from chalicelib.ride.figures import amount, day
from tests.unit.ride.documents import (
    BRAND,
    CLAVE,
    PENDING,
    PRODUCCION,
    PRUEBAS,
    everything,
    extracted,
    factura,
    leaves,
    line,
    squeezed,
    words,
)

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

    @pytest.mark.parametrize(
        "clave",
        [
            CLAVE,
            "9" * 49,
            "0123456789" * 4 + "012345678",
            "2311202601099317452100110010023289801330949280012",
            "2311202601099317452100110010029218228281026042911",
        ],
    )
    def test_a_scanner_reads_the_clave(self, clave: str, tmp_path: Path) -> None:
        (tmp_path / "ride.pdf").write_bytes(draw(factura(tributaria={"claveAcceso": clave}), PRUEBAS, BRAND))
        subprocess.run(["pdftoppm", "-r", "200", "-gray", tmp_path / "ride.pdf", tmp_path / "ride"], check=True)
        scanned = subprocess.run(["zbarimg", "-q", tmp_path / "ride-1.pgm"], capture_output=True, check=True)
        assert scanned.stdout.decode().strip() == f"CODE-128:{clave}"
