"""Mis datos, and the second factor."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from chalicelib.domain.accounts import account as accounts
from chalicelib.domain.accounts.account import Account
from chalicelib.domain.accounts.second_factor import STEP
from chalicelib.services.portal.context import Visitor
from chalicelib.services.portal.ports import Also
from tests.unit.portal.world import CEDULA, LOGO, PASSWORD, Browser, PortalWorld

NEW = "Otra frase larga, 7 palabras"


@pytest.fixture
def browser(world: PortalWorld) -> Browser:
    world.account()
    made = world.browser()
    made.log_in()
    made.get("/datos")
    return made


def code(world: PortalWorld) -> str:
    return f"{int(world.clock.time.timestamp()) // STEP % 1_000_000:06d}"


def test_the_page_shows_what_is_known(browser: Browser) -> None:
    for text in (
        "ANA MARÍA ÑÁÑEZ",
        CEDULA,
        "Cédula",
        "ana@example.com",
        "Chrome · Windows",
        "190.15.1.2",
        "Esta sesión",
    ):
        assert text in browser.page.text
    assert len(browser.page.body.encode()) < 50_000
    ids = re.findall(r'\sid="([^"]+)"', browser.page.body)
    assert len(ids) == len(set(ids))


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(world: PortalWorld, browser: Browser) -> None:
    other = world.browser("5.5.5.5")
    other.log_in()
    world.later(seconds=2)
    before = browser.cookie
    page = browser.post("/datos/clave", clave_actual=PASSWORD, clave=NEW, clave_otra_vez=NEW)
    assert page.says("datos.listo_clave")
    assert browser.cookie != before
    assert other.get("/documentos", follow=False).location == "/entrar"
    assert [m.kind for m in world.deliver()] == ["clave"]
    assert world.browser("6.6.6.6").log_in(password=NEW).says("documentos.titulo")


def test_who_recovers_while_an_intruder_changes_the_password_ends_the_intruders_session(
    monkeypatch: pytest.MonkeyPatch, world: PortalWorld, browser: Browser
) -> None:
    save = world.accounts.save

    def then_the_owner_recovers(account: Account, *also: Also) -> Account:
        monkeypatch.setattr(world.accounts, "save", save)
        saved = save(account, *also)
        world.later(milliseconds=5)
        save(accounts.with_password(saved, world.passwords.hash("La 3.ª es de la dueña"), world.clock.time))
        world.later(milliseconds=5)
        return saved

    monkeypatch.setattr(world.accounts, "save", then_the_owner_recovers)
    browser.post("/datos/clave", clave_actual=PASSWORD, clave=NEW, clave_otra_vez=NEW)
    assert browser.get("/documentos", follow=False).location == "/entrar"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/datos/clave", {"clave": NEW, "clave_otra_vez": NEW}),
        ("/datos/correo", {"correo": "nueva@example.com"}),
        ("/datos/pregunta", {"pregunta": "viaje", "respuesta": "Loja"}),
        ("/datos/cerrar", {}),
    ],
)
def test_what_matters_asks_for_the_password(
    world: PortalWorld, browser: Browser, path: str, fields: dict[str, Any]
) -> None:
    before = world.person()
    page = browser.post(path, clave_actual="no es", **fields)
    assert page.status == 422
    assert page.says("campo.actual")
    assert world.person() == before
    assert world.told == []


def test_a_stolen_session_cannot_guess_the_password(world: PortalWorld, browser: Browser) -> None:
    for _ in range(10):
        browser.post("/datos/clave", clave_actual="no es", clave=NEW, clave_otra_vez=NEW)
    page = browser.post("/datos/clave", clave_actual=PASSWORD, clave=NEW, clave_otra_vez=NEW)
    assert page.says("campo.demasiados")


def test_the_mail_address_changes_when_the_new_one_answers(world: PortalWorld, browser: Browser) -> None:
    page = browser.post("/datos/correo", clave_actual=PASSWORD, correo="nueva@example.com")
    assert page.says("datos.correo_pendiente", correo="nueva@example.com")
    assert world.person().email == "ana@example.com"
    mails = world.deliver()
    assert [(m.kind, m.to) for m in mails] == [("correo", "nueva@example.com"), ("correo-aviso", "ana@example.com")]
    path = mails[0].link.removeprefix("https://portal.example")
    browser.get(path)
    assert world.person().email == "ana@example.com"
    assert browser.post(path).says("correo_nuevo.hecho.titulo")
    assert world.person().email == "nueva@example.com"


def test_only_the_latest_request_for_an_address_counts(world: PortalWorld, browser: Browser) -> None:
    browser.post("/datos/correo", clave_actual=PASSWORD, correo="una@example.com")
    first = world.deliver()[0].link.removeprefix("https://portal.example")
    browser.post("/datos/correo", clave_actual=PASSWORD, correo="otra@example.com")
    browser.get(first)
    assert browser.post(first).says("correo_nuevo.vencido.titulo")


def test_the_question_changes(world: PortalWorld, browser: Browser) -> None:
    page = browser.post("/datos/pregunta", clave_actual=PASSWORD, pregunta="viaje", respuesta="Galápagos")
    assert page.says("datos.listo_pregunta")
    assert world.person().question == "viaje"
    assert [m.kind for m in world.deliver()] == ["pregunta"]


def test_preferences_decide_about_mails(world: PortalWorld, browser: Browser) -> None:
    from dataclasses import replace

    from chalicelib.domain.documents.country import Receiver

    document = world.document()
    world.received.rows[document.id] = replace(document, receiver=Receiver("05", CEDULA, "Ana", ("vieja@example.com",)))
    world.tell("documento", document=document.id)
    assert world.deliver() == []
    assert [(to, letter.document.id) for to, letter in world.post.sent] == [("ana@example.com", document.id)]
    assert browser.post("/datos/avisos", accesos="1").says("datos.listo_avisos")
    world.tell("documento", document=document.id)
    assert world.deliver() == []
    assert len(world.post.sent) == 1
    world.browser("5.5.5.5").log_in()
    assert [m.kind for m in world.deliver()] == ["entrada"]


def test_a_document_mailed_to_the_accounts_address_is_not_sent_twice(world: PortalWorld) -> None:
    world.account()
    world.tell("documento", document=world.document().id)
    assert world.deliver() == []
    assert world.post.sent == []


def test_a_document_without_any_address_reaches_the_account_of_its_receiver(world: PortalWorld) -> None:
    from chalicelib.domain.documents import paths
    from chalicelib.domain.documents.country import Receiver

    world.account()
    document = world.document(receiver=Receiver("05", CEDULA, "Ana"))
    world.tell("documento", document=document.id)
    world.deliver()
    ((to, letter),) = world.post.sent
    assert to == "ana@example.com"
    assert (letter.xml, letter.pdf) == (paths.authorized(document).encode(), paths.ride(document).encode())
    assert (letter.head.name, letter.logo) == ("COMERCIAL ANDINA DEL ECUADOR S.A.", LOGO)


def test_an_account_whose_address_bounced_for_good_is_sent_no_document(world: PortalWorld) -> None:
    from chalicelib.domain.documents.country import Receiver
    from chalicelib.domain.documents.mailing import address_hash

    world.account()
    world.suppressed.add(address_hash("Ana@example.com"))
    world.tell("documento", document=world.document(receiver=Receiver("05", CEDULA, "Ana")).id)
    world.deliver()
    assert world.post.sent == []
    world.suppressed.clear()
    world.tell("documento", document=next(iter(world.received.rows)))
    world.deliver()
    assert len(world.post.sent) == 1


def test_somebody_elses_account_gets_nothing(world: PortalWorld) -> None:
    from chalicelib.domain.documents.country import Receiver

    world.account()
    world.tell("documento", document=world.document(receiver=Receiver("06", CEDULA, "Otra")).id)
    world.deliver()
    assert world.post.sent == []


def test_one_session_can_be_ended(world: PortalWorld, browser: Browser) -> None:
    other = world.browser("5.5.5.5")
    other.log_in()
    page = browser.get("/datos")
    found = re.findall(r'name="sesion" value="([^"]+)"', page.body)
    assert len(found) == 1
    assert browser.post("/datos/sesiones", sesion=found[0]).says("datos.listo_sesion")
    assert other.get("/documentos", follow=False).location == "/entrar"


def test_somebody_elses_session_cannot(world: PortalWorld, browser: Browser) -> None:
    world.account("0912458734", email="b@example.com")
    other = world.browser("5.5.5.5")
    other.log_in("0912458734")
    foreign = next(s.id for s in world.sessions.rows.values() if s.owner.startswith("EC#05#0912458734#"))
    browser.post("/datos/sesiones", sesion=foreign)
    assert other.get("/documentos", follow=False).status == 200


def test_all_data_can_be_taken_along(world: PortalWorld, browser: Browser) -> None:
    assert browser.post("/datos/todo").says("descarga.datos.titulo")
    content = json.loads(world.files.lent["mis-datos.json"])
    assert content["usuario"] == CEDULA
    assert content["accesos"][0]["direccion"] == "190.15.1.2"
    assert not any(word in json.dumps(content) for word in ("argon", world.person().password))


def test_a_closed_account_is_gone(world: PortalWorld, browser: Browser) -> None:
    browser.get("/datos/cerrar")
    assert browser.post("/datos/cerrar", clave_actual=PASSWORD).says("cerrar.hecho.titulo")
    assert world.accounts.rows == {}
    assert [(m.kind, m.to) for m in world.deliver()] == [("cierre", "ana@example.com")]
    assert browser.get("/documentos", follow=False).location == "/entrar"
    assert browser.log_in().says("entrar.equivocado")


def turn_on(world: PortalWorld, browser: Browser) -> list[str]:
    browser.get("/datos/segundo-factor")
    page = browser.post("/datos/segundo-factor", codigo=code(world), clave_actual=PASSWORD)
    assert page.says("factor.codigos_titulo")
    return re.findall(r"<code>([A-Z0-9]{5}-[A-Z0-9]{5})</code>", page.body)


def test_the_second_factor_begins_with_a_right_code(world: PortalWorld, browser: Browser) -> None:
    page = browser.get("/datos/segundo-factor")
    assert "SECRET" in page.text
    page = browser.post("/datos/segundo-factor", codigo="000000", clave_actual=PASSWORD)
    assert page.says("campo.codigo")
    page = browser.post("/datos/segundo-factor", codigo=code(world), clave_actual="no")
    assert page.says("campo.actual")
    assert world.person().second_factor is None
    assert len(turn_on(world, browser)) == 10
    factor = world.person().second_factor
    assert factor is not None
    assert factor.secret != "SECRET"
    assert [m.kind for m in world.deliver()] == ["segundo-factor-activado"]


def test_then_a_login_takes_both_and_no_code_twice(world: PortalWorld, browser: Browser) -> None:
    turn_on(world, browser)
    used = code(world)
    phone = world.browser("5.5.5.5")
    page = phone.log_in()
    assert page.says("codigo.titulo")
    assert phone.get("/documentos", follow=False).location == "/entrar"
    phone.get("/entrar/codigo")
    assert phone.post("/entrar/codigo", codigo=used).says("codigo.equivocado")
    world.later(seconds=STEP)
    assert phone.post("/entrar/codigo", codigo=code(world)).says("documentos.titulo")
    again = world.browser("6.6.6.6")
    again.log_in()
    assert again.post("/entrar/codigo", codigo=code(world)).says("codigo.equivocado")


def test_a_recovery_code_serves_once(world: PortalWorld, browser: Browser) -> None:
    codes = turn_on(world, browser)
    for n, expected in enumerate(("documentos.titulo", "codigo.equivocado")):
        phone = world.browser(f"5.5.5.{n}")
        phone.log_in()
        assert phone.post("/entrar/codigo", codigo=codes[3].lower()).says(expected)
    factor = world.person().second_factor
    assert factor is not None
    assert len(factor.codes) == 9


def test_codes_cannot_be_guessed(world: PortalWorld, browser: Browser) -> None:
    turn_on(world, browser)
    world.later(seconds=STEP)
    phone = world.browser("5.5.5.5")
    phone.log_in()
    pages = [phone.post("/entrar/codigo", codigo=f"{n:06d}") for n in range(11)]
    assert [p.status for p in pages] == [200] * 10 + [429]
    assert phone.post("/entrar/codigo", codigo=code(world)).status == 429


def test_the_second_step_cannot_be_taken_without_the_first(world: PortalWorld, browser: Browser) -> None:
    turn_on(world, browser)
    world.later(seconds=STEP)
    stranger = world.browser("5.5.5.5")
    stranger.get("/entrar")
    assert stranger.post("/entrar/codigo", codigo=code(world), follow=False).location == "/entrar"


def test_it_ends_with_password_and_code(world: PortalWorld, browser: Browser) -> None:
    codes = turn_on(world, browser)
    browser.get("/datos")
    page = browser.post("/datos/segundo-factor/quitar", clave_actual=PASSWORD, codigo="123456")
    assert page.says("campo.codigo")
    assert browser.post("/datos/segundo-factor/quitar", clave_actual=PASSWORD, codigo=codes[0]).says(
        "datos.listo_factor"
    )
    assert world.person().second_factor is None


def test_a_new_password_by_mail_does_not_remove_the_second_factor(world: PortalWorld, browser: Browser) -> None:
    turn_on(world, browser)
    world.forget_letters()
    lost = world.browser("5.5.5.5")
    lost.get("/recuperar")
    lost.post("/recuperar", usuario=CEDULA)
    lost.post("/recuperar/como")
    path = world.deliver()[0].link.removeprefix("https://portal.example")
    lost.get(path)
    lost.post(path)
    lost.post("/clave-nueva", clave=NEW, clave_otra_vez=NEW)
    assert lost.log_in(password=NEW).says("codigo.titulo")


def test_the_present_password_is_no_new_one(world: PortalWorld, browser: Browser) -> None:
    browser.get("/datos")
    page = browser.post("/datos/clave", clave_actual=PASSWORD, clave=PASSWORD, clave_otra_vez=PASSWORD)
    assert page.says("campo.misma")
    assert page.status == 422


def test_with_a_second_factor_another_address_asks_for_its_code(world: PortalWorld, browser: Browser) -> None:
    codes = turn_on(world, browser)
    world.forget_letters()
    browser.get("/datos")
    page = browser.post("/datos/correo", clave_actual=PASSWORD, correo="nueva@example.com", codigo="123456")
    assert page.says("campo.codigo")
    assert world.told == []
    page = browser.post("/datos/correo", clave_actual=PASSWORD, correo="nueva@example.com", codigo=codes[0])
    assert page.says("datos.listo_correo")
    assert [m.kind for m in world.deliver()] == ["correo", "correo-aviso"]


def test_so_does_the_form_after_recovery(world: PortalWorld, browser: Browser) -> None:
    codes = turn_on(world, browser)
    lost = world.browser("5.5.5.5")
    lost.get("/recuperar")
    lost.post("/recuperar", usuario=CEDULA)
    lost.post("/recuperar/como")
    path = next(m for m in world.deliver() if m.kind == "recordatorio").link.removeprefix("https://portal.example")
    lost.get(path)
    lost.post(path)
    new: dict[str, Any] = {"clave": NEW, "clave_otra_vez": NEW, "correo": "nueva@example.com"}
    assert lost.post("/clave-nueva", **new).says("campo.codigo")
    assert world.person().password == world.passwords.hash(PASSWORD)
    assert lost.post("/clave-nueva", **new, codigo=codes[0]).says("clave.cambiada.titulo")
    assert world.use.email.pending(world.person()) == "nueva@example.com"


def test_the_name_can_be_corrected(world: PortalWorld, browser: Browser) -> None:
    assert browser.post("/datos/nombre", clave_actual="no es", nombre="Ana Ñáñez").says("campo.actual")
    assert browser.post("/datos/nombre", clave_actual=PASSWORD, nombre="A").says("campo.nombre")
    assert browser.post("/datos/nombre", clave_actual=PASSWORD, nombre="Ana Ñáñez").says("datos.listo_nombre")
    assert world.person().name == "Ana Ñáñez"


def test_what_is_taken_along_holds_the_documents_and_the_answers(world: PortalWorld, browser: Browser) -> None:
    for number in range(1, 131):
        world.document(number)
    world.document(131, to="0912458734")
    account = world.person()
    reading = world.use.reading
    reference = reading.reference(account.id, world.document(7).id)
    reading.answer(account, reference, "rechazado", "Precio")
    reading.answer(account, reference, "conforme")
    browser.post("/datos/todo")
    content = json.loads(world.files.lent["mis-datos.json"])["comprobantes"]
    assert len(content) == len({one["clave_acceso"] for one in content}) == 130
    (answered,) = [one for one in content if one["comprobante"].endswith("000000007")]
    assert [(a["respuesta"], a["motivo"]) for a in answered["respuestas"]] == [
        ("RECHAZADO", "Precio"),
        ("CONFORME", ""),
    ]


def test_the_numbers_next_holder_sees_nothing_of_the_last(world: PortalWorld, browser: Browser) -> None:
    last = world.person()
    browser.get("/datos/cerrar")
    browser.post("/datos/cerrar", clave_actual=PASSWORD)
    assert world.sessions.rows == {}
    world.use.sessions.begin(last, Visitor("late", "66.6.6.6", "Firefox"), world.clock.time)
    world.account(name="OTRA PERSONA")
    following = world.browser("5.5.5.5")
    following.log_in()
    page = following.get("/datos")
    assert "66.6.6.6" not in page.text
    assert "190.15.1.2" not in page.text
    assert len(world.use.sessions.of(world.person())) == 1
    world.later(minutes=10)
    world.deliver()
    assert {s.owner for s in world.sessions.rows.values()} == {world.person().owner}


def test_with_the_account_goes_what_waited_and_what_was_kept_to_undo(world: PortalWorld, browser: Browser) -> None:
    browser.post("/datos/correo", clave_actual=PASSWORD, correo="nueva@example.com")
    path = next(m for m in world.deliver() if m.kind == "correo").link.removeprefix("https://portal.example")
    browser.get(path)
    browser.post(path)
    browser.get("/datos")
    browser.post("/datos/correo", clave_actual=PASSWORD, correo="tercera@example.com")
    browser.get("/datos/cerrar")
    assert browser.post("/datos/cerrar", clave_actual=PASSWORD).says("cerrar.hecho.titulo")
    assert "@example.com" not in str(world.passes.rows)


def test_an_account_stored_under_another_number_is_refused(monkeypatch: pytest.MonkeyPatch, world: PortalWorld) -> None:
    from chalicelib.adapters.dynamodb import accounts
    from chalicelib.adapters.dynamodb.portal_tables import AccountRow

    row = accounts._row(world.account())
    monkeypatch.setattr(AccountRow, "get", lambda *_, **__: row)
    assert accounts.DynamoAccounts().get(f"EC#05#{CEDULA}") == world.person()
    with pytest.raises(ValueError, match="another's key"):
        accounts.DynamoAccounts().get("EC#06#" + CEDULA)
