"""A document is judged by the tables of its own day, and a new decree is one more row."""

from __future__ import annotations

import sys
from datetime import date
from random import Random
from typing import Any

import pytest

from chalicelib.domain.documents.country import Issuer, Part, Prepared
from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.catalogs import retencion as tables
from chalicelib.domain.ecuador.catalogs.iva import DECRETOS, Decreto
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from infra.sandbox.arithmetic import differences
from tests.generator.sales import bare
from tests.unit.ecuador.build import MINIMAL, PLATFORM_RUC, change, eight, prepare, told, unclaimed

ISSUER = Issuer("1790016919001", frozenset({"1"}), "FERRETERÍA EL TORNILLO S.A.")


def codes(outcome: object) -> set[str]:
    return {p.code for p in told(outcome)}


def factura_of(day: str, code: str) -> bytes:
    xml = change(unclaimed(MINIMAL), "infoFactura/fechaEmision", day)
    for name in ("infoFactura/totalConImpuestos", "infoFactura/importeTotal", "infoFactura/pagos/pago/total"):
        xml = change(xml, name, None)
    xml = change(xml, "detalles/detalle/impuestos/impuesto/codigoPorcentaje", code)
    for name in ("tarifa", "valor"):
        xml = change(xml, f"detalles/detalle/impuestos/impuesto/{name}", None)
    return xml


def retencion_of(day: str, **changes: str) -> Any:
    body = bare("comprobanteRetencion", Random(1))
    body["docsSustento"] = body["docsSustento"][:1]
    sustento = body["docsSustento"][0]
    sustento["fechaEmisionDocSustento"] = day
    sustento["retenciones"] = [{"codigo": "1", "codigoRetencion": "312", "baseImponible": "100.00"} | changes]
    part = Part("a.json", values={"comprobanteRetencion": body})
    preparer = EcuadorPreparer(Platform(PLATFORM_RUC))
    return preparer.prepare(part, issuer=ISSUER, today=date(2026, 11, 10), numeric_code=eight)


def test_the_iva_of_the_day() -> None:
    assert codes(prepare(factura_of("03/11/2026", "4"))) == set()
    assert codes(prepare(factura_of("03/11/2026", "2"))) == {"IMP-IVA-FECHA"}
    before = prepare(factura_of("31/03/2024", "2"), today=date(2024, 4, 2))
    assert isinstance(before, Prepared)
    assert codes(prepare(factura_of("01/04/2024", "2"), today=date(2024, 4, 2))) == {"IMP-IVA-FECHA"}


def test_a_decree_with_a_new_rate_of_iva(monkeypatch: pytest.MonkeyPatch) -> None:
    xml = factura_of("04/01/2027", "11")
    assert "IMP-IVA-CODIGO" in codes(prepare(change_rate(xml), today=date(2027, 1, 5)))
    monkeypatch.setattr(catalogs, "IVA", catalogs.IVA.con("11 | 16 | 2027-01-01 | | 16 %"))
    outcome = prepare(xml, today=date(2027, 1, 5))
    assert isinstance(outcome, Prepared), outcome
    assert b"<tarifa>16</tarifa>" in outcome.unsigned
    assert codes(prepare(factura_of("31/12/2026", "11"), today=date(2027, 1, 5))) == {"IMP-IVA-FECHA"}


def change_rate(xml: bytes) -> bytes:
    """The same with the figures that are not worked out for a code nobody knows."""
    tax = b"<tarifa>16</tarifa><baseImponible>4.60</baseImponible><valor>0.74</valor></impuesto>"
    start, end = xml.index(b"<baseImponible>"), xml.index(b"</impuesto>") + len(b"</impuesto>")
    return xml[:start] + tax + xml[end:]


def test_the_percentage_of_the_sustentos_day() -> None:
    for day, percentage, withheld in (("28/02/2026", "1.75", "1.75"), ("01/03/2026", "2", "2.00")):
        outcome = retencion_of(day)
        assert isinstance(outcome, Prepared), outcome
        text = f"<porcentajeRetener>{percentage}</porcentajeRetener><valorRetenido>{withheld}</valorRetenido>"
        assert text.encode() in outcome.unsigned
    late = retencion_of("01/03/2026", porcentajeRetener="1.75")
    assert "RET-RENTA-PORCENTAJE" in codes(late)
    assert "RET-RENTA-PORCENTAJE" not in codes(retencion_of("28/02/2026", porcentajeRetener="1.75"))


