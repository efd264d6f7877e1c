"""¿Olvidó su contraseña? ¿Olvidó su usuario?"""

from __future__ import annotations

from chalicelib.domain.accounts import questions
from chalicelib.domain.accounts.recovery import Mode
from chalicelib.domain.documents.addresses import masked
from chalicelib.handlers.portal.images import challenge
from chalicelib.handlers.portal.kit import Answer, Visit, go, message, page, show
from chalicelib.services.portal.recovery import Form, NewPassword

MAX_PASSWORD = 1000


@page("/recuperar", "GET", "POST")
def recuperar(visit: Visit) -> Answer:
    """The usuario whose clave was forgotten."""
    if visit.method == "GET":
        return show(visit, "recuperar.html")
    visit.use.recovery.begin(visit.visitor, visit.form.text("usuario", 100))
    return go("/recuperar/como")


@page("/recuperar/como", "GET", "POST")
def como(visit: Visit) -> Answer:
    """The two ways: secret question or mailed link."""
    usuario = visit.use.recovery.usuario(visit.visitor)
    if usuario is None:
        return go("/recuperar")
    with_question = visit.use.recovery.mode is not Mode.DESACTIVADA
    if visit.method == "GET":
        return show(visit, "recuperar_como.html", usuario=usuario, with_question=with_question)
    why = visit.use.recovery.remind(visit.visitor)
    return message(visit, f"recordatorio.{why or 'enviado'}", 429 if why == "demasiados" else 200)


@page("/recuperar/imagen", "GET", "POST")
def imagen(visit: Visit) -> Answer:
    """The image that comes before the secret question."""
    if visit.use.recovery.usuario(visit.visitor) is None or visit.use.recovery.mode is Mode.DESACTIVADA:
        return go("/recuperar")
    if visit.method == "GET" or visit.form.ticked("otra_imagen") or visit.form.ticked("sonido"):
        return show(visit, "recuperar_imagen.html", image=challenge(visit), alert="")
    form = visit.form
    if visit.use.recovery.pass_image(visit.visitor, form.text("imagen", 100), form.text("caracteres", 40)):
        return go("/recuperar/pregunta")
    return show(visit, "recuperar_imagen.html", 422, image=challenge(visit), alert="entrar.imagen_equivocada")


@page("/recuperar/pregunta", "GET", "POST")
def pregunta(visit: Visit) -> Answer:
    """The secret question."""
    asked = visit.use.recovery.question(visit.visitor)
    if asked is None:
        return go("/recuperar/imagen")
    if visit.method == "GET":
        return show(visit, "recuperar_pregunta.html", question=asked)
    came = visit.use.recovery.answer(visit.visitor, visit.form.text("respuesta", 200))
    if came == "formulario":
        return go("/clave-nueva")
    return message(visit, f"respuesta.{came}", 429 if came == "demasiados" else 200)


@page("/clave/{token}", "GET", "POST")
def enlace(visit: Visit, token: str) -> Answer:
    """The mailed link: a button, then the form."""
    if visit.method == "GET":
        return show(visit, "boton.html", key="enlace")
    if visit.use.recovery.open_link(visit.visitor, token):
        return go("/clave-nueva")
    return message(visit, "enlace.vencido")


@page("/clave-nueva", "GET", "POST")
def clave_nueva(visit: Visit) -> Answer:
    """The form: new password twice, another secret answer and another mail address if wanted."""
    form = visit.use.recovery.form(visit.visitor)
    if form is None:
        return message(visit, "enlace.vencido")
    if visit.method == "GET":
        return _new_password(visit, form, NewPassword("", ""), {})
    sent = visit.form
    new = NewPassword(
        password=sent.raw("clave", MAX_PASSWORD),
        password_again=sent.raw("clave_otra_vez", MAX_PASSWORD),
        question=sent.text("pregunta", 40),
        answer=sent.text("respuesta", 200),
        email=sent.text("correo", 300),
        code=sent.text("codigo", 40),
    )
    wrong = visit.use.recovery.change(visit.visitor, new)
    return _new_password(visit, form, new, wrong, 422) if wrong else message(visit, "clave.cambiada")


def _new_password(visit: Visit, form: Form, new: NewPassword, wrong: dict[str, list[str]], status: int = 200) -> Answer:
    facts: dict[str, object] = {
        "account": form.account,
        "email": masked(form.account.email),
        "new": new,
        "wrong": wrong,
    }
    return show(visit, "clave_nueva.html", status, questions=questions.QUESTIONS, **facts)


@page("/deshacer/{token}", "GET", "POST")
def deshacer(visit: Visit, token: str) -> Answer:
    """The owner did not change the password: everything as before."""
    if visit.method == "GET":
        return show(visit, "boton.html", key="deshacer")
    return message(visit, f"deshacer.{'hecho' if visit.use.recovery.undo(token) else 'vencido'}")


@page("/usuario")
def usuario(visit: Visit) -> Answer:
    """¿Olvidó su usuario?: it is the identity number."""
    return show(visit, "usuario.html")
