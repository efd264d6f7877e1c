"""The example documents as the company of these tests issues them today, and what the sandbox says of them."""

from __future__ import annotations

from pathlib import Path

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
    parts = {e.tag: e.text or "" for e in info}
    first = f"{sandbox.today:%d%m%Y}{parts['codDoc']}{RUC}{parts['ambiente']}{parts['estab']}{parts['ptoEmi']}"
    first += f"{parts['secuencial']}123456781"
    key = etree.Element("claveAcceso")
    key.text = first + check_digit(first)
    info.insert([e.tag for e in info].index("codDoc"), key)
    return root


def find(kind: str, name: str, version: str) -> Path:
    """The example of a name."""
    (found,) = (p for p in EXAMPLES if name_of(p) == f"{kind} {name} {version}")
    return found


def judged(sandbox: Sandbox, root: etree._Element) -> Answer:
    """Sign and submit; the refusal, or what autorización says."""
    received = sandbox.submit(sandbox.signed(text(root)))
    if received.estado != "RECIBIDA":
        return received
    return sandbox.ask(clave(root))


def put(root: etree._Element, path: str, value: str) -> etree._Element:
    """The document with another text in the first element of a path."""
    element = root.find(path)
    assert element is not None, path
    element.text = value
    return root


def text(root: etree._Element) -> bytes:
    """The document as it is sent, unsigned."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def clave(root: etree._Element) -> str:
    """Its clave de acceso."""
    return root.findtext("infoTributaria/claveAcceso") or ""
