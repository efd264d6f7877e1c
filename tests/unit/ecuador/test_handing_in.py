"""Every kind of comprobante on its way in: from XML or plain values, complete or with what may be left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.documents.country import Issuer, Part, Prepared, Rejected, Unnumbered
from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador.clave_acceso import ClaveAcceso
from chalicelib.domain.ecuador.comprobantes import KINDS, Kind
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from chalicelib.domain.ecuador.reading import read, values_from, values_of
from tests.unit.ecuador.build import EXAMPLES, PLATFORM_RUC, change, eight

TODAY = date(2026, 11, 10)
PREPARER = EcuadorPreparer(Platform(PLATFORM_RUC))
ISSUED = [(kind, version) for kind in KINDS for version in kind.versions if version not in kind.read_only]
IDS = [f"{kind.root}-{version}" for kind, version in ISSUED]
FOLLOWING = ("tipoEmision", "ruc", "razonSocial", "ambiente", "codDoc", "claveAcceso", "secuencial")


def example(kind: Kind, version: str, name: str = "completa") -> bytes:
    return Path(EXAMPLES.parent, kind.root, f"{name}_{version}.xml").read_bytes()


def issuer_of(xml: bytes) -> Issuer:
    info = parse(xml).find("infoTributaria")
    assert info is not None
    return Issuer(info.findtext("ruc", ""), frozenset({"1"}), info.findtext("razonSocial", ""))


def prepare(part: Part, issuer: Issuer, today: date = TODAY) -> Prepared | Rejected | Unnumbered:
    return PREPARER.prepare(part, issuer=issuer, today=today, numeric_code=eight)


def prepared(part: Part, issuer: Issuer) -> Prepared:
    outcome = prepare(part, issuer)
    assert isinstance(outcome, Prepared), outcome
    return outcome


def document(xml: bytes) -> dict[str, Any]:
    """The example as an issuer's system would hand it in without XML."""
    found, _ = values_of(parse(xml))
    assert found is not None
    return {found.kind.root: found.values}


@pytest.mark.parametrize(("kind", "version"), ISSUED, ids=IDS)
def test_values_and_xml_become_the_same_document(kind: Kind, version: str) -> None:
    xml = example(kind, version)
    from_xml = prepared(Part("a.xml", xml), issuer_of(xml))
    from_values = prepared(Part("a.json", values=document(xml)), issuer_of(xml))
    assert from_values == from_xml
    assert from_xml.number.kind == kind.cod_doc
    assert from_xml.label.startswith(f"{kind.name} ")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.root)
def test_what_follows_from_elsewhere_may_be_left_out(kind: Kind) -> None:
    xml = example(kind, kind.issue_version)
    issuer = issuer_of(xml)
    whole = prepared(Part("a.xml", xml), issuer)
    bare = document(xml)
    for name in FOLLOWING:
        bare[kind.root]["infoTributaria"].pop(name)
    bare[kind.root].pop("version")
    bare[kind.root].pop("id")
    outcome = prepare(Part("a.json", values=bare), issuer, whole.issue_date)
    assert isinstance(outcome, Unnumbered), outcome
    series = outcome.series
    number = whole.number
    assert (series.issuer, series.environment, series.kind, series.series) == (
        number.issuer,
        number.environment,
        number.kind,
        number.series,
    )
    assert number.key.startswith(f"{series.key}#")
    finished = outcome.numbered(int(number.sequence))
    assert isinstance(finished, Prepared)
    assert finished == replace(
        whole, clave=finished.clave, unsigned=whole.unsigned.replace(whole.clave.encode(), finished.clave.encode())
    )
    assert ClaveAcceso.parse(finished.clave).secuencial == number.sequence


def test_a_clave_alone_tells_the_number() -> None:
    kind = KINDS[0]
    xml = example(kind, "1.1.0", "minima")
    whole = prepared(Part("a.xml", xml), issuer_of(xml))
    for name in ("secuencial", "estab", "ptoEmi", "codDoc"):
        xml = change(xml, f"infoTributaria/{name}", None)
    assert prepared(Part("a.xml", xml), issuer_of(xml)) == whole


