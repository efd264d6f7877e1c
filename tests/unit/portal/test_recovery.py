"""¿Olvidó su contraseña?"""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.domain.accounts.questions import QUESTIONS
from chalicelib.domain.accounts.recovery import Mode
from chalicelib.handlers import wiring as common
from chalicelib.handlers.portal import texts, wiring
from tests.unit.portal.world import ANSWER, CEDULA, PASSWORD, Browser, Page, PortalWorld

NEW = "Otra frase larga, 7 palabras"


def in_mode(monkeypatch: pytest.MonkeyPatch, mode: Mode) -> PortalWorld:
    world = PortalWorld(mode)
    monkeypatch.setattr(wiring, "deployed", lambda: world.use)
    monkeypatch.setattr(common, "telemetry", lambda: world)
    world.account()
    return world


@pytest.fixture
def direct(monkeypatch: pytest.MonkeyPatch) -> PortalWorld:
    return in_mode(monkeypatch, Mode.DIRECTA)


def ask(browser: Browser, usuario: str = CEDULA) -> Page:
    browser.get("/recuperar")
    return browser.post("/recuperar", usuario=usuario)


def to_question(browser: Browser, usuario: str = CEDULA) -> Page:
    return ask(browser, usuario)


def reply(browser: Browser, text: str) -> Page:
    """Answer the question on the screen, with its image."""
    token, characters = browser.page.image
    return browser.post("/recuperar/pregunta", respuesta=text, imagen=token, caracteres=characters)


def path_of(world: PortalWorld, kind: str) -> str:
    return next(m for m in reversed(world.mails) if m.kind == kind).link.removeprefix("https://portal.example")


def by_mail(world: PortalWorld, browser: Browser) -> str:
    ask(browser)
    assert browser.post("/recuperar/como").says("recordatorio.enviado.titulo")
    world.deliver()
    return path_of(world, "recordatorio")


def test_the_mailed_link_leads_to_a_new_password(world: PortalWorld, browser: Browser) -> None:
    world.account()
    browser.get(by_mail(world, browser))
    page = browser.post(path_of(world, "recordatorio"))
    assert CEDULA in page.text
    assert "ANA MARÍA ÑÁÑEZ" in page.text
    assert page.says("politica.titulo")
    assert browser.post("/clave-nueva", clave=NEW, clave_otra_vez=NEW).says("clave.cambiada.titulo")
    assert [m.kind for m in world.deliver()] == ["clave"]
    assert browser.log_in(password=PASSWORD).says("entrar.equivocado")
    token, characters = browser.page.image
    page = browser.post("/entrar", usuario=CEDULA, clave=NEW, imagen=token, caracteres=characters)
    assert page.says("documentos.titulo")


def test_the_link_serves_once(world: PortalWorld, browser: Browser) -> None:
    world.account()
    path = by_mail(world, browser)
    browser.get(path)
    browser.post(path)
    other = world.browser("3.3.3.3")
    other.get(path)
    assert other.post(path).says("enlace.vencido.titulo")


def test_the_link_holds_half_an_hour(world: PortalWorld, browser: Browser) -> None:
    world.account()
    path = by_mail(world, browser)
    world.later(minutes=31)
    browser.get(path)
    assert browser.post(path).says("enlace.vencido.titulo")


def test_a_newer_link_voids_the_older(world: PortalWorld, browser: Browser) -> None:
    world.account()
    first = by_mail(world, browser)
    second = by_mail(world, browser)
    browser.get(first)
    assert browser.post(first).says("enlace.vencido.titulo")
    browser.get(second)
    assert browser.post(second).says("nueva.titulo")


def test_any_change_of_the_password_voids_the_link_and_an_open_form(world: PortalWorld, browser: Browser) -> None:
    world.account()
    first = by_mail(world, browser)
    owner = world.browser("5.5.5.5")
    owner.log_in()
    owner.get("/datos")
    owner.post("/datos/clave", clave_actual=PASSWORD, clave=NEW, clave_otra_vez=NEW)
    browser.get(first)
    assert browser.post(first).says("enlace.vencido.titulo")
    second = by_mail(world, browser)
    browser.get(second)
    browser.post(second)
    owner.get("/datos")
    owner.post("/datos/clave", clave_actual=NEW, clave=PASSWORD, clave_otra_vez=PASSWORD)
    assert browser.post("/clave-nueva", clave=NEW, clave_otra_vez=NEW).says("enlace.vencido.titulo")


