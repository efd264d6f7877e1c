"""Finding the documents in what was uploaded, whatever it is."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.documents import container
from chalicelib.domain.documents.country import Part, Rejected
from chalicelib.domain.ecuador.split import split
from tests.unit.ecuador.build import EXPORT, MINIMAL, accepted


def zipped(files: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def lote(*comprobantes: str) -> bytes:
    inner = "".join(f"<comprobante>{c}</comprobante>" for c in comprobantes)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><lote version="1.0.0"><claveAcceso/><ruc/>'
        f"<comprobantes>{inner}</comprobantes></lote>"
    ).encode()


def outcome(name: str, data: bytes) -> list[tuple[str, str]]:
    """(name, "part" or the problem's code) of everything found."""
    found = []
    for item in split(name, data):
        if isinstance(item, Part):
            found.append((item.name, "part"))
        else:
            assert isinstance(item[1], Rejected)
            (problem,) = item[1].problems
            found.append((item[0], problem.code))
    return found


def test_a_single_document_is_itself() -> None:
    assert list(split("a.xml", MINIMAL)) == [Part("a.xml", MINIMAL)]


def test_the_content_decides_and_not_the_name() -> None:
    assert outcome("factura.pdf", b"\xef\xbb\xbf  " + MINIMAL) == [("factura.pdf", "part")]
    assert outcome("a.xml", zipped([("x", MINIMAL)])) == [("a.xml!/x", "part")]


@pytest.mark.parametrize("way", ["cdata", "escaped", "nested"])
def test_a_lote_holds_its_documents_in_three_ways(way: str) -> None:
    text = MINIMAL.decode()
    bare = text.split("?>", 1)[1]
    written = {
        "cdata": f"<![CDATA[{text}]]>",
        "escaped": text.replace("&", "&amp;").replace("<", "&lt;"),
        "nested": bare,
    }[way]
    parts = list(split("lote.xml", lote(written, written)))
    assert [p.name for p in parts if isinstance(p, Part)] == ["lote.xml#1", "lote.xml#2"]
    assert all(isinstance(p, Part) and accepted(p.data) == accepted(MINIMAL) for p in parts)


def test_a_document_in_a_lote_may_declare_another_encoding() -> None:
    text = MINIMAL.decode().replace('encoding="UTF-8"', 'encoding="ISO-8859-1"')
    (part,) = split("lote.xml", lote(f"<![CDATA[{text}]]>"))
    assert isinstance(part, Part)
    assert accepted(part.data) == accepted(MINIMAL)


def test_a_lote_in_utf_16_is_a_lote() -> None:
    text = lote("<factura/>", "<factura/>").decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert outcome("l", text.encode("utf-16")) == [("l#1", "part"), ("l#2", "part")]


def test_a_zip_may_hold_lotes_and_keeps_its_order() -> None:
    data = zipped(
        [("b.xml", MINIMAL), ("a/lote.xml", lote("<factura/>", "", "<factura/>")), ("c.xml", EXPORT), ("d", b"[{}]")]
    )
    assert outcome("envío ñ.zip", data) == [
        ("envío ñ.zip!/b.xml", "part"),
        ("envío ñ.zip!/a/lote.xml#1", "part"),
        ("envío ñ.zip!/a/lote.xml#2", "LOTE-COMPROBANTE-VACIO"),
        ("envío ñ.zip!/a/lote.xml#3", "part"),
        ("envío ñ.zip!/c.xml", "part"),
        ("envío ñ.zip!/d#1", "part"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "XML-ARCHIVO-VACIO"),
        (b" \n\t ", "XML-ARCHIVO-VACIO"),
        (b"\xef\xbb\xbf", "XML-ARCHIVO-VACIO"),
        (b"%PDF-1.7 ...", "LOTE-FORMATO"),
        (b"una carta", "LOTE-FORMATO"),
        (b"\x00\x01\x02", "LOTE-FORMATO"),
        (b"PK\x03\x04 and then nothing", "ZIP-DANADO"),
        (b"<lote/>", "LOTE-SIN-COMPROBANTES"),
        (zipped([]), "ZIP-VACIO"),
        (zipped([("__MACOSX/._a.xml", b"x"), ("carpeta/", b""), (".DS_Store", b"x")]), "ZIP-VACIO"),
    ],
)
def test_everything_else_is_one_clear_problem(data: bytes, code: str) -> None:
    assert outcome("archivo", data) == [("archivo", code)]


