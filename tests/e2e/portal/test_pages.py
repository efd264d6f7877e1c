"""Every page of the portal as people see it: accessible (WCAG 2.2 AA, by axe), never wider than the window, without
errors, without scripts, light and dark."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from tests.e2e.portal.people import Person, Portal
from tests.e2e.portal.test_flows import log_in, press, register

WIDTHS = (360, 768, 1440)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
PUBLIC = ("", "entrar", "alta", "recuperar", "usuario", "comprobar", "ayuda", "privacidad", "no/existe",
          "estatico/nada.css", "confirmar/x", "clave/x", "clave-nueva")  # fmt: skip
PRIVATE = ("documentos", "documentos?q=nadie", "documentos?orden=monto&minimo=1", "datos", "datos/segundo-factor",
           "datos/cerrar", "documentos/inventado")  # fmt: skip


def violations(page: Page) -> list[str]:
    """What axe finds. It runs in a world of its own, so that the page's policy stays as strict as it is."""
    session = page.context.new_cdp_session(page)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame})["executionContextId"]
    session.send("Runtime.evaluate", {"expression": AXE, "contextId": world})
    run = f"axe.run(document, {{runOnly: {json.dumps(TAGS)}}}).then(r => JSON.stringify(r.violations))"
    answer = session.send(
        "Runtime.evaluate", {"expression": run, "contextId": world, "awaitPromise": True, "returnByValue": True}
    )
    found = json.loads(answer["result"]["value"])
    return [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found for n in v["nodes"]]


TOO_WIDE = """[...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 200))"""


def look(page: Page, address: str) -> None:
    """Open a page and judge it at every width, light and dark."""
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(address)
    judge(page)
    assert troubles == []


def judge(page: Page) -> None:
    """The page that is open, at every width, light and dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                raise AssertionError((page.url, width, page.evaluate(TOO_WIDE)))
        assert violations(page) == [], (page.url, scheme)


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages(page: Page, portal: Portal, path: str) -> None:
    look(page, portal.url + path)


def test_private_pages(page: Page, portal: Portal) -> None:
    customer = portal.stack.facts["customers"][0]
    log_in(page, portal, customer["identificacion"], customer["password"])
    link = page.locator(".what a").first.get_attribute("href")
    for path in (*PRIVATE, (link or "")[1:]):
        look(page, portal.url + path)
    page.goto(portal.url + "documentos")
    page.get_by_text("Filtros", exact=True).click()
    judge(page)


def test_the_pages_of_a_registration(page: Page, portal: Portal, person: Person) -> None:
    page.goto(portal.url + "alta")
    page.get_by_label("Pasaporte").check()
    page.get_by_label("Número de identificación").fill(person.number)
    press(page, "Continuar")
    judge(page)


def test_an_empty_list_and_errors_in_forms(page: Page, portal: Portal, person: Person) -> None:
    register(page, portal, person)
    log_in(page, portal, person.number, "equivocada")
    judge(page)
    log_in(page, portal, person.number, "Mi perro come 3 arepas.")
    page.goto(portal.url + "datos")
    page.locator("#seccion-clave summary").click()
    page.locator("#seccion-clave").get_by_label("Contraseña actual").fill("no es")
    page.get_by_label("Contraseña nueva", exact=True).fill("corta")
    page.get_by_label("Contraseña nueva otra vez").fill("otra")
    press(page, "Cambiar contraseña")
    judge(page)


def test_everything_can_be_reached_with_the_keyboard(page: Page, portal: Portal) -> None:
    page.goto(portal.url + "entrar")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    assert {"usuario", "clave", "Entrar", "¿Olvidó su contraseña?", "¿Olvidó su usuario?", "Alta On Line"} <= reached


def test_pages_work_without_scripts(open_page: Callable[..., Page], portal: Portal) -> None:
    page = open_page(java_script_enabled=False)
    customer = portal.stack.facts["customers"][0]
    log_in(page, portal, customer["identificacion"], customer["password"])
    assert page.url == portal.url + "documentos"
    page.goto(portal.url + "documentos?marcar=1")
    assert page.locator("tbody input:checked").count() == page.locator("tbody tr").count() > 0


def test_a_printed_list_has_no_controls(page: Page, portal: Portal) -> None:
    customer = portal.stack.facts["customers"][0]
    log_in(page, portal, customer["identificacion"], customer["password"])
    page.emulate_media(media="print")
    for hidden in (".search", ".actions", ".top nav", ".foot"):
        assert not page.locator(hidden).is_visible()
    assert page.locator(".what a").first.is_visible()
