"""Rules that several kinds share hold in each of them, and point to the place."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.generator.sales import bare
from tests.unit.ecuador.test_what_passes import outcome_of

RUC = "1790016919001"
LINE = {"cantidad": "1", "precioUnitario": "10", "descripcion": "Taza"}
IVA = {"codigo": "2", "codigoPorcentaje": "4"}
GUIA: dict[str, Any] = {
    "infoTributaria": {"estab": "001", "ptoEmi": "001", "secuencial": "000000001", "dirMatriz": "Quito"},
    "infoGuiaRemision": {
        "dirPartida": "Quito",
        "razonSocialTransportista": "RUTA S.A.",
        "tipoIdentificacionTransportista": "04",
        "rucTransportista": "1760013210001",
        "fechaIniTransporte": "10/11/2026",
        "fechaFinTransporte": "10/11/2026",
        "placa": "PCT4471",
    },
    "destinatarios": [
        {
            "identificacionDestinatario": "1710034065",
            "razonSocialDestinatario": "ANA QUISHPE",
            "dirDestinatario": "Loja",
            "motivoTraslado": "Venta",
            "detalles": [{"descripcion": "Taza", "cantidad": "1"}],
        }
    ],
}


def document(root: str) -> dict[str, Any]:
    """A document of a kind, one line long, at 15 %."""
    if root == "guiaRemision":
        return bare_guia()
    body = bare(root, Random(1))
    if "detalles" in body:
        name = "codigoInterno" if root == "notaCredito" else "codigoPrincipal"
        body["detalles"] = [LINE | {name: "A", "impuestos": [dict(IVA)]}]
    if root in ("notaCredito", "notaDebito"):
        body[INFO[root]]["fechaEmisionDocSustento"] = "20/10/2026"
    if root == "notaDebito":
        body["motivos"] = [{"razon": "Ajuste de precio", "valor": "100.00"}]
    if root == "comprobanteRetencion":
        body["docsSustento"][0]["retenciones"].pop()
    if root != "notaCredito":
        body[INFO[root]] |= {} if root == "comprobanteRetencion" else {"pagos": [{"formaPago": "01"}]}
    return body


def bare_guia() -> dict[str, Any]:
    receivers = [dict(receiver) for receiver in GUIA["destinatarios"]]
    return {**GUIA, "infoGuiaRemision": dict(GUIA["infoGuiaRemision"]), "destinatarios": receivers}


INFO = {
    "factura": "infoFactura",
    "liquidacionCompra": "infoLiquidacionCompra",
    "notaCredito": "infoNotaCredito",
    "notaDebito": "infoNotaDebito",
    "guiaRemision": "infoGuiaRemision",
    "comprobanteRetencion": "infoCompRetencion",
}
SUSTENTO = "docsSustento/docSustento[1]"
TOTAL = "totalConImpuestos/totalImpuesto[1]"


def told(root: str, path: str, value: Any) -> set[tuple[str, str]]:
    body = document(root)
    place: Any = body
    *way, last = path.split("/")
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    place[last] = value
    outcome = outcome_of({root: body}, RUC)
    found = getattr(outcome, "problems", ()) or getattr(outcome, "warnings", ())
    return {(p.code, p.pointer) for p in found if p.code != "DOC-SIN-CORREO"}


@pytest.mark.parametrize("root", INFO)
def test_the_documents_themselves_pass(root: str) -> None:
    assert told(root, "infoTributaria/estab", "001") == set()


@pytest.mark.parametrize(
    ("root", "path", "value", "code", "pointer"),
    [
        ("liquidacionCompra", "{i}/identificacionProveedor", "1", "IDE-FORMATO", "{i}/identificacionProveedor"),
        ("notaCredito", "{i}/identificacionComprador", "1", "IDE-FORMATO", "{i}/identificacionComprador"),
        ("notaDebito", "{i}/identificacionComprador", "1", "IDE-FORMATO", "{i}/identificacionComprador"),
        (
            "comprobanteRetencion",
            "{i}/identificacionSujetoRetenido",
            "1",
            "IDE-FORMATO",
            "{i}/identificacionSujetoRetenido",
        ),
        (
            "guiaRemision",
            "destinatarios/0/identificacionDestinatario",
            "1710034066",
            "IDE-DUDOSA",
            "destinatarios/destinatario[1]/identificacionDestinatario",
        ),
        ("factura", "{i}/placa", "rojo", "DOC-PLACA", "{i}/placa"),
        ("liquidacionCompra", "{i}/pagos", [{"formaPago": "02"}], "DOC-FORMA-PAGO", "{i}/pagos/pago[1]/formaPago"),
        ("notaDebito", "{i}/pagos", [{"formaPago": "02"}], "DOC-FORMA-PAGO", "{i}/pagos/pago[1]/formaPago"),
        (
            "comprobanteRetencion",
            "docsSustento/0/pagos",
            [{"formaPago": "02"}],
            "DOC-FORMA-PAGO",
            f"{SUSTENTO}/pagos/pago[1]/formaPago",
        ),
        ("notaDebito", "{i}/impuestos", [IVA | {"tarifa": "12"}], "IMP-IVA-TARIFA", "{i}/impuestos/impuesto[1]/tarifa"),
        (
            "liquidacionCompra",
            "{i}/totalConImpuestos",
            [IVA | {"tarifa": "12"}],
            "IMP-IVA-TARIFA",
            f"{{i}}/{TOTAL}/tarifa",
        ),
        (
            "liquidacionCompra",
            "detalles/0/impuestos/0/codigoPorcentaje",
            "2",
            "IMP-IVA-FECHA",
            "detalles/detalle[1]/impuestos/impuesto[1]/codigoPorcentaje",
        ),
        (
            "notaCredito",
            "detalles/0/impuestos/0/codigoPorcentaje",
            "2",
            "IMP-IVA-FECHA",
            "detalles/detalle[1]/impuestos/impuesto[1]/codigoPorcentaje",
        ),
        (
            "notaCredito",
            "{i}/totalConImpuestos",
            [IVA | {"valorDevolucionIva": "9.00"}],
            "IMP-DEVOLUCION-MONTO",
            "{i}/totalConImpuestos",
        ),
        (
            "notaCredito",
            "detalles/0/impuestos/0/codigoPorcentaje",
            "2",
            "IMP-IVA-FECHA",
            f"{{i}}/{TOTAL}/codigoPorcentaje",
        ),
        (
            "notaDebito",
            "{i}/impuestos",
            [IVA | {"valorDevolucionIva": "16.00"}],
            "IMP-DEVOLUCION-MONTO",
            "{i}/impuestos",
        ),
        (
            "comprobanteRetencion",
            "docsSustento/0/impuestosDocSustento",
            [{"codImpuestoDocSustento": "2", "codigoPorcentaje": "2", "baseImponible": "1.00"}],
            "IMP-IVA-FECHA",
            f"{SUSTENTO}/impuestosDocSustento/impuestoDocSustento[1]/codigoPorcentaje",
        ),
        (
            "comprobanteRetencion",
            "docsSustento/0/codDocSustento",
            "99",
            "DOC-SUSTENTO-CODIGO",
            f"{SUSTENTO}/codDocSustento",
        ),
        ("notaDebito", "{i}/codDocModificado", "99", "DOC-SUSTENTO-CODIGO", "{i}/codDocModificado"),
        ("notaDebito", "{i}/rise", "RISE", "DOC-RISE", "{i}/rise"),
        (
            "guiaRemision",
            "infoTributaria/agenteRetencion",
            "01",
            "DOC-AGENTE-RETENCION",
            "infoTributaria/agenteRetencion",
        ),
    ],
)
def test_a_shared_rule(root: str, path: str, value: Any, code: str, pointer: str) -> None:
    info = INFO[root]
    assert (code, f"/{root}/{pointer.format(i=info)}") in told(root, path.format(i=info), value)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"codDocSustento": "01"}, {"numDocSustento", "fechaEmisionDocSustento"}),
        ({"numDocSustento": "001-001-000000001", "fechaEmisionDocSustento": "01/11/2026"}, {"codDocSustento"}),
        ({}, set()),
    ],
)
def test_the_sustento_of_a_guia_is_whole_or_absent(given: dict[str, str], missing: set[str]) -> None:
    body = bare_guia()
    body["destinatarios"][0] |= given
    outcome = outcome_of({"guiaRemision": body}, RUC)
    incomplete = [p for p in getattr(outcome, "warnings", ()) if p.code == "GUI-SUSTENTO-INCOMPLETO"]
    assert {p.pointer.rsplit("/", 1)[-1] for p in incomplete} == missing


def test_a_negotiable_factura_needs_both_parts_of_a_term() -> None:
    body = document("factura")
    body["tipoNegociable"] = {"correo": "pagos@correo.example"}
    body["infoFactura"] |= {"direccionComprador": "Loja", "pagos": [{"formaPago": "20", "plazo": "30"}]}
    outcome = outcome_of({"factura": body}, RUC)
    assert {p.code for p in getattr(outcome, "problems", ())} == {"FAC-NEGOCIABLE-PLAZO", "DOC-PLAZO"}
