"""One set of certificates for all tests, one sandbox for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.sandbox.client import Sandbox
from tests.unit.sandbox.signer import Certificates


@pytest.fixture(scope="session")
def certificates() -> Certificates:
    return Certificates(datetime.now(UTC))


@pytest.fixture(scope="session")
def trust(certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trust")
    certificates.trust(folder)
    return folder


@pytest.fixture
def start(certificates: Certificates, trust: Path) -> Iterator[Callable[..., Sandbox]]:
    """Starts sandboxes that end with the test."""
    running: list[Sandbox] = []

    def begin(state: str = ":memory:", delay: float = 0.0) -> Sandbox:
        running.append(Sandbox.start(certificates, trust, state, delay))
        return running[-1]

    yield begin
    for sandbox in running:
        sandbox.stop()


@pytest.fixture
def sandbox(start: Callable[..., Sandbox]) -> Sandbox:
    """One that judges at once."""
    return start()
