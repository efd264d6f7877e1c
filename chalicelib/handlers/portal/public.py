"""Pages for everybody: what this is, help, privacy, the public check, static files."""

from __future__ import annotations

from chalice.app import Response

from chalicelib.handlers.portal.blueprint import SAFE_HEADERS, portal
from chalicelib.handlers.portal.images import challenge
from chalicelib.handlers.portal.kit import Answer, Visit, go, page, show
from chalicelib.services.portal.documents import NotThere

IMAGE_ALERTS = {"imagen": "entrar.imagen_equivocada", "pide_imagen": "comprobar.pide_imagen"}
TYPES = {"css": "text/css; charset=utf-8", "svg": "image/svg+xml"}


@page("/")
def home(visit: Visit) -> Answer:
    """What Rúbrica is with the form to come in, or the documents of whoever is logged in."""
    if visit.login:
        return go("/documentos")
    image = challenge(visit) if visit.use.login.asks_image(visit.visitor) else None
    return show(visit, "inicio.html", image=image, usuario="", kinds=[], onward="")


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
        return _check(visit, "")
    form = visit.form
    if form.ticked("otra_imagen") or form.ticked("sonido"):
        return _check(visit, "", asked=True)
    clave, image, characters = form.text("clave", 80), form.text("imagen", 100), form.text("caracteres", 40)
    result = visit.use.check.ask(visit.visitor, clave, form.amount("total"), image, characters)
    if result in IMAGE_ALERTS:
        return _check(visit, "", IMAGE_ALERTS[result], asked=True)
    return _check(visit, result)


def _check(visit: Visit, result: str, alert: str = "", asked: bool = False) -> Answer:
    """The form, with what was typed (or came in the address) and what came of it."""
    sent = visit.form if visit.method == "POST" else visit.query
    status = 429 if result == "demasiados" else 422 if alert else 200
    image = challenge(visit) if asked else None
    typed = {name: sent.text(name, 80) for name in ("clave", "total")}
    return show(visit, "comprobar.html", status, result=result, alert=alert, image=image, **typed)


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
