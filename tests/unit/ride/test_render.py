"""From the archived autorizacion to the PDF."""

from __future__ import annotations

import pytest

from chalicelib.domain.ecuador import autorizacion
from chalicelib.domain.ecuador.reading import write
from chalicelib.ride.draw import draw
from chalicelib.ride.inputs import Authorization
from chalicelib.ride.render import render
from tests.unit.ride.documents import BRAND, CLAVE, WHEN, everything, extracted, factura


def archived(estado: str = "AUTORIZADO", ambiente: str = "2", comprobante: bytes | None = None) -> bytes:
    content = write(factura()) if comprobante is None else comprobante
    return autorizacion.write(estado=estado, numero=CLAVE, fecha=WHEN, ambiente=ambiente, comprobante=content)


def test_the_archived_file_is_drawn_as_its_factura() -> None:
    for document in (factura(), everything()):
        found = render(archived(comprobante=write(document)), BRAND)
        assert found == draw(document, Authorization(CLAVE, WHEN, "2"), BRAND)


def test_a_signature_does_not_stand_in_the_way() -> None:
    signature = b'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/></ds:Signature></factura>'
    signed = write(factura()).replace(b"</factura>", signature)
    assert render(archived(comprobante=signed), BRAND) == render(archived(), BRAND)


@pytest.mark.parametrize("estado", ["NO AUTORIZADO", "EN PROCESO", ""])
def test_only_an_authorised_document_looks_authorised(estado: str) -> None:
    assert "PENDIENTE DE AUTORIZACIÓN" in extracted(render(archived(estado), BRAND))


@pytest.mark.parametrize(("stated", "own"), [("1", "1"), ("1", "2"), ("2", "1")])
def test_whoever_says_pruebas_is_believed(stated: str, own: str) -> None:
    document = factura(tributaria={"ambiente": own})
    assert "SIN VALIDEZ TRIBUTARIA" in extracted(render(archived(ambiente=stated, comprobante=write(document)), BRAND))


def test_a_date_without_offset_is_ecuadors() -> None:
    data = archived().replace(WHEN.isoformat().encode(), b"2026-11-22T15:04:05")
    assert "22/11/2026 15:04:05" in extracted(render(data, BRAND))


@pytest.mark.parametrize(
    "data",
    [b"", b"<autorizacion/>", b"<x/>", archived(comprobante=b"<factura/>"), archived(comprobante=b"no es xml"),
     archived(comprobante=b"")],
    ids=["empty", "nothing inside", "another root", "no factura", "no xml", "empty inside"],
)  # fmt: skip
def test_what_cannot_be_read_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"autorizacion|comprobante"):
        render(data, BRAND)
