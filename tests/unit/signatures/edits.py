"""Ways of changing a template or what was signed, and the words of the table."""

from __future__ import annotations

import re
from collections.abc import Callable

TAKEN, DOUBTED, REFUSED = "acepta", "avisa", "rechaza"
FICHA = "ficha técnica 2.32, §6 y anexo 14"
SEEN = "documentos autorizados así"
XMLDSIG = "XMLDSig (W3C 2008)"
XADES = "XAdES 1.3.2"
JAVA = "X500Principal (JDK 17)"
OPEN = "sin fuente: no se sabe qué hace el SRI"
REPORTS = "informes públicos del error 39"


def put(old: str, new: str) -> Callable[[str], str]:
    """Write something else into the template, in one place."""

    def change(text: str) -> str:
        assert text.count(old) == 1, (old, text.count(old))
        return text.replace(old, new)

    return change


def swap(old: str, new: str, times: int = 1) -> Callable[[bytes], bytes]:
    """Write something else into what was signed."""

    def change(data: bytes) -> bytes:
        assert old.encode() in data, old
        return data.replace(old.encode(), new.encode(), times)

    return change


def again(pattern: str, new: str) -> Callable[[bytes], bytes]:
    """Write something else into what was signed, once, where a pattern fits."""

    def change(data: bytes) -> bytes:
        found, times = re.subn(pattern, new, data.decode(), count=1, flags=re.DOTALL)
        assert times == 1, pattern
        return found.encode()

    return change


def cut(pattern: str) -> Callable[[str], str]:
    """Leave something out of the template."""

    def change(text: str) -> str:
        found, times = re.subn(pattern, "", text, flags=re.DOTALL)
        assert times == 1, pattern
        return found

    return change


def pretty(text: str) -> str:
    head, signature, tail = re.split(r"(<P:Signature.*</P:Signature>)", text, maxsplit=1, flags=re.DOTALL)
    spread = re.sub("><(?!/P:DigestValue|/P:SignatureValue)", ">\n    <", signature)
    return f"{head}\n  {spread}\n{tail}"


def wrapped(data: bytes) -> bytes:
    """What was signed, put into another document in front of its signature."""
    declaration, _, rest = data.partition(b"?>\n")
    begin, end = rest.index(b"<ds:Signature"), rest.index(b"</ds:Signature>") + len(b"</ds:Signature>")
    original = rest[:begin] + b"</factura>"
    forged = original.replace(b"11.50", b"99.50").replace(b'id="comprobante"', b'id="otro"')
    return declaration + b"?>\n" + forged.replace(b"</factura>", original + rest[begin:end] + b"</factura>")


def twice(data: bytes) -> bytes:
    begin, end = data.index(b"<ds:Signature"), data.index(b"</ds:Signature>") + len(b"</ds:Signature>")
    return data[:end] + data[begin:end] + data[end:]


def first(data: bytes) -> bytes:
    begin, end = data.index(b"<ds:Signature"), data.index(b"</ds:Signature>") + len(b"</ds:Signature>")
    at = data.index(b"\n <infoTributaria")
    return data[:at] + data[begin:end] + data[at:begin] + data[end:]
