"""Searching the documents of a receiver: what is asked, in which order, and how it is read at a fixed cost.

Every order of the list is an index of its own (`domain/documents/reception`). A search picks the one that narrows most
(number, amount, issuer, state, kind, else date) and filters the rest while reading. A page looks at no more than `MOST`
documents, wherever it begins; if it did not fill, it says where to go on. So a page costs the same with ten documents
and with a million, at any depth.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from chalicelib.domain.documents import reception
from chalicelib.domain.documents.states import Authority
from chalicelib.domain.documents.states import Receiver as Reception
from chalicelib.services.portal.context import Portal
from chalicelib.services.portal.ports import IssuerFace, Listed, Query

PAGE = 20
MOST = 500
"""Documents a page may look at: about 125 kB, 16 read units."""
MAX_ISSUERS = 24
"""Issuers offered to choose from, and whose names are looked into; others are found by their RUC."""
MOST_NAMED = 100
"""Issuers whose documents one name may look for."""
MANY = 100
"""Counted no further: «99+»."""
STATES = (*(str(state) for state in Reception), str(Authority.ANULADO))
SORTS = ("fecha", "monto", "numero")

_END = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for.

    `text` is a number or its end, a clave, a RUC, or part of what an issuer is called; `amount` is the value the text
    stands for, if it was written as one.
    """

    text: str = ""
    issuer: str = ""
    kind: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    amount: Decimal | None = None
    sort: str = "fecha"
    ascending: bool = False

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return any((self.text, self.issuer, self.kind, self.state, self.since, self.until)) or (
            self.low is not None or self.high is not None
        )


@dataclass(frozen=True, slots=True)
class Page:
    """Some documents. `next` and `previous` are sealed places to go on from, or empty.

    `unfinished` says that the page ends because enough was looked at, not because it is full; `names_left` that more
    issuers are called so than were looked for.
    """

    documents: list[Listed]
    faces: Mapping[str, IssuerFace]
    next: str = ""
    previous: str = ""
    unfinished: bool = False
    names_left: bool = False


@dataclass(frozen=True, slots=True)
class _Cursor:
    """Where a page begins: after (or, backwards, before) a document."""

    at: Listed | None = None
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class _Narrowing:
    """What the text of a search turned out to mean."""

    issuers: tuple[str, ...] = ()
    number: str = ""
    sequence: str = ""
    amount: Decimal | None = None
    document: str = ""
    nothing: bool = False
    names_left: bool = False


class WrongPlace(ValueError):
    """The place to go on from is none that was handed out to this receiver."""


def problems(search: Search) -> dict[str, list[str]]:
    """What no document can fit, by field of the form: codes of the message catalogue."""
    wrong = {}
    if search.since and search.until and search.since > search.until:
        wrong["desde"] = ["desde_hasta"]
    if search.low is not None and search.high is not None and search.low > search.high:
        wrong["minimo"] = ["minimo_maximo"]
    return wrong


class Searching:
    """Reads pages of a receiver's documents."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def issuers(self, receiver: str) -> list[IssuerFace]:
        """The issuers to filter by, by name; the first ones if there are very many."""
        faces = self._portal.directory.faces(self._portal.received.issuers(receiver, MAX_ISSUERS))
        return sorted(faces.values(), key=lambda face: face.name.casefold())

    def unread(self, receiver: str) -> int:
        """How many documents were not opened yet; `MANY` for that many or more."""
        place = str(Reception.NO_ABIERTO)
        return self._portal.received.count(receiver, "by_state", f"{place}#", f"{place}#{_END}", MANY)

    def count(self, receiver: str, search: Search, most: int) -> int:
        """How many documents a search finds, up to that many; 0 if only reading them all would tell."""
        narrowing = self._narrow(receiver, search)
        if problems(search) or narrowing.document or narrowing.nothing:
            return 0
        query = _query(receiver, search, narrowing)
        if query.filters or query.issuers:
            return 0
        return self._portal.received.count(receiver, query.order, query.low, query.high, most)

    def page(self, receiver: str, search: Search, cursor: str = "", size: int = PAGE) -> Page:
        """A page of what is looked for: none of a search with `problems`. Raises WrongPlace."""
        p = self._portal
        if problems(search):
            return Page([], {})
        narrowing = self._narrow(receiver, search)
        if narrowing.document:
            return self._one(receiver, narrowing.document, search)
        if narrowing.nothing:
            return Page([], {}, names_left=narrowing.names_left)
        start = self._open(receiver, cursor)
        query = _query(receiver, search, narrowing)
        if start.backwards:
            query = _reversed(query)
        found, stopped = p.received.read(query, start.at, size, MOST)
        documents = found[::-1] if start.backwards else found
        faces, names_left = p.directory.faces({d.issuer for d in documents}), narrowing.names_left
        if start.backwards:
            return Page(
                documents,
                faces,
                next=self._seal(receiver, documents[-1], False) if documents else "",
                previous=self._seal(receiver, stopped, True) if stopped else "",
                unfinished=stopped is not None and len(found) < size,
                names_left=names_left,
            )
        return Page(
            documents,
            faces,
            next=self._seal(receiver, stopped, False) if stopped else "",
            previous=self._seal(receiver, documents[0], True) if documents and start.at else "",
            unfinished=stopped is not None and len(found) < size,
            names_left=names_left,
        )

    def _narrow(self, receiver: str, search: Search) -> _Narrowing:
        p = self._portal
        text = search.text.strip()
        if not text:
            return _Narrowing()
        if found := p.country.id_of_clave(text):
            return _Narrowing(document=found)
        if p.country.is_issuer(text):
            return _Narrowing(issuers=(text,))
        if number := p.country.place_of_number(text):
            return _Narrowing(number=number)
        if search.amount is not None:
            low, high = search.low or Decimal(0), search.amount if search.high is None else search.high
            return _Narrowing(amount=search.amount, nothing=not low <= search.amount <= high)
        if sequence := p.country.sequence_of(text):
            return _Narrowing(sequence=sequence)
        return self._called(receiver, text)

    def _called(self, receiver: str, text: str) -> _Narrowing:
        """The issuers that are called so: the receiver's own, and if there are too many of them, whoever the directory
        finds."""
        words, own = _bare(text), self.issuers(receiver)
        named = [face.ruc for face in own if words in _bare(face.name) or words in _bare(face.trade_name)]
        more = False
        if len(own) == MAX_ISSUERS:
            found, more = self._portal.directory.find(text, MOST_NAMED)
            named += [face.ruc for face in found if face.ruc not in named]
        return _Narrowing(issuers=tuple(named[:MOST_NAMED]), nothing=not named, names_left=more)

    def _one(self, receiver: str, document_id: str, search: Search) -> Page:
        """The document of a clave, if it is the receiver's and nothing else was asked against it."""
        p = self._portal
        found = p.received.get(document_id)
        if found is None or not reception.belongs_to(found, receiver) or found.clave != search.text.strip():
            return Page([], {})
        listed = Listed(
            found.id, found.label, found.issue_date, found.total, found.currency, found.authority, found.reception, ""
        )
        return Page([listed], p.directory.faces([listed.issuer]))

    def _seal(self, receiver: str, at: Listed, backwards: bool) -> str:
        text = json.dumps([at.id, at.place, backwards])
        return self._portal.secrets.seal(f"lugar#{receiver}", text)

    def _open(self, receiver: str, cursor: str) -> _Cursor:
        if not cursor:
            return _Cursor()
        text = self._portal.secrets.unseal(f"lugar#{receiver}", cursor)
        if text is None:
            raise WrongPlace
        document_id, place, backwards = json.loads(text)
        at = Listed(document_id, "", date.min, Decimal(0), "", Authority.AUTORIZADO, Reception.NO_ABIERTO, str(place))
        return _Cursor(at, bool(backwards))


