"""Signed documents, as a stranger's verifier (xmlsec1) and the self-check see them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from chalicelib.domain.documents.xml import parse
from chalicelib.signing.profile import Algorithm, signing_time
from chalicelib.signing.selfcheck import check
from chalicelib.signing.signer import sign_and_check
from chalicelib.signing.xades import CannotSign, SigningKey, sign
from infra.local.authority import Authority
from tests import xmlsec
from tests.unit.signing.world import AT, DECLARATION, NOW, document, signed

NASTY = {
    "accents": "<a>Ñandú «áéíóú» € 😀</a>",
    "entities": "<a>Pérez &amp; Hijos &lt;1&gt; &quot;x&quot; &apos;y&apos; &#241;&#x1F600;</a>",
    "breaks in attributes": '<a n="uno&#10;dos&#9;tres&#13;cuatro">x</a>',
    "quotes in attributes": "<a n='Casa \"Roja\" &gt; &amp;'>x</a>",
    "tabs and breaks": '<a  b = "1\t2\n3"\n\ta="z"\t>x</a >',
    "carriage returns": "<a>uno\r\ndos\rtres&#13;\r\n</a>\r\n",
    "cdata": "<a><![CDATA[1 < 2 && ]]>]]&gt;<![CDATA[</factura>]]></a>",
    "cdata with an id": '<a><![CDATA[<b id="comprobante">]]> id="comprobante"</a>',
    "comments": "<!-- uno --><a>10<!-- </factura> -->0</a><!-- <ds:Signature > -->",
    "instructions": "<?uno dos?><a/><?tres?>",
    "empty elements": "<a/><b></b><c />",
    "namespaces inside": '<a xmlns="urn:x" xmlns:p="urn:p"><p:b p:c="1" b="2"/></a>',
    "blanks": "\n  <a> x </a>\n\t",
}


@pytest.mark.parametrize("algorithm", Algorithm)
@pytest.mark.parametrize("content", NASTY.values(), ids=NASTY.keys())
def test_a_stranger_accepts(content: str, algorithm: Algorithm, key: SigningKey, trusted: Path, tmp_path: Path) -> None:
    unsigned = document(content)
    result = signed(unsigned, key, algorithm)
    xmlsec.verify(result, tmp_path, trusted, AT)
    assert check(result, key).algorithm is algorithm


@pytest.mark.parametrize("content", NASTY.values(), ids=NASTY.keys())
def test_the_documents_own_bytes_stay(content: str, key: SigningKey) -> None:
    unsigned = document(content) + b"\n"
    result = signed(unsigned, key)
    begins, ends = result.rfind(b"<ds:Signature "), result.rfind(b"</ds:Signature>") + len(b"</ds:Signature>")
    assert result[:begins] + result[ends:] == unsigned
    assert parse(result)[-1].tag == "{http://www.w3.org/2000/09/xmldsig#}Signature"


def test_what_is_covered_is_the_document(key: SigningKey) -> None:
    unsigned = document("<a>x<!-- no --></a><b/>")
    assert check(signed(unsigned, key), key).document == (
        b'<factura id="comprobante" version="1.1.0"><a>x</a><b></b></factura>'
    )


_XML_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff") | st.sampled_from("\t\n\r<>&\"'"),
    max_size=60,
)


def _written(texts: list[str], attribute: str) -> bytes:
    root = etree.Element("factura", id="comprobante", version="1.1.0")
    for text in texts:
        etree.SubElement(root, "a", nombre=attribute).text = text
    etree.SubElement(root, "b").text = attribute
    return DECLARATION + etree.tostring(root, encoding="UTF-8")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(_XML_TEXT, max_size=4), attribute=_XML_TEXT)
def test_whatever_is_written_the_self_check_accepts(texts: list[str], attribute: str, key: SigningKey) -> None:
    found = check(signed(_written(texts, attribute), key), key)
    read = parse(found.document)
    assert [a.text or "" for a in read.iter("a")] == texts
    assert all(a.get("nombre") == attribute for a in read.iter("a"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(_XML_TEXT, min_size=1, max_size=4), attribute=_XML_TEXT)
def test_whatever_is_written_a_stranger_accepts(
    texts: list[str], attribute: str, key: SigningKey, trusted: Path, tmp_path: Path
) -> None:
    xmlsec.verify(signed(_written(texts, attribute), key), tmp_path, trusted, AT)


def test_a_stranger_refuses_a_changed_byte(key: SigningKey, trusted: Path, tmp_path: Path) -> None:
    good = signed(document(), key)
    assert xmlsec.run(good, tmp_path, trusted, AT).returncode == 0
    for old, new in (
        (b"1.00", b"9.00"),
        (b"2026-11-23T10", b"2026-11-24T10"),
        (b"contenido comprobante", b"contenido comprobantE"),
        (b"<ds:Exponent>AQAB", b"<ds:Exponent>AQAC"),
    ):
        assert good.count(old) == 1
        assert xmlsec.run(good.replace(old, new), tmp_path, trusted, AT).returncode != 0


def test_a_stranger_refuses_an_unknown_authority(key: SigningKey, tmp_path: Path) -> None:
    unknown = tmp_path / "unknown"
    Authority(tmp_path / "own", NOW).trust(unknown)
    assert xmlsec.run(signed(document(), key), tmp_path, unknown, AT).returncode != 0


def test_the_same_arguments_give_the_same_bytes(key: SigningKey) -> None:
    assert signed(document(), key) == signed(document(), key)
    assert signed(document(), key, nonce="1") != signed(document(), key, nonce="2")


def test_the_time_is_ecuadors_and_a_little_past(key: SigningKey) -> None:
    assert signing_time(datetime(2026, 11, 23, 3, 0, 2, 999, tzinfo=timezone.utc)).isoformat() == (  # noqa: UP017
        "2026-11-22T21:59:57-05:00"
    )
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    result = sign(document(), key, moment=tokyo, algorithm=Algorithm.SHA1, nonce="1")
    assert check(result, key).signing_time == "2026-11-23T10:00:00-05:00"


def test_the_serial_number_is_whole_and_decimal(key: SigningKey) -> None:
    serial = key.certificate.serial_number
    assert serial > 2**64
    assert f"<ds:X509SerialNumber>{serial}<".encode() in signed(document(), key)


def test_the_issuer_is_written_for_java(key: SigningKey) -> None:
    found = re.search(rb"<ds:X509IssuerName>(.*)</ds:X509IssuerName>", signed(document(), key))
    assert found is not None
    assert found[1].decode() == (
        "CN=Subordinada de pruebas,"
        "1.2.840.113549.1.9.1=#16126361407072756562617" + "32e6578616d706c65,"
        "2.5.4.97=#0c1356415445432d31373930303030303030303031,"
        "OU=Entidad de Certificación \\+ Sellado,O=Autoridad de Pruebas\\, S.A.,C=EC"
    )


def _bad(content: str = "<a/>", root: str = '<factura id="comprobante">') -> bytes:
    return DECLARATION + f"{root}{content}</factura>".encode()


REFUSED = {
    "nothing": b"",
    "not xml": b"factura",
    "broken": _bad("<a>"),
    "doctype": DECLARATION + b'<!DOCTYPE factura [<!ENTITY e "x">]><factura id="comprobante">&e;</factura>',
    "doctype without subset": DECLARATION + b'<!DOCTYPE factura><factura id="comprobante"></factura>',
    "no id": _bad(root="<factura>"),
    "another id": _bad(root='<factura id="Comprobante">'),
    "another name of id": _bad(root='<factura Id="comprobante">'),
    "the id twice": _bad('<a id="comprobante"/>'),
    "the id as Id": _bad('<a Id="comprobante"/>'),
    "the id as ID": _bad('<a ID="comprobante"/>'),
    "the id as xml:id": _bad('<a xml:id="comprobante"/>'),
    "the id in a namespace": _bad('<a xmlns:p="urn:p" p:Id="comprobante"/>'),
    "the id of a part of the signature": _bad('<a Id="Certificate"/>'),
    "both ids on the root": _bad(root='<factura id="comprobante" Id="x">'),
    "default namespace": _bad(root='<factura xmlns="urn:x" id="comprobante">'),
    "prefix on the root": _bad(root='<factura xmlns:ds="urn:x" id="comprobante">'),
    "xml:lang on the root": _bad(root='<factura xml:lang="es" id="comprobante">'),
    "signed": _bad('<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>'),
    "signed deep inside": _bad('<a><x:Signature xmlns:x="http://www.w3.org/2000/09/xmldsig#"/></a>'),
    "comment before": DECLARATION + b'<!-- x --><factura id="comprobante"></factura>',
    "instruction before": DECLARATION + b'<?xml-stylesheet href="x"?><factura id="comprobante"></factura>',
    "comment after": _bad() + b"<!-- </factura>-->",
    "instruction after": _bad() + b"<?x </factura>?>",
    "self-closing": DECLARATION + b'<factura id="comprobante"/>',
    "blank in the end tag": DECLARATION + b'<factura id="comprobante"><a/></factura >',
    "byte order mark": b"\xef\xbb\xbf" + _bad(),
    "blank before": b"\n<factura id='comprobante'></factura>",
    "Latin-1": '<?xml version="1.0" encoding="ISO-8859-1"?><factura id="comprobante">ñ</factura>'.encode("latin-1"),
    "UTF-16": '<?xml version="1.0" encoding="UTF-16"?><factura id="comprobante">ñ</factura>'.encode("utf-16"),
    "UTF-16 without a mark": '<?xml version="1.0"?><factura id="comprobante"></factura>'.encode("utf-16-le"),
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?><factura id="comprobante"></factura>',
    "not UTF-8 inside": DECLARATION + b'<factura id="comprobante">\xff</factura>',
}


@pytest.mark.parametrize("unsigned", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_signed(unsigned: bytes, key: SigningKey) -> None:
    with pytest.raises(CannotSign):
        signed(unsigned, key)


@pytest.mark.parametrize("unsigned", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_signed_with_the_check_either(unsigned: bytes, key: SigningKey) -> None:
    with pytest.raises(CannotSign):
        sign_and_check(unsigned, key, moment=NOW, algorithm=Algorithm.SHA1, nonce="1")


@pytest.mark.parametrize("content", NASTY.values(), ids=NASTY.keys())
def test_signing_with_the_check_gives_the_same_bytes(content: str, key: SigningKey) -> None:
    unsigned = document(content)
    result, found = sign_and_check(unsigned, key, moment=NOW, algorithm=Algorithm.SHA1, nonce="1")
    assert result == signed(unsigned, key)
    assert found == check(result, key)


def test_signed_bytes_are_not_signed_again(key: SigningKey) -> None:
    with pytest.raises(CannotSign, match="already signed"):
        signed(signed(document(), key), key)


@pytest.mark.parametrize("nonce", ["", 'x" y="', "a b", "ñ", "a" * 65, "1\n"])
def test_a_nonce_that_would_not_do_in_an_id(nonce: str, key: SigningKey) -> None:
    with pytest.raises(CannotSign):
        signed(document(), key, nonce=nonce)


def test_a_moment_without_zone_is_refused(key: SigningKey) -> None:
    with pytest.raises(CannotSign):
        sign(document(), key, moment=NOW.replace(tzinfo=None), algorithm=Algorithm.SHA1, nonce="1")


def test_no_secret_is_shown(key: SigningKey) -> None:
    numbers = key.private.private_numbers()
    for shown in (repr(key), str(key), f"{key!r}", repr([key])):
        assert str(numbers.d) not in shown
        assert "RSAPrivateKey" not in shown
