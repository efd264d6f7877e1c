"""Every page as it is answered: headers, texts, size."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import app as application
from chalicelib.domain.documents.states import Receiver as Reception
from chalicelib.handlers.portal import texts
from chalicelib.handlers.portal.render import environment
from tests.unit.portal.world import CEDULA, HOURS, Browser, Page, PortalWorld

ROOT = Path(__file__).parents[3]
PAGES = (
    "/",
    "/entrar",
    "/alta",
    "/recuperar",
    "/usuario",
    "/comprobar",
    "/ayuda",
    "/privacidad",
    "/confirmar/x",
    "/clave/x",
    "/deshacer/x",
    "/correo/x",
    "/clave-nueva",
)
REQUIRED = {
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}


@pytest.mark.parametrize("path", PAGES)
def test_every_public_page_opens_with_all_headers(world: PortalWorld, browser: Browser, path: str) -> None:
    page = browser.get(path)
    assert page.status == 200
    assert world.faults == []
    assert {n: page.headers.get(n) for n in REQUIRED} == REQUIRED
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert len(page.body.encode()) < 50_000


@pytest.mark.parametrize("path", [*PAGES, "/documentos", "/estatico/portal.css"])
def test_head_is_answered_as_get_without_the_page(world: PortalWorld, browser: Browser, path: str) -> None:
    got, headed = browser.get(path, follow=False), world.call("HEAD", path, b"", {}, "190.15.1.2")
    assert headed.status == got.status != 404
    assert headed.body == ""
    varying = {"set-cookie", "content-length", "location"}
    assert {n: v for n, v in headed.headers.items() if n not in varying} == {
        n: v for n, v in got.headers.items() if n not in varying
    }


def test_looking_at_the_head_of_a_file_opens_no_document(world: PortalWorld, browser: Browser) -> None:
    document = world.document()
    world.account()
    browser.log_in()
    reference = world.use.reading.reference(world.person().receiver, document.id)
    for rest in ("/ride", "/archivo/pdf"):
        world.call("HEAD", f"/documentos/{reference}{rest}", b"", {"cookie": browser.cookie}, "190.15.1.2")
    assert world.received.rows[document.id].reception is Reception.NO_ABIERTO


def title(page: Page) -> str:
    found = re.search(r"<title>(.*?)</title>", page.body)
    assert found
    return found.group(1)


def focused(page: Page) -> str:
    """The tag of what the browser goes to; there is never more than one."""
    (found,) = re.findall(r"<[^>]* autofocus[^>]*>", page.body)
    return str(found)


def test_after_an_error_title_and_focus_say_so(world: PortalWorld, browser: Browser) -> None:
    world.account()
    assert "autofocus" not in browser.get("/entrar").body
    page = browser.post("/entrar", usuario=CEDULA, clave="otra")
    assert title(page).startswith("Error: ")
    assert 'role="alert"' in focused(page)
    browser.get("/alta")
    page = browser.post("/alta", tipo="05", numero="123")
    assert title(page).startswith("Error: ")
    assert 'id="numero"' in focused(page)
    browser.log_in()
    page = browser.get("/documentos?desde=2026-11-20&hasta=2026-11-10&minimo=x")
    assert title(page).startswith("Error: ")
    assert 'id="desde"' in focused(page)
    assert not title(browser.get("/documentos")).startswith("Error")


def test_mis_datos_keeps_what_was_typed_beside_a_wrong_password(world: PortalWorld, browser: Browser) -> None:
    world.account()
    browser.log_in()
    browser.get("/datos")
    page = browser.post("/datos/correo", correo="nueva@example.com", clave_actual="no es")
    assert 'value="nueva@example.com"' in page.body
    assert 'id="actual-correo"' in focused(page)
    page = browser.post("/datos/pregunta", pregunta="viaje", respuesta="Galápagos", clave_actual="no es")
    assert '<option value="viaje" selected>' in page.body
    assert 'value="Galápagos"' in page.body
    assert 'value="no es"' not in page.body


def test_closing_the_session_is_said(world: PortalWorld, browser: Browser) -> None:
    world.account()
    browser.log_in()
    assert browser.post("/salir").says("entrar.salio")


def test_no_page_holds_code_or_style_of_its_own(world: PortalWorld) -> None:
    for template in (ROOT / "chalicelib/web/templates/portal").glob("*.html"):
        source = template.read_text()
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", source), template.name


def test_a_page_that_is_not_there_says_so(browser: Browser) -> None:
    page = browser.get("/estatico/otra.css")
    assert page.status == 404
    assert page.says("error.404.titulo")


def test_the_stylesheet_may_be_kept(browser: Browser) -> None:
    address = re.search(r'href="(/estatico/portal\.[0-9a-f]+\.css)"', browser.get("/").body)
    assert address
    page = browser.get(address.group(1))
    assert page.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in page.headers["cache-control"]
    by_name = browser.get("/estatico/portal.css")
    assert by_name.body == page.body
    assert "immutable" not in by_name.headers["cache-control"]


def test_a_failure_of_ours_tells_nothing_and_is_logged(
    world: PortalWorld, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("1710034065")

    monkeypatch.setattr(world.use.login, "asks_image", broken)
    page = browser.get("/entrar")
    assert page.status == 500
    assert "1710034065" not in page.body
    assert len(world.faults) == 1
    assert REQUIRED.items() <= page.headers.items()


def test_the_frameworks_own_answers_carry_the_headers(world: PortalWorld) -> None:
    event = world.gateway.create_lambda_event("POST", "/entrar", {}, b"")
    event["requestContext"]["httpMethod"] = "DELETE"
    answer = application.app(event, None)
    assert answer["statusCode"] == 405
    assert {n.lower() for n in answer["headers"]} >= set(REQUIRED)


def _keys() -> set[str]:
    """Every key that is written in a template or in the code."""
    found = set()
    for path in (ROOT / "chalicelib/web/templates/portal").glob("*.html"):
        found |= set(re.findall(r"\bt\('([a-z0-9_.-]+)'[,)]", path.read_text()))
    return found


def test_every_text_that_is_asked_for_is_there() -> None:
    missing = {key for key in _keys() if not texts.has(key)}
    assert not missing


@pytest.mark.parametrize("path", ["/usuario", "/ayuda"])
def test_support_is_told_with_its_hours(browser: Browser, path: str) -> None:
    page = browser.get(path)
    assert "soporte@rubrica.example" in page.text
    assert HOURS in page.text


def test_one_word_for_each_thing() -> None:
    """A password is a «contraseña», «clave» is the clave de acceso; one enters by «Entrar»."""
    for key, text in texts.catalogue().items():
        assert not re.search(r"(?i)\bclaves?\b(?! de acceso)", re.sub(r"\{clave\}", "", text)), key
        assert not re.search("Autenticación|Registrarme \\(", text), key


def test_every_template_can_be_read() -> None:
    for name in environment().list_templates():
        environment().get_template(name)


def test_no_words_stand_in_the_templates() -> None:
    """All of them are in the catalogue, so that another language can follow."""
    for path in (ROOT / "chalicelib/web/templates/portal").glob("*.html"):
        source = re.sub(r"aria-[a-z]+=\"[^\"]*\"", " ", path.read_text())
        bare = re.sub(r"(?s)\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", " ", source)
        words = set(re.findall(r"[A-Za-zÁÉÍÓÚáéíóúñÑ]{3,}", bare))
        assert words <= {"RUC", "PDF", "XML", "medium", "broad", "narrow"}, path.name
