"""A document that comes signed is judged like any other, goes on byte for byte, and nothing is added to it."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import etree

from chalicelib.domain.documents.country import Issuer, Part, Prepared, Rejected
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform, SignatureVerdict
from tests.examples import FOLDER

RUC = "1791582349001"
SIGNATURE = b'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/></ds:Signature>'
TODAY = date(2026, 11, 20)


def signed(kind: str = "notaCredito", name: str = "minima_1.1.0", change: tuple[str, str] = ("", "")) -> bytes:
    data = (FOLDER / kind / f"{name}.xml").read_text()
    assert change[0] in data
    return data.replace(*change, 1).encode().replace(f"</{kind}>".encode(), SIGNATURE + f"</{kind}>".encode())


def prepare(data: bytes, verdict: str = "", doubts: tuple[str, ...] = ()) -> Prepared | Rejected:
    asked = []

    def check(signed: bytes, ruc: str) -> SignatureVerdict:
        asked.append((signed, ruc))
        return SignatureVerdict(verdict, doubts)

    preparer = EcuadorPreparer(Platform("1793216745001"), check)
    issuer = Issuer(RUC, frozenset("12"))
    found = preparer.prepare(Part("a.xml", data), issuer=issuer, today=TODAY, numeric_code=lambda n: "12345678")
    assert not isinstance(found, Rejected) or found.problems
    assert all(asking == (data, RUC) for asking in asked)
    return found  # type: ignore[return-value]


def codes(found: Prepared | Rejected) -> list[str]:
    return [p.code for p in (found.problems if isinstance(found, Rejected) else found.warnings)]


def test_its_bytes_go_on_and_only_the_provider_is_missed() -> None:
    data = signed()
    found = prepare(data)
    assert isinstance(found, Prepared)
    assert found.unsigned == data
    assert found.clave == etree.fromstring(data).findtext("infoTributaria/claveAcceso")
    assert "FIRMADO-RUC-PROVEEDOR" in codes(found)


def test_the_same_document_signed_again_is_the_same_document() -> None:
    first, second = prepare(signed()), prepare(signed().replace(b"<ds:SignedInfo/>", b"<ds:SignedInfo />"))
    assert isinstance(first, Prepared)
    assert isinstance(second, Prepared)
    assert first.digest == second.digest
    assert first.unsigned != second.unsigned


def test_a_signature_that_does_not_hold_is_told() -> None:
    found = prepare(signed(), "cambió después de firmarse")
    assert isinstance(found, Rejected)
    (told,) = (p for p in found.problems if p.code == "FIRMADO-INVALIDA")
    assert "cambió después de firmarse" in told.message
    assert found.number_text
    assert found.clave


def test_a_doubtful_signature_goes_on_and_is_told() -> None:
    data = signed()
    found = prepare(data, doubts=("no trae KeyValue", "se hizo con SHA512"))
    assert isinstance(found, Prepared)
    assert found.unsigned == data
    (told,) = (p for p in found.warnings if p.code == "FIRMADO-DUDA")
    assert "no trae KeyValue; se hizo con SHA512" in told.message


def test_a_comment_behind_the_signature_changes_nothing() -> None:
    data = signed().replace(b"</notaCredito>", b"<!-- fin --></notaCredito>")
    found = prepare(data)
    assert isinstance(found, Prepared)
    assert found.unsigned == data


@pytest.mark.parametrize("name", ["claveAcceso", "secuencial"])
def test_nothing_can_be_added(name: str) -> None:
    root = etree.fromstring(signed())
    info = root.find("infoTributaria")
    assert info is not None
    part = info.find(name)
    assert part is not None
    info.remove(part)
    found = prepare(etree.tostring(root))
    assert isinstance(found, Rejected)
    assert "FIRMADO-FALTA" in codes(found)


def test_a_figure_left_out_is_not_worked_out() -> None:
    found = prepare(signed(change=("<valorModificacion>11.50</valorModificacion>", "")))
    assert isinstance(found, Rejected)
    assert "XML-FALTA" in codes(found)


def test_its_figures_are_judged() -> None:
    found = prepare(signed(change=(">11.50<", ">11.90<")))
    assert isinstance(found, Rejected)


def test_without_a_check_nothing_signed_is_taken() -> None:
    preparer = EcuadorPreparer(Platform(""))
    found = preparer.prepare(
        Part("a.xml", signed()), issuer=Issuer(RUC, frozenset("1")), today=TODAY, numeric_code=lambda n: "12345678"
    )
    assert isinstance(found, Rejected)
    assert "FIRMADO-INVALIDA" in codes(found)
