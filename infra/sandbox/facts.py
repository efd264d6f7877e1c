"""Where each comprobante says what the judge asks of it: its day, who receives it, what it rests on.

- A **supporting document** is the one that a nota modifies, a retención withholds from, or a guía carries the goods of.
- A guía has no date of issue of its own: the day is the one in its clave (ficha técnica 2.32, anexo 6).
"""

from __future__ import annotations

from lxml import etree

RECEPTORS = {
    "factura": ("tipoIdentificacionComprador", "identificacionComprador"),
    "notaCredito": ("tipoIdentificacionComprador", "identificacionComprador"),
    "notaDebito": ("tipoIdentificacionComprador", "identificacionComprador"),
    "liquidacionCompra": ("tipoIdentificacionProveedor", "identificacionProveedor"),
    "comprobanteRetencion": ("tipoIdentificacionSujetoRetenido", "identificacionSujetoRetenido"),
    "guiaRemision": ("tipoIdentificacionTransportista", "rucTransportista"),
}
"""The elements with the kind of identification (tabla 6) and the number of who receives; a guía's carrier."""

SUPPORTS = frozenset(
    [
        "01",
        "02",
        "03",
        "04",
        "05",
        "06",
        "07",
        "08",
        "09",
        "11",
        "12",
        "15",
        "16",
        "18",
        "19",
        "20",
        "21",
        "22",
        "23",
        "24",
        "41",
        "42",
        "43",
        "44",
        "45",
        "47",
        "48",
        "49",
        "50",
        "51",
        "52",
        "294",
        "344",
        "364",
        "370",
        "371",
        "372",
        "373",
        "374",
        "375",
    ]
)
"""The kinds of supporting document (anexo transaccional simplificado, tabla 4)."""

_SUPPORT = ("codDocModificado", "codDocSustento")


def issue_day(root: etree._Element) -> str:
    """dd/mm/aaaa, or what stands in its place."""
    stated = root.findtext("*/fechaEmision")
    if stated is not None or root.tag != "guiaRemision":
        return stated or ""
    digits = (root.findtext("infoTributaria/claveAcceso") or "")[:8]
    return f"{digits[:2]}/{digits[2:4]}/{digits[4:]}"


def transport_days(root: etree._Element) -> list[str]:
    """First and last day of a guía's transport; of another comprobante nothing."""
    info = root.find("infoGuiaRemision")
    return [] if info is None else [info.findtext(n) or "" for n in ("fechaIniTransporte", "fechaFinTransporte")]


def receptors(root: etree._Element) -> list[tuple[str, str]]:
    """(kind of identification, number) of those who receive the comprobante."""
    kind, number = RECEPTORS[str(root.tag)]
    return [(root.findtext(f"*/{kind}") or "", root.findtext(f"*/{number}") or "")]


def unknown_supports(root: etree._Element) -> list[str]:
    """The codes of supporting documents that no table has."""
    codes = [element.text or "" for element in root.iter(*_SUPPORT)]
    return [code for code in codes if code not in SUPPORTS]


def modified(root: etree._Element) -> str:
    """The number of the document that a nota modifies, as `clave.number` writes it, or nothing."""
    number = root.findtext("*/numDocModificado")
    info = root.find("infoTributaria")
    if number is None or info is None:
        return ""
    kind = root.findtext("*/codDocModificado") or ""
    return "-".join((info.findtext("ruc") or "", kind, number, info.findtext("ambiente") or ""))
