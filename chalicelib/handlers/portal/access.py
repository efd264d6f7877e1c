"""Entrar: entrar, the second factor, salir."""

from __future__ import annotations

from urllib.parse import urlencode

from chalicelib.handlers.portal.images import challenge
from chalicelib.handlers.portal.kit import (
    FIRST_PAGE,
    LONGEST_PATH,
    Answer,
    Visit,
    go,
    inside,
    login_address,
    page,
    show,
)
from chalicelib.services.portal.login import Answer as Came
from chalicelib.services.portal.login import Attempt, Outcome

STATUS = {Came.TOO_MANY: 429, Came.LOCKED: 429}
MAX_PASSWORD = 1000


@page("/entrar", "GET", "POST")
def entrar(visit: Visit) -> Answer:
    """Usuario, contraseña, and an image after a wrong attempt."""
    if visit.login:
        return go(_onward(visit))
    if visit.method == "GET":
        return _form(visit, "")
    if visit.form.ticked("otra_imagen") or visit.form.ticked("sonido"):
        return _form(visit, "", asked=True)
    typed = Attempt(
        usuario=visit.form.text("usuario", 100),
        password=visit.form.raw("clave", MAX_PASSWORD),
        image=visit.form.text("imagen", 100),
        characters=visit.form.text("caracteres", 40),
        kind=visit.form.text("tipo", 4),
    )
    outcome = visit.use.login.attempt(visit.visitor, typed)
    if outcome.answer is Came.IN:
        return go(_onward(visit), token=f"s.{outcome.token}")
    if outcome.answer is Came.CODE:
        return go(_keeping("/entrar/codigo", _onward(visit)))
    return _form(visit, _alert(outcome), asked=outcome.answer is not Came.KIND, outcome=outcome)


def _alert(outcome: Outcome) -> str:
    """The key of what is said."""
    names = {
        Came.WRONG: "entrar.equivocado",
        Came.KIND: "entrar.cual",
        Came.WRONG_IMAGE: "entrar.imagen_equivocada",
        Came.NO_IMAGE: "entrar.pide_imagen",
        Came.LOCKED: "entrar.bloqueado",
        Came.TOO_MANY: "entrar.demasiados",
    }
    return names[outcome.answer]


def _form(visit: Visit, alert: str, asked: bool = False, outcome: Outcome | None = None) -> Answer:
    image = challenge(visit) if asked or visit.use.login.asks_image(visit.visitor) else None
    status = STATUS.get(outcome.answer, 200) if outcome else 200
    asked_kinds = outcome.kinds if outcome else ()
    kinds = [kind for kind in visit.use.portal.country.kinds if kind.code in asked_kinds]
    until = outcome.until if outcome else None
    usuario = visit.form.text("usuario", 100) if _keeps(visit, outcome) else ""
    facts: dict[str, object] = {
        "until": until,
        "kinds": kinds,
        "usuario": usuario,
        "onward": _asked(visit),
        "again": login_address(_onward(visit)),
        "closed": visit.method == "GET" and visit.query.ticked("salio"),
    }
    answer = show(visit, "entrar.html", status, alert=alert, image=image, **facts)
    answer.retry_at = until
    return answer


def _asked(visit: Visit) -> str:
    """The page that was asked for before the login, if it is one of ours."""
    return inside((visit.form if visit.method == "POST" else visit.query).text("a", LONGEST_PATH))


def _onward(visit: Visit) -> str:
    """Where the login leads."""
    return _asked(visit) or FIRST_PAGE


def _keeping(path: str, onward: str) -> str:
    return f"{path}?{urlencode({'a': onward})}" if onward != FIRST_PAGE else path


def _keeps(visit: Visit, outcome: Outcome | None) -> bool:
    """Whether the usuario that was typed stays: it was not found wrong."""
    if visit.method != "POST":
        return False
    return outcome is None or outcome.answer in (Came.NO_IMAGE, Came.WRONG_IMAGE, Came.KIND)


@page("/entrar/codigo", "GET", "POST")
def codigo(visit: Visit) -> Answer:
    """The code of the second factor."""
    if not visit.use.login.waits_for_code(visit.visitor):
        return go("/entrar")
    if visit.method == "GET":
        return show(visit, "codigo.html", alert="", onward=_asked(visit), again="")
    outcome = visit.use.login.second_step(visit.visitor, visit.form.text("codigo", 40))
    if outcome.answer is Came.IN:
        return go(_onward(visit), token=f"s.{outcome.token}")
    if outcome.answer is Came.START_AGAIN:
        return go(login_address(_onward(visit)))
    wrong = outcome.answer is Came.WRONG
    alert = "codigo.equivocado" if wrong else "codigo.demasiados"
    again = _keeping("/entrar/codigo", _onward(visit))
    return show(visit, "codigo.html", 200 if wrong else 429, alert=alert, onward=_asked(visit), again=again)


@page("/salir", "POST", private=True)
def salir(visit: Visit) -> Answer:
    """Close the session, here or everywhere."""
    assert visit.login is not None, "the page is private"
    if visit.form.ticked("todas"):
        visit.use.sessions.end_all(visit.account)
    visit.use.sessions.end(visit.login.session.id, visit.account)
    return go("/entrar?salio=1", token="")
