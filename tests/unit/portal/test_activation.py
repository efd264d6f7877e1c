"""One printed document does not open everything of a number: the link goes to an address that its documents carry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.domain.documents.country import Receiver
from tests.unit.portal.test_registration import PERSON, link, prove, to_step_2
from tests.unit.portal.world import CEDULA, ISSUER, PASSWORD, Browser, Page, PortalWorld

THIEF = "ladron@example.net"
KNOWN = "a••••••@e••••••.com"


def apply(world: PortalWorld, browser: Browser, **changes: Any) -> Page:
    """Alta up to the last form."""
    world.document()
    to_step_2(browser)
    prove(browser)
    assert KNOWN in browser.page.text
    return browser.post("/alta/datos", **(PERSON | changes))


def press(browser: Browser, path: str) -> Page:
    browser.get(path)
    return browser.post(path)


def test_the_link_goes_to_the_address_of_the_documents_whatever_was_typed(world: PortalWorld, browser: Browser) -> None:
    page = apply(world, browser, correo=THIEF)
    assert page.says("alta.enviada_conocida.texto", correo=KNOWN)
    (mail,) = world.deliver()
    assert (mail.kind, mail.to) == ("confirmar-otra", "ana@example.com")
    assert mail.facts == {"wanted": "l••••••@e••••••.net"}, "who reads it sees that somebody wants another address"
    press(browser, link(world, "confirmar-otra"))
    assert world.person().email == "ana@example.com"
    kinds = sorted((m.kind, m.to) for m in world.deliver())
    assert kinds == [("bienvenida", "ana@example.com"), ("correo", THIEF), ("correo-aviso", "ana@example.com")]
    assert press(browser, link(world, "correo")).says("correo_nuevo.hecho.titulo")
    assert world.person().email == THIEF


def test_another_address_counts_after_the_wait(world: PortalWorld, browser: Browser) -> None:
    page = apply(world, browser, correo="nueva@example.net", sin_acceso="1")
    assert page.says("alta.enviada_espera.texto", correo=KNOWN, horas=48)
    assert sorted((m.kind, m.to) for m in world.deliver()) == [
        ("alta-consulta", "ana@example.com"),
        ("alta-espera", "nueva@example.net"),
    ]
    world.later(hours=47)
    assert world.deliver() == []
    world.later(hours=1)
    assert [(m.kind, m.to) for m in world.deliver()] == [("confirmar", "nueva@example.net")]
    assert press(browser, link(world, "confirmar")).says("confirmar.lista.titulo")
    assert world.person().email == "nueva@example.net"
    assert [(m.kind, m.to) for m in world.deliver()] == [
        ("bienvenida", "nueva@example.net"),
        ("alta-aviso", "ana@example.com"),
    ]


def test_meanwhile_the_known_address_says_no(world: PortalWorld, browser: Browser) -> None:
    apply(world, browser, correo=THIEF, sin_acceso="1")
    world.deliver()
    owner = world.browser("7.7.7.7")
    assert press(owner, link(world, "alta-consulta")).says("alta_no.hecho.titulo")
    assert press(owner, link(world, "alta-consulta")).says("alta_no.vencido.titulo")
    world.later(hours=49)
    assert world.deliver() == []
    assert world.accounts.rows == {}


def test_afterwards_the_known_address_closes_the_account(world: PortalWorld, browser: Browser) -> None:
    apply(world, browser, correo=THIEF, sin_acceso="1")
    world.deliver()
    world.later(hours=49)
    world.deliver()
    press(browser, link(world, "confirmar"))
    world.deliver()
    thief = world.browser("6.6.6.6")
    thief.log_in()
    assert press(world.browser("7.7.7.7"), link(world, "alta-aviso")).says("cuenta_ajena.hecho.titulo")
    assert world.accounts.rows == {}
    assert world.sessions.rows == {}
    assert thief.get("/documentos", follow=False).status == 303
    assert [(m.kind, m.to) for m in world.deliver()] == [("cierre-ajena", THIEF)]


def test_an_address_of_any_document_of_the_number_is_known(world: PortalWorld, browser: Browser) -> None:
    """The document that proves the claim may carry none."""
    bare = world.document(2)
    world.received.rows[bare.id] = replace(bare, receiver=Receiver("05", CEDULA, "ANA"))
    world.document(1, to="0912458734", total="9.00")
    world.document(3, total="50.00")
    to_step_2(browser)
    prove(browser, number="001-001-000000002")
    browser.post("/alta/datos", **(PERSON | {"correo": THIEF}))
    assert [(m.kind, m.to) for m in world.deliver()] == [("confirmar-otra", "ana@example.com")]


def test_without_any_known_address_the_link_goes_where_it_was_typed(world: PortalWorld, browser: Browser) -> None:
    bare = world.document()
    world.received.rows[bare.id] = replace(bare, receiver=Receiver("05", CEDULA, "ANA"))
    to_step_2(browser)
    prove(browser)
    assert browser.post("/alta/datos", **(PERSON | {"correo": "nueva@example.net"})).says("alta.enviada.titulo")
    assert [(m.kind, m.to) for m in world.deliver()] == [("confirmar", "nueva@example.net")]


def test_somebody_registered_is_told_once_and_nobody_else_is_asked(world: PortalWorld, browser: Browser) -> None:
    before = world.account(email="primera@example.com")
    apply(world, browser, correo=THIEF, sin_acceso="1")
    assert [(m.kind, m.to) for m in world.deliver()] == [("ya-registrado", "primera@example.com")]
    world.later(hours=49)
    assert world.deliver() == []
    assert world.person() == before
    assert world.browser("7.7.7.7").log_in(password=PASSWORD).says("documentos.titulo")


def test_an_address_that_only_an_older_document_carries_is_known(world: PortalWorld, browser: Browser) -> None:
    for number in range(2, 160):
        world.document(number, receiver=Receiver("05", CEDULA, "ANA", ()))
    world.document(1, day=date(2026, 1, 5))
    to_step_2(browser)
    browser.post("/alta/empresa", empresa=ISSUER, documento="001-001-000000159", total="112.00")
    assert KNOWN in browser.page.text
    browser.post("/alta/datos", **(PERSON | {"correo": THIEF}))
    assert [(m.kind, m.to) for m in world.deliver()] == [("confirmar-otra", "ana@example.com")]
