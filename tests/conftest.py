"""How all tests run: the same examples each time, and nothing fails by the clock.

What needs the stack makes two **lanes** that run side by side under xdist, each one test after the other: the
pipeline's, which disturbs the authority and the workers or looks at all that is deployed, and all else.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("rubrica", deadline=None, derandomize=True)
settings.load_profile("rubrica")

BESIDE = (
    "tests/e2e/portal/",
    "tests/e2e/test_large.py",
    "tests/e2e/test_numbering.py",
    "tests/security/",
    "tests/integration/test_ledger.py",
    "tests/integration/test_template.py",
)
TOGETHER = ("tests/faults/test_outage.py",)
"""Tests of which one long story is the fixture."""


def lane(test: str) -> str:
    """What runs one after the other with this test; a test that is its own lane runs beside any other."""
    if test.startswith(BESIDE):
        return "beside"
    if test.startswith(("tests/e2e/", "tests/integration/")):
        return "pipeline"
    return next((file for file in TOGETHER if test.startswith(file)), test)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """By lanes, whatever xdist would do by itself: its own groups are not heeded by pytest 9.2."""
    from xdist.scheduler import LoadScopeScheduling

    class Lanes(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return lane(nodeid)

    return Lanes(config, log)
