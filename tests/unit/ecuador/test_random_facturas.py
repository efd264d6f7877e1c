"""Facturas at random: nothing is lost between model and XML, and two ways of reckoning agree."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.documents.country import Prepared, Rejected
from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador import figures
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.domain.ecuador.reading import read, write
from infra.sandbox.arithmetic import differences
from tests.unit.ecuador.build import MINIMAL, issuer_of, prepare
from tests.unit.ecuador.strategies import facturas

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(facturas())
def test_model_to_xml_to_model_is_the_same(factura: Factura) -> None:
    again, problems = read(parse(write(factura)))
    assert problems == ()
    assert again == factura


@FEW
@given(facturas())
def test_model_to_json_to_model_is_the_same(factura: Factura) -> None:
    assert Factura.model_validate_json(factura.model_dump_json()) == factura


@FEW
@given(facturas())
def test_figures_worked_out_with_fractions_agree_with_ours_and_the_sandboxs(factura: Factura) -> None:
    assert list(figures.check(factura)) == []
    assert differences(parse(write(factura))) == []


@FEW
@given(facturas(), st.sampled_from(["totalSinImpuestos", "importeTotal", "totalDescuento"]), st.integers(2, 500))
def test_a_total_that_is_off_is_noticed(factura: Factura, name: str, off: int) -> None:
    info = factura.infoFactura
    moved = info.model_copy(update={name: getattr(info, name) + Decimal(off).scaleb(-2)})
    found = [p for p in figures.check(factura.model_copy(update={"infoFactura": moved})) if p.severity == "error"]
    assert f"/factura/infoFactura/{name}" in {p.pointer for p in found}
    stated, computed = str(getattr(moved, name)), str(getattr(info, name))
    assert any(stated in p.message and computed in p.message for p in found)


@FEW
@given(facturas())
def test_what_is_prepared_is_accepted_again_as_the_same_document(factura: Factura) -> None:
    first = prepare(write(factura))
    assert isinstance(first, Prepared)
    assert prepare(first.unsigned) == first


@FEW
@given(st.data())
def test_no_bytes_make_preparing_fail(data: st.DataObject) -> None:
    xml = bytearray(write(data.draw(facturas())))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(xml) - 1))
        xml[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    assert isinstance(prepare(bytes(xml), issuer=issuer_of(MINIMAL)), (Prepared, Rejected))
