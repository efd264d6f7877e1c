"""The six comprobantes before the judge: each example is authorised, and each stage refuses what it must."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.examples import examples, fresh, name_of
from tests.unit.sandbox.client import Answer, Sandbox
from tests.unit.sandbox.documents import RUC, check_digit

EXAMPLES = examples()


def document(sandbox: Sandbox, path: Path, number: int = 7) -> etree._Element:
    """The example, issued today by the company of these tests, with its clave."""
    data = fresh(path, ruc=RUC, name="ALMACÉN EL ÑANDÚ S.A.", day=sandbox.today, secuencial=number)
    root = etree.fromstring(data)
    info = root.find("infoTributaria")
    assert info is not None
    text = {e.tag: e.text or "" for e in info}
    first = f"{sandbox.today:%d%m%Y}{text['codDoc']}{RUC}{text['ambiente']}{text['estab']}{text['ptoEmi']}"
    first += f"{text['secuencial']}123456781"
    clave = etree.Element("claveAcceso")
    clave.text = first + check_digit(first)
    info.insert([e.tag for e in info].index("codDoc"), clave)
    return root


def find(kind: str, name: str, version: str) -> Path:
    (found,) = (p for p in EXAMPLES if name_of(p) == f"{kind} {name} {version}")
    return found


def judged(sandbox: Sandbox, root: etree._Element) -> Answer:
    received = sandbox.submit(sandbox.signed(etree.tostring(root, encoding="UTF-8", xml_declaration=True)))
    if received.estado != "RECIBIDA":
        return received
    return sandbox.ask(root.findtext("infoTributaria/claveAcceso") or "")


def put(root: etree._Element, path: str, text: str) -> etree._Element:
    element = root.find(path)
    assert element is not None, path
    element.text = text
    return root


@pytest.mark.parametrize("path", EXAMPLES, ids=name_of)
def test_each_example_is_authorised(sandbox: Sandbox, path: Path) -> None:
    found = judged(sandbox, document(sandbox, path))
    assert found.estado == "AUTORIZADO", found.details


BROKEN = [
    ("liquidacionCompra", "minima", "1.1.0", "infoLiquidacionCompra/totalConImpuestos/totalImpuesto/codigo", "3", "35"),
    ("liquidacionCompra", "minima", "1.1.0", "infoLiquidacionCompra/importeTotal", "42.05", "52"),
    ("liquidacionCompra", "minima", "1.1.0", "infoTributaria/codDoc", "01", "58"),
    ("notaCredito", "minima", "1.1.0", "infoNotaCredito/numDocModificado", "001001000000411", "35"),
    ("notaCredito", "minima", "1.1.0", "infoNotaCredito/codDocModificado", "99", "64"),
    ("notaCredito", "minima", "1.1.0", "infoNotaCredito/valorModificacion", "11.45", "52"),
    ("notaCredito", "minima", "1.1.0", "detalles/detalle/impuestos/impuesto/valor", "1.60", "52"),
    ("notaDebito", "minima", "1.0.0", "motivos/motivo/razon", "", "35"),
    ("notaDebito", "minima", "1.0.0", "motivos/motivo/valor", "8.05", "52"),
    ("notaDebito", "minima", "1.0.0", "infoNotaDebito/valorTotal", "9.30", "52"),
    ("guiaRemision", "minima", "1.1.0", "infoGuiaRemision/placa", "", "35"),
    ("guiaRemision", "minima", "1.1.0", "infoGuiaRemision/fechaIniTransporte", "01/01/2026", "82"),
    ("comprobanteRetencion", "minima", "2.0.0", "infoCompRetencion/parteRel", "QUIZÁ", "35"),
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


@pytest.mark.parametrize(("kind", "name", "version", "path", "text", "code"), BROKEN)
def test_what_each_stage_refuses(
    sandbox: Sandbox, kind: str, name: str, version: str, path: str, text: str, code: str
) -> None:
    found = judged(sandbox, put(document(sandbox, find(kind, name, version)), path, text))
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
    again = sandbox.submit(
        sandbox.signed(etree.tostring(document(sandbox, find("notaDebito", "minima", "1.0.0"), 5), encoding="UTF-8"))
    )
    assert again.codes == ["43"]
