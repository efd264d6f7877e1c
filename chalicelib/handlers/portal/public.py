"""Pages for everybody: what this is, help, privacy, the public check, static files."""

from __future__ import annotations

from chalice.app import Response

from chalicelib.handlers.portal.blueprint import SAFE_HEADERS, portal
from chalicelib.handlers.portal.kit import Answer, Visit, go, page, show
from chalicelib.services.portal.documents import NotThere

TYPES = {"css": "text/css; charset=utf-8", "svg": "image/svg+xml"}


@page("/")
def home(visit: Visit) -> Answer:
    """What Rúbrica is, or the documents of whoever is logged in."""
    return go("/documentos") if visit.login else show(visit, "inicio.html")


@portal.route("/salud", methods=["GET"])
def health() -> Response:
    """Whether the service answers."""
    return Response({"estado": "en servicio"}, headers=dict(SAFE_HEADERS))


@page("/ayuda")
def help_page(visit: Visit) -> Answer:
    """How to get help."""
    return show(visit, "ayuda.html")


@page("/privacidad")
def privacy(visit: Visit) -> Answer:
    """The privacy notice."""
    return show(visit, "privacidad.html")


@page("/comprobar", "GET", "POST")
def check(visit: Visit) -> Answer:
    """Whether a document exists and is authorised."""
    if visit.method == "GET":
        return show(visit, "comprobar.html", result="", clave=visit.query.text("clave", 80), total="")
    clave, total = visit.form.text("clave", 80), visit.form.text("total", 40)
    result = visit.use.check.ask(visit.visitor, clave, visit.form.amount("total"))
    return show(
        visit, "comprobar.html", 429 if result == "demasiados" else 200, result=result, clave=clave, total=total
    )


@page("/estatico/{name}")
def static(visit: Visit, name: str) -> Answer:
    """The stylesheet and the icon, under an address made of their content, or by name for who cannot know it."""
    from chalicelib.handlers.portal.render import STATIC, static_file, static_path

    for known in STATIC:
        lasting = static_path(known) == f"/estatico/{name}"
        if lasting or known == name:
            headers = {
                "Content-Type": TYPES[known.rpartition(".")[2]],
                "Cache-Control": "public, max-age=31536000, immutable" if lasting else "public, max-age=300",
            }
            return Answer(body=static_file(known)[1].decode(), headers=headers)
    raise NotThere
