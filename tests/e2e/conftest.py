"""The stack that `bin/test` started for this run, and numbers that no two tests share."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone

import pytest

from infra.local.sample_data import SAMPLES, SELLER
from infra.local.samples import Sample, xml
from tests.e2e.stack import Stack

_WORKERS = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_numbers = itertools.count(int(datetime.now().timestamp()) % 100_000_000 * 8 + _WORKER, _WORKERS)


@pytest.fixture(scope="session")
def stack() -> Stack:
    """The running stack."""
    return Stack()


@pytest.fixture(scope="session")
def today() -> date:
    """The date in Ecuador."""
    return datetime.now(timezone(timedelta(hours=-5))).date()


@pytest.fixture
def factura(today: date) -> Callable[..., bytes]:
    """Makes a factura that nobody has issued yet: of a sample, with a fresh number unless one is given."""

    def make(sample: Sample = SAMPLES[0], number: int | None = None, day: date | None = None) -> bytes:
        return xml(sample, SELLER, day or today, next(_numbers) if number is None else number)

    return make


@pytest.fixture(scope="session")
def fresh_number() -> Callable[[], int]:
    """A secuencial nobody has used."""
    return lambda: next(_numbers)


@pytest.fixture(autouse=True)
def _calm_authority(stack: Stack) -> Iterator[None]:
    """No test leaves the authority misbehaving; what a test beside this one ordered stays."""
    yield
    stack.calm()
