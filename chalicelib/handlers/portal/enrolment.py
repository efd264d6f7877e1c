"""Alta On Line: three steps and the mailed link."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.domain.accounts import questions
from chalicelib.handlers.portal.images import challenge
from chalicelib.handlers.portal.kit import Answer, Visit, go, message, page, show
from chalicelib.services.portal import activation
from chalicelib.services.portal.activation import Way
from chalicelib.services.portal.registration import Applicant, Claim

MAX_PASSWORD = 1000
ALERTS = {"imagen": "entrar.imagen_equivocada", "pide_imagen": "alta.pide_imagen"}
HOUR = timedelta(hours=1)


@page("/alta", "GET", "POST")
def alta(visit: Visit) -> Answer:
    """Step 1: kind and number of identity."""
    kinds = visit.use.portal.country.kinds
    if visit.method == "GET":
        return show(visit, "alta_identidad.html", kinds=kinds, kind="", number="", wrong={})
    kind, number = visit.form.text("tipo", 4), visit.form.text("numero", 40)
    if visit.use.registration.begin(visit.visitor, kind, number):
        return go("/alta/empresa")
    return show(visit, "alta_identidad.html", 422, kinds=kinds, kind=kind, number=number, wrong={"numero": ["numero"]})


@page("/alta/empresa", "GET", "POST")
def empresa(visit: Visit) -> Answer:
    """Step 2: the issuer, and number and total of one of its documents."""
    if visit.method == "GET":
        return _proof(visit, "")
    if visit.form.ticked("otra_imagen") or visit.form.ticked("sonido"):
        return _proof(visit, "", asked=True)
    claim = Claim(
        issuer=visit.form.text("empresa", 20),
        number=visit.form.text("documento", 80),
        total=visit.form.amount("total"),
        image=visit.form.text("imagen", 100),
        characters=visit.form.text("caracteres", 40),
    )
    why = visit.use.registration.claim(visit.visitor, claim)
    if why == "vencido":
        return go("/alta")
    if not why:
        return go("/alta/datos")
    return _proof(visit, ALERTS.get(why, f"alta.{why}"), why == "demasiados")


def _proof(visit: Visit, alert: str, too_many: bool = False, asked: bool = False) -> Answer:
    sought = (visit.form if visit.method == "POST" else visit.query).text("buscar", 60)
    choices = visit.use.registration.choices(visit.visitor, sought)
    if choices is None:
        return go("/alta")
    image = challenge(visit) if asked or visit.use.registration.asks_image(visit.visitor) else None
    status = 429 if too_many else 422 if alert else 200
    typed = {
        name: visit.form.text(name, 80) if visit.method == "POST" else "" for name in ("empresa", "documento", "total")
    }
    facts: dict[str, object] = {"choices": choices, "sought": sought, "typed": typed}
    return show(visit, "alta_empresa.html", status, alert=alert, image=image, **facts)


@page("/alta/datos", "GET", "POST")
def datos_alta(visit: Visit) -> Answer:
    """Step 3: the person's own data."""
    if visit.use.registration.claimed(visit.visitor) is None:
        return go("/alta")
    if visit.method == "GET":
        return _applicant(visit, Applicant("", "local", "", "", "", "", "", consent=False), {})
    form = visit.form
    who = Applicant(
        name=form.text("nombre", 400),
        residence=form.text("residencia", 20),
        email=form.text("correo", 300),
        password=form.raw("clave", MAX_PASSWORD),
        password_again=form.raw("clave_otra_vez", MAX_PASSWORD),
        question=form.text("pregunta", 40),
        answer=form.text("respuesta", 200),
        consent=form.ticked("consentimiento"),
        unreachable=form.ticked("sin_acceso"),
    )
    applied = visit.use.registration.apply(visit.visitor, who)
    if applied.problems:
        return _applicant(visit, who, applied.problems)
    key = "alta.enviada" if applied.way is Way.DIRECTA else f"alta.enviada_{applied.way}"
    return message(visit, key, correo=applied.to, horas=_wait_hours(visit))


def _wait_hours(visit: Visit) -> int:
    return round(visit.use.portal.settings.address_wait / HOUR)


def _applicant(visit: Visit, who: Applicant, wrong: dict[str, list[str]]) -> Answer:
    known = visit.use.registration.known_address(visit.visitor)
    facts: dict[str, object] = {"who": who, "wrong": wrong, "known": known, "questions": questions.QUESTIONS}
    facts["wait_hours"] = _wait_hours(visit)
    return show(visit, "alta_datos.html", 422 if wrong else 200, **facts)


@page("/confirmar/{token}", "GET", "POST")
def confirmar(visit: Visit, token: str) -> Answer:
    """The mailed link. Opening it only shows a button: programs that look into mails open links, too."""
    if visit.method == "GET":
        return show(visit, "boton.html", key="confirmar")
    return message(visit, f"confirmar.{visit.use.registration.confirm(token)}")


@page("/alta/no/{token}", "GET", "POST")
def alta_no(visit: Visit, token: str) -> Answer:
    """A known address says no to a registration that waits."""
    if visit.method == "GET":
        return show(visit, "boton.html", key="alta_no")
    return message(visit, f"alta_no.{'hecho' if activation.refuse(visit.use.portal, token) else 'vencido'}")


@page("/cuenta-ajena/{token}", "GET", "POST")
def cuenta_ajena(visit: Visit, token: str) -> Answer:
    """A known address says that a new account is not theirs."""
    if visit.method == "GET":
        return show(visit, "boton.html", key="cuenta_ajena")
    return message(visit, f"cuenta_ajena.{'hecho' if activation.disown(visit.use.portal, token) else 'vencido'}")
