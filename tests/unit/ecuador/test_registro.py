"""What a company's registration says of it comes into documents that leave it out, by every door that is not XML."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.documents.country import Issuer, Part, Prepared, Rejected, Unnumbered
from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador import registro
from chalicelib.domain.ecuador.comprobantes import KINDS, Kind
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from chalicelib.domain.ecuador.split import split
from infra import plantillas
from tests.unit.ecuador.build import MINIMAL, TODAY, accepted, eight, issuer_of, unclaimed

REGISTERED = {
    "nombreComercial": "Andina",
    "dirMatriz": "Calle Bolívar 1-11, Loja",
    "agenteRetencion": "1",
    "contribuyenteRimpe": "CONTRIBUYENTE NEGOCIO POPULAR - RÉGIMEN RIMPE",
    "obligadoContabilidad": "NO",
    "contribuyenteEspecial": "5368",
    "establecimientos": [
        {"codigo": "002", "direccion": "Mall del Sur, local 3, Guayaquil"},
        {"codigo": "001", "direccion": "Calle Bolívar 1-11, local 2, Loja"},
    ],
    "leyendas": [
        {"nombre": "Gran contribuyente", "valor": "Res. 12", "comprobantes": "01 04 05"},
        {"nombre": "Garantía", "valor": "30 días"},
    ],
}
OF_ISSUER = ("nombreComercial", "agenteRetencion", "contribuyenteRimpe")


def issued(data: bytes, registration: dict[str, Any], on: date = date(2026, 11, 5)) -> Prepared | Rejected:
    (part,) = split("p", data)
    assert isinstance(part, Part), part
    issuer = Issuer("1790016919001", frozenset("1"), "Rubrica S.A.", registration)
    outcome = EcuadorPreparer(Platform()).prepare(part, issuer=issuer, today=on, numeric_code=eight)
    return outcome.numbered(1) if isinstance(outcome, Unnumbered) else outcome


def sheet(kind: Kind, *without: str) -> bytes:
    """The official template of a kind without some of its columns."""
    headings, example = plantillas.rows(kind)
    kept = [n for n, heading in enumerate(headings) if heading not in without]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([[row[n] for n in kept] for row in (headings, example)])
    return out.getvalue().encode()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.root)
def test_a_sheet_may_leave_out_what_the_company_registered(kind: Kind) -> None:
    outcome = issued(sheet(kind, "Dirección matriz", "Obligado a llevar contabilidad"), REGISTERED)
    assert isinstance(outcome, Prepared), outcome
    root = parse(outcome.unsigned)
    info, head = root.find("infoTributaria"), root.find(kind.info)
    assert info is not None
    assert head is not None
    assert {name: info.findtext(name) for name in OF_ISSUER} == {name: REGISTERED[name] for name in OF_ISSUER}
    assert info.findtext("dirMatriz") == "Calle Bolívar 1-11, Loja"
    assert head.findtext("obligadoContabilidad") == "NO"
    assert head.findtext("contribuyenteEspecial") == "5368"
    assert head.findtext("dirEstablecimiento") == "Calle Bolívar 1-11, local 2, Loja"
    legends = {node.get("nombre"): node.text for node in root.iterfind("infoAdicional/campoAdicional")}
    assert legends["Garantía"] == "30 días"
    assert ("Gran contribuyente" in legends) is (kind.cod_doc in ("01", "04", "05"))


def factura(**changes: Any) -> dict[str, Any]:
    body = {
        "infoTributaria": {"estab": "002", "ptoEmi": "001"},
        "infoFactura": {
            "fechaEmision": "05/11/2026",
            "tipoIdentificacionComprador": "05",
            "identificacionComprador": "1712345675",
            "razonSocialComprador": "Ana Lucía Paz",
            "pagos": [{"formaPago": "20"}],
        },
        "detalles": [
            {
                "codigoPrincipal": "S",
                "descripcion": "Silla",
                "cantidad": 2,
                "precioUnitario": 45.50,
                "impuestos": [{"codigo": "2", "codigoPorcentaje": "4"}],
            }
        ],
    }
    return {"factura": body | changes}


def test_what_is_written_is_never_changed() -> None:
    document = factura()
    document["factura"]["infoTributaria"] |= {"nombreComercial": "Otra marca", "dirMatriz": "Otra calle, Quito"}
    document["factura"]["infoFactura"] |= {"obligadoContabilidad": "SI", "dirEstablecimiento": "En la feria"}
    document["factura"]["infoAdicional"] = [
        {"nombre": "garantía", "valor": "Sin garantía"},
        {"nombre": "Correo", "valor": "ana@example.com"},
    ]
    outcome = issued(json.dumps(document).encode(), REGISTERED)
    assert isinstance(outcome, Prepared), outcome
    root = parse(outcome.unsigned)
    assert root.findtext("infoTributaria/nombreComercial") == "Otra marca"
    assert root.findtext("infoTributaria/dirMatriz") == "Otra calle, Quito"
    assert root.findtext("infoFactura/obligadoContabilidad") == "SI"
    assert root.findtext("infoFactura/dirEstablecimiento") == "En la feria"
    fields = [(node.get("nombre"), node.text) for node in root.iterfind("infoAdicional/campoAdicional")]
    assert fields == [
        ("garantía", "Sin garantía"),
        ("Correo", "ana@example.com"),
        ("Gran contribuyente", "Res. 12"),
    ]


def test_what_the_registration_says_is_part_of_the_document() -> None:
    """The same number with another registration is another document, and never takes the place of the first."""
    document = factura()
    document["factura"]["infoTributaria"]["secuencial"] = "000000077"
    once, again = (issued(json.dumps(document).encode(), REGISTERED) for _ in range(2))
    other = issued(json.dumps(document).encode(), REGISTERED | {"nombreComercial": "Andina del Sur"})
    assert isinstance(once, Prepared)
    assert isinstance(again, Prepared)
    assert isinstance(other, Prepared)
    assert once.number == again.number == other.number
    assert once.digest == again.digest != other.digest


def test_the_address_is_that_of_the_documents_establishment() -> None:
    outcome = issued(json.dumps(factura()).encode(), REGISTERED)
    assert isinstance(outcome, Prepared), outcome
    assert parse(outcome.unsigned).findtext("infoFactura/dirEstablecimiento") == "Mall del Sur, local 3, Guayaquil"


def test_without_registration_the_address_is_asked_for() -> None:
    outcome = issued(json.dumps(factura()).encode(), {})
    assert isinstance(outcome, Rejected)
    assert [(p.code, p.pointer) for p in outcome.problems] == [("XML-FALTA", "p#/factura/infoTributaria/dirMatriz")]


def test_a_long_number_of_contribuyente_especial_is_left_out_where_it_does_not_fit() -> None:
    long = REGISTERED | {"contribuyenteEspecial": "NACPCTR0001"}
    for kind in KINDS:
        outcome = issued(sheet(kind), long)
        assert isinstance(outcome, Prepared), outcome
        assert (b"NACPCTR0001" in outcome.unsigned) is (kind.root != "comprobanteRetencion")


def test_nothing_is_added_to_an_xml() -> None:
    xml = unclaimed(MINIMAL)
    issuer = issuer_of(xml)
    registered = Issuer(issuer.tax_id, issuer.environments, issuer.name, REGISTERED)
    outcome = EcuadorPreparer(Platform("1793201458001")).prepare(
        Part("factura.xml", xml), issuer=registered, today=TODAY, numeric_code=eight
    )
    assert isinstance(outcome, Prepared)
    assert outcome.unsigned == accepted(xml).unsigned


@pytest.mark.parametrize(
    ("given", "code", "pointer"),
    [
        ({"obligadoContabilidad": "QUIZÁ"}, "XML-FORMATO", "/registro/obligadoContabilidad"),
        ({"contabilidad": "SI"}, "XML-DESCONOCIDO", "/registro/contabilidad"),
        (
            {"establecimientos": [{"codigo": "1", "direccion": "Loja"}]},
            "XML-FORMATO",
            "/registro/establecimientos/establecimiento[1]/codigo",
        ),
        ({"leyendas": {"Gran contribuyente": "Res. 12"}}, "XML-LISTA", "/registro/leyendas"),
    ],
)
def test_a_wrong_registro_is_told_before_it_is_stored(given: dict[str, Any], code: str, pointer: str) -> None:
    assert [(p.code, p.pointer) for p in registro.problems(given)] == [(code, pointer)]
    assert registro.problems(REGISTERED) == []


@pytest.mark.parametrize("address", ["", "Correo", "Vendedor"])
def test_a_document_without_an_address_warns(address: str) -> None:
    fields = [{"nombre": address, "valor": "ana@example.com"}] if address else []
    outcome = issued(json.dumps(factura(infoAdicional=fields)).encode(), {"dirMatriz": "Loja"})
    assert isinstance(outcome, Prepared), outcome
    expected = [] if address == "Correo" else [("DOC-SIN-CORREO", "p#/factura/infoAdicional")]
    assert [(p.code, p.pointer) for p in outcome.warnings] == expected


def test_a_consumidor_final_needs_no_address() -> None:
    document = factura()
    document["factura"]["infoFactura"] |= {
        "tipoIdentificacionComprador": "07",
        "identificacionComprador": "9999999999999",
        "razonSocialComprador": "CONSUMIDOR FINAL",
    }
    document["factura"]["detalles"][0]["precioUnitario"] = "1.00"
    outcome = issued(json.dumps(document).encode(), {"dirMatriz": "Loja"})
    assert isinstance(outcome, Prepared), outcome
    assert outcome.warnings == ()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.root)
def test_the_address_in_a_template_is_where_its_document_goes(kind: Kind) -> None:
    outcome = issued(sheet(kind), {})
    assert isinstance(outcome, Prepared), outcome
    assert outcome.receiver.mails == ("ana.paz@example.com",)
    bare = issued(sheet(kind, plantillas.MAIL), {})
    assert isinstance(bare, Prepared), bare
    assert "p, fila 2, columna «Adicional:»" in {p.pointer for p in bare.warnings if p.code == "DOC-SIN-CORREO"}
