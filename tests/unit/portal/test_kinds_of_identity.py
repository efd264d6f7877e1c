"""An account belongs to a country, a kind and a number: two people whose numbers look alike never meet."""

from __future__ import annotations

from tests.unit.portal.test_recovery import NEW, ask, path_of
from tests.unit.portal.test_registration import PERSON, link, prove, to_step_2
from tests.unit.portal.world import CEDULA, PASSWORD, Browser, PortalWorld

OTHER_PASSWORD = "Mi gato duerme 9 horas."


def test_a_passport_with_the_digits_of_a_cedula_does_not_take_its_usuario(world: PortalWorld, browser: Browser) -> None:
    mine = world.account()
    world.document(1, to=CEDULA, to_kind="06", total="77.00")
    to_step_2(browser, CEDULA, "06")
    prove(browser, total="77.00")
    browser.post("/alta/datos", **(PERSON | {"clave": OTHER_PASSWORD, "clave_otra_vez": OTHER_PASSWORD}))
    world.deliver()
    browser.get(link(world, "confirmar"))
    assert browser.post(link(world, "confirmar")).says("confirmar.lista.titulo")
    assert world.person() == mine
    assert world.person(CEDULA, "06").kind == "06"


def test_the_password_tells_which_of_two_accounts(world: PortalWorld) -> None:
    world.account()
    world.account(kind="06", password=world.passwords.hash(OTHER_PASSWORD), name="HANNAH MÜLLER")
    world.document(1, to_kind="05")
    world.document(2, to_kind="06")
    first, second = world.browser("1.1.1.1"), world.browser("2.2.2.2")
    assert "001-001-000000001" in first.log_in().text
    page = second.log_in(password=OTHER_PASSWORD)
    assert "001-001-000000002" in page.text
    assert "001-001-000000001" not in page.text


def test_the_kind_is_asked_only_when_both_have_the_password(world: PortalWorld, browser: Browser) -> None:
    world.account()
    assert not browser.get("/entrar").says("entrar.tipo")
    world.account(kind="06", name="HANNAH MÜLLER")
    page = browser.log_in()
    assert page.says("entrar.cual")
    page = browser.post("/entrar", usuario=CEDULA, clave=PASSWORD, tipo="06")
    assert page.says("documentos.titulo")
    assert "HANNAH MÜLLER" in browser.get("/datos").text


def test_sessions_and_limits_of_one_are_not_the_others(world: PortalWorld) -> None:
    world.account()
    world.account(kind="06", password=world.passwords.hash(OTHER_PASSWORD))
    first, second = world.browser("1.1.1.1"), world.browser("2.2.2.2")
    first.log_in()
    second.log_in(password=OTHER_PASSWORD)
    first.get("/datos")
    for _ in range(11):
        first.post("/datos/clave", clave_actual="no es", clave=NEW, clave_otra_vez=NEW)
    second.get("/datos")
    page = second.post("/datos/clave", clave_actual=OTHER_PASSWORD, clave=NEW, clave_otra_vez=NEW)
    assert page.says("datos.listo_clave")
    assert first.get("/documentos", follow=False).status == 200
    assert len(world.use.sessions.of(world.person())) == 1


def test_a_reminder_reaches_both_and_each_link_changes_its_own(world: PortalWorld, browser: Browser) -> None:
    world.account()
    world.account(kind="06", email="hannah@example.com", password=world.passwords.hash(OTHER_PASSWORD))
    ask(browser)
    browser.post("/recuperar/como")
    assert sorted(m.to for m in world.deliver()) == ["ana@example.com", "hannah@example.com"]
    path = path_of(world, "recordatorio")
    browser.get(path)
    browser.post(path)
    browser.post("/clave-nueva", clave=NEW, clave_otra_vez=NEW)
    assert world.person(CEDULA, "06").password == world.passwords.hash(NEW)
    assert world.person().password == world.passwords.hash(PASSWORD)


def test_all_ways_to_type_a_number_are_counted_together(world: PortalWorld) -> None:
    forms = (CEDULA, f" {CEDULA} ", "171003406-5", "1710.034065", "1 710034065")
    assert {world.portal.typed(form) for form in forms} == {CEDULA}
