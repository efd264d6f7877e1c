"""The schemas: every element in its place, every version its own; our models, of another hand, say the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from chalicelib.domain.ecuador.comprobantes import BY_ROOT
from infra.sandbox import schema, tables
from tests.conformance.compare import Subject, compare
from tests.examples import examples, name_of

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "factura").glob("*.xml"))
XS = "{http://www.w3.org/2001/XMLSchema}"
VERSIONS = ("1.0.0", "1.1.0", "2.0.0", "2.1.0")


def example(name: str, version: str) -> str:
    (found,) = (p for p in EXAMPLES if p.name == f"{name}_{version}.xml")
    return found.read_text()


def problems(text: str) -> list[str]:
    return schema.problems(etree.fromstring(text.encode()))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.name)
def test_examples(path: Path) -> None:
    assert schema.problems(etree.parse(path).getroot()) == []


def test_the_complete_example_has_nearly_everything() -> None:
    """So that the tests on it reach the whole table."""
    names = {e.get("name") for e in etree.fromstring(schema.xsd("factura", "2.1.0").encode()).iter(f"{XS}element")}
    used = {e.tag for p in EXAMPLES for e in etree.parse(p).iter(etree.Element)}
    assert len(names - used) < len(names) / 4, names - used


@pytest.mark.parametrize(
    ("legend", "right"),
    [
        ("CONTRIBUYENTE RÉGIMEN RIMPE", True),
        ("CONTRIBUYENTE NEGOCIO POPULAR - RÉGIMEN RIMPE", True),
        ("NEGOCIO POPULAR", False),
        ("CONTRIBUYENTE NEGOCIO POPULAR RÉGIMEN RIMPE", False),
    ],
)
def test_both_legends_of_the_rimpe_are_right(legend: str, right: bool) -> None:
    block = f"</dirMatriz><contribuyenteRimpe>{legend}</contribuyenteRimpe>"
    assert (problems(example("minima", "1.1.0").replace("</dirMatriz>", block)) == []) is right


@pytest.mark.parametrize("version", VERSIONS)
def test_decimals_by_version(version: str) -> None:
    text = example("minima", "1.1.0").replace('version="1.1.0"', f'version="{version}"')
    found = problems(text.replace("<precioUnitario>1.15<", "<precioUnitario>1.150001<"))
    assert bool(found) == version.endswith(".0.0")
    assert problems(text.replace("<precioUnitario>1.15<", "<precioUnitario>1.1500001<"))


@pytest.mark.parametrize("version", VERSIONS)
def test_blocks_by_version(version: str) -> None:
    text = example("minima", "1.1.0").replace('version="1.1.0"', f'version="{version}"')
    rubros = "<otrosRubrosTerceros><rubro><concepto>TASA</concepto><total>1</total></rubro></otrosRubrosTerceros>"
    withheld = (
        "<retenciones><retencion><codigo>4</codigo><codigoPorcentaje>327</codigoPorcentaje><tarifa>0.20</tarifa>"
        "<valor>0.01</valor></retencion></retenciones>"
    )
    assert bool(problems(text.replace("</detalles>", f"</detalles>{rubros}"))) == version.startswith("1.")
    assert bool(problems(text.replace("</detalles>", f"</detalles>{withheld}"))) == version.endswith(".0.0")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<ambiente>1<", "<ambiente>3<"),
        ("<ruc>0193472850001<", "<ruc>0193472850002<"),
        ("<secuencial>000001287<", "<secuencial>1287<"),
        ("<fechaEmision>03/11/2026<", "<fechaEmision>2026-11-03<"),
        ("<fechaEmision>03/11/2026<", "<fechaEmision>3/11/2026<"),
        ("<fechaEmision>03/11/2026<", "<fechaEmision>03/11/1926<"),
        ("<tipoIdentificacionComprador>05<", "<tipoIdentificacionComprador>09<"),
        ("<descripcion>Leche entera 1 litro<", "<descripcion><"),
        ("<descripcion>Leche entera 1 litro<", "<descripcion>Leche\nentera<"),
        ("<descripcion>Leche entera 1 litro<", f"<descripcion>{'x' * 301}<"),
        ("<codigoPrincipal>LECHE1L<", f"<codigoPrincipal>{'x' * 26}<"),
        ("<totalDescuento>0.00<", "<totalDescuento><"),
        ("<importeTotal>4.60<", "<importeTotal>4,60<"),
        ("<importeTotal>4.60<", "<importeTotal>-4.60<"),
        ("<importeTotal>4.60<", "<importeTotal>4.601<"),
        ("<importeTotal>4.60<", "<importeTotal>1234567890123.65<"),
        ("<importeTotal>4.60<", "<importeTotal>NaN<"),
        ("<importeTotal>4.60<", "<importeTotal>4e0<"),
        ("<formaPago>01<", "<formaPago>22<"),
        ("<pago>", "<otro/><pago>"),
        ("<detalles>", "texto<detalles>"),
        ("<detalles>", '<detalles a="1">'),
        ("<descuento>0.00</descuento>", ""),
        ('id="comprobante"', 'id="otro"'),
        ("<factura ", '<factura xmlns="urn:x" '),
    ],
)
def test_what_does_not_follow_it(old: str, new: str) -> None:
    text = example("minima", "1.1.0")
    assert old in text
    broken = etree.fromstring(text.replace(old, new, 1).encode())
    if broken.tag == "factura":
        assert schema.problems(broken)
    else:
        assert broken.tag not in tables.TABLES


@pytest.mark.parametrize("count", [15, 16])
def test_at_most_fifteen_additional_fields(count: int) -> None:
    fields = "".join(f'<campoAdicional nombre="n{n}">x</campoAdicional>' for n in range(count))
    text = example("minima", "1.1.0").replace("</detalles>", f"</detalles><infoAdicional>{fields}</infoAdicional>")
    assert bool(problems(text)) == (count > 15)


def test_problems_say_where_and_what() -> None:
    (found,) = problems(example("minima", "1.1.0").replace("<importeTotal>4.60<", "<importeTotal>4.601<"))
    assert "importeTotal" in found
    assert "4.601" in found


KINDS = sorted((root, version) for root, versions in tables.TABLES.items() for version in versions)


@pytest.mark.parametrize(("root", "version"), KINDS)
def test_the_models_accept_and_refuse_the_same(root: str, version: str) -> None:
    """Two descriptions written apart, on random documents and changes to them; what differs on purpose set apart."""
    names = tuple({e.get("name", "") for e in etree.fromstring(schema.xsd(root, version)).iter(f"{XS}element")})
    subject = Subject(BY_ROOT[root], version, schema.schema(root, version), names)
    report = compare([subject], 150, seed=11)
    assert (report.mutations, report.differences) == (150, [])
    assert min(report.accepted, report.refused) > 10


@pytest.mark.parametrize("path", examples(), ids=name_of)
def test_every_example(path: Path) -> None:
    assert schema.problems(etree.parse(path).getroot()) == []


@pytest.mark.parametrize("path", examples(), ids=name_of)
def test_no_element_may_come_twice_where_it_comes_once(path: Path) -> None:
    root = etree.parse(path).getroot()
    info = root[1]
    for child in list(info):
        if len(child) == 0:
            twin = etree.fromstring(etree.tostring(child))
            child.addnext(twin)
            assert schema.problems(root), child.tag
            info.remove(twin)
    assert schema.problems(root) == []
