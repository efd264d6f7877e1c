"""Mis datos."""

from __future__ import annotations

from chalicelib.domain.accounts import questions
from chalicelib.handlers.portal.kit import Answer, Visit, go, message, page, show

MAX_PASSWORD = 1000

Problems = dict[str, list[str]]


def _page(visit: Visit, wrong: Problems | None = None, where: str = "", done: str = "") -> Answer:
    account = visit.account
    return show(
        visit,
        "datos.html",
        422 if wrong else 200,
        account=account,
        pending=visit.use.email.pending(account),
        sessions=visit.use.sessions.of(account),
        current_session=visit.login.session.id if visit.login else "",
        questions=questions.QUESTIONS,
        wrong=wrong or {},
        typed=visit.form.first if wrong else visit.query.first,
        where=where,
        done=done,
        kind=next((k.name for k in visit.use.portal.country.kinds if k.code == account.kind), ""),
    )


def _current(visit: Visit) -> str:
    return visit.form.raw("clave_actual", MAX_PASSWORD)


@page("/datos", private=True)
def datos(visit: Visit) -> Answer:
    """Everything in one page."""
    done = visit.query.text("listo", 20)
    return _page(
        visit, done=done if done in ("correo", "nombre", "pregunta", "avisos", "sesion", "factor", "clave") else ""
    )


@page("/datos/correo", "POST", private=True)
def datos_correo(visit: Visit) -> Answer:
    """Another mail address."""
    email, code = visit.form.text("correo", 300), visit.form.text("codigo", 40)
    wrong = visit.use.profile.change_email(visit.account, _current(visit), email, code)
    return _page(visit, wrong, "correo") if wrong else go("/datos?listo=correo")


@page("/datos/nombre", "POST", private=True)
def datos_nombre(visit: Visit) -> Answer:
    """The name, corrected."""
    wrong = visit.use.profile.change_name(visit.account, _current(visit), visit.form.text("nombre", 400))
    return _page(visit, wrong, "nombre") if wrong else go("/datos?listo=nombre")


@page("/datos/clave", "POST", private=True)
def datos_clave(visit: Visit) -> Answer:
    """Another password: every other session ends, this browser gets a new one."""
    new, again = visit.form.raw("clave", MAX_PASSWORD), visit.form.raw("clave_otra_vez", MAX_PASSWORD)
    wrong, token = visit.use.profile.change_password(visit.account, visit.visitor, _current(visit), new, again)
    return _page(visit, wrong, "clave") if wrong else go("/datos?listo=clave", token=f"s.{token}")


@page("/datos/pregunta", "POST", private=True)
def datos_pregunta(visit: Visit) -> Answer:
    """Another secret question."""
    question, answer = visit.form.text("pregunta", 40), visit.form.text("respuesta", 200)
    wrong = visit.use.profile.change_question(visit.account, _current(visit), question, answer)
    return _page(visit, wrong, "pregunta") if wrong else go("/datos?listo=pregunta")


@page("/datos/avisos", "POST", private=True)
def datos_avisos(visit: Visit) -> Answer:
    """Which mails to send."""
    form = visit.form
    wrong = visit.use.profile.change_preferences(visit.account, form.ticked("documentos"), form.ticked("accesos"))
    return _page(visit, wrong, "avisos") if wrong else go("/datos?listo=avisos")


@page("/datos/sesiones", "POST", private=True)
def datos_sesiones(visit: Visit) -> Answer:
    """End one of the open sessions."""
    visit.use.sessions.end(visit.form.text("sesion", 100), visit.account)
    return go("/datos?listo=sesion")


@page("/datos/segundo-factor", "GET", "POST", private=True)
def segundo_factor(visit: Visit) -> Answer:
    """Set up the second factor."""
    if visit.account.second_factor is not None:
        return go("/datos")
    wrong: Problems = {}
    if visit.method == "POST":
        code = visit.form.text("codigo", 20).replace(" ", "")
        wrong, codes = visit.use.profile.finish_setup(visit.account, visit.visitor, _current(visit), code)
        if not wrong:
            return show(visit, "codigos.html", codes=codes)
    setup = visit.use.profile.set_up(visit.account, visit.visitor)
    return show(visit, "segundo_factor.html", 422 if wrong else 200, setup=setup, wrong=wrong)


@page("/datos/segundo-factor/quitar", "POST", private=True)
def quitar_segundo_factor(visit: Visit) -> Answer:
    """Do without it again."""
    wrong = visit.use.profile.end_second_factor(visit.account, _current(visit), visit.form.text("codigo", 40))
    return _page(visit, wrong, "factor") if wrong else go("/datos?listo=factor")


@page("/datos/todo", "POST", private=True)
def datos_todo(visit: Visit) -> Answer:
    """Everything that is kept of the person, as a file."""
    content = visit.use.profile.everything(visit.account)
    address = visit.use.portal.files.lend("mis-datos.json", content, "application/json")
    return show(visit, "descarga.html", address=address, key="descarga.datos")


@page("/datos/cerrar", "GET", "POST", private=True)
def cerrar(visit: Visit) -> Answer:
    """Close the account."""
    if visit.method == "GET":
        return show(visit, "cerrar.html", wrong={})
    wrong = visit.use.profile.close(visit.account, _current(visit))
    if wrong:
        return show(visit, "cerrar.html", 422, wrong=wrong)
    visit.token = ""
    answer = message(visit, "cerrar.hecho")
    answer.token = ""
    return answer


@page("/correo/{token}", "GET", "POST")
def correo(visit: Visit, token: str) -> Answer:
    """The link at the new mail address."""
    if visit.method == "GET":
        return show(visit, "boton.html", key="correo_nuevo")
    return message(visit, f"correo_nuevo.{'hecho' if visit.use.email.confirm(token) else 'vencido'}")


@page("/no-fui-yo/{token}", "GET", "POST")
def no_fui_yo(visit: Visit, token: str) -> Answer:
    """The link in the warning: the owner did not ask for another address."""
    if visit.method == "GET":
        return show(visit, "boton.html", key="correo_no")
    return message(visit, f"correo_no.{'hecho' if visit.use.email.refuse(token) else 'vencido'}")
