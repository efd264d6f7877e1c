"""The `<autorizacion>` file: the SRI's verdict with the comprobante inside, as it is archived and mailed.

- **comprobante**: the exact signed bytes; they stand in the file as CDATA text (other senders escape them).
- **mensajes**: what the SRI had to say, also on authorised documents.

The form is that of the autorización service (ficha técnica 2.32 §5.11 and §8): estado, numeroAutorizacion,
fechaAutorizacion, ambiente, comprobante, mensajes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from chalicelib.domain.documents.xml import UnsafeXml, parse

_ENCODING = "utf-8"
_AMBIENTES = {"1": "PRUEBAS", "2": "PRODUCCIÓN"}


@dataclass(frozen=True, slots=True)
class Mensaje:
    """One message of the SRI. `tipo` is ERROR, ADVERTENCIA or INFORMATIVO."""

    identificador: str
    mensaje: str
    informacion_adicional: str = ""
    tipo: str = ""


@dataclass(frozen=True, slots=True)
class Autorizacion:
    """A verdict. `fecha` is aware when the file gives the offset, None when it gives no readable date."""

    estado: str
    numero: str
    fecha: datetime | None
    ambiente: str
    comprobante: bytes
    mensajes: tuple[Mensaje, ...] = ()


def write(
    *,
    estado: str,
    numero: str,
    fecha: datetime | None,
    ambiente: str,
    comprobante: bytes,
    mensajes: Sequence[Mensaje] = (),
) -> bytes:
    """The file of a verdict. `ambiente` is the code («1», «2») or the SRI's own word.

    Reading it back gives the very bytes of the comprobante. Raises ValueError (UnicodeDecodeError) if they are not
    UTF-8, or hold a character that XML cannot carry.
    """
    root = etree.Element("autorizacion")
    _add(root, "estado", estado)
    _add(root, "numeroAutorizacion", numero)
    _add(root, "fechaAutorizacion", fecha.isoformat() if fecha else "")
    _add(root, "ambiente", _AMBIENTES.get(ambiente, ambiente))
    _add(root, "comprobante", "")
    messages = etree.SubElement(root, "mensajes")
    for mensaje in mensajes:
        node = etree.SubElement(messages, "mensaje")
        _add(node, "identificador", mensaje.identificador)
        _add(node, "mensaje", mensaje.mensaje)
        if mensaje.informacion_adicional:
            _add(node, "informacionAdicional", mensaje.informacion_adicional)
        _add(node, "tipo", mensaje.tipo)
    shell = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
    before, _, after = shell.partition(b"<comprobante></comprobante>")
    cdata = _cdata(comprobante)
    return b"".join(
        (b'<?xml version="1.0" encoding="UTF-8"?>\n', before, b"<comprobante>", cdata, b"</comprobante>", after)
    )


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text


def _cdata(content: bytes) -> bytes:
    """The content as CDATA. `]]>` ends a section, so it is split over two; a carriage return would be read as a line
    feed, so it stands outside as a reference."""
    content.decode(_ENCODING)
    safe = content.replace(b"]]>", b"]]]]><![CDATA[>").replace(b"\r", b"]]>&#13;<![CDATA[")
    return b"<![CDATA[" + safe + b"]]>"


def read(data: bytes) -> Autorizacion:
    """The verdict in a file, whether its comprobante is CDATA, escaped or a nested element.

    Raises ValueError if it is not an `<autorizacion>` with a comprobante.
    """
    try:
        root = parse(data)
    except UnsafeXml as error:
        raise ValueError(f"not an autorizacion: {error.reason}") from None
    if etree.QName(root).localname != "autorizacion":
        raise ValueError("not an autorizacion: other root element")
    comprobante = root.find("comprobante")
    if comprobante is None:
        raise ValueError("an autorizacion without comprobante")
    return Autorizacion(
        estado=_text(root, "estado"),
        numero=_text(root, "numeroAutorizacion"),
        fecha=_moment(_text(root, "fechaAutorizacion")),
        ambiente=_ambiente(_text(root, "ambiente")),
        comprobante=embedded(comprobante),
        mensajes=tuple(
            Mensaje(
                _text(node, "identificador"), _text(node, "mensaje"), _text(node, "informacionAdicional"),
                _text(node, "tipo"),
            )
            for node in root.findall("mensajes/mensaje")
        ),
    )  # fmt: skip


def embedded(node: etree._Element) -> bytes:
    """The document inside an element: its text (CDATA or escaped), or the element nested in it."""
    text = (node.text or "") + "".join(child.tail or "" for child in node)
    inner = [child for child in node if isinstance(child.tag, str)]
    if inner and not text.strip():
        return etree.tostring(inner[0], encoding="UTF-8", with_tail=False)
    return text.encode(_ENCODING)


def _text(node: etree._Element, name: str) -> str:
    return (node.findtext(name) or "").strip()


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.fromisoformat(stamp)
    except ValueError:
        return None


def _ambiente(word: str) -> str:
    """The code of an ambiente that may be written as a code or as a word, with or without accent."""
    if word[:3].upper() == "PRU":
        return "1"
    return "2" if word[:3].upper() == "PRO" else word
