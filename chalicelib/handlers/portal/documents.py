"""The documents: list, one document, its files, the answer, exports."""

from __future__ import annotations

from chalicelib.domain.documents.record import WrongState
from chalicelib.handlers.portal import texts
from chalicelib.handlers.portal.kit import Answer, Visit, go, page, show
from chalicelib.handlers.portal.search_form import read_search, write_search
from chalicelib.services.portal.documents import MAX_REASON, NotThere
from chalicelib.services.portal.export import MOST_ROWS
from chalicelib.services.portal.ports import IssuerFace
from chalicelib.services.portal.search import STATES, Page

REJECTED = "rechazado"
ANSWERS = ("conforme", REJECTED)
COLUMNS = ("numero", "tipo", "estado", "emisor", "ruc", "fecha", "valor", "moneda")


@page("/documentos", private=True)
def documentos(visit: Visit) -> Answer:
    """The list."""
    return documentos_de(visit)


def documentos_de(visit: Visit) -> Answer:
    """The list, also where an export was asked for with filters that cannot be understood."""
    search, wrong = read_search(visit.query)
    receiver = visit.account.receiver
    place = visit.query.text("desde_lugar", 600)
    found = Page([], {}) if wrong else visit.use.searching.page(receiver, search, place)
    logos = {face.ruc: _logo(visit, face) for face in found.faces.values() if face.logo}
    return show(
        visit,
        "documentos.html",
        422 if wrong else 200,
        page=found,
        search=search,
        wrong=wrong,
        typed=visit.query.first,
        issuers=visit.use.searching.issuers(receiver),
        kinds=visit.use.portal.country.document_kinds,
        states=STATES,
        logos=logos,
        reference=lambda document_id: visit.use.reading.reference(receiver, document_id),
        address=lambda **changes: "/documentos" + write_search(search, **changes),
        ticked=visit.query.ticked("marcar"),
    )


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
        logo=_logo(visit, sight.issuer),
        alert=alert,
        most_reason=MAX_REASON,
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


@page("/descargas/zip", "POST", private=True)
def descargar(visit: Visit) -> Answer:
    """Several documents in one ZIP."""
    chosen = visit.form.many("documento")
    if not chosen:
        return show(visit, "descarga.html", 422, address="", key="descarga.ninguno")
    address = visit.use.reading.download_several(visit.account, chosen)
    return show(visit, "descarga.html", address=address, key="descarga.zip")


@page("/descargas/lista", private=True)
def exportar(visit: Visit) -> Answer:
    """The list as CSV or XLSX."""
    form = visit.query.text("formato", 10)
    headings = [texts.text(f"columna.{name}") for name in COLUMNS]
    search, wrong = read_search(visit.query)
    if wrong:
        return documentos_de(visit)
    try:
        address = visit.use.export.write(visit.account, search, form, headings)
    except KeyError:
        raise NotThere from None
    return show(visit, "descarga.html", address=address, key="descarga.lista", most=MOST_ROWS)