def test_what_is_given_is_not_replaced() -> None:
    kind = KINDS[2]
    xml = change(example(kind, "1.1.0"), "infoTributaria/codDoc", "01")
    outcome = prepare(Part("a.xml", xml), issuer_of(xml))
    assert isinstance(outcome, Rejected)
    assert {p.code for p in outcome.problems} >= {"DOC-CODDOC"}


def test_with_two_environments_the_document_says_which() -> None:
    xml = change(example(KINDS[0], "1.1.0"), "infoTributaria/ambiente", None)
    xml = change(xml, "infoTributaria/claveAcceso", None)
    outcome = prepare(Part("a.xml", xml), replace(issuer_of(xml), environments=frozenset({"1", "2"})))
    assert isinstance(outcome, Rejected)
    assert [(p.code, p.pointer) for p in outcome.problems] == [("XML-FALTA", "/factura/infoTributaria/ambiente")]


def test_a_series_ends() -> None:
    xml = change(example(KINDS[0], "1.1.0"), "infoTributaria/claveAcceso", None)
    xml = change(xml, "infoTributaria/secuencial", None)
    outcome = prepare(Part("a.xml", xml), issuer_of(xml))
    assert isinstance(outcome, Unnumbered)
    last = outcome.numbered(999_999_999)
    assert isinstance(last, Prepared)
    assert last.label.endswith("-999999999")
    spent = outcome.numbered(1_000_000_000)
    assert isinstance(spent, Rejected)
    assert [p.code for p in spent.problems] == ["XML-NUMERO-AGOTADO"]


@pytest.mark.parametrize(
    ("root", "version", "tipo", "monto"),
    [
        ("factura", "1.1.0", "04", None),
        ("liquidacionCompra", "1.1.0", "05", None),
        ("notaCredito", "1.1.0", "04", None),
        ("notaDebito", "1.0.0", "04", None),
        ("guiaRemision", "1.1.0", "04", Decimal(0)),
        ("comprobanteRetencion", "2.0.0", "04", None),
    ],
)
def test_who_it_is_for_and_what_it_amounts_to(root: str, version: str, tipo: str, monto: Decimal | None) -> None:
    kind = next(kind for kind in KINDS if kind.root == root)
    xml = example(kind, version)
    outcome = prepared(Part("a.xml", xml), issuer_of(xml))
    text = xml.decode()
    assert outcome.receiver.identification in text
    assert outcome.receiver.name in text.replace("&amp;", "&")
    assert outcome.total == monto if monto is not None else outcome.total > 0


def test_the_day_of_a_guia_is_that_of_its_clave_or_today() -> None:
    kind = next(kind for kind in KINDS if kind.root == "guiaRemision")
    xml = example(kind, "1.1.0")
    clave = ClaveAcceso.parse(parse(xml).findtext("infoTributaria/claveAcceso", ""))
    assert prepared(Part("a.xml", xml), issuer_of(xml)).issue_date == clave.fecha
    without = change(xml, "infoTributaria/claveAcceso", None)
    without = change(without, "infoGuiaRemision/fechaIniTransporte", "10/11/2026")
    without = change(without, "infoGuiaRemision/fechaFinTransporte", "10/11/2026")
    today = prepared(Part("a.xml", without), issuer_of(xml))
    assert today.issue_date == TODAY
    assert ClaveAcceso.parse(today.clave).fecha == TODAY


