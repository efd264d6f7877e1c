"""Documents that come as JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.documents.country import Part, Rejected
from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador.reading import validate, values_from, values_of
from chalicelib.domain.ecuador.split import split
from tests.unit.ecuador.build import MINIMAL


def parts(text: str | bytes) -> list[Part]:
    found = list(split("v.json", text.encode() if isinstance(text, str) else text))
    assert all(isinstance(item, Part) for item in found)
    return [item for item in found if isinstance(item, Part)]


def refused(text: str | bytes) -> list[tuple[str, list[str]]]:
    found = []
    for item in split("v.json", text.encode() if isinstance(text, str) else text):
        if isinstance(item, tuple):
            assert isinstance(item[1], Rejected)
            found.append((item[0], [p.code for p in item[1].problems]))
    return found


@pytest.mark.parametrize("text", ['{"factura": {"a": "1"}}', '\ufeff {"factura": {"a": 1}}\n'])
def test_one_document(text: str) -> None:
    (part,) = parts(text)
    assert (part.name, part.values) == ("v.json", {"factura": {"a": "1"}})


@pytest.mark.parametrize("shape", ["[%s, %s]", '{"documentos": [%s,%s] }', '\n{ "documentos" :[ %s ,\n%s]}\n'])
def test_several_documents_in_order(shape: str) -> None:
    found = parts(shape % ('{"factura": {}}', '{"notaCredito": {}}'))
    assert [(p.name, p.values) for p in found] == [
        ("v.json#1", {"factura": {}}),
        ("v.json#2", {"notaCredito": {}}),
    ]


@pytest.mark.parametrize("number", ["100.00", "0.1", "1e400", "9" * 5000, "-0", "12345678901234567890.123456789"])
def test_numbers_stay_as_they_are_written(number: str) -> None:
    (part,) = parts('{"factura": {"a": ' + number + "}}")
    assert part.values == {"factura": {"a": number}}


def test_a_factura_in_json_is_the_factura_in_xml() -> None:
    written, _ = values_of(parse(MINIMAL))
    assert written is not None
    (part,) = parts(json.dumps({"factura": written.values}))
    assert part.values is not None
    read, _ = values_from(part.values)
    assert read is not None
    assert validate(read)[0] == validate(written)[0] is not None


@pytest.mark.parametrize("wrong", ["true", "null", "[]", "{}", '[{"a": 1}]', "12", '"x"'])
def test_values_of_another_form_end_as_problems(wrong: str) -> None:
    for text in ('{"factura": ' + wrong + "}", '{"factura": {"infoTributaria": ' + wrong + "}}"):
        (part,) = parts(text)
        assert part.values is not None
        found, problems = values_from(part.values)
        comprobante, more = validate(found) if found else (None, problems)
        assert comprobante is None
        assert more


def test_places_are_json_pointers_into_the_file() -> None:
    _, part = parts('[{"factura": {}}, {"factura": {"detalles": [{"a": 1}, {"a": 2}]}}]')
    assert part.where is not None
    assert part.where("/factura/detalles/detalle[2]/a") == "v.json#2/factura/detalles/1/a"
    assert part.where("/factura/detalles/detalle[3]/a") == "v.json#2/factura/detalles/2/a"
    assert part.where("/factura/@version") == "v.json#2/factura/version"
    assert part.where("/factura/infoFactura/importeTotal") == "v.json#2/factura/infoFactura/importeTotal"
    assert part.where("otra cosa") == "otra cosa"


def test_one_bad_document_does_not_stop_the_others() -> None:
    text = '[{"factura": {}}, {"factura": {"a": 1, "a": 2}}, {"factura": {"a": NaN}}, 7, null, {"factura": {}}]'
    assert refused(text) == [
        ("v.json#2", ["JSON-REPETIDO"]),
        ("v.json#3", ["JSON-NUMERO"]),
        ("v.json#4", ["JSON-DOCUMENTO"]),
        ("v.json#5", ["JSON-DOCUMENTO"]),
    ]
    assert sum(isinstance(item, Part) for item in split("v.json", text.encode())) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("[]", "JSON-VACIO"),
        ('{"documentos": []}', "JSON-VACIO"),
        ("[" * 100_000, "JSON-PROFUNDO"),
        ('{"a":' * 100_000, "JSON-PROFUNDO"),
        ('{"factura": "ñ"}'.encode("cp1252"), "JSON-CODIFICACION"),
        ('{"factura": {}}'.encode("utf-16"), "JSON-CODIFICACION"),
        ('[{"factura": {}}]'.encode("utf-16-be"), "JSON-CODIFICACION"),
        ('[{"factura": {}}', "JSON-FORMA"),
        ('[{"factura": {}},]', "JSON-FORMA"),
        ('{"factura": {}} {"factura": {}}', "JSON-FORMA"),
        ('{"documentos": [{"factura": {}}], "otro": 1}', "JSON-FORMA"),
        ('{"factura": "\n"}', "JSON-FORMA"),
    ],
)
def test_what_is_not_json_is_refused_whole(data: str | bytes, code: str) -> None:
    assert refused(data) == [("v.json", [code])]
    assert len(list(split("v.json", data.encode() if isinstance(data, str) else data))) == 1


def test_a_slip_of_the_pen_is_shown_with_line_and_column() -> None:
    ((_, rejected),) = split("v.json", b'[{"factura": {}},\n {"factura" {}}]')  # type: ignore[misc]
    assert isinstance(rejected, Rejected)
    assert "línea 2, columna 13: faltan los dos puntos" in rejected.problems[0].message


def test_ten_thousand_documents_one_after_the_other() -> None:
    text = json.dumps([{"factura": {"n": str(n), "detalles": [{"cantidad": 1}]}} for n in range(10_000)])
    numbers = [part.values["factura"]["n"] for part in parts(text) if part.values]
    assert numbers == [str(n) for n in range(10_000)]


_text = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=8)
_leaves = _text | st.decimals(allow_nan=False, allow_infinity=False).map(lambda d: Decimal(d))
_values = st.recursive(_leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner), max_leaves=9)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else str(value)


@given(st.lists(st.dictionaries(_text, _values, max_size=3), min_size=1, max_size=4))
def test_whatever_is_written_is_read(documents: list[dict[str, Any]]) -> None:
    text = json.dumps([_plain(d) for d in documents], ensure_ascii=False)
    assert [p.values for p in parts(text)] == [_plain(d) for d in documents]


@given(st.binary(max_size=60).map(lambda b: b"[" + b) | st.text(max_size=60).map(lambda t: ('{"a":' + t).encode()))
def test_any_bytes_end_as_something(data: bytes) -> None:
    assert list(split("x", data))


@pytest.mark.parametrize(
    ("escaped", "code"),
    [
        ("\\u0000", "U+0000"),
        ("\\u0007", "U+0007"),
        ("\\u007f", "U+007F"),
        ("\\u0096", "U+0096"),
        ("\\ud83d", "U+D83D"),
        ("\\ude00\\ud83d", "U+DE00"),
        ("\\uffff", "U+FFFF"),
    ],
)
def test_a_character_that_would_vanish_is_refused_with_its_place(escaped: str, code: str) -> None:
    value = f'{{"factura": {{"detalles": [{{"descripcion": "a{escaped}b"}}]}}}}'
    for text, place in ((value, "v.json#"), (f"[{{}}, {value}]", "v.json#2")):
        *_, (_, rejected) = split("v.json", text.encode())  # type: ignore[misc]
        assert isinstance(rejected, Rejected)
        (found,) = rejected.problems
        assert found.code == "JSON-CARACTER"
        assert found.pointer == f"{place}/factura/detalles/0/descripcion"
        assert code in found.message
        json.dumps(found.as_dict(), ensure_ascii=False).encode()


def test_a_name_with_such_a_character_is_refused_where_it_stands() -> None:
    for text in ('{"factura": {"a\\ud800": 1}}', '{"factura": {"a\\ud800": 1, "a\\ud800": 2}}'):
        ((_, rejected),) = split("v.json", text.encode())  # type: ignore[misc]
        assert isinstance(rejected, Rejected)
        assert "JSON-CARACTER" in {p.code for p in rejected.problems}
        assert {p.pointer for p in rejected.problems if p.code == "JSON-CARACTER"} == {"v.json#/factura"}
        for found in rejected.problems:
            json.dumps(found.as_dict(), ensure_ascii=False).encode()


@pytest.mark.parametrize("text", ["línea\\nlínea", "\\ttab", "\\ud83d\\ude00", "Ñandú", "\\u00a0"])
def test_blanks_and_whole_pairs_are_text(text: str) -> None:
    assert parts(f'{{"factura": {{"a": "{text}"}}}}')
