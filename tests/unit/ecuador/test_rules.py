"""The rules of the factura that its schema does not state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest

from chalicelib.domain.documents.country import Issuer, Prepared, Rejected
from chalicelib.domain.documents.xml import parse
from infra.sandbox import dates
from tests.unit.ecuador.build import (
    COMPLETE,
    EXPORT,
    MINIMAL,
    PLATFORM_RUC,
    REIMBURSEMENT,
    TODAY,
    change,
    issuer_of,
    prepare,
    problems,
    swap,
    told,
    unclaimed,
)
from tests.unit.ecuador.strategies import with_check_digit

TRIB = "/factura/infoTributaria"
INFO = "/factura/infoFactura"
FREE = unclaimed(MINIMAL)


def edits(*changes: tuple[str, str | None]) -> Callable[[bytes], bytes]:
    def apply(xml: bytes) -> bytes:
        for path, value in changes:
            xml = change(xml, path, value)
        return xml

    return apply


def codes(xml: bytes) -> set[str]:
    return {code for code, _ in problems(xml)}


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("infoTributaria/ambiente", "2", "DOC-AMBIENTE"),
        ("infoTributaria/tipoEmision", "2", "DOC-TIPO-EMISION"),
        ("infoTributaria/codDoc", "04", "DOC-CODDOC"),
        ("infoTributaria/secuencial", "000000000", "DOC-NUMERO-CERO"),
        ("infoTributaria/estab", "000", "DOC-NUMERO-CERO"),
        ("infoFactura/fechaEmision", "11/11/2026", "DOC-FECHA-FUTURA"),
        ("infoFactura/fechaEmision", "12/08/2026", "DOC-FECHA-ANTIGUA"),
        ("infoFactura/identificacionComprador", "171845329", "IDE-FORMATO"),
        ("infoFactura/tipoIdentificacionComprador", "04", "IDE-FORMATO"),
        ("infoFactura/tipoIdentificacionComprador", "07", "IDE-FORMATO"),
        ("infoFactura/pagos/pago/formaPago", "02", "DOC-FORMA-PAGO"),
        ("detalles/detalle/impuestos/impuesto/codigoPorcentaje", "1", "IMP-IVA-CODIGO"),
        ("detalles/detalle/impuestos/impuesto/codigoPorcentaje", "2", "IMP-IVA-FECHA"),
        ("detalles/detalle/impuestos/impuesto/codigoPorcentaje", "4", "IMP-IVA-TARIFA"),
        ("detalles/detalle/impuestos/impuesto/codigoPorcentaje", "5", "FAC-CONSTRUCCION"),
    ],
)
def test_a_broken_rule_stops_the_factura_and_is_pointed_at(path: str, value: str | None, code: str) -> None:
    xml = change(FREE, path, value)
    outcome = prepare(xml)
    assert isinstance(outcome, Rejected)
    (found,) = [p for p in outcome.problems if p.code == code]
    assert found.severity == "error"
    assert found.pointer.startswith("/factura/")
    assert found.message
    assert found.remedy


def test_the_oldest_day_and_today_pass() -> None:
    for day in ("13/08/2026", "10/11/2026"):
        assert isinstance(prepare(change(FREE, "infoFactura/fechaEmision", day)), Prepared)


@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (0, 1), (12, 0), (23, 59)])
@pytest.mark.parametrize(("days", "passes"), [(0, True), (89, True), (90, False), (91, False), (-1, False)])
def test_the_oldest_day_is_the_same_for_the_service_and_the_judge(
    days: int, passes: bool, hour: int, minute: int
) -> None:
    """129600 minutes from the beginning of the day of issue, at any hour of today in Ecuador."""
    day = TODAY - timedelta(days=days)
    xml = change(FREE, "infoFactura/fechaEmision", f"{day:%d/%m/%Y}")
    assert isinstance(prepare(xml), Prepared) is passes
    now = datetime(TODAY.year, TODAY.month, TODAY.day, hour, minute, tzinfo=timezone(timedelta(hours=-5)))
    refusal = dates.refusal(parse(xml), now)
    assert (refusal is None) is passes
    assert passes or (refusal is not None and refusal["identificador"] == "65")


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("PBX1234", ""),
        ("HB123C", ""),
        ("PBX-1234", "PBX1234"),
        ("pbx 123", "PBX0123"),
        ("PBX123", "PBX0123"),
        ("HB-123-C", "HB123C"),
        ("ROJO", "?"),
        ("PBX12345", "?"),
    ],
)
def test_a_plate_that_is_written_otherwise_is_told_and_left_as_it_is(written: str, usual: str) -> None:
    xml = change(COMPLETE, "infoSustitutivaGuiaRemision/placa", written)
    outcome = prepare(xml)
    assert isinstance(outcome, Prepared), outcome
    assert f"<placa>{written}</placa>".encode() in outcome.unsigned
    found = [p for p in outcome.warnings if p.code.startswith("DOC-PLACA")]
    assert [p.code for p in found] == ([] if not usual else ["DOC-PLACA" if usual == "?" else "DOC-PLACA-FORMA"])
    assert all(usual in p.remedy for p in found if usual != "?")


def test_a_document_of_another_issuer_is_refused() -> None:
    outcome = prepare(MINIMAL, issuer=Issuer("1790016919001", frozenset("1")))
    assert isinstance(outcome, Rejected)
    assert [p.code for p in told(outcome)] == ["DOC-RUC-EMISOR"]


def test_production_is_for_those_who_may() -> None:
    xml = change(FREE, "infoTributaria/ambiente", "2")
    assert isinstance(prepare(xml, issuer=issuer_of(xml, "1", "2")), Prepared)


@pytest.mark.parametrize(
    ("field", "value", "part"),
    [
        ("infoTributaria/ptoEmi", "003", "ptoEmi"),
        ("infoTributaria/estab", "002", "estab"),
        ("infoTributaria/secuencial", "000001288", "secuencial"),
        ("infoFactura/fechaEmision", "04/11/2026", "fecha"),
    ],
)
def test_each_part_of_the_clave_that_differs_is_named(field: str, value: str, part: str) -> None:
    outcome = prepare(change(MINIMAL, field, value))
    assert isinstance(outcome, Rejected)
    (found,) = told(outcome)
    assert (found.code, found.pointer) == ("CLAVE-PARTE", f"{TRIB}/claveAcceso")
    assert part in found.message


def test_a_clave_with_a_wrong_check_digit_says_the_right_one() -> None:
    clave = issuer_clave(MINIMAL)
    wrong = clave[:48] + str((int(clave[48]) + 1) % 10)
    outcome = prepare(change(MINIMAL, "infoTributaria/claveAcceso", wrong))
    assert isinstance(outcome, Rejected)
    assert [p.code for p in told(outcome)] == ["CLAVE-DIGITO"]
    assert f"debería ser {clave[48]}" in outcome.problems[0].message


def test_a_clave_of_the_old_contingency_is_refused() -> None:
    old = with_check_digit(issuer_clave(MINIMAL)[:47] + "2")
    assert codes(change(MINIMAL, "infoTributaria/claveAcceso", old)) == {"CLAVE-EMISION"}


def issuer_clave(xml: bytes) -> str:
    outcome = prepare(xml)
    assert isinstance(outcome, Prepared)
    return outcome.clave


FINAL = edits(
    ("infoFactura/tipoIdentificacionComprador", "07"),
    ("infoFactura/identificacionComprador", "9999999999999"),
    ("infoFactura/razonSocialComprador", "CONSUMIDOR FINAL"),
)


def test_consumidor_final_up_to_fifty_dollars() -> None:
    assert codes(FINAL(MINIMAL)) == set()
    at_the_limit = swap(FINAL(MINIMAL), "4.60", "50.00").replace(b"1.15", b"12.50")
    assert codes(at_the_limit) == set()
    above = swap(FINAL(MINIMAL), "4.60", "50.04").replace(b"1.15", b"12.51")
    assert codes(above) == {"FAC-CONSUMIDOR-FINAL"}


def test_a_doubtful_identification_is_only_a_warning() -> None:
    outcome = prepare(change(MINIMAL, "infoFactura/identificacionComprador", "1718453292"))
    assert isinstance(outcome, Prepared)
    assert [(p.code, p.severity) for p in told(outcome)] == [("IDE-DUDOSA", "warning")]


@pytest.mark.parametrize("name", ["incoTermFactura", "puertoDestino", "paisAdquisicion", "incoTermTotalSinImpuestos"])
def test_an_export_is_complete(name: str) -> None:
    assert problems(change(EXPORT, f"infoFactura/{name}", None)) == {("FAC-EXPORTACION", f"{INFO}/{name}")}


def test_export_data_need_the_mark_and_real_countries() -> None:
    assert codes(change(EXPORT, "infoFactura/comercioExterior", None)) == {"FAC-EXPORTACION-MARCA"}
    assert problems(change(EXPORT, "infoFactura/paisDestino", "999")) == {("DOC-PAIS", f"{INFO}/paisDestino")}


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("infoFactura/codDocReembolso", "01", "DOC-REEMBOLSO-CODIGO"),
        ("infoFactura/codDocReembolso", None, "DOC-REEMBOLSO-CODIGO"),
        ("reembolsos", None, "DOC-REEMBOLSO-FALTA"),
        ("reembolsos/reembolsoDetalle[1]/fechaEmisionDocReembolso", "04/11/2026", "DOC-REEMBOLSO-FECHA"),
        ("reembolsos/reembolsoDetalle[1]/identificacionProveedorReembolso", "179", "IDE-FORMATO"),
        ("reembolsos/reembolsoDetalle[1]/codPaisPagoProveedorReembolso", "000", "DOC-PAIS"),
        ("reembolsos/reembolsoDetalle[1]/fechaEmisionDocReembolso", "21/10/2023", "IMP-IVA-FECHA"),
    ],
)
def test_a_reimbursement_is_consistent(path: str, value: str | None, code: str) -> None:
    assert codes(change(REIMBURSEMENT, path, value)) == {code}


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("infoSustitutivaGuiaRemision/fechaIniTransporte", "02/11/2026", "DOC-TRANSPORTE-INICIO"),
        ("infoSustitutivaGuiaRemision/fechaFinTransporte", "02/11/2026", "DOC-TRANSPORTE-FIN"),
        ("infoSustitutivaGuiaRemision/rucTransportista", "123", "IDE-FORMATO"),
        ("infoFactura/direccionComprador", None, "FAC-NEGOCIABLE-DIRECCION"),
        ("infoFactura/totalConImpuestos/totalImpuesto[1]/valorDevolucionIva", "30.01", "IMP-DEVOLUCION-MONTO"),
    ],
)
def test_transport_negotiable_and_refund_rules(path: str, value: str | None, code: str) -> None:
    assert code in codes(change(COMPLETE, path, value))


def test_a_negotiable_factura_is_paid_at_term() -> None:
    xml = edits(("infoFactura/pagos/pago[2]/plazo", None), ("infoFactura/pagos/pago[2]/unidadTiempo", None))(COMPLETE)
    assert codes(xml) == {"FAC-NEGOCIABLE-PLAZO"}


def test_a_refund_needs_a_cedula() -> None:
    xml = edits(("infoFactura/tipoIdentificacionComprador", "06"), ("infoFactura/identificacionComprador", "X44819"))(
        COMPLETE
    )
    assert codes(xml) == {"IMP-DEVOLUCION-CEDULA"}


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("infoTributaria/agenteRetencion", "0001147", "DOC-AGENTE-RETENCION"),
        (
            "infoTributaria/contribuyenteRimpe",
            "CONTRIBUYENTE NEGOCIO POPULAR - RÉGIMEN RIMPE",
            "DOC-NEGOCIO-POPULAR",
        ),
        ("infoFactura/moneda", "EURO", "DOC-MONEDA"),
        ("infoFactura/pagos/pago[2]/unidadTiempo", None, "DOC-PLAZO"),
        ("detalles/detalle[1]/codigoPrincipal", None, "DOC-CODIGO-PRINCIPAL"),
        ("infoAdicional/campoAdicional[1]", "luis@", "DOC-CORREO"),
    ],
)
def test_doubts_travel_with_the_document(path: str, value: str | None, code: str) -> None:
    outcome = prepare(
        change(swap(COMPLETE, "<tipoNegociable>", "<!--").replace(b"</tipoNegociable>", b"-->"), path, value)
    )
    assert isinstance(outcome, Prepared)
    assert code in {p.code for p in outcome.warnings}


def extra_fields(count: int, *more: str) -> bytes:
    fields = "".join(f'<campoAdicional nombre="Dato {n}">{n}</campoAdicional>' for n in range(count))
    return swap(MINIMAL, "</detalles>", f"</detalles><infoAdicional>{fields}{''.join(more)}</infoAdicional>")


def test_there_must_be_room_for_the_provider() -> None:
    assert codes(extra_fields(14)) == set()
    assert problems(extra_fields(15)) == {("DOC-CAMPOS", "/factura/infoAdicional")}


def test_before_the_obligation_fifteen_fields_pass() -> None:
    xml = change(unclaimed(extra_fields(15)), "infoFactura/fechaEmision", "25/09/2026")
    outcome = prepare(xml, today=date(2026, 9, 25))
    assert isinstance(outcome, Prepared)
    assert b"RUC Proveedor" not in outcome.unsigned


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("RUC Proveedor", PLATFORM_RUC, set()),
        ("RUC Proveedor", "1790016919001", {"DOC-RUC-PROVEEDOR"}),
        ("ruc  proveedor", PLATFORM_RUC, {"DOC-RUC-PROVEEDOR"}),
    ],
)
def test_the_provider_is_the_platforms_word(name: str, value: str, expected: set[str]) -> None:
    assert codes(extra_fields(1, f'<campoAdicional nombre="{name}">{value}</campoAdicional>')) == expected


def test_the_provider_is_named_once() -> None:
    field = f'<campoAdicional nombre="RUC Proveedor">{PLATFORM_RUC}</campoAdicional>'
    assert problems(extra_fields(1, field, field)) == {
        ("DOC-RUC-PROVEEDOR", "/factura/infoAdicional/campoAdicional[3]")
    }
