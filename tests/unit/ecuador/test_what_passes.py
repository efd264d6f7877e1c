"""Rules let pass what is right: documents at random, and documents at the very limit."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.documents.country import Issuer, Part, Prepared, Rejected, Unnumbered
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from tests.generator.sales import bare
from tests.unit.ecuador.build import EXAMPLES, PLATFORM_RUC, TODAY, eight

KINDS = ("factura", "liquidacionCompra", "notaCredito", "notaDebito", "comprobanteRetencion")
NEEDS_A_CODE = {"FAC-CONSTRUCCION"}
"""The rate of building materials, which the documents at random use for anything."""


def outcome_of(document: dict[str, Any], ruc: str) -> Prepared | Rejected:
    issuer = Issuer(ruc, frozenset({"1"}), "FERRETERÍA EL TORNILLO S.A.")
    preparer = EcuadorPreparer(Platform(PLATFORM_RUC))
    outcome = preparer.prepare(Part("a.json", values=document), issuer=issuer, today=TODAY, numeric_code=eight)
    return outcome.numbered(1) if isinstance(outcome, Unnumbered) else outcome


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(KINDS), st.integers(0, 2**32))
def test_documents_at_random(root: str, seed: int) -> None:
    outcome = outcome_of({root: bare(root, Random(seed))}, "1790016919001")
    if isinstance(outcome, Rejected):
        assert {p.code for p in outcome.problems if p.severity == "error"} <= NEEDS_A_CODE


@pytest.mark.parametrize(
    ("root", "code", "path", "value"),
    [
        ("factura", "DOC-FECHA-FUTURA", "infoFactura/fechaEmision", "10/11/2026"),
        ("factura", "DOC-TRANSPORTE-INICIO", "infoSustitutivaGuiaRemision/fechaIniTransporte", "03/11/2026"),
        ("factura", "FAC-FUNDAS", "detalles/2/codigoPrincipal", "ICE-FPN-01"),
        ("factura", "FAC-FUNDAS-VALOR", "detalles/2/impuestos/0/valor", "0.16"),
        ("factura", "FAC-FUNDAS-VALOR", "detalles/2/cantidad", "2.5"),
        ("factura", "IMP-ICE-TARIFA", "detalles/2/impuestos/0/tarifa", "10.41"),
        ("factura", "IMP-ICE-TARIFA", "detalles/2/impuestos/0/tarifa", "75"),
        ("factura", "FAC-PLACA", "infoFactura/placa", "PCT4471"),
        ("factura", "FAC-CONSTRUCCION", "detalles/0/codigoAuxiliar", "F010101"),
        ("factura", "FAC-RETENCION-CODIGO", "retenciones/0/codigoPorcentaje", "327"),
        ("factura", "IMP-DEVOLUCION-MONTO", "infoFactura/totalConImpuestos/0/valorDevolucionIva", "14.55"),
        ("factura", "TOT-PROPINA", "infoFactura/propina", "11.58"),
        ("factura", "DOC-CORREO", "infoAdicional/0/valor", "mf.cedeno@correo.example"),
        ("liquidacionCompra", "DOC-REEMBOLSO-FECHA", "reembolsos/0/fechaEmisionDocReembolso", "03/11/2026"),
        ("notaCredito", "NOTA-FECHA", "infoNotaCredito/fechaEmisionDocSustento", "03/11/2026"),
        ("notaDebito", "NOTA-FECHA", "infoNotaDebito/fechaEmisionDocSustento", "03/11/2026"),
        ("notaDebito", "NOTA-DOCUMENTO", "infoNotaDebito/codDocModificado", "41"),
        ("guiaRemision", "DOC-TRANSPORTE-INICIO", "infoGuiaRemision/fechaIniTransporte", "10/11/2026"),
        ("guiaRemision", "DOC-TRANSPORTE-FIN", "infoGuiaRemision/fechaFinTransporte", "12/11/2026"),
        ("guiaRemision", "DOC-PLACA", "infoGuiaRemision/placa", "IB123C"),
        ("guiaRemision", "GUI-SUSTENTO-FECHA", "destinatarios/0/fechaEmisionDocSustento", "10/11/2026"),
        ("comprobanteRetencion", "RET-SUSTENTO-FECHA", "docsSustento/0/fechaEmisionDocSustento", "03/11/2026"),
        ("comprobanteRetencion", "RET-BASE-IVA", "docsSustento/0/retenciones/1/baseImponible", "150.00"),
        ("comprobanteRetencion", "RET-AUTORIZACION", "docsSustento/0/numAutDocSustento", "1126471983"),
        ("comprobanteRetencion", "RET-SUSTENTO-PAREJA", "docsSustento/0/codDocSustento", "12"),
        ("comprobanteRetencion", "TOT-RETENIDO", "docsSustento/0/retenciones/0/valorRetenido", "30.01"),
    ],
)
def test_mending_the_failing_example_is_enough(root: str, code: str, path: str, value: str) -> None:
    """The fault of an example, set right by the least that will do."""
    document = json.loads((EXAMPLES.parent / root / "malos" / f"{code}.json").read_text(encoding="utf-8"))
    place = document[root]
    *way, last = path.split("/")
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    place[last] = value
    outcome = outcome_of(document, "1791582349001")
    assert isinstance(outcome, Prepared), outcome
    assert [p.code for p in outcome.warnings] == []


def test_an_autorretencion_says_so_everywhere() -> None:
    document = json.loads(
        (EXAMPLES.parent / "comprobanteRetencion" / "malos" / "RET-AUTORRETENCION.json").read_text(encoding="utf-8")
    )
    body = document["comprobanteRetencion"]
    body["infoCompRetencion"]["identificacionSujetoRetenido"] = "1791582349001"
    outcome = outcome_of(document, "1791582349001")
    assert isinstance(outcome, Rejected)
    names = [p.pointer.rsplit("/", 1)[-1] for p in outcome.problems if p.code == "RET-AUTORRETENCION"]
    assert names == ["codSustento", "codDocSustento", "codigoRetencion"]
    sustento = body["docsSustento"][0]
    sustento |= {"codSustento": "12", "codDocSustento": "42", "retenciones": sustento["retenciones"][:1]}
    assert isinstance(outcome_of(document, "1791582349001"), Prepared)