def test_all_sessions_end_with_the_change(world: PortalWorld, browser: Browser) -> None:
    world.account()
    owner = world.browser("5.5.5.5")
    owner.log_in()
    world.later(seconds=5)
    path = by_mail(world, browser)
    browser.get(path)
    browser.post(path)
    browser.post("/clave-nueva", clave=NEW, clave_otra_vez=NEW)
    assert owner.get("/documentos", follow=False).location == "/entrar"


def test_a_weak_password_is_refused(world: PortalWorld, browser: Browser) -> None:
    world.account()
    path = by_mail(world, browser)
    browser.get(path)
    browser.post(path)
    assert browser.post("/clave-nueva", clave="Quito2026!", clave_otra_vez="Quito2026!").says("campo.filtrada")
    assert browser.post("/clave-nueva", clave=PASSWORD, clave_otra_vez=PASSWORD).says("campo.misma")
    assert browser.post("/clave-nueva", clave=NEW, clave_otra_vez="otra").says("campo.distintas")
    assert browser.post("/clave-nueva", clave=NEW, clave_otra_vez=NEW).says("clave.cambiada.titulo")


def test_question_answer_and_mail_may_change_with_it(world: PortalWorld, browser: Browser) -> None:
    world.account()
    path = by_mail(world, browser)
    browser.get(path)
    browser.post(path)
    browser.post(
        "/clave-nueva",
        clave=NEW,
        clave_otra_vez=NEW,
        pregunta="viaje",
        respuesta="Galápagos",
        correo="nueva@example.com",
    )
    account = world.person()
    assert account.question == "viaje"
    assert account.email == "ana@example.com"
    mails = world.deliver()
    assert sorted((m.kind, m.to) for m in mails) == [
        ("clave", "ana@example.com"),
        ("correo", "nueva@example.com"),
        ("correo-aviso", "ana@example.com"),
    ]
    path = path_of(world, "correo")
    browser.get(path)
    assert browser.post(path).says("correo_nuevo.hecho.titulo")
    assert world.person().email == "nueva@example.com"


def test_reminders_are_few(world: PortalWorld, browser: Browser) -> None:
    world.account()
    answers = []
    for _ in range(4):
        ask(browser)
        answers.append(browser.post("/recuperar/como").status)
    assert answers == [200, 200, 200, 429]


def test_question_answer_and_reminder_are_on_one_screen_which_says_what_follows(
    world: PortalWorld, browser: Browser
) -> None:
    """It took three screens, and what a right answer was worth was not said."""
    world.account()
    page = ask(browser)
    for key in ("pregunta.mascota", "recuperar.correo_boton", "recuperar.aceptar", "recuperar.cancelar"):
        assert page.says(key)
    assert page.says("recuperar.sigue_con_correo")
    assert page.image[0]


def test_directly_the_screen_says_that_the_form_follows(direct: PortalWorld) -> None:
    assert ask(direct.browser()).says("recuperar.sigue_directa")


def test_an_answer_is_taken_only_with_the_image_and_kept_when_that_is_wrong(direct: PortalWorld) -> None:
    browser = direct.browser()
    to_question(browser)
    images: list[dict[str, Any]] = [{}, {"imagen": browser.page.image[0], "caracteres": "no"}]
    for image in images:
        page = browser.post("/recuperar/pregunta", respuesta=ANSWER, **image)
        assert page.says("entrar.imagen_equivocada")
        assert f'value="{ANSWER}"' in page.body
    assert f'value="{ANSWER}"' in browser.post("/recuperar/pregunta", respuesta=ANSWER, otra_imagen="1").body
    assert reply(browser, ANSWER).says("nueva.titulo")


