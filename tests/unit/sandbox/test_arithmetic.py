"""The sums, worked out anew: a cent is tolerated, five are not."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from infra.sandbox.arithmetic import differences
from tests.unit.sandbox.client import Sandbox

CENT = Decimal("0.01")
FIGURES = ("line_net", "line_iva", "line_base", "net", "discount", "base_15", "iva_15", "base_0", "total", "paid")


def tree(sandbox: Sandbox, **fields: str) -> etree._Element:
    return etree.fromstring(sandbox.factura(**fields).xml())


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("off", ["0.05", "-0.05", "0.02"])
def test_a_figure_that_is_off(sandbox: Sandbox, figure: str, off: str) -> None:
    wrong = Decimal(getattr(sandbox.factura(), figure)) + Decimal(off)
    found = sandbox.verdict(sandbox.factura(**{figure: str(wrong)}))
    assert (found.estado, found.codes) == ("NO AUTORIZADO", ["52", "60"])
    assert str(wrong) in found.details


@pytest.mark.parametrize("figure", [f for f in FIGURES if f != "iva_15"])
@pytest.mark.parametrize("off", ["0.01", "-0.01"])
def test_a_cent_is_tolerated(sandbox: Sandbox, figure: str, off: str) -> None:
    nearly = Decimal(getattr(sandbox.factura(), figure)) + Decimal(off)
    assert differences(tree(sandbox, **{figure: str(nearly)})) == []


def test_a_rate_that_is_not_its_codes(sandbox: Sandbox) -> None:
    (found, *_) = differences(tree(sandbox, rate="12.00", line_iva="2.22"))
    assert "tarifa" in found


def test_a_tax_left_out_of_the_totals(sandbox: Sandbox) -> None:
    root = tree(sandbox, total="19.50", paid="19.50")
    totals = root.find("infoFactura/totalConImpuestos")
    assert totals is not None
    totals.remove(totals[0])
    assert any("totalImpuesto 2/4" in d for d in differences(root))


def test_a_tax_that_no_line_has(sandbox: Sandbox) -> None:
    xml = sandbox.factura().xml().replace(b"<codigoPorcentaje>0<", b"<codigoPorcentaje>7<", 1)
    assert any("totalImpuesto 2/7" in d for d in differences(etree.fromstring(xml)))


def changed(sandbox: Sandbox, old: str, new: str, **fields: str) -> list[str]:
    xml = sandbox.factura(**fields).xml().decode()
    assert old in xml
    return differences(etree.fromstring(xml.replace(old, new).encode()))


def test_what_is_added_to_the_total(sandbox: Sandbox) -> None:
    tip = "<propina>0.00</propina>"
    assert changed(sandbox, tip, "<propina>2.00</propina>", total="24.28", paid="24.28") == []
    charges = "<fleteInternacional>3.00</fleteInternacional><gastosAduaneros>1.00</gastosAduaneros>"
    assert changed(sandbox, tip, tip + charges, total="26.28", paid="26.28") == []
    assert changed(sandbox, tip, tip + charges) != []


@pytest.mark.parametrize(
    ("total", "paid", "right"), [("28.28", "28.28", True), ("22.28", "22.28", False), ("22.28", "28.28", False)]
)
def test_third_party_items_are_part_of_the_total(sandbox: Sandbox, total: str, paid: str, right: bool) -> None:
    items = "<otrosRubrosTerceros><rubro><concepto>TASA</concepto><total>6.00</total></rubro></otrosRubrosTerceros>"
    found = changed(sandbox, "<infoAdicional>", f"{items}<infoAdicional>", total=total, paid=paid)
    assert (found == []) is right


def test_withholdings_on_the_factura_are_part_of_the_total(sandbox: Sandbox) -> None:
    withheld = (
        "<retenciones><retencion><codigo>4</codigo><codigoPorcentaje>327</codigoPorcentaje><tarifa>0.20</tarifa>"
        "<valor>0.50</valor></retencion></retenciones>"
    )
    assert changed(sandbox, "<infoAdicional>", f"{withheld}<infoAdicional>", total="22.78", paid="22.78") == []
    assert changed(sandbox, "<infoAdicional>", f"{withheld}<infoAdicional>") != []


@pytest.mark.parametrize(("total", "right"), [("21.28", True), ("22.28", False), ("23.28", False)])
def test_compensations_lower_the_total(sandbox: Sandbox, total: str, right: bool) -> None:
    less = "<compensaciones><compensacion><codigo>1</codigo><tarifa>2</tarifa><valor>1.00</valor></compensacion></compensaciones>"  # noqa: E501
    found = changed(sandbox, "<propina>", f"{less}<propina>", total=total, paid=total)
    assert (found == []) is right


@pytest.mark.parametrize(
    ("total", "discount", "right"), [("17.68", "5.50", True), ("17.68", "1.50", False), ("21.68", "5.50", False)]
)
def test_an_additional_discount_is_in_the_total_one_and_lowers_the_amount(
    sandbox: Sandbox, total: str, discount: str, right: bool
) -> None:
    """4.00 off the base at 15 %: 14.50 and 2.18 of IVA; with the line at 0 %, 17.68."""
    fields = {"base_15": "14.50", "iva_15": "2.18", "total": total, "paid": total, "discount": discount}
    base = "<codigoPorcentaje>4</codigoPorcentaje>\n        <baseImponible>14.50"
    less = base.replace("<baseImponible>", "<descuentoAdicional>4.00</descuentoAdicional><baseImponible>")
    assert (changed(sandbox, base, less, **fields) == []) is right


def test_a_line_rounded_to_tenths_is_let_pass(sandbox: Sandbox) -> None:
    """The document that the authority authorised: 39.10 for 2.09 × 28.80 − 21.05."""

    def line(quantity: str, price: str, discount: str, net: str) -> list[str]:
        root = document([(Decimal(1), Decimal(net), ("0", 0))], Decimal(0))
        for name, text in (("cantidad", quantity), ("precioUnitario", price), ("descuento", discount)):
            node = root.find(f"detalles/detalle/{name}")
            assert node is not None
            node.text = text
        total_discount = root.find("infoFactura/totalDescuento")
        assert total_discount is not None
        total_discount.text = discount
        return differences(root)

    assert line("2.09", "28.80", "21.05", "39.10") == []
    assert line("2.09", "28.80", "21.05", "39.19") == []
    assert line("2.09", "28.80", "21.05", "39.09") != []
    assert line("2.09", "28.80", "21.05", "39.20") != []
    assert line("2", "45.50", "0", "91.04") != []
    assert line("10000", "0.33", "0", "3333.33") != []


def test_ice_raises_the_base_of_iva(sandbox: Sandbox) -> None:
    ice = (
        "<{0}><codigo>3</codigo><codigoPorcentaje>3011</codigoPorcentaje>{1}<baseImponible>18.50</baseImponible>"
        "<valor>1.50</valor></{0}>"
    )
    fields = {"line_base": "20.00", "line_iva": "3.00", "base_15": "20.00", "iva_15": "3.00", "total": "24.00"}
    xml = sandbox.factura(paid="24.00", **fields).xml().decode()
    xml = xml.replace("<totalImpuesto>", ice.format("totalImpuesto", "") + "<totalImpuesto>", 1)
    xml = xml.replace("<impuesto>", ice.format("impuesto", "<tarifa>0</tarifa>") + "<impuesto>", 1)
    assert differences(etree.fromstring(xml.encode())) == []
    assert any(
        "3/3011" in d for d in differences(etree.fromstring(xml.replace(">1.50</valor>", ">1.60</valor>", 1).encode()))
    )


def test_figures_of_any_size(sandbox: Sandbox) -> None:
    xml = sandbox.factura().xml()
    xml = xml.replace(b"<cantidad>2<", b"<cantidad>999999999999999999<")
    xml = xml.replace(b"<precioUnitario>10.00<", b"<precioUnitario>999999999999999999<")
    (found, *_) = differences(etree.fromstring(xml))
    assert "999999999999999997999999999999999999.50" in found


money = st.integers(0, 10**7).map(lambda n: Decimal(n).scaleb(-2))
lines = st.lists(
    st.tuples(
        st.integers(1, 10**6).map(lambda n: Decimal(n).scaleb(-3)),
        st.integers(1, 10**8).map(lambda n: Decimal(n).scaleb(-6)),
        st.sampled_from([("4", 15), ("0", 0), ("5", 5)]),
    ),
    min_size=1,
    max_size=8,
)


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def document(parts: list[tuple[Decimal, Decimal, tuple[str, int]]], tip: Decimal) -> etree._Element:
    """A factura's figures, each worked out as the ficha says."""
    rows = ""
    bases: dict[tuple[str, int], Decimal] = {}
    for quantity, price, (code, rate) in parts:
        net = cents(quantity * price)
        bases[code, rate] = bases.get((code, rate), Decimal(0)) + net
        rows += (
            f"<detalle><cantidad>{quantity}</cantidad><precioUnitario>{price}</precioUnitario><descuento>0</descuento>"
            f"<precioTotalSinImpuesto>{net}</precioTotalSinImpuesto><impuestos><impuesto><codigo>2</codigo>"
            f"<codigoPorcentaje>{code}</codigoPorcentaje><tarifa>{rate}</tarifa><baseImponible>{net}</baseImponible>"
            f"<valor>{cents(net * rate / 100)}</valor></impuesto></impuestos></detalle>"
        )
    taxes = {key: cents(base * key[1] / 100) for key, base in bases.items()}
    totals = "".join(
        f"<totalImpuesto><codigo>2</codigo><codigoPorcentaje>{code}</codigoPorcentaje>"
        f"<baseImponible>{bases[code, rate]}</baseImponible><valor>{tax}</valor></totalImpuesto>"
        for (code, rate), tax in taxes.items()
    )
    net = sum(bases.values(), Decimal(0))
    total = net + sum(taxes.values()) + tip
    return etree.fromstring(
        f"<factura><infoFactura><totalSinImpuestos>{net}</totalSinImpuestos><totalDescuento>0</totalDescuento>"
        f"<totalConImpuestos>{totals}</totalConImpuestos><propina>{tip}</propina><importeTotal>{total}</importeTotal>"
        f"<pagos><pago><total>{total}</total></pago></pagos></infoFactura><detalles>{rows}</detalles></factura>"
    )


@given(lines, money)
def test_right_sums_are_right(parts: list[tuple[Decimal, Decimal, tuple[str, int]]], tip: Decimal) -> None:
    assert differences(document(parts, tip)) == []


@given(
    lines,
    money,
    st.integers(2, 10**6),
    st.sampled_from(["totalSinImpuestos", "importeTotal", "totalDescuento", "propina"]),
)
def test_two_cents_are_seen(
    parts: list[tuple[Decimal, Decimal, tuple[str, int]]], tip: Decimal, off: int, figure: str
) -> None:
    root = document(parts, tip)
    node = root.find(f"infoFactura/{figure}")
    assert node is not None
    node.text = str(Decimal(node.text or "") + Decimal(off).scaleb(-2))
    assert differences(root) != []
