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


@pytest.mark.parametrize(("total", "paid"), [("22.28", "22.28"), ("28.28", "28.28"), ("22.28", "28.28")])
def test_samples_disagree_on_whether_third_party_items_count(sandbox: Sandbox, total: str, paid: str) -> None:
    items = "<otrosRubrosTerceros><rubro><concepto>TASA</concepto><total>6.00</total></rubro></otrosRubrosTerceros>"
    assert changed(sandbox, "<infoAdicional>", f"{items}<infoAdicional>", total=total, paid=paid) == []
    assert changed(sandbox, "<infoAdicional>", f"{items}<infoAdicional>", total="25.28", paid=paid) != []


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
