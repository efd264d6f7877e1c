"""The public check."""

from __future__ import annotations

import pytest

from chalicelib.domain.documents.states import Authority
from tests.unit.portal.world import Browser, Page, PortalWorld


def ask(browser: Browser, clave: str, total: str) -> Page:
    browser.get("/comprobar")
    return browser.post("/comprobar", clave=clave, total=total)


def test_clave_and_total_tell_that_it_is_authorised_and_nothing_more(world: PortalWorld, browser: Browser) -> None:
    document = world.document()
    page = ask(browser, document.clave, "112,00")
    assert page.says("comprobar.autorizado")
    assert "ANA" not in page.text
    assert "ANDINA" not in page.text


def test_blanks_in_the_clave_do_not_matter(world: PortalWorld, browser: Browser) -> None:
    clave = world.document().clave
    assert ask(browser, f"{clave[:10]} {clave[10:30]} {clave[30:]}", "112.00").says("comprobar.autorizado")


@pytest.mark.parametrize("authority", [a for a in Authority if a not in (Authority.AUTORIZADO, Authority.ANULADO)])
def test_what_is_not_authorised_is_unknown(world: PortalWorld, browser: Browser, authority: Authority) -> None:
    document = world.document(authority=authority)
    assert ask(browser, document.clave, "112.00").says("comprobar.desconocido")


def test_a_wrong_total_and_a_wrong_clave_get_one_answer(world: PortalWorld, browser: Browser) -> None:
    document = world.document()
    other = document.clave[:-1] + str((int(document.clave[-1]) + 1) % 10)
    for clave, total in ((document.clave, "112.01"), (document.clave, ""), (other, "112.00"), ("hola", "112.00")):
        assert ask(browser, clave, total).says("comprobar.desconocido")


def test_an_annulled_one_is_said_to_be(world: PortalWorld, browser: Browser) -> None:
    assert ask(browser, world.document(authority=Authority.ANULADO).clave, "112.00").says("comprobar.anulado")


def test_twenty_wrong_guesses_do_not_close_the_check_of_a_document_and_ask_for_the_image(world: PortalWorld) -> None:
    document = world.document()
    for n in range(20):
        page = ask(world.browser(f"7.7.{n}.1"), document.clave, str(n))
        assert page.says("comprobar.desconocido" if n < 10 else "comprobar.pide_imagen")
    honest = world.browser("7.8.1.1")
    page = ask(honest, document.clave, "112.00")
    assert page.says("comprobar.pide_imagen")
    assert f'value="{document.clave}"' in page.body
    assert 'value="112.00"' in page.body
    token, characters = page.image
    page = honest.post("/comprobar", clave=document.clave, total="112.00", imagen=token, caracteres=characters)
    assert page.says("comprobar.autorizado")


def test_one_origin_guesses_a_total_twenty_times_a_day(world: PortalWorld, browser: Browser) -> None:
    document = world.document()
    statuses = []
    for n in range(25):
        page = ask(browser, document.clave, str(n))
        token, characters = page.image
        if token:
            page = browser.post("/comprobar", clave=document.clave, total=str(n), imagen=token, caracteres=characters)
        statuses.append(page.status)
    assert 429 in statuses[10:20]
    assert statuses[-1] == 429
    assert ask(world.browser("7.8.1.1"), document.clave, "112.00").says("comprobar.pide_imagen")
