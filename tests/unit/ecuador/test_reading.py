"""Reading a factura: everything that is wrong is said at once, and where."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador.comprobantes import KINDS, kind_of
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.domain.ecuador.reading import MAX_ELEMENTS, MAX_PROBLEMS, read, write
from tests.unit.ecuador.build import COMPLETE, EXAMPLES, EXPORT, MINIMAL, change, swap, unclaimed

F = "/factura"
INFO = "/factura/infoFactura"


def found(xml: bytes) -> list[tuple[str, str]]:
    factura, problems = read(parse(xml))
    assert (factura is None) == bool(problems)
    return [(p.code, p.pointer) for p in problems]


EVERY_EXAMPLE = sorted(EXAMPLES.parent.glob("*/*.xml"))


@pytest.mark.parametrize("path", EVERY_EXAMPLE, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_example_is_read_without_a_word_and_written_back_in_full(path: Path) -> None:
    xml = path.read_bytes()
    comprobante, problems = read(parse(xml))
    assert problems == ()
    assert comprobante is not None
    assert kind_of(comprobante).root == path.parent.name
    assert comprobante.version == path.stem.rsplit("_", 1)[1]
    before = etree.fromstring(xml, etree.XMLParser(remove_blank_text=True))
    after = etree.fromstring(write(comprobante))
    assert etree.tostring(after, method="c14n2") == etree.tostring(before, method="c14n2")


def test_there_is_an_example_of_every_version() -> None:
    seen = {(p.parent.name, p.stem.rsplit("_", 1)[1]) for p in EVERY_EXAMPLE}
    assert seen == {(kind.root, version) for kind in KINDS for version in kind.versions}


def test_names_lists_and_types_are_those_of_the_ficha() -> None:
    factura, _ = read(parse(COMPLETE))
    assert isinstance(factura, Factura)
    assert factura.infoFactura.fechaEmision == date(2026, 11, 3)
    assert str(factura.infoFactura.totalConImpuestos[0].valor) == "30.00"
    assert factura.detalles[0].precioUnitario == Decimal("12.345678")
    assert factura.detalles[0].detallesAdicionales[1].valor == "09/2029"
    assert factura.infoAdicional[0].nombre == "Correo"
    assert factura.otrosRubrosTerceros[0].total == Decimal("6.00")


def test_json_has_the_same_names_and_reads_back() -> None:
    factura, _ = read(parse(COMPLETE))
    assert factura is not None
    assert type(factura).model_validate_json(factura.model_dump_json()) == factura
    assert '"precioUnitario":"12.345678"' in factura.model_dump_json()
    assert '"fechaEmision":"03/11/2026"' in factura.model_dump_json()


def test_all_problems_come_at_once() -> None:
    xml = change(EXPORT, "infoFactura/razonSocialComprador", None)
    xml = change(xml, "detalles/detalle[2]/cantidad", "mil")
    xml = change(xml, "infoFactura/fechaEmision", "31/02/2026")
    xml = change(xml, "infoFactura/paisDestino", "NL")
    xml = swap(xml, "<infoAdicional>", "<observacion>x</observacion><infoAdicional>")
    assert set(found(xml)) == {
        ("XML-FALTA", f"{INFO}/razonSocialComprador"),
        ("XML-NUMERO", "/factura/detalles/detalle[2]/cantidad"),
        ("XML-FECHA-IRREAL", f"{INFO}/fechaEmision"),
        ("XML-FORMATO", f"{INFO}/paisDestino"),
        ("XML-DESCONOCIDO", "/factura/observacion"),
    }


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("infoFactura/totalSinImpuestos", "4.601", "XML-DECIMALES"),
        ("infoFactura/totalSinImpuestos", "4,60", "XML-NUMERO"),
        ("infoFactura/totalSinImpuestos", "-4.60", "XML-NEGATIVO"),
        ("infoFactura/totalSinImpuestos", "1" * 14 + ".00", ""),
        ("infoFactura/totalSinImpuestos", "1" * 15 + ".00", "XML-DIGITOS"),
        ("infoFactura/totalSinImpuestos", "", "XML-VACIO"),
        ("infoFactura/totalDescuento", "-1.00", ""),
        ("infoFactura/fechaEmision", "3/11/2026", "XML-FECHA"),
        ("infoFactura/razonSocialComprador", "   ", "XML-VACIO"),
        ("infoFactura/razonSocialComprador", "Ñ" * 300, ""),
        ("infoFactura/razonSocialComprador", "Ñ" * 301, "XML-LARGO"),
        ("infoFactura/tipoIdentificacionComprador", "09", "XML-FORMATO"),
        ("infoFactura/pagos/pago/formaPago", "22", "XML-FORMATO"),
        ("infoTributaria/secuencial", "1287", "XML-FORMATO"),
        ("infoTributaria/ruc", "0193472850002", "XML-FORMATO"),
        ("infoTributaria/claveAcceso", "123", "XML-FORMATO"),
        ("infoTributaria/claveAcceso", "", ""),
        ("detalles/detalle/cantidad", "1.1234567", "XML-DECIMALES"),
        ("detalles/detalle/impuestos/impuesto/tarifa", "100.25", "XML-DIGITOS"),
        ("detalles/detalle/codigoPrincipal", "X" * 26, "XML-LARGO"),
    ],
)
def test_values_have_limits(path: str, value: str, code: str) -> None:
    pointer = "/factura/" + path.replace("/pago/", "/pago[1]/").replace("/detalle/", "/detalle[1]/").replace(
        "/impuesto/", "/impuesto[1]/"
    )
    assert found(change(MINIMAL, path, value)) == ([(code, pointer)] if code else [])


def test_messages_show_the_value_and_the_rule() -> None:
    _, problems = read(parse(change(MINIMAL, "infoTributaria/estab", "1")))
    assert "«1»" in problems[0].message
    assert "3 dígitos" in problems[0].message


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<totalDescuento>0.00</totalDescuento>", "", [("XML-FALTA", f"{INFO}/totalDescuento")]),
        (
            "<totalDescuento>0.00</totalDescuento>",
            "<totalDescuento>0.00</totalDescuento>" * 2,
            [("XML-REPETIDO", f"{INFO}/totalDescuento")],
        ),
        ("<detalles>", "<detalles>suelto", [("XML-TEXTO", f"{F}/detalles")]),
        ("<detalles>", '<detalles tipo="x">', [("XML-ATRIBUTO", f"{F}/detalles/@tipo")]),
        ("<cantidad>4", "<cantidad u='kg'>4", [("XML-ATRIBUTO", f"{F}/detalles/detalle[1]/cantidad/@u")]),
        ("<cantidad>4", "<cantidad><b/>4", [("XML-HIJOS", f"{F}/detalles/detalle[1]/cantidad")]),
        ("</detalles>", "</detalles><reembolsos/>", [("XML-SIN-ELEMENTOS", f"{F}/reembolsos")]),
        (
            "</detalles>",
            "</detalles><otrosRubrosTerceros><rubro><concepto>a</concepto><total>1</total></rubro></otrosRubrosTerceros>",
            [("XML-OTRA-VERSION", f"{F}/otrosRubrosTerceros")],
        ),
        ("</detalle>", "</detalle><linea/>", [("XML-DESCONOCIDO", f"{F}/detalles/linea")]),
        ('version="1.1.0"', 'version="3.0.0"', [("XML-VERSION", f"{F}/@version")]),
        ('version="1.1.0"', "", [("XML-VERSION", f"{F}/@version")]),
        ('id="comprobante"', 'id="otro"', [("XML-FORMATO", f"{F}/@id")]),
        ('id="comprobante"', 'xmlns="http://x.example"', [("XML-NAMESPACE", F)]),
        ('id="comprobante"', "", []),
        (
            'id="comprobante"',
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="factura.xsd"',
            [],
        ),
        (
            "</factura>",
            '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/></factura>',
            [("XML-FIRMADO", F)],
        ),
    ],
)
def test_structure_is_checked(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert found(swap(MINIMAL, old, new)) == expected


def test_another_document_is_told_apart() -> None:
    assert found(b"<pedido/>") == [("XML-RAIZ", "/")]
    assert found(b"<notaCredito/>") == [("XML-VERSION", "/notaCredito/@version")]
    assert found(b'<notaCredito version="2.1.0"/>') == [("XML-VERSION", "/notaCredito/@version")]


def test_one_misplaced_element_is_one_problem() -> None:
    moved = swap(MINIMAL, "<importeTotal>4.60</importeTotal>", "")
    moved = swap(moved, "<fechaEmision>", "<importeTotal>4.60</importeTotal><fechaEmision>")
    _, problems = read(parse(moved))
    assert [(p.code, p.pointer) for p in problems] == [("XML-ORDEN", f"{INFO}/importeTotal")]
    assert "después de <totalConImpuestos>" in problems[0].remedy


def test_what_is_missing_comes_with_its_place() -> None:
    _, problems = read(parse(change(MINIMAL, "infoFactura/razonSocialComprador", None)))
    assert "después de <tipoIdentificacionComprador> y antes de <identificacionComprador>" in problems[0].remedy


def test_a_wrong_name_gets_a_suggestion() -> None:
    wrong = swap(swap(MINIMAL, "<importeTotal>", "<ImporteTotal>"), "</importeTotal>", "</ImporteTotal>")
    _, problems = read(parse(wrong))
    assert "¿Quiso escribir «importeTotal»?" in problems[0].message


def test_a_signed_document_is_read_when_it_should_be_signed() -> None:
    signed = swap(MINIMAL, "</factura>", '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/></factura>')
    factura, problems = read(parse(signed), signed=True)
    assert problems == ()
    assert factura == read(parse(MINIMAL))[0]


def test_comments_cdata_and_instructions_do_not_change_what_is_read() -> None:
    odd = swap(MINIMAL, "Leche entera 1 litro", "Leche <!-- fría --><![CDATA[entera]]>\n <?x y?>1 litro")
    odd = swap(odd, "<detalles>", "<!-- las líneas --><detalles><?x y?>")
    assert read(parse(odd))[0] == read(parse(MINIMAL))[0]


def test_two_decimals_in_the_old_versions() -> None:
    old = swap(MINIMAL, 'version="1.1.0"', 'version="1.0.0"')
    assert found(old) == []
    assert found(change(old, "detalles/detalle/cantidad", "4.001")) == [
        ("XML-DECIMALES", "/factura/detalles/detalle[1]/cantidad")
    ]


def test_at_most_fifteen_additional_fields() -> None:
    field = '<campoAdicional nombre="n">v</campoAdicional>'
    fifteen = swap(MINIMAL, "</detalles>", f"</detalles><infoAdicional>{field * 15}</infoAdicional>")
    assert found(fifteen) == []
    sixteen = swap(MINIMAL, "</detalles>", f"</detalles><infoAdicional>{field * 16}</infoAdicional>")
    assert found(sixteen) == [("XML-DEMASIADOS", "/factura/infoAdicional")]


def test_an_additional_field_needs_its_name_and_its_text() -> None:
    xml = swap(MINIMAL, "</detalles>", "</detalles><infoAdicional><campoAdicional/></infoAdicional>")
    assert set(found(xml)) == {
        ("XML-FALTA", "/factura/infoAdicional/campoAdicional[1]/@nombre"),
        ("XML-VACIO", "/factura/infoAdicional/campoAdicional[1]"),
    }


def test_the_clave_may_be_missing() -> None:
    factura, problems = read(parse(unclaimed(MINIMAL)))
    assert problems == ()
    assert factura is not None
    assert factura.infoTributaria.claveAcceso is None


def test_a_document_full_of_rubbish_gives_a_list_that_can_be_shown() -> None:
    xml = swap(MINIMAL, "</detalles>", f"</detalles>{'<x/>' * 5000}")
    problems = found(xml)
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1] == ("XML-MAS", F)


def test_a_document_with_more_elements_than_fit_is_not_looked_at() -> None:
    xml = swap(MINIMAL, "</detalles>", f"{'<detalle/>' * MAX_ELEMENTS}</detalles>")
    assert found(xml) == [("XML-ELEMENTOS", F)]


@pytest.mark.parametrize("cut", ["<!-- x -->", "<?x y?>"])
@pytest.mark.parametrize(
    "name",
    [
        "infoFactura/importeTotal",
        "infoFactura/fechaEmision",
        "infoFactura/identificacionComprador",
        "infoTributaria/secuencial",
        "detalles/detalle/codigoPrincipal",
        "detalles/detalle/cantidad",
        "infoTributaria/ambiente",
    ],
)
def test_a_figure_or_identifier_cut_by_a_comment_is_refused_with_its_place(name: str, cut: str) -> None:
    whole = parse(MINIMAL).findtext(name)
    assert whole is not None
    element = name.rsplit("/", 1)[-1]
    for at in range(1, len(whole)) if len(whole) > 1 else ():
        odd = swap(MINIMAL, f"<{element}>{whole}<", f"<{element}>{whole[:at]}{cut}{whole[at:]}<")
        assert ("XML-PARTIDO", f"/factura/{name}".replace("detalle/", "detalle[1]/")) in found(odd)
    beside = swap(MINIMAL, f"<{element}>{whole}<", f"<{element}>{cut}{whole}\n{cut}<")
    assert found(beside) == [], "beside a value they mean nothing"


def test_a_plus_sign_in_a_figure_is_refused_with_its_place() -> None:
    total = parse(MINIMAL).findtext("infoFactura/importeTotal")
    for written in (f"+{total}", f" +{total}"):
        odd = change(MINIMAL, "infoFactura/importeTotal", written)
        assert found(odd) == [("XML-SIGNO", "/factura/infoFactura/importeTotal")]


def test_what_was_signed_is_left_as_it_is() -> None:
    """Its bytes go on unchanged: nothing is joined."""
    total = parse(MINIMAL).findtext("infoFactura/importeTotal")
    odd = swap(MINIMAL, f"<importeTotal>{total}", f"<importeTotal>+{total}")
    signed = swap(odd, "</factura>", '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/></factura>')
    assert read(parse(signed), signed=True)[1] == ()


@pytest.mark.parametrize("character", ["&#x7f;", "\x96"])
def test_a_hidden_character_in_a_figure_or_identifier_is_refused(character: str) -> None:
    for name in ("infoFactura/importeTotal", "detalles/detalle/codigoPrincipal", "infoFactura/fechaEmision"):
        whole = parse(MINIMAL).findtext(name)
        assert whole is not None
        element = name.rsplit("/", 1)[-1]
        odd = swap(MINIMAL, f"<{element}>{whole}<", f"<{element}>{whole[:1]}{character}{whole[1:]}<")
        ((code, pointer),) = found(odd)
        assert (code, pointer) == ("XML-CARACTER", f"/factura/{name}".replace("detalle/", "detalle[1]/"))
