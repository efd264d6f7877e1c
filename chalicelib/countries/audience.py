"""What the portal must know of the country whose customers it serves."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.domain.documents.contents import Contents
from chalicelib.domain.ecuador import receptores
from chalicelib.services.portal.country import Country, Kind, Worth


def _contents(evidence: bytes) -> Contents:
    """See the portal's `Country.contents`."""
    from chalicelib.domain.ecuador.contenido import contenido

    return contenido(evidence)


class _Ecuador:
    """Implements the portal's `Country`."""

    code = receptores.CODE
    zone = receptores.CONTINENTAL
    kinds = tuple(Kind(code, name) for code, name in receptores.KINDS_OF_IDENTITY.items())
    document_kinds = receptores.DOCUMENT_KINDS
    articles = receptores.ARTICLES
    worth: Mapping[str, Worth] = {kind: Worth(*facts) for kind, facts in receptores.WORTH.items()}
    identity = staticmethod(receptores.identity)
    identities = staticmethod(receptores.identities)
    usuario = staticmethod(receptores.usuario)
    document_ids = staticmethod(receptores.document_ids)
    id_of_clave = staticmethod(receptores.id_of_clave)
    place_of_number = staticmethod(receptores.place_of_number)
    contents = staticmethod(_contents)
    sequence_of = staticmethod(receptores.sequence_of)
    moment = staticmethod(receptores.moment)
    is_issuer = staticmethod(receptores.is_issuer)


def audience(code: str) -> Country:
    """The country of that code. Raises KeyError."""
    countries: dict[str, Country] = {receptores.CODE: _Ecuador()}
    return countries[code]
