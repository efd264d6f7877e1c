"""Where a login leads on to: the page that was asked for before it, and nowhere else."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote, urlencode

import pytest

from chalicelib.domain.accounts import second_factor
from chalicelib.domain.accounts.account import SecondFactor
from chalicelib.handlers.portal.kit import login_address
from tests.unit.portal.world import CEDULA, PASSWORD, PortalWorld, Secrets


@pytest.mark.parametrize("path", ["/documentos?tipo=05&q=a+b%26c", "/ver/123", "/datos", "/documentos/abc_-9"])
def test_a_link_to_a_page_survives_the_login(world: PortalWorld, path: str) -> None:
    world.account()
    browser = world.browser("9.9.9.9")
    page = browser.get(path)
    assert page.says("entrar.titulo")
    hidden = re.search(r'name="a" value="([^"]+)"', page.body)
    assert hidden
    after = html.unescape(hidden.group(1))
    failed = browser.post("/entrar", usuario=CEDULA, clave="no", a=after)
    token, characters = failed.image
    assert 'name="a"' in failed.body
    assert f'class="close" href="{html.escape(login_address(after))}"' in failed.body
    page = browser.post(
        "/entrar", follow=False, usuario=CEDULA, clave=PASSWORD, a=after, imagen=token, caracteres=characters
    )
    assert unquote(page.location) == unquote(path)


def test_a_link_survives_the_second_step_as_well(world: PortalWorld) -> None:
    world.account(second_factor=SecondFactor(Secrets().seal("totp", "SECRET")))
    browser = world.browser("9.9.9.9")
    browser.get("/datos")
    page = browser.post("/entrar", usuario=CEDULA, clave=PASSWORD, a="/datos")
    assert page.says("codigo.titulo")
    page = browser.post("/entrar/codigo", codigo="000000", a="/datos")
    assert 'name="a" value="/datos"' in page.body
    code = f"{second_factor.steps(world.clock.time)[0] % 1_000_000:06d}"
    assert browser.post("/entrar/codigo", follow=False, codigo=code, a="/datos").location == "/datos"


@pytest.mark.parametrize(
    "path", ["//malo.example", "https://malo.example/documentos", r"/\malo.example", "/salir", "/documentos/../salir"]
)
def test_a_login_leads_nowhere_else(world: PortalWorld, path: str) -> None:
    world.account()
    browser = world.browser("9.9.9.9")
    browser.get(f"/entrar?{urlencode({'a': path})}")
    assert 'name="a"' not in browser.page.body
    page = browser.post("/entrar", follow=False, usuario=CEDULA, clave=PASSWORD, a=path)
    assert page.location == "/documentos"
