"""The issuers read from their table: no empty key is asked for, because DynamoDB refuses the whole question."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.adapters.dynamodb.tables import TenantRow
from chalicelib.adapters.portal import directory
from tests.unit.portal.world import ISSUER, Clock


def test_a_list_without_a_chosen_issuer_asks_for_no_empty_key(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def batch_get(keys: list[str], **_: Any) -> list[Any]:
        assert all(keys), "DynamoDB refuses empty keys"
        asked.append(keys)
        return []

    monkeypatch.setattr(TenantRow, "batch_get", batch_get)
    faces = directory.DynamoDirectory(Clock()).faces
    assert faces([""]) == {}
    assert faces(["", ISSUER]) == {}
    assert asked == [[ISSUER]]