def test_a_resolution_with_a_new_percentage(monkeypatch: pytest.MonkeyPatch) -> None:
    newer = tables.RETENCION_RENTA.con("312 | 2.5 | 2026-10-01 | | Transferencia de bienes muebles corporales")
    assert "RET-RENTA-PORCENTAJE" in codes(retencion_of("15/10/2026", porcentajeRetener="2.5"))
    monkeypatch.setitem(tables.CONCEPTOS, tables.RENTA, newer)
    outcome = retencion_of("15/10/2026")
    assert isinstance(outcome, Prepared)
    assert b"<porcentajeRetener>2.5</porcentajeRetener><valorRetenido>2.50</valorRetenido>" in outcome.unsigned
    assert "RET-RENTA-PORCENTAJE" not in codes(retencion_of("15/10/2026", porcentajeRetener="2.5"))
    assert "RET-RENTA-PORCENTAJE" not in codes(retencion_of("30/09/2026", porcentajeRetener="2"))


def nota_of(day: str, code: str) -> Any:
    """A nota de crédito about a document of a day, at one rate."""
    body = bare("notaCredito", Random(1))
    body["infoNotaCredito"]["fechaEmisionDocSustento"] = day
    line = {"codigoInterno": "A", "descripcion": "Noche", "cantidad": "1", "precioUnitario": "50.00"}
    body["detalles"] = [line | {"impuestos": [{"codigo": "2", "codigoPorcentaje": code}]}]
    part = Part("a.json", values={"notaCredito": body})
    preparer = EcuadorPreparer(Platform(PLATFORM_RUC))
    return preparer.prepare(part, issuer=ISSUER, today=date(2026, 11, 10), numeric_code=eight)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("31/12/2025", {"IMP-IVA-DIFERENCIADO"}),
        ("01/01/2026", set()),
        ("04/01/2026", set()),
        ("05/01/2026", {"IMP-IVA-DIFERENCIADO"}),
        ("31/10/2025", {"IMP-IVA-DIFERENCIADO"}),
        ("01/11/2025", {"IMP-IVA-DIFERENCIADO-LUGAR"}),
        ("04/11/2025", {"IMP-IVA-DIFERENCIADO-LUGAR"}),
        ("05/11/2025", {"IMP-IVA-DIFERENCIADO"}),
    ],
)
def test_the_days_of_iva_at_8_per_cent(day: str, expected: set[str]) -> None:
    """Warned of by the service, refused by the judge, but on the days that a decree names."""
    outcome = nota_of(day, "8")
    assert isinstance(outcome, Prepared), outcome
    assert codes(outcome) == expected
    assert (differences(parse(outcome.unsigned)) == []) is ("IMP-IVA-DIFERENCIADO" not in expected)


def test_a_new_decree_of_iva_at_8_per_cent(monkeypatch: pytest.MonkeyPatch) -> None:
    day = date(2026, 10, 9)
    assert codes(nota_of("09/10/2026", "8")) == {"IMP-IVA-DIFERENCIADO"}
    table = sys.modules["chalicelib.domain.ecuador.catalogs.iva"]  # its name is also that of a function
    monkeypatch.setattr(table, "DECRETOS", (*DECRETOS, Decreto(day, day, "Decreto 300")))
    assert codes(nota_of("09/10/2026", "8")) == set()


@pytest.mark.parametrize("day", ["15/10/2024", "30/04/2024", "28/02/2026"])
def test_percentages_that_came_in_2024(day: str) -> None:
    for code, percentage in (("303A", "3"), ("3482", "3"), ("312C", "1.75")):
        outcome = retencion_of(day, codigoRetencion=code)
        assert isinstance(outcome, Prepared), outcome
        assert f"<porcentajeRetener>{percentage}</porcentajeRetener>".encode() in outcome.unsigned


def test_concepts_have_no_percentage_before_their_day() -> None:
    before = date(2024, 3, 31)
    assert [tables.RETENCION_RENTA.fila(code, before) for code in ("303A", "3482", "312C")] == [None] * 3
    row = tables.RETENCION_RENTA.fila("304E", date(2026, 3, 1))
    assert row is not None
    assert row.tarifa == 10
