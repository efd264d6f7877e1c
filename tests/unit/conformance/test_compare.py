"""The comparison with the schemas finds nothing where both sides agree, and finds what does not."""

from __future__ import annotations

from random import Random

import pytest
from lxml import etree

from chalicelib.domain.ecuador.comprobantes import BY_ROOT, Kind
from chalicelib.domain.ecuador.reading import write
from tests.conformance.compare import Report, Subject, compare
from tests.conformance.deliberate import broken_extras
from tests.conformance.schemas import subjects
from tests.generator.documents import EVERY_VERSION, comprobante
from tests.generator.mutations import mutate
from tests.unit.conformance.own_schema import compiled, text_of

ND = BY_ROOT["notaDebito"]


def compared(kind: Kind, version: str, old: str = "", new: str = "", *, count: int = 300) -> Report:
    text = text_of(kind, version)
    assert old in text
    schema = compiled(text.replace(old, new, 1) if old else text)
    names = tuple({str(e.get("name")) for e in etree.fromstring(text).iter() if e.get("name")})
    return compare([Subject(kind, version, schema, names)], count, seed=3)


@pytest.mark.parametrize(("kind", "version"), EVERY_VERSION, ids=[f"{k.root}-{v}" for k, v in EVERY_VERSION])
def test_against_their_own_declaration_the_models_differ_nowhere(kind: Kind, version: str) -> None:
    report = compared(kind, version)
    assert [(d.change, d.schema, d.models, d.why) for d in report.differences] == []
    assert report.mutations == 300
    assert report.accepted > 30
    assert report.refused > 100


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<xs:element name="razonSocialComprador" minOccurs="1">', '<xs:element name="razonSocialC" minOccurs="1">'),
        ('name="rise" minOccurs="0"', 'name="rise" minOccurs="1"'),
        ('name="motivo" minOccurs="1" maxOccurs="unbounded"', 'name="motivo" minOccurs="1" maxOccurs="1"'),
        ('<xs:totalDigits value="14"/>', '<xs:totalDigits value="9"/>'),
        ('<xs:maxLength value="300"/>', '<xs:maxLength value="200"/>'),
        ('<xs:enumeration value="comprobante"/>', '<xs:enumeration value="factura"/>'),
    ],
)
def test_what_does_not_agree_is_found(old: str, new: str) -> None:
    assert compared(ND, "1.0.0", old, new).differences


@pytest.mark.parametrize(("path", "text", "broken"), [
    ("infoNotaDebito/valorTotal", "+1.50", ["signo +"]),
    ("infoNotaDebito/valorTotal", "1.50", []),
    ("infoTributaria/razonSocial", "+1.50", []),
])  # fmt: skip
def test_a_sign_before_a_figure_is_a_difference_that_is_meant(path: str, text: str, broken: list[str]) -> None:
    root = etree.fromstring(write(comprobante(ND, "1.0.0", Random(11))))
    node = root.find(path)
    assert node is not None
    node.text = text
    assert broken_extras(root) == broken


def test_the_same_seed_makes_the_same_documents() -> None:
    def once() -> list[tuple[str, bytes]]:
        random = Random(11)
        root = etree.fromstring(write(comprobante(ND, "1.0.0", random)))
        return [(mutate(root, random, ("rise",)), etree.tostring(root)) for _ in range(40)]

    assert once() == once()


def test_schemas_are_told_by_their_root_and_file_name(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "NotaDebito_V1.0.0.xsd").write_text(text_of(ND, "1.0.0"))
    (tmp_path / "ajeno.xsd").write_text('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>')
    (found,) = subjects(tmp_path)
    assert (found.kind, found.version) == (ND, "1.0.0")
    assert "razonSocialComprador" in found.names
    (tmp_path / "NotaDebito_V9.0.0.xsd").write_text(text_of(ND, "1.0.0"))
    with pytest.raises(ValueError, match=r"NotaDebito_V9\.0\.0\.xsd"):
        subjects(tmp_path)
