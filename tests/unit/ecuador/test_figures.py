"""Figures that are left out are worked out, and agree with an independent reckoning, in thousands of documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador import figures
from chalicelib.domain.ecuador.comprobantes import BY_ROOT, kind_of
from chalicelib.domain.ecuador.comprobantes.comprobante_retencion import ComprobanteRetencion
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.domain.ecuador.comprobantes.liquidacion_compra import LiquidacionCompra
from chalicelib.domain.ecuador.comprobantes.nota_credito import NotaCredito
from chalicelib.domain.ecuador.comprobantes.nota_debito import NotaDebito
from chalicelib.domain.ecuador.figures.filling.spread import spread
from chalicelib.domain.ecuador.model.block import Block
from chalicelib.domain.ecuador.model.plan import plan_of
from chalicelib.domain.ecuador.model.simple import Amount
from chalicelib.domain.ecuador.reading import Values, validate, values_of, write
from infra.sandbox.arithmetic import differences
from tests.generator.sales import bare, with_line
from tests.unit.ecuador.build import EXAMPLES
from tests.unit.ecuador.reckoning import (
    RATES,
    RENTA,
    WITHHELD,
    additional,
    by_rate,
    cents,
    fraction,
    net,
    same,
    total,
    whole,
)

MANY = settings(max_examples=600, deadline=None)
WITH_FIGURES = ("factura", "liquidacionCompra", "notaCredito", "notaDebito", "comprobanteRetencion")
seeds = st.integers(0, 2**32)


def completed(root: str, body: dict[str, Any]) -> Comprobante:
    kind = BY_ROOT[root]
    comprobante, problems = validate(Values(kind, figures.complete(kind, body)))
    assert comprobante is not None, problems
    return comprobante


def made(root: str, seed: int) -> tuple[dict[str, Any], Comprobante]:
    body = bare(root, Random(seed))
    return body, completed(root, deepcopy(body))


def checks_out(comprobante: Comprobante) -> bool:
    """Whether neither the service nor the sandbox of the authority finds a difference."""
    return list(figures.check(comprobante)) == [] and differences(parse(write(comprobante))) == []


def agree_on_lines(body: dict[str, Any], sale: Factura | LiquidacionCompra | NotaCredito, totals: Any) -> None:
    """Lines, bases and taxes of a sale against the reckoning; the lines know nothing of additional discounts."""
    head = body[BY_ROOT[kind_of(sale).root].info]
    reckoned, of_lines = by_rate(body["detalles"], head), by_rate(body["detalles"], {})
    detalles: Sequence[Any] = sale.detalles
    for line, detalle in zip(body["detalles"], detalles, strict=True):
        assert same(detalle.precioTotalSinImpuesto, net(line))
    iva = {row.codigoPorcentaje: row for row in totals if row.codigo == "2"}
    assert iva.keys() == reckoned.keys()
    for code, (base, valor) in reckoned.items():
        assert same(iva[code].baseImponible, base)
        assert same(iva[code].valor, valor)
        taxes = [t for d in detalles for t in d.impuestos if (t.codigo, t.codigoPorcentaje) == ("2", code)]
        assert same(sum((t.valor for t in taxes), Decimal(0)), of_lines[code][1])
        for tax in taxes:
            own = cents(Fraction(tax.baseImponible) * RATES[code] / 100)
            assert abs(Fraction(tax.valor) - own) <= Fraction(1, 100)


@MANY
@given(seeds)
def test_facturas(seed: int) -> None:
    body, factura = made("factura", seed)
    assert isinstance(factura, Factura)
    info = factura.infoFactura
    agree_on_lines(body, factura, info.totalConImpuestos)
    assert same(info.totalSinImpuestos, sum(map(net, body["detalles"])))
    discounts = sum(fraction(line.get("descuento", 0)) for line in body["detalles"])
    assert same(info.totalDescuento, discounts + additional(body["infoFactura"]))
    assert same(info.importeTotal, whole(body, body["infoFactura"]))
    assert same(sum((p.total for p in info.pagos), Decimal(0)), Fraction(info.importeTotal))
    rows = [row for document in body.get("reembolsos", ()) for row in document["detalleImpuestos"]]
    if rows:
        bases = [fraction(row["baseImponibleReembolso"]) for row in rows]
        rates = (15 if row["codigoPorcentaje"] == "4" else 0 for row in rows)
        taxes = sum(cents(base * rate / 100) for base, rate in zip(bases, rates, strict=True))
        assert same(info.totalBaseImponibleReembolso, sum(bases))
        assert same(info.totalImpuestoReembolso, taxes)
        assert same(info.totalComprobantesReembolso, sum(bases) + taxes)
    assert checks_out(factura)


@MANY
@given(seeds)
def test_liquidaciones(seed: int) -> None:
    body, liquidacion = made("liquidacionCompra", seed)
    assert isinstance(liquidacion, LiquidacionCompra)
    info = liquidacion.infoLiquidacionCompra
    agree_on_lines(body, liquidacion, info.totalConImpuestos)
    assert same(info.importeTotal, whole(body, body["infoLiquidacionCompra"]))
    assert same(sum((p.total for p in info.pagos), Decimal(0)), Fraction(info.importeTotal))
    assert checks_out(liquidacion)


@MANY
@given(seeds)
def test_notas_de_credito(seed: int) -> None:
    body, nota = made("notaCredito", seed)
    assert isinstance(nota, NotaCredito)
    agree_on_lines(body, nota, nota.infoNotaCredito.totalConImpuestos)
    assert same(nota.infoNotaCredito.valorModificacion, whole(body, body["infoNotaCredito"]))
    assert checks_out(nota)


@MANY
@given(seeds)
def test_notas_de_debito(seed: int) -> None:
    body, nota = made("notaDebito", seed)
    assert isinstance(nota, NotaDebito)
    subtotal = total(fraction(reason["valor"]) for reason in body["motivos"])
    at_zero = Fraction(1, 100) if len(body["infoNotaDebito"]["impuestos"]) == 2 else 0
    iva = cents((subtotal - at_zero) * 15 / 100)
    assert same(nota.infoNotaDebito.totalSinImpuestos, subtotal)
    assert same(nota.infoNotaDebito.impuestos[-1].valor, iva)
    less = total(fraction(row["valor"]) for row in body["infoNotaDebito"].get("compensaciones", ()))
    assert same(nota.infoNotaDebito.valorTotal, subtotal + iva - less)
    assert checks_out(nota)


@MANY
@given(seeds)
def test_retenciones(seed: int) -> None:
    body, retencion = made("comprobanteRetencion", seed)
    assert isinstance(retencion, ComprobanteRetencion)
    assert retencion.infoCompRetencion.periodoFiscal == "11/2026"
    for mine, sustento in zip(body["docsSustento"], retencion.docsSustento, strict=True):
        since_march = mine["fechaEmisionDocSustento"] == "03/11/2026"
        renta, iva = mine["retenciones"]
        rate = Fraction(RENTA[renta["codigoRetencion"]][since_march])
        assert same(sustento.retenciones[0].valorRetenido, cents(fraction(renta["baseImponible"]) * rate / 100))
        rate = Fraction(WITHHELD[iva["codigoRetencion"]])
        assert same(sustento.retenciones[1].valorRetenido, cents(fraction(iva["baseImponible"]) * rate / 100))
        bases = {row["codigoPorcentaje"]: fraction(row["baseImponible"]) for row in mine["impuestosDocSustento"]}
        assert same(sustento.totalSinImpuestos, sum(bases.values()))
        assert same(sustento.importeTotal, sum(bases.values()) + cents(bases.get("4", Fraction(0)) * 15 / 100))
        assert sustento.pagos[0].total == sustento.importeTotal
    assert checks_out(retencion)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(WITH_FIGURES), seeds)
def test_what_was_completed_is_complete(root: str, seed: int) -> None:
    once = figures.complete(BY_ROOT[root], bare(root, Random(seed)))
    assert figures.complete(BY_ROOT[root], once) == once


def without_figures(model: type[Block], body: dict[str, Any]) -> dict[str, Any]:
    """The body without the single figures that may be left out and follow from the rest of it.

    Those of ICE and IRBPNR are the issuer's to say, and so are discounts and the percentages of some concepts.
    """
    own = body.get("codigo") in ("3", "5")
    given = {"descuento"} | ({"porcentajeRetener"} if body.get("codigoRetencion") in ("327", "338") else set())
    kept = {}
    for name, value in body.items():
        child = plan_of(model).field(name)
        assert child is not None
        if child.simple is not None and child.computed and not own and name not in given:
            continue
        if child.model is not None and isinstance(value, list):
            alone = len([row for row in value if row.get("codigo") not in ("3", "5")]) == 1
            keep = name in ("pagos", "impuestos") and not alone  # which part is whose cannot be told
            value = value if keep else [without_figures(child.model, row) for row in value]
        kept[name] = value
    return kept


EXACT = sorted(path for root in WITH_FIGURES for path in Path(EXAMPLES.parent, root).glob("*.xml"))
EXACT = [
    path for path in EXACT if path.name not in ("completa_1.0.0.xml", "minima_1.0.0.xml") or "Ret" not in str(path)
]


@pytest.mark.parametrize("path", EXACT, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_examples_without_their_figures_become_the_examples(path: Path) -> None:
    found, _ = values_of(parse(path.read_bytes()))
    assert found is not None
    original, _ = validate(found)
    stripped = {
        name: without_figures(child.model, value) if isinstance(value, dict) and child.model else value
        for name, value in without_figures(found.model, found.values).items()
        if (child := plan_of(found.model).field(name))
    }
    assert stripped != found.values
    assert completed(found.kind.root, stripped) == original


@given(st.lists(st.decimals(0, 10_000, places=2), min_size=1, max_size=60), st.sampled_from([0, 5, 8, 12, 15]))
def test_the_cents_of_a_rate_are_spread(bases: list[Decimal], rate: int) -> None:
    whole_tax = cents(total(map(Fraction, bases)) * rate / 100)
    taxes = spread(bases, Decimal(rate), Decimal(whole_tax.numerator) / Decimal(whole_tax.denominator))
    assert sum(map(Fraction, taxes)) == whole_tax
    for base, tax in zip(bases, taxes, strict=True):
        assert abs(Fraction(tax) - cents(Fraction(base) * rate / 100)) <= Fraction(1, 100)


Place = tuple[str | int, ...]


def stated(model: type[Block], body: dict[str, Any], way: Place = ()) -> list[Place]:
    """The way to every amount of a document that can be worked out."""
    found: list[Place] = []
    for name, value in body.items():
        child = plan_of(model).field(name)
        assert child is not None
        if child.model is not None:
            rows = enumerate(value) if isinstance(value, list) else [(None, value)]
            for n, row in rows:
                found += stated(child.model, row, (*way, name) if n is None else (*way, name, n))
        elif isinstance(child.simple, Amount) and (child.computed or name.endswith("Reembolso")):
            own = body.get("codigo") in ("3", "5") and name == "baseImponible"
            if name not in ("tarifa", "porcentajeRetener") and not own:
                found.append((*way, name))
    return found


def moved(body: dict[str, Any], way: Place, by: Decimal) -> dict[str, Any]:
    """The body with one figure changed."""
    changed = deepcopy(body)
    place: Any = changed
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = str(Decimal(place[way[-1]]) + by)
    return changed


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(WITH_FIGURES), seeds, st.decimals("0.03", "9.00", places=2))
def test_every_figure_that_is_off_is_noticed(root: str, seed: int, off: Decimal) -> None:
    random = Random(seed)
    kind = BY_ROOT[root]
    body = figures.complete(kind, bare(root, random))
    way = random.choice(stated(kind.models[body["version"]], body))
    comprobante, problems = validate(Values(kind, moved(body, way, off)))
    assert comprobante is not None, problems
    found = list(figures.check(comprobante))
    assert found, way
    assert all(p.pointer.startswith(f"/{root}/") for p in found)


SUMS = [
    ("factura", "infoFactura", ("totalSinImpuestos", "totalDescuento", "importeTotal")),
    ("liquidacionCompra", "infoLiquidacionCompra", ("totalSinImpuestos", "totalDescuento", "importeTotal")),
    ("notaCredito", "infoNotaCredito", ("totalSinImpuestos", "valorModificacion")),
    ("notaDebito", "infoNotaDebito", ("totalSinImpuestos", "valorTotal")),
]


@pytest.mark.parametrize(("root", "head", "name"), [(r, h, name) for r, h, names in SUMS for name in names])
@pytest.mark.parametrize(("off", "severity"), [("0.01", "warning"), ("-0.01", "warning"), ("0.02", "error")])
def test_a_sum_may_be_one_cent_off(root: str, head: str, name: str, off: str, severity: str) -> None:
    kind = BY_ROOT[root]
    body = moved(figures.complete(kind, bare(root, Random(3))), (head, name), Decimal(off))
    comprobante, _ = validate(Values(kind, body))
    assert comprobante is not None
    at = [p for p in figures.check(comprobante) if p.pointer == f"/{root}/{head}/{name}"]
    assert [p.severity for p in at] == [severity]
    assert (at[0].code == "TOT-CENTAVO") is (severity == "warning")


@pytest.mark.parametrize(("off", "count"), [("0.01", 0), ("-0.01", 0), ("0.02", 1), ("-0.02", 1)])
def test_a_line_may_be_one_cent_off(off: str, count: int) -> None:
    line = {"cantidad": "3", "precioUnitario": "3.333", "descripcion": "Tela", "codigoPrincipal": "T"}
    body = with_line(line | {"impuestos": [{"codigo": "2", "codigoPorcentaje": "0"}]})
    body["detalles"][0]["precioTotalSinImpuesto"] = str(Decimal("10.00") + Decimal(off))
    found = [p for p in figures.check(completed("factura", body)) if p.code == "TOT-LINEA"]
    assert len(found) == count


@pytest.mark.parametrize(("tip", "told"), [("1.00", False), ("1.01", False), ("1.02", True)])
def test_the_tip_is_a_tenth(tip: str, told: bool) -> None:
    line = {"cantidad": "1", "precioUnitario": "10", "descripcion": "Almuerzo", "codigoPrincipal": "A"}
    body = with_line(line | {"impuestos": [{"codigo": "2", "codigoPorcentaje": "4"}]})
    body["infoFactura"]["propina"] = tip
    assert ("TOT-PROPINA" in {p.code for p in figures.check(completed("factura", body))}) is told


def test_the_total_of_discounts_holds_those_that_stand_in_the_totals_only() -> None:
    line = {"cantidad": "1", "precioUnitario": "10", "descuento": "1.00", "descripcion": "Taza", "codigoPrincipal": "A"}
    body = with_line(line | {"impuestos": [{"codigo": "2", "codigoPorcentaje": "4"}]})
    body["infoFactura"]["totalConImpuestos"] = [
        {"codigo": "2", "codigoPorcentaje": "4", "descuentoAdicional": "2.00"},
    ]
    for discounts, told in (("1.00", True), ("3.00", False), ("-1.00", True), ("2.00", True)):
        body["infoFactura"]["totalDescuento"] = discounts
        codes = {p.code for p in figures.check(completed("factura", deepcopy(body)))}
        assert ("TOT-DESCUENTO" in codes) is told


def put(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def apply(body: dict[str, Any]) -> None:
        *way, last = path.split("/")
        place: Any = body
        for step in way:
            place = place[int(step)] if step.isdigit() else place[step]
        place[int(last) if last.isdigit() else last] = value

    return apply


@pytest.mark.parametrize(
    ("root", "path", "value"),
    [
        ("factura", "infoFactura/importeTotal", "7.77"),
        ("factura", "detalles/0/precioTotalSinImpuesto", "7.77"),
        ("liquidacionCompra", "infoLiquidacionCompra/totalSinImpuestos", "7.77"),
        ("notaCredito", "infoNotaCredito/valorModificacion", "7.77"),
        ("notaDebito", "infoNotaDebito/valorTotal", "7.77"),
        ("comprobanteRetencion", "docsSustento/0/retenciones/0/valorRetenido", "7.77"),
    ],
)
def test_what_is_written_is_compared_and_not_changed(root: str, path: str, value: str) -> None:
    body = bare(root, Random(5))
    put(path, value)(body)
    comprobante = completed(root, body)
    name = path.rsplit("/", 1)[-1]
    errors = [p for p in figures.check(comprobante) if p.severity == "error"]
    assert any(p.pointer.endswith(f"/{name}") and value in p.message for p in errors)


RUBBISH: tuple[Any, ...] = (
    "doce",
    "NaN",
    "1e999",
    10**40,
    True,
    [],
    {},
    "-",
    "9" * 40,
    "0.0000000000000000000000000000000001",
)


@pytest.mark.parametrize("rubbish", RUBBISH, ids=range(len(RUBBISH)))
@pytest.mark.parametrize(
    ("root", "path"),
    [
        ("factura", "detalles/0/cantidad"),
        ("factura", "detalles/0/precioUnitario"),
        ("factura", "detalles/0/impuestos/0/codigoPorcentaje"),
        ("factura", "infoFactura/fechaEmision"),
        ("factura", "infoFactura/pagos"),
        ("factura", "detalles"),
        ("notaCredito", "infoNotaCredito"),
        ("notaDebito", "motivos/0/valor"),
        ("comprobanteRetencion", "docsSustento/0/retenciones/0/codigoRetencion"),
        ("comprobanteRetencion", "docsSustento/0/impuestosDocSustento"),
    ],
)
def test_rubbish_is_left_for_the_validation(root: str, path: str, rubbish: Any) -> None:
    body = bare(root, Random(9))
    put(path, rubbish)(body)
    kind = BY_ROOT[root]
    given = deepcopy(body)
    filled = figures.complete(kind, body)
    assert body == given
    place: Any = filled
    for step in path.split("/"):
        place = place[int(step)] if step.isdigit() else place[step]
    assert place == rubbish or rubbish == []


def test_a_document_without_payments_says_what_was_supposed() -> None:
    kind = BY_ROOT["factura"]
    body = next(body for body in (bare("factura", Random(n)) for n in range(99)) if "pagos" not in body["infoFactura"])
    for price, expected in (("10", "01"), ("5000", "20")):
        body["detalles"] = [body["detalles"][0] | {"cantidad": "1", "precioUnitario": price, "descuento": "0"}]
        filled = figures.complete(kind, body)
        assert [pago["formaPago"] for pago in filled["infoFactura"]["pagos"]] == [expected]
        (told,) = figures.assumptions(kind, body, filled)
        assert (told.code, told.severity) == ("DOC-PAGOS-SUPUESTOS", "warning")
        assert told.pointer == "/factura/infoFactura/pagos"
        assert list(figures.assumptions(kind, filled, filled)) == []