def _bare(text: str) -> str:
    """A text as names are compared: no capitals, no accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _query(receiver: str, search: Search, narrowing: _Narrowing) -> Query:
    if narrowing.amount is not None:
        search = replace(search, low=narrowing.amount, high=narrowing.amount, sort="monto")
    issuers = _issuers(search, narrowing)
    since, until = (search.since or date.min).isoformat(), (search.until or date.max).isoformat()
    low, high = reception.amount_place(search.low or Decimal(0)), "9" * 18
    if search.high is not None:
        high = reception.amount_place(search.high)
    state = Authority.ANULADO if search.state == Authority.ANULADO else Authority.AUTORIZADO
    issuer = issuers[0] if issuers else ""
    order = _order(search, narrowing, issuers)
    bounds = {
        "by_date": (since, until + _END),
        "by_issuer": (f"{issuer}#{since}", f"{issuer}#{until}{_END}"),
        "by_kind": (f"{search.kind}#{since}", f"{search.kind}#{until}{_END}"),
        "by_state": (f"{search.state}#{since}", f"{search.state}#{until}{_END}"),
        "by_total": (low, high + _END),
        "by_number": (narrowing.number, narrowing.number + _END),
        "by_sequence": (f"{narrowing.sequence}#", f"{narrowing.sequence}#{_END}"),
    }[order]
    filters: dict[str, tuple[str, str]] = {}
    if (search.since or search.until) and order in ("by_total", "by_number", "by_sequence"):
        filters["issue_date"] = (since, until)
    if (search.low is not None or search.high is not None) and order != "by_total":
        filters["by_total"] = (low, high + _END)
    if search.kind and order != "by_kind":
        filters["kind"] = (search.kind, search.kind)
    if search.state and order != "by_state":
        filters["authority"] = (state, state)
        if state is Authority.AUTORIZADO:
            filters["reception"] = (search.state, search.state)
    only = () if order == "by_issuer" else issuers
    return Query(receiver, order, *bounds, ascending=search.ascending, filters=filters, issuers=only)


def _issuers(search: Search, narrowing: _Narrowing) -> tuple[str, ...]:
    """The issuers that fit both what was chosen and what was written."""
    if not search.issuer:
        return narrowing.issuers
    fits = not narrowing.issuers or search.issuer in narrowing.issuers
    return (search.issuer if fits else "-",)


def _order(search: Search, narrowing: _Narrowing, issuers: tuple[str, ...]) -> str:
    """The index to read: the one the sorting asks for, else the one that narrows most."""
    if narrowing.sequence:
        return "by_sequence"
    if narrowing.number or search.sort == "numero":
        return "by_number"
    if search.sort == "monto":
        return "by_total"
    if len(issuers) == 1:
        return "by_issuer"
    if search.state:
        return "by_state"
    return "by_kind" if search.kind else "by_date"


def _reversed(query: Query) -> Query:
    return replace(query, ascending=not query.ascending)