def test_after_a_wrong_answer_the_same_screen_takes_another(direct: PortalWorld) -> None:
    browser = direct.browser()
    to_question(browser)
    page = reply(browser, "no")
    assert page.says("respuesta.equivocada")
    assert 'value="no"' not in page.body
    assert reply(browser, ANSWER).says("nueva.titulo")


def test_directly_a_right_answer_leads_to_the_form_and_the_owner_can_undo(direct: PortalWorld) -> None:
    browser = direct.browser()
    to_question(browser)
    assert reply(browser, "  FIRULÁIS ").says("nueva.titulo")
    browser.post("/clave-nueva", clave=NEW, clave_otra_vez=NEW, pregunta="viaje", respuesta="Loja", correo="m@x.ec")
    mails = direct.deliver()
    assert ("deshacer", "ana@example.com") in [(m.kind, m.to) for m in mails]
    thief = direct.browser("6.6.6.6")
    thief.log_in(password=NEW)
    direct.later(hours=100)
    path = path_of(direct, "deshacer")
    owner = direct.browser("7.7.7.7")
    owner.get(path)
    assert owner.post(path).says("deshacer.hecho.titulo")
    account = direct.person()
    assert (account.question, account.email) == ("mascota", "ana@example.com")
    assert thief.get("/documentos", follow=False).location == "/entrar"
    assert owner.log_in().says("documentos.titulo")
    to_question(browser)
    assert reply(browser, ANSWER).says("respuesta.equivocada")


def test_with_mail_a_right_answer_only_releases_the_link(world: PortalWorld, browser: Browser) -> None:
    world.account()
    to_question(browser)
    assert reply(browser, ANSWER).says("respuesta.correo.titulo")
    assert browser.get("/clave-nueva").says("enlace.vencido.titulo")
    assert [m.kind for m in world.deliver()] == ["recordatorio"]


def test_switched_off_the_question_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    world = in_mode(monkeypatch, Mode.DESACTIVADA)
    browser = world.browser()
    page = ask(browser)
    assert not page.says("recuperar.pregunta_titulo")
    assert browser.post("/recuperar/pregunta", respuesta=ANSWER).says("recuperar.titulo")
    assert browser.get("/recuperar/pregunta", follow=False).location == "/recuperar/como"


def test_one_origin_answers_three_times_a_day_and_the_owner_elsewhere_still_may(direct: PortalWorld) -> None:
    answers = []
    browser = direct.browser("8.8.8.1")
    for _ in range(4):
        to_question(browser)
        answers.append(reply(browser, "no").status)
    assert answers == [422, 422, 422, 429]
    owner = direct.browser("8.8.9.1")
    to_question(owner)
    assert reply(owner, ANSWER).says("nueva.titulo")
    direct.later(days=1)
    to_question(browser)
    assert reply(browser, ANSWER).says("nueva.titulo")


def test_after_ten_answers_from_anywhere_a_right_one_opens_nothing_without_the_mailbox(direct: PortalWorld) -> None:
    said = []
    for n in range(12):
        browser = direct.browser(f"8.8.8.{n}")
        to_question(browser)
        said.append(reply(browser, "no").text)
    assert len(set(said[:10])) == len(set(said[10:])) == 1
    assert direct.deliver() == []
    owner = direct.browser("8.8.9.1")
    to_question(owner)
    page = reply(owner, ANSWER)
    assert page.says("respuesta.correo.titulo")
    assert page.text == said[-1]
    assert [m.kind for m in direct.deliver()] == ["recordatorio"]


def test_with_mail_a_right_answer_cannot_be_told_from_a_wrong_one(world: PortalWorld) -> None:
    world.account()

    def story(answer: str, origin: str) -> list[object]:
        browser = world.browser(origin)
        to_question(browser)
        before = world.passwords.work, len(world.told)
        page = reply(browser, answer)
        return [page.status, page.text, world.passwords.work - before[0], len(world.told) - before[1]]

    assert story(ANSWER, "1.1.1.1") == story("no", "2.2.2.2")
    assert [m.kind for m in world.deliver()] == ["recordatorio"]


