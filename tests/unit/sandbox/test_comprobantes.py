"""The six comprobantes before the judge: each example is authorised, and each stage refuses what it must."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.examples import name_of
from tests.unit.sandbox.client import Sandbox
from tests.unit.sandbox.issued import EXAMPLES, clave, document, find, judged, put, text


@pytest.mark.parametrize("path", EXAMPLES, ids=name_of)
def test_each_example_is_authorised(sandbox: Sandbox, path: Path) -> None:
    found = judged(sandbox, document(sandbox, path))
    assert found.estado == "AUTORIZADO", found.details


BROKEN = [
    ("liquidacionCompra", "minima", "1.1.0", "infoLiquidacionCompra/totalConImpuestos/totalImpuesto/codigo", "3", "35"),
    ("liquidacionCompra", "minima", "1.1.0", "infoLiquidacionCompra/importeTotal", "42.05", "52"),
    ("liquidacionCompra", "minima", "1.1.0", "infoTributaria/codDoc", "01", "58"),
    ("liquidacionCompra", "minima", "1.1.0", "infoLiquidacionCompra/tipoIdentificacionProveedor", "07", "69"),
    ("liquidacionCompra", "completa", "1.1.0", "infoLiquidacionCompra/totalImpuestoReembolso", "15.05", "52"),
    ("liquidacionCompra", "completa", "1.1.0", "infoLiquidacionCompra/pagos/pago/total", "80.05", "52"),
    ("factura", "completa", "2.1.0", "reembolsos/reembolsoDetalle/fechaEmisionDocReembolso", "31/02/2026", "67"),
    ("factura", "minima", "1.1.0", "infoFactura/tipoIdentificacionComprador", "07", "69"),
    ("notaCredito", "minima", "1.1.0", "infoNotaCredito/numDocModificado", "001001000000411", "35"),
    ("notaCredito", "minima", "1.1.0", "infoNotaCredito/codDocModificado", "99", "64"),
    ("notaCredito", "minima", "1.1.0", "infoNotaCredito/codDocModificado", "04", "64"),
    ("notaCredito", "minima", "1.1.0", "infoNotaCredito/tipoIdentificacionComprador", "07", "69"),
    ("notaCredito", "minima", "1.1.0", "infoNotaCredito/fechaEmisionDocSustento", "30/02/2026", "67"),
    ("notaCredito", "minima", "1.1.0", "infoNotaCredito/fechaEmision", "01/01/2100", "35"),
    ("notaCredito", "minima", "1.1.0", "infoNotaCredito/fechaEmision", "01/01/2099", "65"),
    ("notaCredito", "minima", "1.1.0", "infoNotaCredito/valorModificacion", "11.45", "52"),
    ("notaCredito", "minima", "1.1.0", "detalles/detalle/impuestos/impuesto/valor", "1.60", "52"),
    ("notaDebito", "minima", "1.0.0", "motivos/motivo/razon", "", "35"),
    ("notaDebito", "minima", "1.0.0", "motivos/motivo/valor", "8.05", "52"),
    ("notaDebito", "minima", "1.0.0", "infoNotaDebito/valorTotal", "9.30", "52"),
    ("notaDebito", "minima", "1.0.0", "infoNotaDebito/codDocModificado", "07", "64"),
    ("notaDebito", "minima", "1.0.0", "infoNotaDebito/impuestos/impuesto/tarifa", "12", "52"),
    ("notaDebito", "completa", "1.0.0", "infoNotaDebito/impuestos/impuesto[2]/baseImponible", "6.00", "52"),
    ("notaDebito", "completa", "1.0.0", "infoNotaDebito/pagos/pago/total", "33.80", "52"),
    ("guiaRemision", "completa", "1.1.0", "destinatarios/destinatario/codDocSustento", "99", "64"),
    ("guiaRemision", "minima", "1.1.0", "infoGuiaRemision/tipoIdentificacionTransportista", "07", "69"),
    ("guiaRemision", "minima", "1.1.0", "infoGuiaRemision/fechaFinTransporte", "31/11/2026", "67"),
    ("guiaRemision", "minima", "1.1.0", "infoGuiaRemision/placa", "", "35"),
    ("guiaRemision", "minima", "1.1.0", "infoGuiaRemision/fechaIniTransporte", "01/01/2026", "82"),
    ("comprobanteRetencion", "minima", "2.0.0", "infoCompRetencion/parteRel", "QUIZÁ", "35"),
    ("comprobanteRetencion", "minima", "1.0.0", "impuestos/impuesto/valorRetenido", "10.05", "52"),
    ("comprobanteRetencion", "minima", "2.0.0", "infoCompRetencion/tipoIdentificacionSujetoRetenido", "07", "69"),
    (
        "comprobanteRetencion",
        "completa",
        "2.0.0",
        "docsSustento/docSustento/retenciones/retencion[2]/codigoRetencion",
        "2",
        "52",
    ),
    ("comprobanteRetencion", "completa", "2.0.0", "docsSustento/docSustento/totalImpuestoReembolso", "15.05", "52"),
    ("comprobanteRetencion", "minima", "2.0.0", "docsSustento/docSustento/codDocSustento", "99", "64"),
    (
        "comprobanteRetencion",
        "minima",
        "2.0.0",
        "docsSustento/docSustento/retenciones/retencion/valorRetenido",
        "4.05",
        "52",
    ),
]


@pytest.mark.parametrize(("kind", "name", "version", "path", "value", "code"), BROKEN)
def test_what_each_stage_refuses(
    sandbox: Sandbox, kind: str, name: str, version: str, path: str, value: str, code: str
) -> None:
    found = judged(sandbox, put(document(sandbox, find(kind, name, version)), path, value))
    assert found.estado in ("DEVUELTA", "NO AUTORIZADO")
    assert found.codes[0] == code


def test_a_receptor_whom_the_registry_refuses(sandbox: Sandbox) -> None:
    root = document(sandbox, find("comprobanteRetencion", "minima", "2.0.0"))
    receptor = root.findtext("infoCompRetencion/identificacionSujetoRetenido")
    sandbox.control("POST", "registry", {"identification": receptor, "code": "69"})
    assert judged(sandbox, root).codes[0] == "69"


def test_a_note_about_a_document_nobody_registered_is_warned_of(sandbox: Sandbox) -> None:
    root = document(sandbox, find("notaCredito", "minima", "1.1.0"))
    found = judged(sandbox, root)
    assert "68" in found.codes
    assert found.estado == "AUTORIZADO"


def test_the_number_is_one_per_kind(sandbox: Sandbox) -> None:
    first = judged(sandbox, document(sandbox, find("notaCredito", "minima", "1.1.0"), 5))
    second = judged(sandbox, document(sandbox, find("notaDebito", "minima", "1.0.0"), 5))
    assert first.estado == second.estado == "AUTORIZADO"
    again = sandbox.submit(sandbox.signed(text(document(sandbox, find("notaDebito", "minima", "1.0.0"), 5))))
    assert again.codes == ["43"]


@pytest.mark.parametrize("path", EXAMPLES, ids=name_of)
def test_no_comprobante_is_authorised_unsigned(sandbox: Sandbox, path: Path) -> None:
    root = document(sandbox, path)
    assert sandbox.submit(text(root)).estado == "RECIBIDA"
    assert sandbox.ask(clave(root)).codes[0] == "39"


def test_a_guia_has_its_date_in_its_clave(sandbox: Sandbox) -> None:
    root = document(sandbox, find("guiaRemision", "minima", "1.1.0"))
    key = clave(root)
    for date, code in (("31022026", "67"), ("01012099", "65"), ("01012020", "65")):
        put(root, "infoTributaria/claveAcceso", date + key[8:])
        assert judged(sandbox, root).codes == [code]


def test_a_destinatario_whom_the_registry_refuses(sandbox: Sandbox) -> None:
    root = document(sandbox, find("guiaRemision", "completa", "1.1.0"))
    second = root.findtext("destinatarios/destinatario[2]/identificacionDestinatario")
    sandbox.control("POST", "registry", {"identification": second, "code": "69"})
    assert judged(sandbox, root).codes[0] == "69"


def test_a_note_about_an_authorised_document_is_not_warned_of(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    assert sandbox.verdict(factura).estado == "AUTORIZADO"
    note = document(sandbox, find("notaDebito", "minima", "1.0.0"))
    put(note, "infoNotaDebito/numDocModificado", f"001-{factura.punto}-{factura.secuencial:09}")
    assert "68" not in judged(sandbox, note).codes


def test_a_clave_cited_as_support_is_looked_up(sandbox: Sandbox) -> None:
    factura = sandbox.factura()
    guia = document(sandbox, find("guiaRemision", "completa", "1.1.0"))
    put(guia, "destinatarios/destinatario/numAutDocSustento", factura.key)
    assert "68" in judged(sandbox, guia).codes
    assert sandbox.verdict(factura).estado == "AUTORIZADO"
    again = document(sandbox, find("guiaRemision", "completa", "1.1.0"), 8)
    put(again, "destinatarios/destinatario/numAutDocSustento", factura.key)
    assert "68" not in judged(sandbox, again).codes


def test_two_documents_that_cite_each_other_are_judged(sandbox: Sandbox) -> None:
    guias = [document(sandbox, find("guiaRemision", "completa", "1.1.0"), number) for number in (1, 2)]
    for guia, other in zip(guias, reversed(guias), strict=True):
        put(guia, "destinatarios/destinatario/numAutDocSustento", clave(other))
        assert sandbox.submit(sandbox.signed(text(guia))).estado == "RECIBIDA"
    assert [sandbox.ask(clave(guia)).estado for guia in guias] == ["AUTORIZADO"] * 2
