"""The public check: whoever knows the clave and the total of a document learns if it is authorised."""

from __future__ import annotations

from decimal import Decimal

from chalicelib.domain.accounts import limits
from chalicelib.domain.documents.states import Authority
from chalicelib.services.portal import guesses
from chalicelib.services.portal.context import Portal, Visitor
from chalicelib.services.portal.images import Images

AUTHORISED, ANNULLED, UNKNOWN, TOO_MANY = "autorizado", "anulado", "desconocido", "demasiados"
IMAGE, NO_IMAGE = "imagen", "pide_imagen"


class Check:
    """The use case."""

    def __init__(self, portal: Portal, images: Images) -> None:
        self._portal = portal
        self._images = images

    def ask(self, visitor: Visitor, clave: str, total: Decimal | None, image: str = "", characters: str = "") -> str:
        """`autorizado`, `anulado`, `desconocido` (also for a wrong total) or `demasiados`, to who asked too much.

        For a document that was guessed at often, whoever did it, an image is asked for: `pide_imagen`, or `imagen` if
        the characters were wrong.
        """
        p = self._portal
        text = "".join(clave.split())
        document_id = p.country.id_of_clave(text)
        own = (limits.CHECK_BY_ORIGIN, p.origin(visitor)), (limits.CHECK_BY_PAIR, guesses.pair(p, visitor, text))
        if not guesses.may_try(p, own):
            return TOO_MANY
        of_document = (limits.CHECK_WITHOUT_IMAGE, p.key(limits.CHECK_WITHOUT_IMAGE.name, text))
        free = not image and guesses.may_try(p, (of_document,))
        if not free and not self._images.is_right(visitor, image, characters):
            return IMAGE if image else NO_IMAGE
        document = p.received.get(document_id or "-")
        if document is None or document.clave != text or document.total != total:
            guesses.was_wrong(p, limits.WRONG_CHECKS)
            return UNKNOWN
        guesses.give_back(p, (of_document,) if free else ())
        return {Authority.AUTORIZADO: AUTHORISED, Authority.ANULADO: ANNULLED}.get(document.authority, UNKNOWN)
