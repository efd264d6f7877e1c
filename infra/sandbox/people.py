"""Whom a comprobante is for: 69, and the warnings 59 and 62 (ficha técnica 2.32 §11, tabla 6).

A **person** is a kind of identification and a number. A guía names the carrier and, without a kind, each destinatario.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from infra.sandbox.identification import CEDULA, RUC, plausible
from infra.sandbox.messages import WARNING, message

FINAL = "07"
FINAL_NUMBER = "9999999999999"
_ELEMENTS = {
    "factura": ("tipoIdentificacionComprador", "identificacionComprador"),
    "liquidacionCompra": ("tipoIdentificacionProveedor", "identificacionProveedor"),
    "notaCredito": ("tipoIdentificacionComprador", "identificacionComprador"),
    "notaDebito": ("tipoIdentificacionComprador", "identificacionComprador"),
    "guiaRemision": ("tipoIdentificacionTransportista", "rucTransportista"),
    "comprobanteRetencion": ("tipoIdentificacionSujetoRetenido", "identificacionSujetoRetenido"),
}
_KIND_BY_LENGTH = {13: RUC, 10: CEDULA}

Person = tuple[str, str]
Message = dict[str, str]


def named(root: etree._Element) -> list[Person]:
    """Everybody the document is for, the one with a kind first."""
    kind, number = _ELEMENTS[str(root.tag)]
    found = [(root.findtext(f"*/{kind}") or "", root.findtext(f"*/{number}") or "")]
    for each in root.iterfind("destinatarios/destinatario/identificacionDestinatario"):
        text = each.text or ""
        digits = text.isascii() and text.isdigit() and text != FINAL_NUMBER
        found.append((_KIND_BY_LENGTH.get(len(text), "") if digits else "", text))
    return found


def refusal(root: etree._Element, standing: Callable[[str], str]) -> Message | None:
    """Who may not receive it. `standing` gives the code that the registry has against a number, or nothing."""
    for kind, number in named(root):
        if kind == FINAL and root.tag != "factura":
            return message("69", "Este comprobante no se emite a consumidor final")
        if kind == FINAL and number != FINAL_NUMBER:
            return message("69", f"La identificación de consumidor final es {FINAL_NUMBER}")
        if kind == RUC and standing(number):
            return message("69", f"La identificación {number} no existe")
    return None


def warnings(root: etree._Element, standing: Callable[[str], str]) -> list[Message]:
    """Who is doubtful."""
    found = []
    for kind, number in named(root):
        if standing(number):
            found.append(message("59", f"La identificación {number} no existe", WARNING))
        if not plausible(kind, number):
            found.append(message("62", f"El dígito verificador de {number} no es correcto", WARNING))
    return found
