"""The ledger knows of a key before anybody can open it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from chalicelib.adapters.dynamodb.certificates import WatchedKeys
from tests.unit.core.ledger import MemoryLedger

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


class Clock:
    def now(self) -> datetime:
        return NOW


class Keys:
    def get(self, tenant: str, certificate_id: str) -> object:
        return object() if certificate_id == "c1" else None


def refuse() -> None:
    raise ConnectionError


def test_a_key_that_is_handed_out_is_told() -> None:
    ledger = MemoryLedger()
    watched = WatchedKeys(Keys(), ledger, Clock())  # type: ignore[arg-type]
    assert watched.get("179", "c1") is not None
    assert watched.get("179", "none") is None
    ((tenant, _), text), *more = ledger.waits.items()
    assert more == []
    assert (tenant, json.loads(text)["subject"], json.loads(text)["facts"]) == ("179", "c1", {"access": "opened"})


def test_what_cannot_be_told_is_not_handed_out() -> None:
    watched = WatchedKeys(Keys(), MemoryLedger(refuse), Clock())  # type: ignore[arg-type]
    with pytest.raises(ConnectionError):
        watched.get("179", "c1")
