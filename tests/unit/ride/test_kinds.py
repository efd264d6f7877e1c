"""Every comprobante: all of it can be seen, its bars can be read, and its archived file is enough to draw it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import escape
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.ecuador import autorizacion
from chalicelib.domain.ecuador.comprobantes import KINDS, Kind
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.reading import write
from chalicelib.ride.draw import CONTENTS, TICKETS, compose, draw, finished
from chalicelib.ride.figures import amount, bare, day, serial
from chalicelib.ride.inputs import Authorization, Format
from chalicelib.ride.kit.marks import Text
from chalicelib.ride.render import render, render_pending
from tests.generator.documents import EVERY_VERSION, comprobante
from tests.unit.ride.documents import (
    BRAND,
    EXAMPLES,
    PRODUCCION,
    WHEN,
    example,
    extracted,
    leaves,
    particulars,
    scanned,
    squeezed,
    words,
)

NAMES = sorted(f"{path.parent.name}/{path.stem}" for path in EXAMPLES.glob("*/*.xml") if path.stem[-1].isdigit())
COMPLETE = [name for name in NAMES if "completa" in name]
PAPERS: list[tuple[str, Format]] = [(name, "a4") for name in NAMES] + [
    (name, "ticket") for name in NAMES if name.startswith(("factura", "notaCredito"))
]

ELSEWHERE = {"id", "version", "tipoEmision", "codigo", "codigoPorcentaje", "codImpuestoDocSustento"}
"""Elements told by the looks of the whole, and the codes of taxes and rates, which are told by their names."""

IDENTIFICATIONS = {"04": "RUC", "05": "cédula", "07": "consumidor final", "08": "del exterior"}
COUNTRIES = {"593": "ECUADOR", "110": "ESTADOS UNIDOS", "215": "PAISES BAJOS (HOLANDA)"}
DOCUMENTS = {
    "01": "Factura",
    "03": "Liquidación de compra",
    "19": "Comprobante de pago de cuotas",
    "41": "Comprobante por reembolso",
}
WORDS = {
    "tipoProveedorReembolso": {"01": "persona natural", "02": "sociedad"},
    "tipoSujetoRetenido": {"01": "Persona natural", "02": "Sociedad"},
    "obligadoContabilidad": {"SI": "CONTABILIDAD: SÍ", "NO": "CONTABILIDAD: NO"},
    "ambiente": {"1": "PRUEBAS", "2": "PRODUCCIÓN"},
    "codDoc": {
        "01": "FACTURA",
        "03": "LIQUIDACIÓN DE COMPRA DE BIENES Y PRESTACIÓN DE SERVICIOS",
        "04": "NOTA DE CRÉDITO",
        "05": "NOTA DE DÉBITO",
        "06": "GUÍA DE REMISIÓN",
        "07": "COMPROBANTE DE RETENCIÓN",
    },
    "codDocModificado": DOCUMENTS,
    "codDocSustento": DOCUMENTS,
    "codDocReembolso": DOCUMENTS,
    "codSustento": {"01": "01 Crédito tributario para IVA", "10": "10 Distribución de dividendos"},
    "formaPago": {
        "01": "Sin utilización del sistema financiero",
        "19": "Tarjeta de crédito",
        "20": "Otros con utilización del sistema financiero",
    },
    "pagoLocExt": {"01": "A residente", "02": "A no residente"},
    "tipoRegi": {"01": "Régimen general"},
    "codPaisPagoProveedorReembolso": COUNTRIES,
}
ANSWERS = {"SI": "Sí", "NO": "No"}


def shown(name: str, value: Any) -> str:
    if name in ELSEWHERE:
        return ""
    if name in WORDS:
        return WORDS[name][value]
    if name.startswith("tipoIdentificacion"):
        return IDENTIFICATIONS[value]
    if name.startswith("pais"):
        return COUNTRIES[value]
    if value in ANSWERS:
        return ANSWERS[value]
    if name == "numDocSustento":
        return serial(value)
    if isinstance(value, Decimal):
        return bare(value) if name in ("plazo", "tarifa", "porcentajeRetener") else amount(value)
    return day(value) if isinstance(value, date) else str(value)


def authorization(document: Comprobante) -> Authorization:
    ambiente = document.infoTributaria.ambiente
    return Authorization(document.infoTributaria.claveAcceso, WHEN, "1" if ambiente == "1" else "2")


class TestContent:
    @pytest.mark.parametrize(("name", "paper"), PAPERS)
    def test_every_element_can_be_seen(self, name: str, paper: Format) -> None:
        document = example(name)
        text = squeezed(extracted(draw(document, authorization(document), BRAND, paper), "-raw"))
        hidden = [leaf for leaf in leaves(document) if squeezed(shown(*leaf)).lower() not in text.lower()]
        if paper == "ticket":
            hidden = [(field, value) for field, value in hidden if field not in ("descuento",)]
        assert hidden == []

    def test_the_examples_are_of_every_kind_and_version(self) -> None:
        found = {(example(name).infoTributaria.codDoc, example(name).version) for name in COMPLETE}
        assert found == {(kind.cod_doc, version) for kind in KINDS for version in kind.versions}
        assert set(CONTENTS) == {model for kind in KINDS for model in kind.models.values()}

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(EVERY_VERSION), st.integers(0, 2**32), st.sampled_from(["a4", "ticket"]))
    def test_any_comprobante_is_seen_inside_the_paper(self, which: tuple[Kind, str], seed: int, paper: Format) -> None:
        document = comprobante(*which, Random(seed))
        sheet = compose(document, PRODUCCION, BRAND, paper)
        assert sheet.paper.roll is (paper == "ticket" and type(document) in TICKETS)
        letters, margin = sheet.lettering, sheet.paper.margin
        found = squeezed("".join(words(sheet)))
        for name, value in texts(document):
            assert parts(squeezed(letters.clean(value)), found) <= 4, name
        for page in finished(sheet, PRODUCCION, BRAND):
            for mark in page:
                if isinstance(mark, Text):
                    end = mark.x + letters.width(mark.text, mark.size, mark.bold)
                    assert mark.x >= margin - 0.1
                    assert end <= sheet.paper.width - margin + 0.1 or len(mark.text) == 1
                    assert 5 < mark.y < sheet.paper.height
        assert draw(document, PRODUCCION, BRAND, paper).startswith(b"%PDF-")


TOLD_AS_IT_IS = {
    "razonSocial", "nombreComercial", "dirMatriz", "dirEstablecimiento", "dirPartida", "dirDestinatario", "ruta",
    "motivo", "razonSocialComprador", "razonSocialProveedor", "razonSocialTransportista", "razonSocialDestinatario",
    "razonSocialSujetoRetenido", "direccionComprador", "direccionProveedor", "descripcion", "nombre", "valor", "razon",
    "motivoTraslado", "docAduaneroUnico", "codigoPrincipal", "codigoAuxiliar", "codigoInterno", "codigoAdicional",
    "unidadMedida", "concepto", "placa", "marca", "modelo", "serie", "correo", "numAutDocSustento", "numDocModificado",
    "identificacionComprador", "identificacionProveedor", "identificacionSujetoRetenido", "identificacionDestinatario",
    "rucTransportista", "rise", "lugarIncoTerm", "puertoEmbarque", "puertoDestino", "moneda", "codigoRetencion",
    "periodoFiscal", "numCajBan", "ejerFisUtDiv", "identificacionProveedorReembolso",
}  # fmt: skip


def texts(document: Comprobante) -> Iterator[tuple[str, str]]:
    for name, value in leaves(document):
        if name in TOLD_AS_IT_IS and isinstance(value, str):
            yield name, value


def parts(text: str, found: str) -> int:
    """In how many pieces a text stands in what was found; page breaks cut it. Very many if some of it is nowhere."""
    count = 0
    while text:
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if text[:middle] in found else (low, middle - 1)
        if low == 0:
            return 1000
        text = text[low:]
        count += 1
    return count


class TestBars:
    @pytest.mark.parametrize(("name", "paper"), [pair for pair in PAPERS if pair[0] in COMPLETE])
    @pytest.mark.parametrize("shades", ["-gray", "-mono"])
    def test_a_scanner_reads_the_clave(self, name: str, paper: Format, shades: str, tmp_path: Path) -> None:
        document = example(name)
        pdf = draw(document, authorization(document), BRAND, paper)
        assert scanned(pdf, tmp_path, 203, shades) == f"CODE-128:{document.infoTributaria.claveAcceso}"


class TestReadingBack:
    @pytest.mark.parametrize("name", NAMES)
    def test_the_archived_file_alone_is_enough(self, name: str) -> None:
        document = example(name)
        signed = sealed(write(document))
        numero = document.infoTributaria.claveAcceso or ""
        ambiente = document.infoTributaria.ambiente
        cdata = autorizacion.write(
            estado="AUTORIZADO", numero=numero, fecha=WHEN, ambiente=ambiente, comprobante=signed
        )
        inside = f"<comprobante>{escape(signed.decode())}</comprobante>".encode()
        before, after = cdata.split(b"<comprobante>")[0], cdata.rsplit(b"</comprobante>")[-1]
        escaped = before + inside + after
        nested = before + b"<comprobante>" + signed.removeprefix(DECLARATION) + b"</comprobante>" + after
        known = draw(document, authorization(document), BRAND)
        assert [render(data, BRAND) == known for data in (cdata, escaped, nested)] == [True] * 3

    @pytest.mark.parametrize("name", [name for name in NAMES if "minima" in name])
    def test_a_signed_document_is_drawn_as_pending(self, name: str, tmp_path: Path) -> None:
        document = example(name)
        pdf = render_pending(sealed(write(document)), BRAND)
        pages = extracted(pdf).split("\f")[:-1]
        assert all("PENDIENTE DE AUTORIZACIÓN" in page for page in pages)
        assert (document.infoTributaria.claveAcceso or "?") in extracted(pdf)
        assert "srienlinea" not in extracted(pdf)
        year, month = particulars(pdf, tmp_path)["CreationDate"].split("-")[:2]
        assert f"{month}{year}" == (document.infoTributaria.claveAcceso or "")[2:8]

    def test_a_pending_ticket_says_so_too(self) -> None:
        text = extracted(render_pending(sealed(write(example("factura/minima_1.1.0"))), BRAND, "ticket"))
        assert "PENDIENTE DE AUTORIZACIÓN" in text

    @pytest.mark.parametrize("data", [b"", b"<x/>", b"no es xml", b"<factura/>", b"<autorizacion/>"])
    def test_what_is_no_comprobante_is_a_value_error(self, data: bytes) -> None:
        with pytest.raises(ValueError, match="comprobante"):
            render_pending(data, BRAND)


DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def sealed(comprobante: bytes) -> bytes:
    """With something in the place of a signature."""
    end = comprobante.rindex(b"</")
    signature = b'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/></ds:Signature>'
    return comprobante[:end] + signature + comprobante[end:]
