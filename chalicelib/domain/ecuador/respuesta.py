"""Files that hold the SRI's answer to a comprobante and not a comprobante to issue.

What is archived and mailed of an authorised document is its `<autorizacion>`, with the comprobante inside; some
programs keep the whole answer of the web service. Dropped by mistake, it is not issued again: the issuer is told what
it is.
"""

from __future__ import annotations

from lxml import etree

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador import messages as _messages  # noqa: F401  defines the codes
from chalicelib.domain.ecuador.model.binding import shortened

_ROOTS = frozenset({"autorizacion", "autorizaciones", "RespuestaAutorizacionComprobante"})


def answer(root: etree._Element, pointer: str) -> Problem | None:
    """What to tell of a file that is an answer, or None for any other. `pointer` is the file's name."""
    if etree.QName(root).localname not in _ROOTS:
        return None
    verdicts = [root, *root.iter("{*}autorizacion")]
    state = next((text for one in verdicts if (text := _text(one, "estado"))), "sin estado")
    for one in verdicts:
        if _text(one, "estado") == "AUTORIZADO":
            day = _text(one, "fechaAutorizacion")
            when = f" ({shortened(day)})" if day else ""
            number = _text(one, "numeroAutorizacion") or "que consta en él"
            return problem("XML-AUTORIZADO", pointer, number=shortened(number), when=when)
    return problem("XML-RESPUESTA", pointer, state=shortened(state))


def _text(node: etree._Element, name: str) -> str:
    return " ".join((node.findtext(f"{{*}}{name}") or "").split())
