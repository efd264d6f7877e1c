"""From what the issuer wrote to what is signed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import etree

from chalicelib.domain.documents.country import DocumentNumber, Part, Prepared, Rejected
from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from tests.unit.ecuador.build import (
    ALL,
    COMPLETE,
    EXPORT,
    MINIMAL,
    PLATFORM_RUC,
    TODAY,
    accepted,
    change,
    issuer_of,
    prepare,
    swap,
    told,
    unclaimed,
)

PREPARER = EcuadorPreparer(Platform(PLATFORM_RUC))


def test_what_the_later_stages_need_is_told() -> None:
    prepared = accepted(EXPORT)
    assert prepared.label == "Factura 001-002-000004412"
    assert prepared.total == Decimal("14424.15")
    assert prepared.currency == "USD"
    assert prepared.issue_date.isoformat() == "2026-11-03"
    assert prepared.receiver.kind == "08"
    assert prepared.receiver.name == "BLOEMENVEILING DE VRIES B.V."
    assert prepared.receiver.mails == ("inkoop@devries.example", "finance@devries.example")
    assert prepared.number == DocumentNumber("EC", issuer_of(EXPORT).tax_id, "1", "01", "001002", "000004412")
    assert PREPARER.number_of(prepared.clave) == prepared.number


def test_the_bytes_to_sign_are_canonical() -> None:
    unsigned = accepted(MINIMAL).unsigned
    assert unsigned.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<factura id="comprobante" version="1.1.0">')
    assert unsigned.endswith(b"</factura>")
    assert b"> <" not in unsigned
    assert b">\n " not in unsigned


def test_a_clave_is_built_from_the_number_when_there_is_none() -> None:
    prepared = accepted(unclaimed(MINIMAL))
    assert prepared.clave[39:47] == "31415926"
    assert parse(prepared.unsigned).findtext("infoTributaria/claveAcceso") == prepared.clave
    empty = accepted(change(MINIMAL, "infoTributaria/claveAcceso", ""))
    assert empty == prepared


def test_a_clave_that_is_there_is_kept() -> None:
    assert accepted(MINIMAL).clave == parse(MINIMAL).findtext("infoTributaria/claveAcceso")


def test_a_numeric_code_that_is_not_eight_digits_is_our_fault() -> None:
    with pytest.raises(ValueError, match="49"):
        PREPARER.prepare(
            Part("x", unclaimed(MINIMAL)), issuer=issuer_of(MINIMAL), today=TODAY, numeric_code=lambda _: "12"
        )


def test_tip_currency_and_provider_are_completed() -> None:
    root = parse(accepted(MINIMAL).unsigned)
    assert root.findtext("infoFactura/propina") == "0.00"
    assert root.findtext("infoFactura/moneda") == "DOLAR"
    (field,) = root.findall("infoAdicional/campoAdicional")
    assert (field.get("nombre"), field.text) == ("RUC Proveedor", PLATFORM_RUC)


@pytest.mark.parametrize("xml", ALL)
def test_nothing_that_the_issuer_wrote_is_changed(xml: bytes) -> None:
    def texts(document: bytes) -> list[tuple[str, str]]:
        return [(str(e.tag), e.text.strip()) for e in parse(document).iter() if e.text and e.text.strip()]

    before, after = texts(xml), texts(accepted(xml).unsigned)
    added = [t for t in after if t not in before]
    assert [t for t in after if t in before] == before
    assert set(added) <= {("propina", "0.00"), ("moneda", "DOLAR"), ("campoAdicional", PLATFORM_RUC)}


def test_without_a_platform_ruc_nothing_is_added() -> None:
    outcome = prepare(MINIMAL, platform="")
    assert isinstance(outcome, Prepared)
    assert b"RUC Proveedor" not in outcome.unsigned


def test_the_digest_is_of_what_the_issuer_wrote() -> None:
    digest = accepted(MINIMAL).digest
    assert accepted(unclaimed(MINIMAL)).digest == digest
    assert accepted(MINIMAL.replace(b"\n", b"").replace(b">  <", b"><")).digest == digest
    assert accepted(swap(MINIMAL, "<detalles>", "<!-- x --><detalles>")).digest == digest
    other = prepare(MINIMAL, platform="")
    assert isinstance(other, Prepared)
    assert other.digest == digest
    assert accepted(swap(MINIMAL, "Leche entera", "Leche semidescremada")).digest != digest


def test_a_refusal_tells_which_document_it_was() -> None:
    outcome = prepare(change(MINIMAL, "infoFactura/totalSinImpuestos", "x"))
    assert isinstance(outcome, Rejected)
    assert outcome.number_text == "Factura 001-002-000001287"
    assert outcome.clave == parse(MINIMAL).findtext("infoTributaria/claveAcceso")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "XML-ARCHIVO-VACIO"),
        (b"<factura>", "XML-ILEGIBLE"),
        (b"<factura>\xf1</factura>", "XML-CODIFICACION"),
        (b'<!DOCTYPE f [<!ENTITY a SYSTEM "file:///etc/passwd">]><factura>&a;</factura>', "XML-DOCTYPE"),
        (b"<a>" * 300 + b"</a>" * 300, "XML-ILEGIBLE"),
        (b"<html/>", "XML-RAIZ"),
    ],
)
def test_files_that_are_no_factura_are_refused_by_name(data: bytes, code: str) -> None:
    outcome = prepare(data, issuer=issuer_of(MINIMAL))
    assert isinstance(outcome, Rejected)
    assert [p.code for p in outcome.problems] == [code]


def test_other_encodings_become_utf_8() -> None:
    latin = swap(MINIMAL, 'encoding="UTF-8"', 'encoding="ISO-8859-1"').decode().encode("iso-8859-1")
    assert accepted(latin) == accepted(MINIMAL)
    wide = MINIMAL.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert accepted(wide) == accepted(MINIMAL)


def many_lines(count: int) -> bytes:
    root = parse(MINIMAL)
    details = root.find("detalles")
    assert details is not None
    line = etree.tostring(details[0])
    for _ in range(count - 1):
        details.append(parse(line))
    total = f"{count * 4.6:.2f}"
    xml = etree.tostring(root, encoding="UTF-8")
    for path in (
        "infoFactura/totalSinImpuestos",
        "infoFactura/totalConImpuestos/totalImpuesto/baseImponible",
        "infoFactura/importeTotal",
        "infoFactura/pagos/pago/total",
    ):
        xml = change(xml, path, total)
    return xml


def test_what_the_sri_would_find_too_large_is_refused() -> None:
    assert isinstance(prepare(many_lines(700)), Prepared)
    outcome = prepare(many_lines(1000))
    assert isinstance(outcome, Rejected)
    assert [p.code for p in told(outcome)] == ["XML-TAMANO"]
    huge = prepare(b"<factura>" + b" " * 3_000_000 + b"</factura>", issuer=issuer_of(MINIMAL))
    assert isinstance(huge, Rejected)
    assert [p.code for p in huge.problems] == ["XML-TAMANO"]


def test_mails_come_from_wherever_they_stand_without_repeats() -> None:
    assert accepted(COMPLETE).receiver.mails == (
        "luis.carrera@example.com",
        "contabilidad@carrera.example",
        "tesoreria@carrera.example",
    )
    repeated = change(COMPLETE, "infoAdicional/campoAdicional[1]", "a@b.ec; A@B.ec,a@b.ec tesoreria@carrera.example")
    assert accepted(repeated).receiver.mails == ("a@b.ec", "tesoreria@carrera.example")


@pytest.mark.parametrize("text", ["", "123", "x" * 49])
def test_what_is_no_clave_has_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PREPARER.number_of(text)