def test_wrong_answers_do_not_use_up_the_owners_mails(world: PortalWorld) -> None:
    world.account()
    for n in range(6):
        browser = world.browser(f"8.8.8.{n}")
        to_question(browser)
        reply(browser, "no")
    owner = world.browser("8.8.9.1")
    ask(owner)
    owner.post("/recuperar/como")
    assert [m.kind for m in world.deliver()] == ["recordatorio"]


def test_many_reminders_from_anywhere_fill_no_mailbox_and_the_last_link_holds(world: PortalWorld) -> None:
    world.account()
    for n in range(9):
        browser = world.browser(f"8.8.8.{n}")
        ask(browser)
        assert browser.post("/recuperar/como").says("recordatorio.enviado.titulo")
        world.later(minutes=1)
    assert len(world.deliver()) == 3
    path = path_of(world, "recordatorio")
    browser.get(path)
    assert browser.post(path).says("nueva.titulo")
    browser.post("/clave-nueva", clave=NEW, clave_otra_vez=NEW)
    world.deliver()
    again = world.browser("9.9.9.9")
    ask(again)
    again.post("/recuperar/como")
    assert [m.kind for m in world.deliver()] == ["recordatorio"]


def test_an_answer_uses_up_the_image(direct: PortalWorld) -> None:
    browser = direct.browser()
    to_question(browser)
    token, characters = browser.page.image
    reply(browser, "no")
    page = browser.post("/recuperar/pregunta", respuesta=ANSWER, imagen=token, caracteres=characters)
    assert page.says("entrar.imagen_equivocada")


def test_a_stranger_is_asked_a_plausible_question_always_the_same(direct: PortalWorld) -> None:
    stranger = "0912458734"
    first = to_question(direct.browser("1.1.1.1"), stranger).text
    assert to_question(direct.browser("2.2.2.2"), stranger).text == first
    questions = {to_question(direct.browser(f"3.3.3.{n}"), f"09124587{n:02d}").text for n in range(20)}
    assert len(questions) > 3


def test_a_stranger_gets_the_same_answers_after_the_same_work(direct: PortalWorld) -> None:
    asked = [texts.text(f"pregunta.{code}") for code in QUESTIONS]

    def without_question(page: Page, usuario: str) -> str:
        """The question differs from usuario to usuario, also where there is nobody."""
        text = page.text.replace(usuario, "")
        (question,) = [question for question in asked if question in text]
        return text.replace(question, "")

    def story(usuario: str, origin: str) -> list[object]:
        browser = direct.browser(origin)
        pages = [without_question(ask(browser, usuario), usuario)]
        pages.append(browser.post("/recuperar/como").text)
        to_question(browser, usuario)
        before = direct.passwords.work
        pages.append(without_question(reply(browser, "no"), usuario))
        return [*pages, direct.passwords.work - before, len(direct.told)]

    known = story(CEDULA, "1.1.1.1")
    direct.forget_letters()
    assert story("0912458734", "2.2.2.2") == known


def test_recovery_anywhere_ends_the_lock_of_every_place(world: PortalWorld, browser: Browser) -> None:
    world.account()
    browser.get("/entrar")
    for _ in range(6):
        token, characters = browser.page.image
        browser.post("/entrar", usuario=CEDULA, clave="no", imagen=token, caracteres=characters)
    assert browser.page.status == 429
    phone = world.browser("100.1.1.1")
    path = by_mail(world, phone)
    phone.get(path)
    phone.post(path)
    phone.post("/clave-nueva", clave=NEW, clave_otra_vez=NEW)
    assert browser.log_in(password=NEW).says("documentos.titulo")


def test_a_lockout_does_not_close_recovery_and_recovery_ends_the_lockout(world: PortalWorld, browser: Browser) -> None:
    world.account()
    browser.get("/entrar")
    for _ in range(5):
        token, characters = browser.page.image
        browser.post("/entrar", usuario=CEDULA, clave="no", imagen=token, caracteres=characters)
    path = by_mail(world, browser)
    browser.get(path)
    browser.post(path)
    browser.post("/clave-nueva", clave=NEW, clave_otra_vez=NEW)
    assert browser.log_in(password=NEW).says("documentos.titulo")
