"""The arithmetic of a factura, figure by figure."""

from __future__ import annotations

import pytest

from chalicelib.domain.documents.country import Prepared, Rejected, Unnumbered
from tests.unit.ecuador.build import (
    ALL,
    COMPLETE,
    EXPORT,
    MINIMAL,
    REIMBURSEMENT,
    change,
    prepare,
    problems,
    swap,
    told,
)

INFO = "/factura/infoFactura"
LINE = "/factura/detalles/detalle[1]"
TAX = f"{INFO}/totalConImpuestos/totalImpuesto[1]"


@pytest.mark.parametrize("xml", ALL)
def test_the_examples_add_up(xml: bytes) -> None:
    assert {code for code, _ in problems(xml) if code.startswith("TOT-")} == set()


@pytest.mark.parametrize(
    ("xml", "path", "value", "code", "pointer"),
    [
        (EXPORT, "detalles/detalle[1]/cantidad", "20001", "TOT-LINEA", f"{LINE}/precioTotalSinImpuesto"),
        (EXPORT, "detalles/detalle[1]/descuento", "150.00", "TOT-LINEA", f"{LINE}/precioTotalSinImpuesto"),
        (EXPORT, "infoFactura/totalSinImpuestos", "11840.05", "TOT-SIN-IMPUESTOS", f"{INFO}/totalSinImpuestos"),
        (EXPORT, "infoFactura/totalDescuento", "0.00", "TOT-DESCUENTO", f"{INFO}/totalDescuento"),
        (EXPORT, "infoFactura/importeTotal", "14424.20", "TOT-IMPORTE", f"{INFO}/importeTotal"),
        (EXPORT, "infoFactura/seguroInternacional", "0.00", "TOT-IMPORTE", f"{INFO}/importeTotal"),
        (EXPORT, "infoFactura/pagos/pago/total", "14424.10", "TOT-PAGOS", f"{INFO}/pagos"),
        (
            EXPORT,
            "infoFactura/totalConImpuestos/totalImpuesto/baseImponible",
            "1.00",
            "TOT-BASE",
            f"{TAX}/baseImponible",
        ),
        (EXPORT, "infoFactura/totalConImpuestos/totalImpuesto/valor", "0.05", "TOT-IMPUESTO", f"{TAX}/valor"),
        (COMPLETE, "infoFactura/propina", "26.05", "TOT-PROPINA", f"{INFO}/propina"),
        (
            COMPLETE,
            "infoFactura/totalConImpuestos/totalImpuesto[3]/valor",
            "23.00",
            "TOT-IMPUESTO-SUMA",
            f"{INFO}/totalConImpuestos/totalImpuesto[3]/valor",
        ),
        (
            COMPLETE,
            "detalles/detalle[1]/impuestos/impuesto[2]/baseImponible",
            "120.00",
            "TOT-BASE-IVA",
            f"{LINE}/impuestos/impuesto[2]/baseImponible",
        ),
        (
            COMPLETE,
            "detalles/detalle[1]/impuestos/impuesto[2]/valor",
            "21.70",
            "TOT-IMPUESTO-LINEA",
            f"{LINE}/impuestos/impuesto[2]/valor",
        ),
        (
            REIMBURSEMENT,
            "infoFactura/totalImpuestoReembolso",
            "62.60",
            "TOT-REEMBOLSO",
            f"{INFO}/totalImpuestoReembolso",
        ),
        (
            REIMBURSEMENT,
            "reembolsos/reembolsoDetalle[1]/detalleImpuestos/detalleImpuesto/impuestoReembolso",
            "60.00",
            "TOT-REEMBOLSO-IMPUESTO",
            "/factura/reembolsos/reembolsoDetalle[1]/detalleImpuestos/detalleImpuesto[1]/impuestoReembolso",
        ),
    ],
)
def test_a_figure_that_is_off_stops_the_factura(xml: bytes, path: str, value: str, code: str, pointer: str) -> None:
    outcome = prepare(change(xml, path, value))
    assert isinstance(outcome, Rejected)
    assert (code, pointer) in {(p.code, p.pointer) for p in outcome.problems}


def test_both_figures_are_shown() -> None:
    outcome = prepare(change(MINIMAL, "infoFactura/importeTotal", "4.65"))
    assert isinstance(outcome, Rejected)
    (amount,) = [p for p in outcome.problems if p.code == "TOT-IMPORTE"]
    assert "4.65" in amount.message
    assert "4.60" in amount.message


def test_one_cent_in_a_sum_is_a_warning() -> None:
    xml = change(change(MINIMAL, "infoFactura/importeTotal", "4.61"), "infoFactura/pagos/pago/total", "4.61")
    outcome = prepare(xml)
    assert isinstance(outcome, Prepared)
    assert [(p.code, p.severity) for p in told(outcome)] == [("TOT-CENTAVO", "warning")]


def test_a_line_may_carry_a_cent_of_the_rates_tax() -> None:
    assert isinstance(prepare(change(COMPLETE, "detalles/detalle[1]/impuestos/impuesto[2]/valor", "21.61")), Prepared)


