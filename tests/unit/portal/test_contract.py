"""The ports in memory keep what `contract` promises."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.unit.portal.contract import PROMISES, Ports
from tests.unit.portal.world import PortalWorld


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_in_memory(promise: Callable[[Ports], None]) -> None:
    world = PortalWorld()
    promise(Ports(world.accounts, world.sessions, world.passes, world.limits, world.outbox))