def test_the_old_retencion_is_read_and_not_issued() -> None:
    xml = (EXAMPLES.parent / "comprobanteRetencion" / "completa_1.0.0.xml").read_bytes()
    assert read(parse(xml))[0] is not None
    outcome = prepare(Part("a.xml", xml), issuer_of(xml))
    assert isinstance(outcome, Rejected)
    assert [p.code for p in outcome.problems] == ["XML-SOLO-LECTURA"]
    assert outcome.number_text.startswith("Comprobante de retención ")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"pedido": {}}, [("XML-RAIZ", "/")]),
        ({}, [("XML-RAIZ", "/")]),
        ({"factura": {}, "notaCredito": {}}, [("XML-RAIZ", "/")]),
        ({"factura": []}, [("XML-BLOQUE", "/factura")]),
        ({"factura": {"version": "9.9.9"}}, [("XML-VERSION", "/factura/@version")]),
        ({"factura": {"version": 1}}, [("XML-VERSION", "/factura/@version")]),
        ({"factura": {"detalles": [{}] * 100_000}}, [("XML-ELEMENTOS", "/factura")]),
    ],
    ids=range(7),
)
def test_values_of_nothing_known(values: Mapping[str, Any], expected: list[tuple[str, str]]) -> None:
    outcome = prepare(Part("a.json", values=values), Issuer("1790016919001", frozenset({"1"})))
    assert isinstance(outcome, Rejected)
    assert [(p.code, p.pointer) for p in outcome.problems] == expected


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("detalles",), {"detalle": []}, ("XML-SIN-ELEMENTOS", "/factura/detalles")),
        (("detalles",), {"leche": []}, ("XML-LISTA", "/factura/detalles")),
        (("detalles",), [], ("XML-SIN-ELEMENTOS", "/factura/detalles")),
        (("detalles", 0), "leche", ("XML-BLOQUE", "/factura/detalles/detalle[1]")),
        (("infoFactura",), "x", ("XML-BLOQUE", "/factura/infoFactura")),
        (("infoTributaria",), "x", ("XML-BLOQUE", "/factura/infoTributaria")),
        (("infoTributaria", "estab"), True, ("XML-TIPO", "/factura/infoTributaria/estab")),
        (("infoTributaria", "secuencial"), 12, ("XML-TIPO", "/factura/infoTributaria/secuencial")),
    ],
)
def test_values_of_another_form(path: tuple[str | int, ...], value: Any, expected: tuple[str, str]) -> None:
    xml = example(KINDS[0], "1.1.0", "minima")
    values = document(xml)
    block: Any = values["factura"]
    for step in path[:-1]:
        block = block[step]
    block[path[-1]] = value
    outcome = prepare(Part("a.json", values=values), issuer_of(xml))
    assert isinstance(outcome, Rejected)
    assert [(p.code, p.pointer) for p in outcome.problems] == [expected]


def test_unknown_fields_of_values_get_a_hint() -> None:
    xml = example(KINDS[0], "1.1.0", "minima")
    values = document(xml)
    values["factura"]["infoFactura"]["ImporteTotal"] = "4.60"
    outcome = prepare(Part("a.json", values=values), issuer_of(xml))
    assert isinstance(outcome, Rejected)
    (only,) = outcome.problems
    assert (only.code, only.pointer) == ("XML-DESCONOCIDO", "/factura/infoFactura/ImporteTotal")
    assert "¿Quiso escribir «importeTotal»?" in only.message


def test_none_counts_as_absent() -> None:
    xml = example(KINDS[0], "1.1.0", "minima")
    values = document(xml)
    values["factura"]["infoFactura"]["placa"] = None
    values["factura"]["reembolsos"] = None
    assert prepared(Part("a.json", values=values), issuer_of(xml)) == prepared(Part("a.xml", xml), issuer_of(xml))


def test_the_version_follows_from_the_fields() -> None:
    def version(body: dict[str, Any]) -> str:
        found, _ = values_from({"factura": body})
        assert found is not None
        return str(found.values["version"])

    assert version({}) == "1.1.0"
    assert version({"otrosRubrosTerceros": []}) == "2.1.0"
    assert version({"infoSustitutivaGuiaRemision": {}}) == "2.1.0"


def test_pointers_are_translated_to_the_file() -> None:
    xml = change(example(KINDS[0], "1.1.0", "minima"), "infoFactura/importeTotal", "x")
    outcome = prepare(Part("a.xml", xml, where=lambda pointer: f"ventas.xlsx {pointer}"), issuer_of(xml))
    assert isinstance(outcome, Rejected)
    assert [p.pointer for p in outcome.problems] == ["ventas.xlsx /factura/infoFactura/importeTotal"]