def test_a_rate_without_total_and_a_total_without_lines_are_named() -> None:
    xml = change(MINIMAL, "infoFactura/totalConImpuestos/totalImpuesto/codigoPorcentaje", "6")
    assert problems(xml) == {("TOT-IMPUESTO-SOBRA", TAX), ("TOT-IMPUESTO-FALTA", f"{INFO}/totalConImpuestos")}


def test_a_rate_stands_once_in_the_totals() -> None:
    row = "<totalImpuesto><codigo>2</codigo><codigoPorcentaje>0</codigoPorcentaje><baseImponible>0</baseImponible><valor>0</valor></totalImpuesto>"  # noqa: E501
    xml = swap(MINIMAL, "</totalConImpuestos>", f"{row}</totalConImpuestos>")
    assert ("TOT-IMPUESTO-REPETIDO", f"{INFO}/totalConImpuestos/totalImpuesto[2]") in problems(xml)


@pytest.mark.parametrize("total", ["334.96", "340.96", "330.96"])
def test_third_party_amounts_and_the_additional_discount_have_one_reading(total: str) -> None:
    xml = change(COMPLETE, "infoFactura/importeTotal", total)
    xml = change(xml, "infoFactura/pagos/pago[2]/total", f"{float(total) - 130.96:.2f}")
    assert problems(xml) == {("TOT-IMPORTE", f"{INFO}/importeTotal")}


@pytest.mark.parametrize("discount", ["3.46", "4.00", "-0.54"])
def test_the_total_discount_is_that_of_the_lines_and_the_additional_one(discount: str) -> None:
    xml = change(COMPLETE, "infoFactura/totalDescuento", discount)
    assert problems(xml) == {("TOT-DESCUENTO", f"{INFO}/totalDescuento")}


ZEROS = (
    "<totalImpuesto><codigo>2</codigo><codigoPorcentaje>{code}</codigoPorcentaje>{more}"
    "<baseImponible>{base}</baseImponible><valor>{valor}</valor></totalImpuesto></totalConImpuestos>"
)


def with_total(code: str, base: str, valor: str, more: str = "") -> bytes:
    return swap(MINIMAL, "</totalConImpuestos>", ZEROS.format(code=code, base=base, valor=valor, more=more))


@pytest.mark.parametrize("code", ["4", "5", "6", "7"])
def test_a_total_of_zeros_of_a_rate_that_no_line_has_passes(code: str) -> None:
    assert problems(with_total(code, "0.00", "0.00")) == set()


@pytest.mark.parametrize(
    ("base", "valor", "more"),
    [("0.01", "0.00", ""), ("0.00", "0.01", ""), ("0", "0", "<descuentoAdicional>1.00</descuentoAdicional>")],
)
def test_a_total_that_no_line_has_and_is_not_of_zeros_is_told(base: str, valor: str, more: str) -> None:
    told = {code for code, _ in problems(with_total("6", base, valor, more))}
    assert "TOT-IMPUESTO-SOBRA" in told


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "stated", "code"),
    [
        ("2.09", "28.80", "21.05", "39.10", "TOT-LINEA-REDONDEO"),  # 39.142, in tenths
        ("2.09", "28.80", "21.05", "39.19", "TOT-LINEA-REDONDEO"),  # 2.0915 × 28.80 would give it
        ("2.09", "28.80", "21.05", "39.20", "TOT-LINEA"),
        ("2.09", "28.80", "21.05", "39.09", "TOT-LINEA"),
        ("2", "45.50", "0.00", "91.04", "TOT-LINEA"),  # nothing in it was rounded
        ("10000", "0.33", "0.00", "3333.33", "TOT-LINEA"),  # explained, and beyond what is seen to pass
        ("9", "0.33", "0.00", "3.00", "TOT-LINEA-REDONDEO"),
        ("9", "0.333", "0.00", "3.01", ""),
        ("3", "1.333", "0.00", "4.02", "TOT-LINEA"),
    ],
)
def test_what_rounding_explains_of_a_line_warns(
    quantity: str, price: str, discount: str, stated: str, code: str
) -> None:
    figures = {"cantidad": quantity, "precioUnitario": price, "descuento": discount}
    xml = MINIMAL
    for name, value in (figures | {"precioTotalSinImpuesto": stated}).items():
        xml = change(xml, f"detalles/detalle/{name}", value)
    outcome = prepare(xml)
    assert not isinstance(outcome, Unnumbered)
    found = outcome.problems if isinstance(outcome, Rejected) else outcome.warnings
    assert {p.code for p in found if p.code.startswith("TOT-LINEA")} == ({code} - {""})


def test_figures_of_eighteen_digits_are_exact() -> None:
    xml = change(MINIMAL, "detalles/detalle/cantidad", "123456789012.123456")
    xml = change(xml, "detalles/detalle/precioUnitario", "0.000001")
    outcome = prepare(xml)
    assert isinstance(outcome, Rejected)
    assert any("123456.79" in p.message for p in outcome.problems if p.code == "TOT-LINEA")
