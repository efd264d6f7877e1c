"""Facturas at random, drawn from the declaration itself and with figures that agree."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from chalicelib.domain.ecuador.clave_acceso import digito_verificador
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from tests.unit.ecuador.build import MINIMAL, issuer_of

RATES = {"0": 0, "4": 15, "6": 0, "7": 0}

words = st.text("añÑé€ſ漢字😀&<>\"' -", min_size=1, max_size=12).map(
    lambda t: f"x {' '.join(t.split())} ñ".replace("  ", " ")
)


def round_cents(value: Fraction) -> Decimal:
    """Half up, by integers only: not the service's way of rounding."""
    return Decimal((value * 100 * 2 + 1) // 2).scaleb(-2)


def fraction(value: Decimal) -> Fraction:
    """The exact value."""
    return Fraction(value)


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    """A line whose figures agree."""
    quantity = draw(st.decimals("0.001", 5000, places=draw(st.integers(0, 6))).filter(lambda q: q > 0))
    price = draw(st.decimals(0, 5000, places=draw(st.integers(0, 6))))
    gross = round_cents(fraction(quantity) * fraction(price))
    discount = draw(st.decimals(0, gross, places=2))
    net = round_cents(fraction(quantity) * fraction(price) - fraction(discount))
    code = draw(st.sampled_from(sorted(RATES)))
    ice = draw(st.one_of(st.none(), st.decimals(0, 100, places=2)))
    base = net + (ice or 0)
    taxes = [_tax("2", code, RATES[code], base, round_cents(fraction(base) * RATES[code] / 100))]
    if ice is not None:
        taxes.append(_tax("3", "3610", 20, net, ice))
    return {
        "codigoPrincipal": draw(st.one_of(st.none(), st.from_regex("[A-Z0-9]{1,25}", fullmatch=True))),
        "descripcion": draw(words),
        "cantidad": quantity,
        "precioUnitario": price,
        "descuento": discount,
        "precioTotalSinImpuesto": net,
        "detallesAdicionales": draw(st.lists(st.fixed_dictionaries({"nombre": words, "valor": words}), max_size=3)),
        "impuestos": taxes,
    }


def _tax(codigo: str, porcentaje: str, rate: int, base: Decimal, valor: Decimal) -> dict[str, Any]:
    return {
        "codigo": codigo,
        "codigoPorcentaje": porcentaje,
        "tarifa": Decimal(rate),
        "baseImponible": base,
        "valor": valor,
    }


@st.composite
def facturas(draw: st.DrawFn) -> Factura:
    """A factura of one to four lines whose totals agree, worked out with fractions."""
    detalles = draw(st.lists(lines(), min_size=1, max_size=4))
    totals: dict[tuple[str, str], list[Decimal]] = {}
    for detalle in detalles:
        for tax in detalle["impuestos"]:
            row = totals.setdefault((tax["codigo"], tax["codigoPorcentaje"]), [Decimal(0), Decimal(0)])
            row[0] += tax["baseImponible"]
            row[1] += tax["valor"]
    for (codigo, porcentaje), row in totals.items():
        if codigo == "2":
            row[1] = round_cents(fraction(row[0]) * RATES[porcentaje] / 100)
    net = sum((d["precioTotalSinImpuesto"] for d in detalles), Decimal(0))
    tip = (net / 10).quantize(Decimal("0.01"), ROUND_HALF_UP) if draw(st.booleans()) else None
    total = net + sum((row[1] for row in totals.values()), Decimal(0)) + (tip or 0)
    sequence = draw(st.integers(1, 999_999_999))
    return Factura.model_validate(
        {
            "version": draw(st.sampled_from(["1.1.0", "2.1.0"])),
            "infoTributaria": _issuer(sequence, draw(words)),
            "infoFactura": {
                "fechaEmision": draw(st.dates(date(2026, 10, 1), date(2026, 11, 10))),
                "tipoIdentificacionComprador": "05",
                "razonSocialComprador": draw(words),
                "identificacionComprador": "1710034065",
                "totalSinImpuestos": net,
                "totalDescuento": sum((d["descuento"] for d in detalles), Decimal(0)),
                "totalConImpuestos": [
                    {"codigo": c, "codigoPorcentaje": p, "baseImponible": base, "valor": valor}
                    for (c, p), (base, valor) in totals.items()
                ],
                "propina": tip,
                "importeTotal": total,
                "pagos": [{"formaPago": "01", "total": total}],
            },
            "detalles": detalles,
            "infoAdicional": draw(st.lists(st.fixed_dictionaries({"nombre": words, "valor": words}), max_size=5)),
        }
    )


def _issuer(sequence: int, name: str) -> dict[str, str]:
    return {
        "ambiente": "1",
        "tipoEmision": "1",
        "razonSocial": name,
        "ruc": issuer_of(MINIMAL).tax_id,
        "codDoc": "01",
        "estab": "001",
        "ptoEmi": "001",
        "secuencial": f"{sequence:09d}",
        "dirMatriz": name,
    }


def with_check_digit(first_48: str) -> str:
    """A clave de acceso with the right last digit."""
    return first_48 + digito_verificador(first_48)
