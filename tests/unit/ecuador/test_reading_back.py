"""From an authorised file alone a document comes back: read into its model and written out equal to what was there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from chalicelib.domain.documents.country import Issuer, Part, Prepared
from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador import autorizacion
from chalicelib.domain.ecuador.comprobantes import Kind, kind_of
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from chalicelib.domain.ecuador.reading import read, write
from tests.examples import can_be_issued, examples, fresh, name_of
from tests.generator.documents import EVERY_VERSION, comprobante

SIGNATURE = b'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:Object>x</ds:Object></ds:Signature>'


def canonical(xml: bytes) -> bytes:
    return bytes(etree.tostring(etree.fromstring(xml), method="c14n2"))


def escaped(content: bytes) -> bytes:
    """An `<autorizacion>` as some senders make it: the comprobante as escaped text."""
    root = etree.Element("autorizacion")
    etree.SubElement(root, "estado").text = "AUTORIZADO"
    etree.SubElement(root, "comprobante").text = content.decode()
    return etree.tostring(root, encoding="UTF-8")


def with_cdata(content: bytes) -> bytes:
    return autorizacion.write(estado="AUTORIZADO", numero="1", fecha=None, ambiente="1", comprobante=content)


@pytest.mark.parametrize("wrapped", [with_cdata, escaped])
@pytest.mark.parametrize(("kind", "version"), EVERY_VERSION, ids=[f"{k.root}-{v}" for k, v in EVERY_VERSION])
@given(random=st.randoms(use_true_random=True))
@settings(max_examples=25, deadline=None)
def test_a_document_survives_its_authorisation(kind: Kind, version: str, wrapped, random: Random) -> None:  # type: ignore[no-untyped-def]
    document = comprobante(kind, version, random)
    unsigned = write(document)
    end = f"</{kind.root}>".encode()
    signed = unsigned.replace(end, SIGNATURE + end)
    authorised = autorizacion.read(wrapped(signed)).comprobante
    assert canonical(authorised) == canonical(signed)
    again, problems = read(parse(authorised), signed=True)
    assert problems == ()
    assert again is not None
    assert again == document
    assert kind_of(again) is kind
    assert canonical(write(again)) == canonical(unsigned)


def test_a_wrapper_that_may_be_empty_stays() -> None:
    kind = next(k for k, _ in EVERY_VERSION if k.root == "notaCredito")
    xml = write(comprobante(kind, "1.1.0", Random(7)))
    root = etree.fromstring(xml)
    for block in root.iter("impuestos"):
        for child in list(block):
            block.remove(child)
    emptied = etree.tostring(root, encoding="UTF-8")
    document, problems = read(parse(emptied))
    assert problems == ()
    assert document is not None
    assert canonical(write(document)) == canonical(emptied)


@pytest.mark.parametrize("path", [p for p in examples() if can_be_issued(p)], ids=name_of)
def test_what_was_prepared_is_known_again_from_its_bytes_alone(path: Path) -> None:
    ruc, provider, day = "1792146739001", "1793216745001", date(2026, 11, 23)
    preparer = EcuadorPreparer(Platform(provider))
    prepared = preparer.prepare(
        Part("a.xml", fresh(path, ruc=ruc, name="Pruebas S.A.", day=day, secuencial=7)),
        issuer=Issuer(ruc, frozenset({"1", "2"}), "Pruebas S.A."),
        today=day,
        numeric_code=lambda number: "12345678",
    )
    assert isinstance(prepared, Prepared)
    assert preparer.read_back("a.xml", prepared.unsigned) == replace(prepared, warnings=())
    end = prepared.unsigned.rindex(b"</")
    signed = prepared.unsigned[:end] + SIGNATURE + prepared.unsigned[end:]
    again = preparer.read_back("a.xml", signed)
    assert (again.digest, again.clave, again.unsigned) == (prepared.digest, prepared.clave, signed)


@pytest.mark.parametrize("data", [b"", b"%PDF", b"<factura/>", b"<lote><a/></lote>"])
def test_what_was_never_prepared_is_not_read_back(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        EcuadorPreparer(Platform("")).read_back("a.xml", data)