def test_one_bad_entry_does_not_stop_the_others() -> None:
    data = zipped([("a.xml", MINIMAL), ("b.zip", zipped([("x", b"y")])), ("vacío.xml", b""), ("c.xml", EXPORT)])
    assert [code for _, code in outcome("z", data)] == ["part", "ZIP-ANIDADO", "XML-ARCHIVO-VACIO", "part"]


def test_names_are_labels_and_nothing_else() -> None:
    data = zipped([("../../etc/passwd", MINIMAL), ("/abs.xml", MINIMAL), ("a\nb" * 200, MINIMAL)])
    names = [name for name, _ in outcome("z", data)]
    assert names[0] == "z!/../../etc/passwd"
    assert names[1] == "z!/abs.xml"
    assert "\n" not in names[2]
    assert len(names[2]) < 250


def test_an_encrypted_entry_is_named() -> None:
    data = bytearray(zipped([("a.xml", MINIMAL), ("b.xml", EXPORT)]))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + at] |= 1
    assert outcome("z", bytes(data)) == [("z!/a.xml", "ZIP-CIFRADO"), ("z!/b.xml", "part")]


def test_an_unusual_method_is_refused() -> None:
    data = zipped([("a.xml", MINIMAL)], zipfile.ZIP_LZMA)
    assert outcome("z", data) == [("z!/a.xml", "ZIP-METODO")]


def test_an_entry_that_grows_beyond_reason_is_not_read_to_its_end() -> None:
    data = zipped([("bomba.xml", bytes(container.MAX_ENTRY_BYTES + 1)), ("a.xml", MINIMAL)])
    assert outcome("z", data) == [("z!/bomba.xml", "ZIP-DOCUMENTO-GRANDE"), ("z!/a.xml", "part")]


def test_declared_sizes_are_not_believed() -> None:
    data = bytearray(zipped([("a.xml", bytes(container.MAX_ENTRY_BYTES + 1))]))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", data, data.find(signature) + at, 10)
    assert outcome("z", bytes(data)) == [("z!/a.xml", "ZIP-DANADO")]


def test_a_bomb_of_many_entries_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MIN_TOTAL_BYTES", 1_000_000)
    data = zipped((f"{n}.xml", b"<a>" + b"0" * 300_000) for n in range(50))
    found = outcome("z", data)
    assert found[-1] == ("z", "ZIP-GRANDE")
    assert len(found) < 50


def test_too_many_entries_are_refused_before_they_are_listed() -> None:
    data = zipped((f"{n}", b"") for n in range(container.MAX_ENTRIES + 1))
    assert outcome("z", data) == [("z", "ZIP-CANTIDAD")]


def test_entries_are_read_one_at_a_time() -> None:
    data = zipped((f"{n}.xml", MINIMAL) for n in range(500))
    found = split("z", data)
    assert next(iter(found)) == Part("z!/0.xml", MINIMAL)
    assert sum(1 for _ in found) == 499


@settings(deadline=None)
@given(st.data())
def test_damaged_archives_never_raise(data: st.DataObject) -> None:
    archive = bytearray(zipped([("a.xml", MINIMAL), ("b.xml", lote("<factura/>")), ("c", zlib.compress(b"x"))]))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(4, len(archive) - 1))
        archive[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    assert all(isinstance(item, (Part, tuple)) for item in split("z", bytes(archive)))


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda b: b"<lote>" + b + b"</lote>")))
def test_any_bytes_end_as_something(data: bytes) -> None:
    assert list(split("x", data))


def test_an_archive_that_holds_a_workbook_is_none() -> None:
    """Packed without compression, the workbook's own names stand in the archive's bytes."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.xml", "<factura/>")
        archive.writestr("b.xlsx", inner.getvalue())
    assert container.is_workbook(inner.getvalue())
    assert not container.is_workbook(outer.getvalue())
    assert [part.name for part in split("z.zip", outer.getvalue()) if isinstance(part, Part)] == ["z.zip!/a.xml"]


def test_a_name_that_is_empty_breaks_nothing() -> None:
    data = zipped([("a.xml", MINIMAL), ("Xb.xml", EXPORT)]).replace(b"Xb.xml", b"\0b.xml")
    assert outcome("envío.zip", data) == [("envío.zip!/a.xml", "part"), ("envío.zip!/", "part")]
