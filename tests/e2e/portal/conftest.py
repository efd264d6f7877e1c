"""A real browser (the system's chromium) before the running portal, and people who received something."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from infra.local.sample_data import SAMPLES, SELLER
from infra.local.samples import xml
from tests.e2e import conftest
from tests.e2e.portal.people import Person, Portal, invite
from tests.e2e.stack import Stack

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
INVITED = 16


@pytest.fixture(scope="session")
def portal(stack: Stack) -> Portal:
    """The running portal."""
    return Portal(stack)


@pytest.fixture(scope="session")
def _people(stack: Stack) -> Iterator[Person]:
    """All people of a run come in one batch."""
    today = datetime.now(timezone(timedelta(hours=-5))).date()

    def factura(sample: object = SAMPLES[0], number: int = 0) -> bytes:
        return xml(sample, SELLER, today, number)  # type: ignore[arg-type]

    return iter(invite(stack, factura, lambda: next(conftest._numbers), INVITED))


@pytest.fixture
def person(_people: Iterator[Person]) -> Person:
    """Somebody new."""
    return next(_people)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "the browser tests need chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a window of its own, as of another person."""
    contexts = []

    def make(width: int = 1280, height: int = 900, **options: object) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="es-EC", **options)  # type: ignore[arg-type]
        context.set_default_timeout(30_000)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """One window."""
    return open_page()
