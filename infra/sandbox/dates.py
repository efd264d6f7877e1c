"""The dates of a comprobante: 67, 65 and 82 (ficha técnica 2.32 §11).

The **date of emission** is in the document; a guía de remisión has it in its clave alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from lxml import etree

from infra.sandbox import clave
from infra.sandbox.clock import ECUADOR
from infra.sandbox.messages import message

OLDEST = timedelta(minutes=129_600)
"""The age at which a document is too old, from the beginning of its day; the figure is in the authority's own message
of error 65."""
_GUIA = "guiaRemision"


def emission(root: etree._Element) -> str:
    """The date of emission as ddmmaaaa."""
    if root.tag == _GUIA:
        return clave.parts(root.findtext("infoTributaria/claveAcceso") or "")["fecha"]
    return (root.findtext("*/fechaEmision") or "").replace("/", "")


def refusal(root: etree._Element, now: datetime) -> dict[str, str] | None:
    """A date that is not in the calendar (67), a document of tomorrow or too old (65), goods that leave before their
    guía (82). The schema was judged before."""
    for node in root.iter(etree.Element):
        if str(node.tag).startswith("fecha") and _day((node.text or "").replace("/", "")) is None:
            return message("67", f"Fecha {node.text} en {node.tag}")
    text = emission(root)
    day = _day(text)
    if day is None:
        return message("67", f"Fecha {text} en la clave de acceso")
    today = now.astimezone(ECUADOR)
    if day.date() > today.date() or today - day >= OLDEST:
        return message("65", f"Fecha {day:%d/%m/%Y}, tolerancia [129600 minutos]")
    starts = root.findtext("infoGuiaRemision/fechaIniTransporte") or ""
    leaves = _day(starts.replace("/", ""))
    if leaves is not None and leaves < day:
        return message("82", f"El transporte comienza el {starts}, la guía es del {day:%d/%m/%Y}")
    return None


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%d%m%Y").replace(tzinfo=ECUADOR)
    except ValueError:
        return None
