"""¿Olvidó su contraseña? ¿Olvidó su usuario?"""

from __future__ import annotations

from chalicelib.domain.accounts import questions
from chalicelib.domain.documents.addresses import masked
from chalicelib.handlers.portal.images import challenge
from chalicelib.handlers.portal.kit import Answer, Visit, go, message, page, show
from chalicelib.services.portal.recovery import Form, NewPassword

MAX_PASSWORD = 1000
ANSWER_ALERTS = {"imagen": "entrar.imagen_equivocada", "equivocada": "respuesta.equivocada"}


@page("/recuperar", "GET", "POST")
def recuperar(visit: Visit) -> Answer:
    """The usuario whose clave was forgotten."""
    if visit.method == "GET":
        return show(visit, "recuperar.html")
    visit.use.recovery.begin(visit.visitor, visit.form.text("usuario", 100))
    return go("/recuperar/como")


@page("/recuperar/como", "GET", "POST")
def como(visit: Visit) -> Answer:
    """The two ways on one screen: the secret question, and the reminder with a link."""
    if visit.use.recovery.usuario(visit.visitor) is None:
        return go("/recuperar")
    if visit.method == "GET":
        return _ways(visit)
    why = visit.use.recovery.remind(visit.visitor)
    return message(visit, f"recordatorio.{why or 'enviado'}", 429 if why == "demasiados" else 200)


@page("/recuperar/pregunta", "GET", "POST")
def pregunta(visit: Visit) -> Answer:
    """The answer to the secret question."""
    if visit.method == "GET":
        return go("/recuperar/como")
    if visit.use.recovery.question(visit.visitor) is None:
        return go("/recuperar")
    form = visit.form
    if form.ticked("otra_imagen") or form.ticked("sonido"):
        return _ways(visit)
    answer, image, characters = form.text("respuesta", 200), form.text("imagen", 100), form.text("caracteres", 40)
    came = visit.use.recovery.answer(visit.visitor, answer, image, characters)
    if came == "formulario":
        return go("/clave-nueva")
    if came in ANSWER_ALERTS:
        return _ways(visit, ANSWER_ALERTS[came], keep=came == "imagen")
    return message(visit, f"respuesta.{came}", 429 if came == "demasiados" else 200)


def _ways(visit: Visit, alert: str = "", keep: bool = True) -> Answer:
    """The screen; the answer that was typed stays unless it was wrong."""
    use = visit.use.recovery
    question = use.question(visit.visitor)
    return show(
        visit,
        "recuperar_como.html",
        422 if alert else 200,
        alert=alert,
        usuario=use.usuario(visit.visitor),
        question=question,
        follows=f"recuperar.sigue_{use.mode}",
        answer=visit.form.text("respuesta", 200) if keep and visit.method == "POST" else "",
        image=challenge(visit) if question else None,
    )


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
