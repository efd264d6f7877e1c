"""The PDF that a company may ask for to archive: PDF/A-2u, as qpdf and poppler see it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.tenants.tenant import Branding
from chalicelib.ride.draw import CONTENTS, draw
from chalicelib.ride.inputs import Brand, Format
from infra.register import register
from tests.unit.ride.documents import PENDING, PRODUCCION, everything, example, extracted, factura
from tests.unit.ride.test_kit import picture

LOGO = picture("RGBA", (200, 80), "PNG", (20, 110, 90, 128))
ARCHIVABLE = Brand(logo=LOGO, footer="Gracias", archivable=True)
PAPERS: list[Format] = ["a4", "ticket"]
DOCUMENTS: list[tuple[Comprobante, Format]] = [
    (everything(), "a4"),
    (everything(), "ticket"),
    (example("guiaRemision/completa_1.1.0"), "a4"),
    (example("comprobanteRetencion/completa_2.0.0"), "a4"),
]


def objects(pdf: bytes, tmp_path: Path) -> list[Any]:
    """Every object of the file, streams by their dictionaries."""
    path = tmp_path / "ride.pdf"
    path.write_bytes(pdf)
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout
    told = subprocess.run(["qpdf", "--json=2", path], capture_output=True, check=True)
    found = json.loads(told.stdout)["qpdf"][1].values()
    return [o["value"] if "value" in o else o["stream"]["dict"] for o in found]


def of_type(found: list[Any], kind: str) -> list[Any]:
    return [o for o in found if isinstance(o, dict) and o.get("/Type") == kind]


@pytest.mark.parametrize(("document", "paper"), DOCUMENTS)
def test_all_letters_are_in_the_file_and_colours_defined(document: Comprobante, paper: Format, tmp_path: Path) -> None:
    found = objects(draw(document, PRODUCCION, ARCHIVABLE, paper), tmp_path)
    descriptors = of_type(found, "/FontDescriptor")
    assert descriptors
    assert all("/FontFile2" in d for d in descriptors)
    fonts = [o for o in of_type(found, "/Font") if o["/Subtype"] == "/Type0"]
    assert len(fonts) == len(descriptors)
    assert all("/ToUnicode" in font for font in fonts)
    (catalog,) = of_type(found, "/Catalog")
    assert [i["/S"] for i in catalog["/OutputIntents"]] == ["/GTS_PDFA1"]
    assert catalog["/Lang"] == "u:es-EC"
    assert not any(key in str(found) for key in ("/JavaScript", "/Encrypt", "/SMask'", "/EmbeddedFiles"))


def test_the_metadata_say_so_and_agree(tmp_path: Path) -> None:
    path = tmp_path / "ride.pdf"
    path.write_bytes(draw(factura(tributaria={"razonSocial": "Ñ & <Łódź>"}), PRODUCCION, ARCHIVABLE))
    told = subprocess.run(["pdfinfo", "-meta", path], capture_output=True, check=True).stdout
    root = etree.fromstring(told)
    text = {etree.QName(e).localname: "".join(map(str, e.itertext())).strip() for e in root.iter()}
    assert (text["part"], text["conformance"]) == ("2", "U")
    assert text["creator"] == "Ñ & <Łódź>"
    assert text["title"] == "Factura 001-001-000000123"
    assert text["CreateDate"] == text["ModifyDate"]
    assert text["CreateDate"].startswith("2026-11-22T")


def test_it_says_the_same_as_the_other_and_always_the_same_bytes() -> None:
    for paper in PAPERS:
        archived, plain = (
            extracted(draw(factura(), PENDING, Brand(footer="Gracias", archivable=wanted), paper))
            for wanted in (True, False)
        )
        assert sorted(archived.split()) == sorted(plain.split())
    assert len({draw(factura(), PRODUCCION, ARCHIVABLE) for _ in range(2)}) == 1


def test_nothing_is_embedded_that_was_not_asked_for() -> None:
    assert b"FontFile" not in draw(factura(), PRODUCCION, Brand())
    assert not Branding().archivable


def test_every_comprobante_can_be_archived() -> None:
    names = ("factura/minima_1.1.0", "liquidacionCompra/minima_1.1.0", "notaCredito/minima_1.1.0",
             "notaDebito/minima_1.0.0", "guiaRemision/minima_1.1.0", "comprobanteRetencion/minima_2.0.0",
             "comprobanteRetencion/minima_1.0.0")  # fmt: skip
    drawn = [example(name) for name in names]
    assert {type(document) for document in drawn} == set(CONTENTS)
    assert all(b"pdfaid" in draw(document, PRODUCCION, Brand(archivable=True)) for document in drawn)


def test_the_choice_is_made_by_true_or_false() -> None:
    with pytest.raises(ValueError, match="true o false"):
        register({"ruc": "1790012345001", "p12": "absent.p12", "password": "", "branding": {"archivable": "sí"}})
