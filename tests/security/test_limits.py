"""Many at once against the deployed stack: the limits hold, counted where they count, in the records."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from chalicelib.handlers.portal import texts
from tests.e2e.portal.people import Person, Portal
from tests.unit.portal.world import ISSUER, Browser, Page

AT_ONCE = 200

_origins = itertools.count(int(time.time()) % 60_000 * 250)


def origins(count: int) -> list[str]:
    """Addresses of this machine that nobody came from before (in this hour)."""
    return [f"127.{1 + n // 64_770 % 250}.{n // 254 % 255}.{1 + n % 254}" for n in itertools.islice(_origins, count)]


def all_at_once(portal: Portal, visit: Callable[[Browser, int], Page]) -> Counter[str]:
    """What many browsers, each from an address of its own, are told; by the key of the text."""

    def one(numbered: tuple[int, str]) -> str:
        number, origin = numbered
        return said(visit(portal.browser(origin), number))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(one, enumerate(origins(AT_ONCE))))


def said(page: Page) -> str:
    """The key of the alert on a page."""
    keys = (
        "entrar.equivocado",
        "entrar.pide_imagen",
        "entrar.demasiados",
        "alta.no_coincide",
        "alta.pide_imagen",
        "alta.demasiados",
    )
    found = [key for key in keys if texts.text(key) in page.text]
    assert len(found) == 1, (page.status, page.text[:300])
    return found[0]


def test_wrong_registrations_at_once(portal: Portal, person: Person) -> None:
    def guess(browser: Browser, number: int) -> Page:
        browser.get("/alta")
        browser.post("/alta", tipo="06", numero=person.number)
        return browser.post(
            "/alta/empresa", empresa=ISSUER, documento=person.document, total=f"{person.total + 1 + number:.2f}"
        )

    answers = all_at_once(portal, guess)
    assert answers == {"alta.no_coincide": 3, "alta.pide_imagen": AT_ONCE - 3}
    right = portal.browser(origins(1)[0])
    right.get("/alta")
    right.post("/alta", tipo="06", numero=person.number)
    page = right.post("/alta/empresa", empresa=ISSUER, documento=person.document, total=str(person.total))
    assert said(page) == "alta.pide_imagen"


def test_wrong_logins_at_once(portal: Portal) -> None:
    """Few are looked at without an image; from the first wrong one on it is asked of everybody."""
    usuario = f"NADIE{time.time_ns()}"

    def attempt(browser: Browser, number: int) -> Page:
        browser.get("/entrar")
        return browser.post("/entrar", usuario=usuario, clave=f"Equivocada {number}.")

    answers = all_at_once(portal, attempt)
    assert sum(answers.values()) == AT_ONCE
    assert 1 <= answers["entrar.equivocado"] <= 3
    assert answers["entrar.pide_imagen"] == AT_ONCE - answers["entrar.equivocado"]
