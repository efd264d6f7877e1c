"""The archived verdict: the comprobante comes back byte for byte."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador.autorizacion import Autorizacion, Mensaje, read, write
from tests.unit.ecuador.build import COMPLETE

AT = datetime(2026, 11, 3, 10, 15, 30, 123000, tzinfo=timezone(timedelta(hours=-5)))
CLAVE = "0" * 49


def archived(comprobante: bytes, *mensajes: Mensaje) -> bytes:
    return write(estado="AUTORIZADO", numero=CLAVE, fecha=AT, ambiente="1", comprobante=comprobante, mensajes=mensajes)


def test_what_is_written_is_read() -> None:
    messages = (Mensaje("60", "ESTE PROCESO FUE REALIZADO EN EL AMBIENTE DE PRUEBAS", "<&>", "ADVERTENCIA"),)
    assert read(archived(COMPLETE, *messages)) == Autorizacion("AUTORIZADO", CLAVE, AT, "1", COMPLETE, messages)


def test_the_comprobante_stands_as_cdata_and_the_ambiente_as_a_word() -> None:
    root = parse(archived(COMPLETE))
    assert root.findtext("ambiente") == "PRUEBAS"
    assert b"<comprobante><![CDATA[<?xml" in archived(COMPLETE)
    assert root.findtext("fechaAutorizacion") == "2026-11-03T10:15:30.123000-05:00"


@pytest.mark.parametrize(
    "comprobante",
    [
        b"<a>]]></a>",
        b"]]>",
        b"]]]]>>",
        b"<a><![CDATA[x]]></a>",
        b"a\r\nb\rc\n",
        "<a>ñ 漢 😀</a>".encode(),
        b"<comprobante></comprobante>",
        b"",
    ],
)
def test_awkward_bytes_come_back_as_they_were(comprobante: bytes) -> None:
    assert read(archived(comprobante)).comprobante == comprobante


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert read(archived(text.encode())).comprobante == text.encode()


def test_the_forms_of_others_are_read() -> None:
    escaped = read(
        b"<autorizacion><estado>AUTORIZADO</estado><ambiente>PRODUCCI\xc3\x93N</ambiente>"
        b"<fechaAutorizacion>03/11/2026</fechaAutorizacion><comprobante>&lt;a/&gt;</comprobante></autorizacion>"
    )
    assert (escaped.comprobante, escaped.ambiente, escaped.fecha) == (b"<a/>", "2", None)
    nested = read(b"<autorizacion><comprobante>\n<a b='1'/>\n</comprobante></autorizacion>")
    assert nested.comprobante == b'<a b="1"/>'
    assert read(b"<autorizacion><ambiente>PRODUCCION</ambiente><comprobante/></autorizacion>").ambiente == "2"


@pytest.mark.parametrize("data", [b"", b"<a>", b"<factura/>", b"<autorizacion/>", b"<!DOCTYPE a><autorizacion/>"])
def test_what_is_no_verdict_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="autorizacion"):
        read(data)


def test_bytes_that_xml_cannot_carry_are_refused() -> None:
    with pytest.raises(ValueError, match="utf-8"):
        archived(b"\xff")
