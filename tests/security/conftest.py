"""The same stack and people as the browser tests."""

from __future__ import annotations

from tests.e2e.conftest import stack
from tests.e2e.portal.conftest import _people, person, portal

__all__ = ["_people", "person", "portal", "stack"]
