"""A fresh world for each test, behind the application's own pages."""

from __future__ import annotations

import pytest

from chalicelib.handlers import wiring as common
from chalicelib.handlers.portal import wiring
from tests.unit.portal.world import Browser, PortalWorld


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> PortalWorld:
    made = PortalWorld()
    monkeypatch.setattr(wiring, "deployed", lambda: made.use)
    monkeypatch.setattr(common, "telemetry", lambda: made)
    return made


@pytest.fixture
def browser(world: PortalWorld) -> Browser:
    return world.browser()
