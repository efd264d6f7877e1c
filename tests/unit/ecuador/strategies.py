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
    less: dict[tuple[str, str], Decimal] = {}
    for (codigo, porcentaje), row in totals.items():
        if codigo == "2":
            held = sum(_held(detalle, porcentaje) for detalle in detalles)
            less[codigo, porcentaje] = draw(st.one_of(st.just(Decimal(0)), st.decimals(0, row[0] - held, places=2)))
            row[0] -= less[codigo, porcentaje]
            row[1] = round_cents(fraction(row[0]) * RATES[porcentaje] / 100)
    net = sum((d["precioTotalSinImpuesto"] for d in detalles), Decimal(0))
    tip = (net / 10).quantize(Decimal("0.01"), ROUND_HALF_UP) if draw(st.booleans()) else None
    version = draw(st.sampled_from(["1.1.0", "2.1.0"]))
    collected = draw(_amounts(90)) if version == "2.1.0" else []
    withheld = draw(_amounts(50))
    taxes = sum((row[1] for row in totals.values()), Decimal(0))
    compensated = draw(_amounts((net - sum(less.values())) / 3))
    total = net - sum(less.values()) - sum(compensated) + taxes + (tip or 0) + sum(withheld) + sum(collected)
    sequence = draw(st.integers(1, 999_999_999))
    return Factura.model_validate(
        {
            "version": version,
            "infoTributaria": _issuer(sequence, draw(words)),
            "infoFactura": {
                "fechaEmision": draw(st.dates(date(2026, 10, 1), date(2026, 11, 10))),
                "tipoIdentificacionComprador": "05",
                "razonSocialComprador": draw(words),
                "identificacionComprador": "1710034065",
                "totalSinImpuestos": net,
                "totalDescuento": sum((d["descuento"] for d in detalles), Decimal(0)) + sum(less.values()),
                "totalConImpuestos": [
                    {"codigo": c, "codigoPorcentaje": p, "baseImponible": base, "valor": valor}
                    | ({"descuentoAdicional": less[c, p]} if less.get((c, p)) else {})
                    for (c, p), (base, valor) in totals.items()
                ],
                "compensaciones": [{"codigo": "1", "tarifa": "2", "valor": valor} for valor in compensated],
                "propina": tip,
                "importeTotal": total,
                "pagos": [{"formaPago": "01", "total": total}],
            },
            "detalles": detalles,
            "retenciones": [
                {"codigo": "4", "codigoPorcentaje": "327", "tarifa": "0.20", "valor": valor} for valor in withheld
            ],
            "otrosRubrosTerceros": [{"concepto": "Tasa", "total": valor} for valor in collected],
            "infoAdicional": draw(st.lists(st.fixed_dictionaries({"nombre": words, "valor": words}), max_size=5)),
        }
    )


def _amounts(most: Decimal | int) -> st.SearchStrategy[list[Decimal]]:
    """None, one or two amounts of money, each at most so much."""
    return st.lists(st.decimals(0, most, places=2), max_size=2)


def _held(detalle: dict[str, Any], porcentaje: str) -> Decimal:
    """The ICE that the base of the IVA of a line holds, if its IVA is of that code."""
    codes = {(tax["codigo"], tax["codigoPorcentaje"]) for tax in detalle["impuestos"]}
    ice = [tax["valor"] for tax in detalle["impuestos"] if tax["codigo"] == "3"]
    return sum(ice, Decimal(0)) if ("2", porcentaje) in codes else Decimal(0)


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
