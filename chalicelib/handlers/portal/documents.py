"""The documents: list, one document, its files, the answer."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from chalicelib.domain.documents.record import WrongState
from chalicelib.handlers.portal import texts
from chalicelib.handlers.portal.formats import dashed, day, money
from chalicelib.handlers.portal.forms import Form
from chalicelib.handlers.portal.kit import Answer, Visit, go, page, show
from chalicelib.handlers.portal.search_form import read_search, write_search
from chalicelib.services.portal.documents import MAX_REASON, NotThere
from chalicelib.services.portal.ports import IssuerFace
from chalicelib.services.portal.search import MANY, STATES, Page, Search
from chalicelib.services.portal.sums import sums

REJECTED = "rechazado"
MOST_DIGITS = 9
MOST_LINES = 200
"""Lines a page shows; a document of the longest kind has thousands."""
ANSWERS = ("conforme", REJECTED)


@page("/documentos", private=True)
def documentos(visit: Visit) -> Answer:
    """The list."""
    return the_list(visit, visit.query)


def the_list(visit: Visit, query: Form, alert: str = "") -> Answer:
    """The page of a search that a query asks for; an alert says what could not be done with it."""
    search, wrong = read_search(query)
    receiver, country = visit.account.receiver, visit.use.portal.country
    place = query.text("desde_lugar", 600)
    found = Page([], {}) if wrong else visit.use.searching.page(receiver, search, place)
    logos = {face.ruc: _logo(visit, face) for face in found.faces.values() if face.logo}
    return show(
        visit,
        "documentos.html",
        422 if wrong or alert else 200,
        page=found,
        search=search,
        wrong=wrong,
        alert=alert,
        typed=query.first,
        issuers=visit.use.searching.issuers(receiver),
        unread=visit.use.searching.unread(receiver),
        many=MANY,
        sums=sums(found.documents, country.worth),
        worth=country.worth,
        kinds=country.document_kinds,
        chips=_chips(visit, search, found),
        months=_months(visit.use.portal.now.astimezone(country.zone).date()),
        as_amount=_as_amount(search),
        states=STATES,
        logos=logos,
        reference=lambda document_id: visit.use.reading.reference(receiver, document_id),
        address=lambda **changes: "/documentos" + write_search(search, **changes),
        written=write_search(search),
        place=place,
        ticked=query.ticked("marcar"),
    )


def _chips(visit: Visit, search: Search, found: Page) -> list[tuple[str, str, str]]:
    """The filters that are on: the key of its name, what it is set to, and the field that it empties."""
    face = found.faces.get(search.issuer)
    if search.issuer and face is None:
        face = visit.use.portal.directory.faces([search.issuer]).get(search.issuer)
    kinds = visit.use.portal.country.document_kinds
    on = (
        ("documentos.buscado", search.text, "q"),
        ("documentos.emisor", face.shown if face else search.issuer, "emisor"),
        ("documentos.tipo", kinds.get(search.kind, search.kind), "tipo"),
        ("documentos.estado", texts.text(f"estado.{dashed(search.state)}") if search.state else "", "estado"),
        ("documentos.desde", day(search.since) if search.since else "", "desde"),
        ("documentos.hasta", day(search.until) if search.until else "", "hasta"),
        ("documentos.minimo", money(search.low) if search.low is not None else "", "minimo"),
        ("documentos.maximo", money(search.high) if search.high is not None else "", "maximo"),
    )
    return [chip for chip in on if chip[1]]


def _months(today: date) -> list[tuple[str, str, str]]:
    """This month and the last: the key of its name, its first and its last day."""
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    end = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return [
        ("documentos.este_mes", first.isoformat(), end.isoformat()),
        ("documentos.mes_pasado", before.replace(day=1).isoformat(), before.isoformat()),
    ]


def _as_amount(search: Search) -> Decimal | None:
    """The same digits as a value, where they were taken for the end of a number."""
    text = search.text.strip()
    return Decimal(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def _logo(visit: Visit, face: IssuerFace) -> str:
    return f"/emisores/{visit.use.portal.secrets.seal('logo', face.ruc)}/logo" if face.logo else ""


@page("/emisores/{sealed}/logo", private=True)
def logo(visit: Visit, sealed: str) -> Answer:
    """An issuer's logo: a short address that a page may hold many times."""
    portal = visit.use.portal
    ruc = portal.secrets.unseal("logo", sealed) or ""
    face = portal.directory.faces([ruc] if ruc else []).get(ruc)
    if face is None or not face.logo:
        raise NotThere
    kind = "image/png" if face.logo.lower().endswith(".png") else "image/jpeg"
    answer = go(portal.files.address(face.logo, "logo", kind, inline=True))
    answer.headers["Cache-Control"] = "private, max-age=30"
    return answer


@page("/documentos/{reference}", private=True)
def documento(visit: Visit, reference: str) -> Answer:
    """One document and its trace."""
    return _document(visit, reference)


def _document(visit: Visit, reference: str, alert: str = "", status: int = 200) -> Answer:
    sight = visit.use.reading.look(visit.account, reference)
    receiver = visit.account.receiver
    return show(
        visit,
        "documento.html",
        status,
        sight=sight,
        reference=reference,
        other=lambda document_id: visit.use.reading.reference(receiver, document_id),
        kinds=visit.use.portal.country.document_kinds,
        worth=visit.use.portal.country.worth.get(sight.document.number.kind),
        logo=_logo(visit, sight.issuer),
        alert=alert,
        most_reason=MAX_REASON,
        most_lines=MOST_LINES,
    )


@page("/ver/{clave}", private=True)
def ver(visit: Visit, clave: str) -> Answer:
    """Where the mail of a document leads: its page."""
    return go(f"/documentos/{visit.use.reading.place(visit.account, clave)}")


@page("/documentos/{reference}/ride", private=True)
def ride(visit: Visit, reference: str) -> Answer:
    """Open the RIDE in the browser."""
    return go(visit.use.reading.open(visit.account, reference))


@page("/documentos/{reference}/archivo/{form}", private=True)
def archivo(visit: Visit, reference: str, form: str) -> Answer:
    """Download the PDF or the XML."""
    return go(visit.use.reading.download(visit.account, reference, form))


@page("/documentos/{reference}/respuesta", "POST", private=True)
def respuesta(visit: Visit, reference: str) -> Answer:
    """Conforme or rechazado: asked for once more, then recorded."""
    answer, reason = visit.form.text("respuesta", 20), " ".join(visit.form.raw("motivo").split())
    if answer == REJECTED and (not reason or len(reason) > MAX_REASON):
        return _document(visit, reference, "documento.falta_motivo", 422)
    if not visit.form.ticked("confirmada"):
        return _confirm(visit, reference, answer, reason)
    try:
        visit.use.reading.answer(visit.account, reference, answer, reason)
    except WrongState:
        return _document(visit, reference, "documento.no_se_responde", 422)
    return go(f"/documentos/{reference}#respuesta")


def _confirm(visit: Visit, reference: str, answer: str, reason: str) -> Answer:
    """The question before an answer counts: what it says, to whom, and what it is not."""
    if answer not in ANSWERS:
        raise NotThere
    sight = visit.use.reading.look(visit.account, reference)
    return show(visit, "respuesta.html", sight=sight, reference=reference, answer=answer, reason=reason)
