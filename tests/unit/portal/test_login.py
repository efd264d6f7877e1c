"""Entrar, as somebody with a browser goes through it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.accounts import account as accounts
from chalicelib.domain.accounts import limits
from chalicelib.domain.accounts.lockout import Attempts
from chalicelib.services.portal.attempts import Counted
from chalicelib.services.portal.context import Visitor
from chalicelib.services.portal.login import Attempt, Login
from tests.unit.portal.world import CEDULA, PASSWORD, Browser, Page, PortalWorld


def test_a_right_password_leads_to_the_documents(world: PortalWorld, browser: Browser) -> None:
    world.account()
    page = browser.log_in()
    assert page.status == 200
    assert page.says("documentos.vacio_titulo")
    assert browser.cookie.startswith("__Host-rubrica=s.")


def test_the_cookie_is_out_of_reach_and_new_at_login(world: PortalWorld, browser: Browser) -> None:
    world.account()
    browser.get("/entrar")
    before = browser.cookie
    page = browser.post("/entrar", follow=False, usuario=CEDULA, clave=PASSWORD)
    given = page.headers["set-cookie"]
    assert browser.cookie != before
    for rule in ("Path=/", "Secure", "HttpOnly", "SameSite=Lax"):
        assert rule in given


def test_one_comes_in_from_the_front_page_itself(world: PortalWorld, browser: Browser) -> None:
    world.account()
    page = browser.get("/")
    for key in ("entrar.usuario", "entrar.clave", "entrar.olvido_clave", "entrar.olvido_usuario", "inicio.alta"):
        assert page.says(key)
    assert browser.post("/entrar", usuario=CEDULA, clave=PASSWORD).says("documentos.titulo")


def test_the_front_page_shows_the_image_to_who_erred(world: PortalWorld, browser: Browser) -> None:
    world.account()
    browser.get("/")
    browser.post("/entrar", usuario=CEDULA, clave="otra")
    token, characters = browser.get("/").image
    page = browser.post("/entrar", usuario=CEDULA, clave=PASSWORD, imagen=token, caracteres=characters)
    assert page.says("documentos.titulo")


def test_a_wrong_password_shows_an_alert_and_then_asks_for_the_image(world: PortalWorld, browser: Browser) -> None:
    world.account()
    assert browser.get("/entrar").image == ("", "")
    page = browser.post("/entrar", usuario=CEDULA, clave="otra")
    assert page.says("entrar.equivocado")
    assert page.says("sitio.cerrar")
    assert 'value="' + CEDULA not in page.body
    token, characters = page.image
    assert token
    page = browser.post("/entrar", usuario=CEDULA, clave=PASSWORD, imagen=token, caracteres="")
    assert page.says("entrar.imagen_equivocada")
    token, characters = page.image
    page = browser.post("/entrar", usuario=CEDULA, clave=PASSWORD, imagen=token, caracteres=characters.lower())
    assert page.says("documentos.titulo")


def test_an_image_can_be_changed_or_heard(world: PortalWorld, browser: Browser) -> None:
    world.account()
    browser.get("/entrar")
    first = browser.post("/entrar", usuario=CEDULA, clave="otra").image
    second = browser.post("/entrar", otra_imagen="1").image
    assert first[0] != second[0]
    page = browser.post("/entrar", sonido="1")
    token, digits = page.image
    assert digits.isdigit()
    assert "<audio" in page.body
    assert browser.post("/entrar", usuario=CEDULA, clave=PASSWORD, imagen=token, caracteres=digits).says(
        "documentos.titulo"
    )


def test_an_image_serves_once_and_only_its_visitor(world: PortalWorld, browser: Browser) -> None:
    world.account()
    browser.get("/entrar")
    page = browser.post("/entrar", usuario=CEDULA, clave="otra")
    token, characters = page.image
    stranger = world.browser("190.15.9.9")
    stranger.get("/entrar")
    page = stranger.post("/entrar", usuario=CEDULA, clave=PASSWORD, imagen=token, caracteres=characters)
    assert page.says("entrar.imagen_equivocada")
    page = browser.post("/entrar", usuario=CEDULA, clave=PASSWORD, imagen=token, caracteres=characters)
    assert page.says("entrar.imagen_equivocada")


def test_the_image_is_asked_for_a_usuario_that_was_tried_from_elsewhere(world: PortalWorld) -> None:
    world.account()
    other = world.browser("200.1.1.1")
    other.get("/entrar")
    other.post("/entrar", usuario=CEDULA, clave="otra")
    mine = world.browser("200.2.2.2")
    mine.get("/entrar")
    page = mine.post("/entrar", usuario=CEDULA, clave=PASSWORD)
    assert page.says("entrar.pide_imagen")
    assert not page.says("entrar.imagen_equivocada")
    assert f'value="{CEDULA}"' in page.body
    token, characters = page.image
    page = mine.post("/entrar", usuario=CEDULA, clave=PASSWORD, imagen=token, caracteres=characters)
    assert page.says("documentos.titulo")


def test_another_image_or_its_sound_keeps_the_usuario(world: PortalWorld, browser: Browser) -> None:
    browser.get("/entrar")
    browser.post("/entrar", usuario=CEDULA, clave="otra")
    buttons: list[dict[str, Any]] = [{"otra_imagen": "1"}, {"sonido": "1"}]
    for button in buttons:
        assert f'value="{CEDULA}"' in browser.post("/entrar", usuario=CEDULA, **button).body


def test_errors_of_a_stranger_close_a_usuario_for_them_and_never_for_its_owner(world: PortalWorld) -> None:
    """Anybody could shut anybody out, for up to twelve hours."""
    world.account()
    for n in range(8):
        stranger = world.browser(f"200.1.1.{n}")
        stranger.get("/entrar")
        while wrong(stranger).status != 429:
            pass
    owner = world.browser("190.9.9.9")
    owner.get("/entrar")
    page = owner.post("/entrar", usuario=CEDULA, clave=PASSWORD)
    assert page.says("entrar.pide_imagen")
    token, characters = page.image
    page = owner.post("/entrar", usuario=CEDULA, clave=PASSWORD, imagen=token, caracteres=characters)
    assert page.says("documentos.titulo")
    assert stranger.get("/entrar").status == 200
    assert wrong(stranger).status == 429
    assert [m.kind for m in world.deliver()] == ["bloqueo"] * 3


def test_a_lock_says_until_when_to_people_and_to_programs(world: PortalWorld, browser: Browser) -> None:
    browser.get("/entrar")
    for _ in range(5):
        page = wrong(browser)
    assert page.headers["retry-after"] == "300"
    assert page.says("entrar.bloqueado", hora="10:05")


def test_very_many_errors_of_all_together_call_a_person_once(world: PortalWorld) -> None:
    for n in range(1100):
        world.use.login._wrong(Visitor(f"v{n}", f"10.{n // 250}.{n % 250}.1"), f"U{n}", Counted(Attempts(1), None))
    assert world.alerts == [("many-wrong-guesses", {"sort": "errores-entrar"})]


def wrong(browser: Browser, usuario: str = CEDULA, clave: str = "otra") -> Page:
    token, characters = browser.page.image
    return browser.post("/entrar", usuario=usuario, clave=clave, imagen=token, caracteres=characters)


@pytest.mark.parametrize("usuario", [CEDULA, "0912458734"], ids=["known", "unknown"])
def test_repeated_failures_lock_for_a_time_that_grows(world: PortalWorld, browser: Browser, usuario: str) -> None:
    world.account()
    browser.get("/entrar")
    waits = []
    for errors_left in (5, 4, 4):  # the one that ended the wait counts already
        for _ in range(errors_left):
            page = wrong(browser, usuario)
        assert "recupere su contraseña" in page.text
        assert page.status == 429
        start = world.clock.time
        assert wrong(browser, usuario, PASSWORD).status == 429
        while wrong(browser, usuario).status == 429:
            world.later(minutes=1)
        waits.append((world.clock.time - start).total_seconds() // 60)
        world.limits.counts.clear()
    assert waits == [5, 10, 20]


def test_the_owner_is_told_of_a_lock_and_may_recover(world: PortalWorld, browser: Browser) -> None:
    world.account()
    browser.get("/entrar")
    for _ in range(5):
        wrong(browser)
    mails = world.deliver()
    assert [(m.kind, m.to) for m in mails] == [("bloqueo", "ana@example.com")]
    browser.get("/recuperar")
    browser.post("/recuperar", usuario=CEDULA)
    browser.post("/recuperar/como")
    assert [m.kind for m in world.deliver()] == ["recordatorio"]


def test_a_stranger_gets_the_same_answers_and_the_same_work(world: PortalWorld) -> None:
    world.account()

    def story(usuario: str, origin: str) -> tuple[list[tuple[int, str]], int]:
        browser = world.browser(origin)
        browser.get("/entrar")
        before = world.passwords.work
        pages = [wrong(browser, usuario) for _ in range(7)]
        texts = [(p.status, p.text.replace(p.image[1], "")) for p in pages]
        return texts, world.passwords.work - before

    assert story(CEDULA, "1.1.1.1") == story("0912458734", "2.2.2.2")
    assert sorted(kind for kind, _ in world.told) == ["bloqueo", "bloqueo"]


def test_two_hundred_wrong_logins_at_once_from_one_place_look_at_five_passwords(
    world: PortalWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.account()
    login = Login(world.portal, world.use.images, world.use.sessions)
    visits = [world.use.portal.secrets.digest("v", str(n)) for n in range(200)]

    class Right:
        def is_right(self, *_: object) -> bool:
            return True

    login._images = Right()  # type: ignore[assignment]
    monkeypatch.setattr(limits, "LOGIN_BY_ORIGIN", limits.Limit("entrar-origen", 1000, limits.HOUR))

    def attempt(number: int) -> str:
        return login.attempt(Visitor(visits[number], "10.0.0.1"), Attempt(CEDULA, "otra", image="i")).answer

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(attempt, range(200)))
    assert world.passwords.work == 5 * len(world.portal.identified(CEDULA))
    assert answers.count("wrong") == 4
    assert answers.count("locked") == 196


def test_two_hundred_wrong_logins_at_once_from_everywhere_look_at_three_passwords_without_an_image(
    world: PortalWorld,
) -> None:
    world.account()

    def attempt(number: int) -> str:
        visitor = Visitor(f"v{number}", f"10.0.{number}.1")
        return world.use.login.attempt(visitor, Attempt(CEDULA, "otra")).answer

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(attempt, range(200)))
    assert 1 <= answers.count("wrong") <= 3
    assert answers.count("no image") == 200 - answers.count("wrong")


def test_one_origin_is_limited_whoever_it_tries(world: PortalWorld, browser: Browser) -> None:
    browser.get("/entrar")
    pages = [wrong(browser, f"17{n:08d}") for n in range(70)]
    assert [p.status for p in pages].count(429) == 10
    tried = [f"17{n:08d}" for n in range(60)]
    assert world.passwords.work == sum(len(world.portal.identified(usuario)) for usuario in tried)


def test_a_session_ends_when_it_is_not_used_or_too_old(world: PortalWorld, browser: Browser) -> None:
    world.account()
    browser.log_in()
    world.later(minutes=29)
    assert browser.get("/documentos", follow=False).status == 200
    world.later(minutes=31)
    assert browser.get("/documentos", follow=False).location == "/entrar"
    browser.log_in()
    for _ in range(26):
        world.later(minutes=28)
        last = browser.get("/documentos", follow=False)
    assert last.location == "/entrar"


def test_a_session_whose_owner_is_not_the_account_as_it_is_now_opens_nothing(
    world: PortalWorld, browser: Browser
) -> None:
    """The account of an earlier holder of the number, or one that never was."""
    account = world.account()
    browser.log_in()
    ((session_id, session),) = world.store.sessions.items()
    cookie = browser.cookie
    for owner in (f"{account.id}#somebody-before", "EC#05#1799999999#x"):
        world.store.sessions[session_id] = replace(session, owner=owner)
        browser.cookie = cookie
        assert browser.get("/documentos", follow=False).location == "/entrar"
    world.store.sessions[session_id] = session
    browser.cookie = cookie
    assert browser.get("/documentos", follow=False).status == 200


def test_closing_the_session_closes_it_on_the_server(world: PortalWorld, browser: Browser) -> None:
    world.account()
    browser.log_in()
    kept = browser.cookie
    browser.post("/salir")
    assert not browser.cookie.startswith("__Host-rubrica=s.")
    browser.cookie = kept
    assert browser.get("/documentos", follow=False).location == "/entrar"


def test_closing_everywhere_closes_the_others(world: PortalWorld, browser: Browser) -> None:
    world.account()
    browser.log_in()
    other = world.browser("200.1.1.1")
    other.log_in()
    world.later(seconds=1)
    browser.get("/datos")
    browser.post("/salir", todas="1")
    assert other.get("/documentos", follow=False).location == "/entrar"


@pytest.mark.parametrize("field", ["", "x", "0" * 64, "0" * 128, "ñ" * 128, "é", "٣" * 128, "f" * 129])
def test_a_form_without_the_pages_own_value_is_refused(world: PortalWorld, browser: Browser, field: str) -> None:
    world.account()
    browser.get("/entrar")
    page = browser.post("/entrar", _csrf=field, usuario=CEDULA, clave=PASSWORD)
    assert page.status == 403
    assert page.says("error.403.titulo")


def test_the_forms_own_value_differs_in_every_answer_and_all_of_them_hold(world: PortalWorld, browser: Browser) -> None:
    """Answers are compressed: a value that is always the same can be guessed from their lengths."""
    world.account()
    values = [browser.get("/entrar").csrf for _ in range(20)]
    assert len(set(values)) == 20
    tails = {value[64:] for value in values}
    assert len(tails) == 20
    assert browser.post("/entrar", usuario=CEDULA, clave=PASSWORD, _csrf=values[3]).says("documentos.titulo")
    assert len(set(re.findall(r'name="_csrf" value="([^"]+)"', browser.page.body))) == 1
    other = world.browser()
    other.get("/entrar")
    assert other.post("/entrar", usuario=CEDULA, clave=PASSWORD, _csrf=values[4]).status == 403


def test_a_form_from_another_site_is_refused(world: PortalWorld, browser: Browser) -> None:
    browser.get("/entrar")
    for headers in (
        {"origin": "https://malo.example"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "null"},
        {"origin": "http://["},
    ):
        page = browser.post("/entrar", headers=headers, usuario=CEDULA, clave=PASSWORD, _csrf=browser.page.csrf)
        assert page.status == 403
        assert world.faults == []
        browser.get("/entrar")


def test_what_is_no_form_is_refused(world: PortalWorld, browser: Browser) -> None:
    browser.get("/entrar")
    token = browser.page.csrf
    for headers, body in (
        ({"content-type": "application/json"}, b"{}"),
        ({"content-type": "application/x-www-form-urlencoded"}, b"_csrf=" + token.encode() + b"&usuario=%00"),
        ({"content-type": "application/x-www-form-urlencoded"}, b"usuario=%ff%fe"),
        ({"content-type": "application/x-www-form-urlencoded"}, b"a=b&" * 300),
        ({"content-type": "application/x-www-form-urlencoded"}, b"a=" + b"b" * 70_000),
        ({"content-type": "application/x-www-form-urlencoded"}, f"_csrf={token}&usuario=a&usuario=b".encode()),
    ):
        page = world.call("POST", "/entrar", body, headers | {"cookie": browser.cookie}, "1.1.1.1")
        assert page.status == 400, body[:40]
        assert page.headers["content-security-policy"]
    assert world.faults == []


def test_a_password_that_is_changed_while_the_old_one_is_compared_ends_that_session(
    monkeypatch: pytest.MonkeyPatch, world: PortalWorld
) -> None:
    world.account()
    verify = world.passwords.verify

    def slowly(known: str | None, text: str) -> bool:
        right = verify(known, text)
        world.later(milliseconds=20)
        if right:
            account = world.person()
            world.accounts.save(
                accounts.with_password(account, world.passwords.hash("Otra 7 frase."), world.clock.time)
            )
        world.later(milliseconds=20)
        return right

    monkeypatch.setattr(world.passwords, "verify", slowly)
    intruder = world.browser("8.8.8.8")
    intruder.log_in()
    assert intruder.get("/documentos", follow=False).location == "/entrar"
