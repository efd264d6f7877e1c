"""The public check: whoever knows the clave and the total of a document learns if it is authorised."""

from __future__ import annotations

from decimal import Decimal

from chalicelib.domain.accounts import limits
from chalicelib.domain.documents.states import Authority
from chalicelib.services.portal.context import Portal, Visitor

AUTHORISED, ANNULLED, UNKNOWN, TOO_MANY = "autorizado", "anulado", "desconocido", "demasiados"


class Check:
    """The use case."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def ask(self, visitor: Visitor, clave: str, total: Decimal | None) -> str:
        """`autorizado`, `anulado`, `desconocido` (also for a wrong total) or `demasiados`."""
        p = self._portal
        text = "".join(clave.split())
        document_id = p.country.id_of_clave(text)
        by_origin = p.limits.take(limits.CHECK_BY_ORIGIN, p.origin(visitor), p.now)
        by_document = p.limits.take(limits.CHECK_BY_DOCUMENT, p.key("comprobar", text), p.now)
        if not by_origin or not by_document:
            return TOO_MANY
        document = p.received.get(document_id or "-")
        if document is None or document.clave != text or document.total != total:
            return UNKNOWN
        return {Authority.AUTORIZADO: AUTHORISED, Authority.ANULADO: ANNULLED}.get(document.authority, UNKNOWN)
